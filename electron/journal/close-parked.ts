import { cut } from '../base/text/cut.ts'
import { printable } from '../base/text/printable.ts'
import { writeRequests, type RequestAnswers } from './store/command-line-requests.ts'
import { appendEvent } from './store/event-rows.ts'
import type { SiteKey } from './chain/site-key.ts'
import type { Database } from './store/sqlite.ts'
import { readTapRecord, type TapStatus } from './tap-record.ts'

/** The result of closing one tap. */
export type CloseAnswer =
  /** Written to the disk; the kiosk stops counting the tap when it next checks the journal. */
  | { readonly kind: 'ok' }
  | { readonly kind: 'not-parked'; readonly status: TapStatus }
  | { readonly kind: 'unknown-tap' }

/**
 * Who closes a tap, when and why. The texts are kept as long as the tap, so they should not name the person.
 */
export interface Closing {
  /** The account of the operating system. At most 100 characters are kept. */
  readonly by: string
  /** At most 500 characters are kept. */
  readonly because: string
  readonly atMs: number
}

const maxByLength = 100
const maxBecauseLength = 500

/**
 * Closes parked taps that never have to be sent, for example because somebody entered the hours by hand.
 * Alarms and alerts no longer count them; `requestRetry` reopens them. Works also for taps whose person is
 * erased or that the chain does not vouch for.
 */
export function closeParked(
  path: string,
  key: SiteKey,
  tapIds: readonly string[],
  closing: Closing,
): RequestAnswers<CloseAnswer> {
  return writeRequests(path, key, tapIds, (database, tapId) => close(database, key, tapId, closing))
}

function close(database: Database, key: SiteKey, tapId: string, { by, because, atMs }: Closing): CloseAnswer {
  const status = readTapRecord(database, tapId, undefined)?.status
  if (status === undefined) return { kind: 'unknown-tap' }
  if (status !== 'parked') return { kind: 'not-parked', status }
  appendEvent(database, key, {
    tapId,
    atMs,
    kind: 'parked',
    reason: 'closed',
    detail: cut(printable(because), maxBecauseLength),
    closedBy: cut(printable(by), maxByLength),
  })
  return { kind: 'ok' }
}

import { cut } from '../base/text/cut.ts'
import { printable } from '../base/text/printable.ts'
import { writeRequests, type RequestAnswers } from './store/command-line-requests.ts'
import { appendEvent, eventsOfTap } from './store/event-rows.ts'
import type { SiteKey } from './chain/site-key.ts'
import type { Database } from './store/sqlite.ts'
import { tapRecordOf, type TapStatus } from './tap-record.ts'

/** What came of closing one tap. */
export type CloseAnswer =
  /** It is on the disk; the kiosk counts it no more when it looks next. */
  | { readonly kind: 'ok' }
  | { readonly kind: 'not-parked'; readonly status: TapStatus }
  | { readonly kind: 'unknown-tap' }

/** Who closes a tap, when and why. The texts stay for as long as the tap, so they should name nobody who tapped. */
export interface Closing {
  /** The account of the operating system. At most 100 characters are kept. */
  readonly by: string
  /** At most 500 characters are kept. */
  readonly because: string
  readonly atMs: number
}

const longestBy = 100
const longestBecause = 500

/**
 * Closes parked taps that never have to be sent: somebody has entered the hours by hand, say. Alarms and alerts count
 * them no more; `requestRetry` opens them again. One whose person is erased or that nobody vouches for can be closed too.
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
  const events = eventsOfTap(database, tapId)
  const first = events.find((event) => event.kind === 'tapped')
  if (first === undefined) return { kind: 'unknown-tap' }
  const { status } = tapRecordOf(first, events, undefined)
  if (status !== 'parked') return { kind: 'not-parked', status }
  appendEvent(database, key, {
    tapId,
    atMs,
    kind: 'parked',
    reason: 'closed',
    detail: cut(printable(because), longestBecause),
    closedBy: cut(printable(by), longestBy),
  })
  return { kind: 'ok' }
}

import { keyIdOf } from './chain/chain.ts'
import { writeRequests, type RequestAnswers } from './store/command-line-requests.ts'
import { appendEvent } from './store/event-rows.ts'
import { findSealed } from './people.ts'
import type { SiteKey } from './chain/site-key.ts'
import { boundedText, textIn, type Database } from './store/sqlite.ts'
import { readTapRecord, type TapStatus } from './tap-record.ts'

/** The result of the request for one tap. */
export type RetryAnswer =
  /** Written to the disk; the kiosk acts on it when it next checks the journal. */
  | { readonly kind: 'ok' }
  | { readonly kind: 'not-parked'; readonly status: TapStatus }
  /** It is settled, and was parked only so that somebody tells the person. */
  | { readonly kind: 'not-told' }
  /** The person was erased: it is unknown whose card to end. */
  | { readonly kind: 'erased' }
  | { readonly kind: 'unknown-tap' }
  /** The person was edited. */
  | { readonly kind: 'person-changed' }
  /** It was written under another site key, so this key cannot vouch for it. */
  | { readonly kind: 'other-key' }
  /** Salvaged from a damaged journal whose chain does not vouch for it: it is never sent. */
  | { readonly kind: 'unvouched' }

/** Requests a retry of parked taps, including closed ones. */
export function requestRetry(
  path: string,
  key: SiteKey,
  tapIds: readonly string[],
  atMs: number,
): RequestAnswers<RetryAnswer> {
  return writeRequests(path, key, tapIds, (database, tapId) => request(database, key, tapId, atMs))
}

function request(database: Database, key: SiteKey, tapId: string, atMs: number): RetryAnswer {
  const found = findSealed(database, key, tapId)
  const record = readTapRecord(database, tapId, found?.person)
  if (record === undefined) return { kind: 'unknown-tap' }
  const { status, events } = record
  if (status !== 'parked' && status !== 'closed') return { kind: 'not-parked', status }
  if (events.some((event) => event.kind === 'parked' && event.reason === 'not-told'))
    return { kind: 'not-told' }
  if (found === undefined) return { kind: 'erased' }
  if (events.some((event) => event.kind === 'tapped' && event.isDoubtful !== undefined))
    return { kind: 'unvouched' }
  if (hasOtherKey(database, key, tapId)) return { kind: 'other-key' }
  if (!found.isSealed) return { kind: 'person-changed' }
  appendEvent(database, key, { tapId, atMs, kind: 'retry-requested' })
  return { kind: 'ok' }
}

function hasOtherKey(database: Database, key: SiteKey, tapId: string): boolean {
  return database
    .all(`SELECT ${boundedText('chain')} FROM events WHERE tap_id = ?`, [tapId])
    .some((row) => keyIdOf(textIn(row, 'chain')) !== key.id)
}

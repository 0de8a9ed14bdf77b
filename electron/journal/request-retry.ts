import { existsSync } from 'node:fs'
import { keyIdOf } from './chain.ts'
import { walkChain } from './chain-walk.ts'
import { appendEvent, eventsOfTap } from './event-rows.ts'
import { examine } from './examine.ts'
import { failureOf, type JournalFailure } from './failure.ts'
import { readHeadFile } from './head-file.ts'
import { schemaVersion, versionOf } from './migrations.ts'
import { findSealed } from './people.ts'
import type { SiteKey } from './site-key.ts'
import { boundedText, openDatabase, textIn, type Database } from './sqlite.ts'
import { tapRecordOf, type TapStatus } from './tap-record.ts'
import { echoedPath } from '../base/echo.ts'

/** What came of the request for one tap. */
export type RetryAnswer =
  /** It is on the disk; the kiosk acts on it when it looks next. */
  | { readonly kind: 'ok' }
  | { readonly kind: 'not-parked'; readonly status: TapStatus }
  /** Who tapped was erased: nobody can tell whose card to end. */
  | { readonly kind: 'erased' }
  | { readonly kind: 'unknown-tap' }
  /** Who tapped is not as it was written. */
  | { readonly kind: 'person-changed' }
  /** It was written under another site key, and nobody can vouch for it under this one. */
  | { readonly kind: 'other-key' }
  /** The chain of the damaged journal it was saved from does not vouch for it: it is never sent. */
  | { readonly kind: 'unvouched' }

export type RetryAnswers =
  /** One answer a tap, in their order. */
  | { readonly kind: 'ok'; readonly answers: readonly RetryAnswer[] }
  /** The journal took no more; the taps of the batches before are asked for, which another call shows. */
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

/** A kiosk's own write may have to be waited for. */
const busyTimeoutMs = 5_000

/** A commit takes no more taps than this, so that the kiosk's own writes find their way in between. */
const tapsACommit = 100

/**
 * Asks the kiosk to try parked taps again. The one thing others than the kiosk write to its journal. Nothing is asked for
 * where the chain does not hold.
 */
export function requestRetry(
  path: string,
  key: SiteKey,
  tapIds: readonly string[],
  atMs: number,
): RetryAnswers {
  if (!existsSync(path)) {
    return { kind: 'failed', failure: { kind: 'cannot-open', detail: `${echoedPath(path)} does not exist.` } }
  }
  // Writing would spoil what a damaged journal still tells; the kiosk's start knows how to save that.
  const filed = readHeadFile(path, key)
  const found = examine(path, filed === undefined ? [] : [filed.head])
  if (found.kind === 'failed') return found
  if (found.kind === 'damaged') return { kind: 'failed', failure: { kind: 'corrupt', detail: found.detail } }
  let database: Database | undefined
  try {
    const opened = openDatabase(path, { busyTimeoutMs })
    database = opened
    const version = versionOf(opened)
    if (version !== schemaVersion) {
      const detail = `${echoedPath(path)} is of schema ${version}, and this program writes ${schemaVersion}.`
      return {
        kind: 'failed',
        failure: { kind: version > schemaVersion ? 'newer-version' : 'other', detail },
      }
    }
    checkChain(opened, key)
    const answers: RetryAnswer[] = []
    for (let from = 0; from < tapIds.length; from += tapsACommit) {
      const batch = tapIds.slice(from, from + tapsACommit)
      answers.push(...opened.transaction(() => batch.map((tapId) => request(opened, key, tapId, atMs))))
    }
    return { kind: 'ok', answers }
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) }
  } finally {
    database?.close()
  }
}

/** All of it, however long that takes: the request makes the tap's events count again. Throws `JournalError`. */
function checkChain(database: Database, key: SiteKey): void {
  database.exec('BEGIN')
  try {
    walkChain(database, key, 1)
  } finally {
    database.exec('ROLLBACK')
  }
}

function request(database: Database, key: SiteKey, tapId: string, atMs: number): RetryAnswer {
  const events = eventsOfTap(database, tapId)
  const first = events.find((event) => event.kind === 'tapped')
  if (first === undefined) return { kind: 'unknown-tap' }
  const found = findSealed(database, key, tapId)
  const { status } = tapRecordOf(first, events, found?.person)
  if (status !== 'parked') return { kind: 'not-parked', status }
  if (found === undefined) return { kind: 'erased' }
  if (first.isDoubtful !== undefined) return { kind: 'unvouched' }
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

import { existsSync } from 'node:fs'
import { appendEvent, eventsOfTap } from './event-rows.ts'
import { examine } from './examine.ts'
import { failureOf, type JournalFailure } from './failure.ts'
import { schemaVersion, versionOf } from './migrations.ts'
import { personOf } from './people.ts'
import type { SiteKey } from './site-key.ts'
import { openDatabase, type Database } from './sqlite.ts'
import { tapRecordOf, type TapStatus } from './tap-record.ts'

export type RetryAnswer =
  /** It is on the disk; the kiosk acts on it when it looks next. */
  | { readonly kind: 'ok' }
  | { readonly kind: 'not-parked'; readonly status: TapStatus }
  /** Who tapped was erased: nobody can tell whose card to end. */
  | { readonly kind: 'erased' }
  | { readonly kind: 'unknown-tap' }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

/** A kiosk's own write may have to be waited for. */
const busyTimeoutMs = 5_000

/** Asks the kiosk to try a parked tap again. The one thing others than the kiosk write to its journal. */
export function requestRetry(path: string, key: SiteKey, tapId: string, atMs: number): RetryAnswer {
  if (!existsSync(path)) {
    return { kind: 'failed', failure: { kind: 'cannot-open', detail: `${path} does not exist.` } }
  }
  // Writing would spoil what a damaged journal still tells; the kiosk's start knows how to save that.
  const found = examine(path)
  if (found.kind === 'failed') return found
  if (found.kind === 'damaged') return { kind: 'failed', failure: { kind: 'corrupt', detail: found.detail } }
  let database: Database | undefined
  try {
    const opened = openDatabase(path, { busyTimeoutMs })
    database = opened
    const version = versionOf(opened)
    if (version !== schemaVersion) {
      const detail = `${path} is of schema ${version}, and this program writes ${schemaVersion}.`
      return {
        kind: 'failed',
        failure: { kind: version > schemaVersion ? 'newer-version' : 'other', detail },
      }
    }
    return opened.transaction(() => request(opened, key, tapId, atMs))
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) }
  } finally {
    database?.close()
  }
}

function request(database: Database, key: SiteKey, tapId: string, atMs: number): RetryAnswer {
  const events = eventsOfTap(database, tapId)
  const first = events.find((event) => event.kind === 'tapped')
  if (first === undefined) return { kind: 'unknown-tap' }
  const { status, person } = tapRecordOf(first, events, personOf(database, tapId))
  if (status !== 'parked') return { kind: 'not-parked', status }
  if (person === undefined) return { kind: 'erased' }
  appendEvent(database, key, { tapId, atMs, kind: 'retry-requested' })
  return { kind: 'ok' }
}

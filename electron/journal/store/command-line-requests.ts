import { existsSync } from 'node:fs'
import { echoedPath } from '../../base/text/echo.ts'
import { walkChain } from '../chain/chain-walk.ts'
import { examine } from '../recovery/examine.ts'
import { failureOf, type JournalFailure } from '../failure.ts'
import { readHeadFile } from '../chain/head-file.ts'
import { schemaVersion, versionOf } from './migrations.ts'
import type { SiteKey } from '../chain/site-key.ts'
import { openDatabase, type Database } from './sqlite.ts'

export type RequestAnswers<Answer> =
  /** One answer a tap, in their order. */
  | { readonly kind: 'ok'; readonly answers: readonly Answer[] }
  /** The journal took no more; the taps of the batches before are asked for, which another call shows. */
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

/** A kiosk's own write may have to be waited for. */
const busyTimeoutMs = 5_000

/** A commit takes no more taps than this, so that the kiosk's own writes find their way in between. */
const tapsACommit = 100

/**
 * Writes the command line's requests into the journal, also of a running kiosk, which takes them up: the one thing others
 * than the kiosk write there (`isOfCommandLine`). Nothing is written where the chain does not hold. `request`: for one
 * tap, inside a transaction.
 */
export function writeRequests<Answer>(
  path: string,
  key: SiteKey,
  tapIds: readonly string[],
  request: (database: Database, tapId: string) => Answer,
): RequestAnswers<Answer> {
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
    const answers: Answer[] = []
    for (let from = 0; from < tapIds.length; from += tapsACommit) {
      const batch = tapIds.slice(from, from + tapsACommit)
      answers.push(...opened.transaction(() => batch.map((tapId) => request(opened, tapId))))
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

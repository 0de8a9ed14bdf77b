import { existsSync } from 'node:fs'
import { echoedPath } from '../../base/text/echo.ts'
import { walkChain } from '../chain/chain-walk.ts'
import { examine } from '../recovery/examine.ts'
import { failureOf, type JournalFailed } from '../failure.ts'
import { readHeadFile } from '../chain/head-file.ts'
import { otherVersionOf } from './migrations.ts'
import type { SiteKey } from '../chain/site-key.ts'
import { openDatabase, readAtOnce, type Database } from './sqlite.ts'

export type RequestAnswers<Answer> =
  /** One answer per tap, in the same order. */
  | { readonly kind: 'ok'; readonly answers: readonly Answer[] }
  /** A write failed; earlier batches are written, which another call would show. */
  | JournalFailed

/** Waits for writes of a running kiosk. */
const busyTimeoutMs = 5_000

/** Limited, so that the kiosk can write in between. */
const maxTapsPerCommit = 100

/**
 * Writes requests of the command line into the journal, also while a kiosk runs, which then acts on them.
 * These are the only events not written by the kiosk (`isOfCommandLine`). Writes nothing if the chain does
 * not hold. `request`: handles one tap, inside a transaction.
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
  // Never writes to a damaged journal: that could destroy what the next start of the kiosk can salvage.
  const filed = readHeadFile(path, key)
  const found = examine(path, filed === undefined ? [] : [filed.head])
  if (found.kind === 'failed') return found
  if (found.kind === 'damaged') return { kind: 'failed', failure: { kind: 'corrupt', detail: found.detail } }
  let database: Database | undefined
  try {
    const opened = openDatabase(path, { busyTimeoutMs })
    database = opened
    const otherVersion = otherVersionOf(path, opened)
    if (otherVersion !== undefined) return otherVersion
    checkChain(opened, key)
    const answers: Answer[] = []
    for (let from = 0; from < tapIds.length; from += maxTapsPerCommit) {
      const batch = tapIds.slice(from, from + maxTapsPerCommit)
      answers.push(...opened.transaction(() => batch.map((tapId) => request(opened, tapId))))
    }
    return { kind: 'ok', answers }
  } catch (error) {
    return { kind: 'failed', failure: failureOf(error) }
  } finally {
    database?.close()
  }
}

/**
 * Checks the complete chain, since a request makes old events of its tap relevant again. Throws
 * `JournalError`.
 */
function checkChain(database: Database, key: SiteKey): void {
  readAtOnce(database, (read) => walkChain(read, key, 1))
}

import { echoedPath } from '../../base/text/echo.ts'
import { headText, keyIdOf } from './chain.ts'
import { chainedRowOf, eventColumns, isNoClosing, isOfKeyedHead } from '../store/event-rows.ts'
import { gapAround } from './gaps.ts'
import { headFilePath, readUnkeyedHead } from './head-file.ts'
import type { SiteKey } from './site-key.ts'
import { boundedText, textIn, type Database } from '../store/sqlite.ts'

/** Why the end of a journal is not known. */
export interface LostHead {
  readonly detail: string
  /** Where version 0.1 has told of an end: its last event. */
  readonly lastKnownSeq: number | undefined
}

/**
 * For a journal that has no head file of `key` beside it: whether it must have had one. Then events may be missing at
 * its end, and nothing but the head file would show it. `undefined`: nothing is wrong.
 *
 * The head file is on the disk before the first event of a version that keys it, and such events say so, chained
 * (`event-rows.ts`). Where the last event is of version 0.1, that version's own head file, without a key, is compared
 * with as it did itself. The command line writes no head file, so its requests do not count.
 */
export function findLostHead(path: string, database: Database, key: SiteKey): LostHead | undefined {
  const last = database.get(
    `SELECT ${eventColumns} FROM events WHERE kind <> 'retry-requested' AND (kind <> 'parked' OR ${isNoClosing}) ORDER BY seq DESC LIMIT 1`,
  )
  if (last === undefined || keyIdOf(textIn(last, 'chain')) !== key.id) return undefined
  if (isOfKeyedHead(chainedRowOf(last))) {
    const file = echoedPath(headFilePath(path))
    const detail = `${file} is missing, or is not this kiosk's: events may be gone from the journal's end.`
    return { detail, lastKnownSeq: undefined }
  }
  const known = readUnkeyedHead(path)
  if (known === undefined || known.seq === 0) return undefined
  const named = database.get(`SELECT ${boundedText('chain')} FROM events WHERE seq = ?`, [known.seq])
  if (named?.['chain'] === known.link || gapAround(database, known.seq) !== undefined) return undefined
  const detail = `The journal does not hold what the head file of version 0.1 says, ${headText(known)}.`
  return { detail, lastKnownSeq: known.seq }
}

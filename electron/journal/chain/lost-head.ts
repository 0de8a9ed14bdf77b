import { echoedPath } from '../../base/text/echo.ts'
import { headText, keyIdOf } from './chain.ts'
import { chainedRowOf, eventColumns, isNoClosing, isOfKeyedHead } from '../store/event-rows.ts'
import { gapAround } from './gaps.ts'
import { headFilePath, readUnkeyedHead } from './head-file.ts'
import type { SiteKey } from './site-key.ts'
import { boundedText, textIn, type Database } from '../store/sqlite.ts'

/** Why the end of a journal is unknown. */
export interface LostHead {
  readonly detail: string
  /** The last event according to the head file of version 0.1, if there is one. */
  readonly lastKnownSeq: number | undefined
}

/**
 * For a journal without a head file of `key`: whether it must have had one. If so, events may be missing at
 * its end, which only the head file would show. `undefined`: nothing is wrong.
 *
 * Versions with a keyed head file write it before their first event, and mark their events (`event-rows.ts`).
 * If the last event is of version 0.1, the unkeyed head file of that version is compared, as that version
 * did. The command line writes no head file, so its requests do not count.
 */
export function findLostHead(path: string, database: Database, key: SiteKey): LostHead | undefined {
  const last = database.get(
    `SELECT ${eventColumns} FROM events WHERE kind <> 'retry-requested' AND (kind <> 'parked' OR ${isNoClosing}) ORDER BY seq DESC LIMIT 1`,
  )
  if (last === undefined || keyIdOf(textIn(last, 'chain')) !== key.id) return undefined
  if (isOfKeyedHead(chainedRowOf(last))) {
    const file = echoedPath(headFilePath(path))
    const detail = `${file} is missing, or is not this kiosk's: events may be missing from the end of the journal.`
    return { detail, lastKnownSeq: undefined }
  }
  const known = readUnkeyedHead(path)
  if (known === undefined || known.seq === 0) return undefined
  const named = database.get(`SELECT ${boundedText('chain')} FROM events WHERE seq = ?`, [known.seq])
  if (named?.['chain'] === known.link || gapAround(database, known.seq) !== undefined) return undefined
  const detail = `The journal does not contain the event that the head file of version 0.1 names, ${headText(known)}.`
  return { detail, lastKnownSeq: known.seq }
}

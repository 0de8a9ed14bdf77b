import { existsSync, rmSync, statSync } from 'node:fs'
import { headText, type ChainHead } from '../chain/chain.ts'
import type { OpenTap } from '../chain/chain-walk.ts'
import { isMarkedDoubtful } from '../store/event-rows.ts'
import { failureOf, isDamage, JournalError, type JournalFailure } from '../failure.ts'
import { gapAround } from '../chain/gaps.ts'
import { checkSchema, schemaVersion, versionOf, versionWithGaps } from '../store/migrations.ts'
import { findSealed } from '../people.ts'
import type { SiteKey } from '../chain/site-key.ts'
import { boundedText, openForReading, SqliteError, textIn, type Database } from '../store/sqlite.ts'
import { echoedPath } from '../../base/text/echo.ts'

/** What was found of a journal's file before anything is written to it. */
export type Examined =
  /** Or not there yet. */
  | { readonly kind: 'good' }
  /** The file itself is what is wrong: no waiting will fix it. */
  | { readonly kind: 'damaged'; readonly why: Damage; readonly detail: string }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

/**
 * `cut-off`: events that had been committed are gone from its end. `tampered`: events were edited, removed or added,
 * or who tapped was.
 */
export type Damage = 'corrupt' | 'not-a-database' | 'cut-off' | 'tampered'

/**
 * Checking every page and index of a journal of a million events (400 MB) takes 3 s from memory and 20 s and more
 * from a slow disk: too long to keep people waiting for. A journal of up to this size is checked at every start; a
 * larger one after its user has met a damaged page, which leaves a mark. Whatever the size, the chain's end and all
 * that is still to be sent are checked at every start, with every event from the oldest open tap on.
 */
const alwaysCheckedBytes = 64 * 1024 * 1024

/** Whether there is time to read all of the journal at a start. */
export function isSmall(path: string): boolean {
  return statSync(path).size <= alwaysCheckedBytes
}

export function suspectPath(journalPath: string): string {
  return `${journalPath}.suspect`
}

/** What somebody else has put there, such as a folder, stays: it costs a look at every page, and no start. */
export function forgetSuspicion(journalPath: string): void {
  try {
    rmSync(suspectPath(journalPath), { force: true })
  } catch (error) {
    failureOf(error)
  }
}

/**
 * Looks the journal over without changing its database or its write-ahead log. `knownHeads`: ends of its chain that
 * are known from elsewhere.
 */
export function examine(path: string, knownHeads: readonly ChainHead[]): Examined {
  if (!existsSync(path)) return examineMissing(path, knownHeads)
  let database: Database | undefined
  try {
    database = openForReading(path)
    const version = versionOf(database)
    if (version < 0) throw damage(`The journal says that its schema is ${version}.`)
    if (version > schemaVersion) {
      const detail = `${echoedPath(path)} was written by a newer version of this program (schema ${version}, known ${schemaVersion}).`
      return { kind: 'failed', failure: { kind: 'newer-version', detail } }
    }
    if (isSmall(path) || existsSync(suspectPath(path))) checkPages(database)
    if (version > 0) checkEvents(database)
    // What is asked below needs the tables, and no view or trigger in their place.
    if (version > 0) checkSchema(database, { version, derived: 'of-any-version' })
    for (const known of knownHeads) {
      const checked = checkHead(database, version, known)
      if (checked.kind !== 'good') return checked
    }
    return { kind: 'good' }
  } catch (error) {
    return foundBy(failureOf(error))
  } finally {
    database?.close()
  }
}

function examineMissing(path: string, knownHeads: readonly ChainHead[]): Examined {
  const known = knownHeads.find(({ seq }) => seq > 0)
  if (known !== undefined) {
    const detail = `${echoedPath(path)} is gone; the last known head is ${headText(known)}.`
    return { kind: 'damaged', why: 'cut-off', detail }
  }
  return existsSync(`${path}-wal`)
    ? {
        kind: 'damaged',
        why: 'corrupt',
        detail: `There is a ${echoedPath(path)}-wal, but its database is gone.`,
      }
    : { kind: 'good' }
}

function checkPages(database: Database): void {
  const first = database.get('PRAGMA integrity_check(1)')
  const said = textIn(first ?? {}, 'integrity_check')
  if (said !== 'ok') throw damage(`SQLite's integrity check says: ${said}`)
}

function checkEvents(database: Database): void {
  const found = database.get(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'events'`)
  if (found === undefined) throw damage('The table of events is gone.')
}

/** Who made the open taps has no place in the chain: each has a seal of its own. Throws `JournalError`. */
export function checkPeople(database: Database, key: SiteKey, open: readonly OpenTap[]): void {
  for (const { tapId, rows, isOwn } of open) {
    if (!isOwn || rows.some(isMarkedDoubtful) || findSealed(database, key, tapId)?.isSealed !== false)
      continue
    const detail = `The name or user id of event ${rows[0]?.seq ?? 0}, a tap that is still to be sent, is not as it was written.`
    throw new JournalError('tampered', detail)
  }
}

function checkHead(database: Database, version: number, known: ChainHead): Examined {
  if (known.seq === 0) return { kind: 'good' }
  const found =
    version === 0
      ? undefined
      : database.get(`SELECT ${boundedText('chain')} FROM events WHERE seq = ?`, [known.seq])
  if (found?.['chain'] === known.link) return { kind: 'good' }
  // The head file may have lagged behind for long; what was compacted since is not missing.
  const gap = found === undefined && version >= versionWithGaps ? gapAround(database, known.seq) : undefined
  if (gap !== undefined) return { kind: 'good' }
  const what = found === undefined ? 'is not there' : 'is not the one that was written'
  const detail = `Event ${known.seq} ${what}; the last known head is ${headText(known)}.`
  return { kind: 'damaged', why: 'cut-off', detail }
}

function damage(detail: string): SqliteError {
  return new SqliteError('corrupt', detail, undefined)
}

export function foundBy(failure: JournalFailure): Extract<Examined, { kind: 'damaged' | 'failed' }> {
  // No waiting makes other tables of those that are there.
  if (!isDamage(failure) && failure.kind !== 'refused') return { kind: 'failed', failure }
  const { kind, detail } = failure
  const why = kind === 'not-a-database' || kind === 'tampered' ? kind : 'corrupt'
  return { kind: 'damaged', why, detail }
}

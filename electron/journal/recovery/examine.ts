import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { attempt } from '../../base/attempt.ts'
import { headText, type ChainHead } from '../chain/chain.ts'
import type { OpenTap } from '../chain/chain-walk.ts'
import { isMarkedDoubtful } from '../store/event-rows.ts'
import { failureOf, isDamage, JournalError, type JournalFailed, type JournalFailure } from '../failure.ts'
import { gapAround } from '../chain/gaps.ts'
import { checkSchema, schemaVersion, versionOf, versionWithGaps } from '../store/migrations.ts'
import { findSealed } from '../people.ts'
import type { SiteKey } from '../chain/site-key.ts'
import { boundedText, openForReading, SqliteError, textIn, type Database } from '../store/sqlite.ts'
import { echoedPath } from '../../base/text/echo.ts'

/** The result of examining a journal file before anything is written to it. */
export type Examined =
  /** Sound, or does not exist yet. */
  | { readonly kind: 'good' }
  /** The file itself is damaged: a retry will not fix it. */
  | { readonly kind: 'damaged'; readonly why: Damage; readonly detail: string }
  | JournalFailed

/**
 * `cut-off`: committed events are gone from its end. `tampered`: events were edited, removed or added, or
 * people were edited.
 */
export type Damage = 'corrupt' | 'not-a-database' | 'cut-off' | 'tampered'

/**
 * A full check of a journal of a million events (400 MB) takes 3 s from memory, and 20 s or more from a slow
 * disk: too long to keep people waiting. A journal up to this size is checked fully at every start; a larger
 * one only after a damaged page was found, which leaves the `.suspect` file. The chain from the oldest open
 * tap on is checked at every start.
 */
const alwaysCheckedBytes = 64 * 1024 * 1024

/** Whether the journal is small enough for a full check at every start. */
export function isSmall(path: string): boolean {
  return statSync(path).size <= alwaysCheckedBytes
}

export function suspectPath(journalPath: string): string {
  return `${journalPath}.suspect`
}

/** Ignores failures, such as a folder at that path: they only cause another full check at the next start. */
export function forgetSuspicion(journalPath: string): void {
  try {
    rmSync(suspectPath(journalPath), { force: true })
  } catch (error) {
    failureOf(error)
  }
}

/**
 * Examines the journal without changing its database or its write-ahead log. `knownHeads`: heads of its chain
 * known from elsewhere.
 */
export function examine(path: string, knownHeads: readonly ChainHead[]): Examined {
  if (!existsSync(path)) return examineMissing(path, knownHeads)
  let database: Database | undefined
  try {
    database = openForReading(path)
    const version = versionOf(database)
    if (version < 0) throw damage(`The journal declares schema version ${version}.`)
    if (version > schemaVersion) {
      const detail = `${echoedPath(path)} was written by a newer version of this program (schema ${version}, known ${schemaVersion}).`
      return { kind: 'failed', failure: { kind: 'newer-version', detail } }
    }
    if (isSmall(path) || existsSync(suspectPath(path))) checkPages(database)
    if (version > 0) checkEvents(database)
    // The queries below need real tables, not views or triggers in their place.
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
  if (said !== 'ok') throw damage(`SQLite's integrity check reports: ${said}`)
}

function checkEvents(database: Database): void {
  const found = database.get(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'events'`)
  if (found === undefined) throw damage('The table of events is gone.')
}

/** Checks the seals of the people of open taps, who are not part of the chain. Throws `JournalError`. */
export function checkPeople(database: Database, key: SiteKey, open: readonly OpenTap[]): void {
  for (const { tapId, rows, isOwn } of open) {
    if (!isOwn || rows.some(isMarkedDoubtful) || findSealed(database, key, tapId)?.isSealed !== false)
      continue
    const detail = `The name or user id of event ${rows[0]?.seq ?? 0}, a tap that is still to be sent, was changed after it was written.`
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
  // The head file may lag far behind; events compacted since are not missing.
  const gap = found === undefined && version >= versionWithGaps ? gapAround(database, known.seq) : undefined
  if (gap !== undefined) return { kind: 'good' }
  const what = found === undefined ? 'is missing' : 'differs from the one that was written'
  const detail = `Event ${known.seq} ${what}; the last known head is ${headText(known)}.`
  return { kind: 'damaged', why: 'cut-off', detail }
}

function damage(detail: string): SqliteError {
  return new SqliteError('corrupt', detail, undefined)
}

/**
 * As `foundBy`, for a journal that could not be opened for writing. A write version above 2 (WAL) in the header makes
 * SQLite treat a file as read-only that it could write (sqlite.org/fileformat2.html, 1.3.3): no restart would help. Call
 * it with no connection open, since closing the file ends the locks that this process has on it.
 */
export function foundByOpening(path: string, failure: JournalFailure): ReturnType<typeof foundBy> {
  if (failure.kind !== 'read-only') return foundBy(failure)
  const version = writeVersionOf(path)
  return version > 2
    ? { kind: 'damaged', why: 'corrupt', detail: `The header declares write version ${version}.` }
    : foundBy(failure)
}

/** 0 if the file cannot be read, or has no header. */
function writeVersionOf(path: string): number {
  const header = Buffer.alloc(19)
  const file = attempt(() => openSync(path, 'r'))
  if (file === undefined) return 0
  try {
    readSync(file, header, 0, header.length, 0)
    return header.readUInt8(18)
  } finally {
    closeSync(file)
  }
}

function foundBy(failure: JournalFailure): Extract<Examined, { kind: 'damaged' | 'failed' }> {
  // `refused` means wrong tables, which a retry does not change.
  if (!isDamage(failure) && failure.kind !== 'refused') return { kind: 'failed', failure }
  const { kind, detail } = failure
  const why = kind === 'not-a-database' || kind === 'tampered' ? kind : 'corrupt'
  return { kind: 'damaged', why, detail }
}

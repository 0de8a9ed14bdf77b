import { existsSync, statSync } from 'node:fs'
import { headText, keyIdOf, link, type ChainHead } from './chain.ts'
import { bodyOf, chainedRowOf, eventColumns, headOf } from './event-rows.ts'
import { failureOf, isDamage, type JournalFailure } from './failure.ts'
import { gapAround, linkBefore } from './gaps.ts'
import { readHeadFile } from './head-file.ts'
import { schemaVersion, versionOf, versionWithGaps } from './migrations.ts'
import { openTapIds } from './open-taps.ts'
import { isSealed } from './people.ts'
import type { SiteKey } from './site-key.ts'
import { openForReading, SqliteError, type Database } from './sqlite.ts'
import { echoedPath } from '../base/echo.ts'

/** What was found of a journal's file before anything is written to it. */
export type Examined =
  /** Or not there yet. */
  | { readonly kind: 'good' }
  /** The file itself is what is wrong: no waiting will mend it. */
  | { readonly kind: 'damaged'; readonly why: Damage; readonly detail: string }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

/** `cut-off`: events that had been committed are gone from its end. */
export type Damage = 'corrupt' | 'not-a-database' | 'cut-off'

/**
 * Checking every page and index of a journal of a million events (400 MB) takes 3 s from memory and 20 s and more
 * from a slow disk: too long to keep people waiting for. A journal of up to this size is checked at every start; a
 * larger one after its user has met a damaged page, which leaves a mark. Whatever the size, the chain's end and all
 * that is still to be sent are checked at every start.
 */
const alwaysCheckedBytes = 64 * 1024 * 1024

/** Whether there is time to read all of the journal at a start. */
export function isSmall(path: string): boolean {
  return statSync(path).size <= alwaysCheckedBytes
}

export function suspectPath(journalPath: string): string {
  return `${journalPath}.suspect`
}

/** Looks the journal over without changing its database or its write-ahead log. */
export function examine(path: string): Examined {
  if (!existsSync(path)) {
    return existsSync(`${path}-wal`)
      ? {
          kind: 'damaged',
          why: 'corrupt',
          detail: `There is a ${echoedPath(path)}-wal, but its database is gone.`,
        }
      : { kind: 'good' }
  }
  let database: Database | undefined
  try {
    database = openForReading(path)
    const version = versionOf(database)
    if (version > schemaVersion) {
      const detail = `${echoedPath(path)} was written by a newer version of this program (schema ${version}, known ${schemaVersion}).`
      return { kind: 'failed', failure: { kind: 'newer-version', detail } }
    }
    if (isSmall(path) || existsSync(suspectPath(path))) checkPages(database)
    if (version > 0) checkEvents(database)
    return checkHead(database, version, readHeadFile(path))
  } catch (error) {
    return foundBy(failureOf(error))
  } finally {
    database?.close()
  }
}

function checkPages(database: Database): void {
  const [first] = database.all('PRAGMA integrity_check(1)')
  const said = String(first?.['integrity_check'])
  if (said !== 'ok') throw damage(`SQLite's integrity check says: ${said}`)
}

function checkEvents(database: Database): void {
  const found = database.get(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'events'`)
  if (found === undefined) throw damage('The table of events is gone.')
}

/**
 * A flipped bit in a text breaks no page, but in what is still to be sent it must not go unseen: looks at the links
 * of all events of open taps and at the seals of their people. The chain's end has to be readable too.
 */
export function examineOpenTaps(database: Database, key: SiteKey): Examined {
  try {
    headOf(database)
    for (const tapId of openTapIds(database)) checkTap(database, key, tapId)
    return { kind: 'good' }
  } catch (error) {
    return foundBy(failureOf(error))
  }
}

function checkTap(database: Database, key: SiteKey, tapId: string): void {
  const rows = database.all(`SELECT ${eventColumns} FROM events WHERE tap_id = ? ORDER BY seq`, [tapId])
  for (const row of rows) {
    const chained = chainedRowOf(row)
    bodyOf(chained.seq, chained.body)
    const stored = String(row['chain'])
    if (keyIdOf(stored) !== key.id) continue
    const before = linkBefore(database, chained.seq)
    if (before === undefined) throw damage(`Event ${chained.seq - 1} is missing.`)
    if (link(key, before, chained) !== stored) {
      throw damage(`Event ${chained.seq}, of a tap that is still to be sent, is not as it was written.`)
    }
  }
  const person = database.get('SELECT user_id, display_name, seal FROM people WHERE tap_id = ?', [tapId])
  const keyNamed = (keyId: string) => (keyId === key.id ? key : undefined)
  if (person !== undefined && isSealed(person, tapId, keyNamed) === 'edited') {
    throw damage('The name or user id of a tap that is still to be sent is not as it was written.')
  }
}

function checkHead(database: Database, version: number, known: ChainHead | undefined): Examined {
  if (known === undefined || known.seq === 0) return { kind: 'good' }
  const found =
    version === 0 ? undefined : database.get('SELECT chain FROM events WHERE seq = ?', [known.seq])
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
  if (!isDamage(failure)) return { kind: 'failed', failure }
  const why = failure.kind === 'not-a-database' ? 'not-a-database' : 'corrupt'
  return { kind: 'damaged', why, detail: failure.detail }
}

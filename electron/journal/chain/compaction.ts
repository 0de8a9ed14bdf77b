import { keyIdOf, link, type ChainHead } from './chain.ts'
import { appendEvent, bodyOf, chainedRowOf, eventColumns } from '../store/event-rows.ts'
import { JournalError } from '../failure.ts'
import {
  digestOfGaps,
  eventsIn,
  lastCompaction,
  linkBefore,
  maxGaps,
  readGaps,
  withRemoved,
  writeGaps,
} from './gaps.ts'
import { checkSchema } from '../store/migrations.ts'
import { isSettling } from '../punch-event.ts'
import type { SiteKey } from './site-key.ts'
import { boundedText, safeInteger, SqliteError, textIn, type Database, type SqlRow } from '../store/sqlite.ts'

/**
 * Removes taps that were settled long ago, a few at a time, so that the journal does not grow forever. Each
 * step is one transaction: it deletes the events, adds their numbers to the list of gaps, and seals that list
 * with a chained `compacted` event. Three rules:
 *
 * - A tap is removed as a whole. One that is open, or parked and not closed, stays, however old.
 * - Only verified taps are removed. If an event was tampered with, cannot be read, or is of an earlier site
 *   key, its tap stays, so compaction never removes evidence.
 * - A tap is old only if every timestamp in it precedes the cutoff. A tap written while this computer's clock
 *   was years behind also has the servers' time in its events.
 */
export interface CompactionRequest {
  /** Taps whose every timestamp precedes this are removed. Milliseconds since the Unix epoch. */
  readonly beforeMs: number
  /** The servers' time, or this computer's if no server has answered. */
  readonly nowMs: number
  /** `nextAfterSeq` of the previous step; 0 for the first. */
  readonly afterSeq: number
  readonly tapsAtOnce?: number
}

export interface CompactionStep {
  /** Number of removed taps. */
  readonly taps: number
  /** Number of old taps that stay because they were edited. */
  readonly doubtful: number
  /** Where the next step begins; `undefined`: this was the last. */
  readonly nextAfterSeq: number | undefined
}

/** An upper bound: a step adds fewer. */
const maxGapsPerStep = 10_000

/** About 15 ms on a small computer, so that taps never wait for it. */
const tapsAtOnce = 250

export function compactStep(database: Database, key: SiteKey, request: CompactionRequest): CompactionStep {
  return database.transaction(() => {
    // An entry that an attacker added to the list of gaps, also by a trigger, must not be sealed with the
    // rest.
    checkSchema(database)
    checkSeal(database, key)
    if (readGaps(database).length > maxGaps - maxGapsPerStep)
      return { taps: 0, doubtful: 0, nextAfterSeq: undefined }
    const limit = request.tapsAtOnce ?? tapsAtOnce
    const looked = database.all(
      `SELECT seq, ${boundedText('tap_id')}, ${safeInteger('at_ms')} FROM events WHERE kind = 'tapped' AND seq > ? ORDER BY seq LIMIT ?`,
      [request.afterSeq, limit],
    )
    const goesOn = looked.length === limit && looked.some((row) => mayBeOld(Number(row['at_ms']), request))
    const removed: SqlRow[] = []
    let taps = 0
    let doubtful = 0
    for (const tap of looked) {
      const tapId = textIn(tap, 'tap_id')
      const rows = database.all(`SELECT ${eventColumns} FROM events WHERE tap_id = ? ORDER BY seq`, [tapId])
      if (!isLongSettled(rows, request)) continue
      const vouched = rows.map((row) => vouchedFor(database, key, row))
      if (vouched.includes('tampered')) doubtful += 1
      if (vouched.some((vouch) => vouch !== 'fits')) continue
      taps += 1
      removed.push(...rows)
      database.run('DELETE FROM people WHERE tap_id = ?', [tapId])
    }
    if (taps > 0)
      takeOut(database, key, [...removed, ...oldCompactions(database, key, request)], request.nowMs)
    const last = looked.at(-1)
    return { taps, doubtful, nextAfterSeq: goesOn && last !== undefined ? Number(last['seq']) : undefined }
  })
}

/** Throws `JournalError` (`tampered`) if the list of gaps is not the one that the last compaction sealed. */
function checkSeal(database: Database, key: SiteKey): void {
  const gaps = readGaps(database)
  const sealed = lastCompaction(database)
  const isHeld = sealed === undefined ? gaps.length === 0 : sealed.digest === digestOfGaps(gaps)
  const row =
    sealed && database.get(`SELECT ${eventColumns} FROM events NOT INDEXED WHERE seq = ?`, [sealed.seq])
  const isSealTampered = row !== undefined && vouchedFor(database, key, row) === 'tampered'
  if (!isHeld || isSealTampered)
    throw new JournalError('tampered', 'The list of compacted events is not the one the kiosk sealed.')
}

/** A time ahead of now comes from a wrong clock: later events may still be old. */
function mayBeOld(atMs: number, { beforeMs, nowMs }: CompactionRequest): boolean {
  return atMs < beforeMs || atMs > nowMs
}

function isLongSettled(rows: readonly SqlRow[], { beforeMs }: CompactionRequest): boolean {
  const last = rows.at(-1) ?? {}
  const lastKind = textIn(last, 'kind')
  if (!isSettling(lastKind)) return false
  if (lastKind === 'parked' && typeof saidIn(last)?.closedBy !== 'string') return false
  return rows.every((row) => timesIn(row).every((ms) => ms < beforeMs))
}

/** All timestamps of the event: when it was written, the tap, and the end of the card. */
function timesIn(row: SqlRow): readonly number[] {
  const { tappedAtMs, endedAtMs } = saidIn(row) ?? {}
  return [Number(row['at_ms']), tappedAtMs, endedAtMs].filter((time) => typeof time === 'number')
}

/** `undefined`: unreadable. One such event must not block the compaction of all other taps. */
function saidIn(
  row: SqlRow,
): { readonly tappedAtMs?: unknown; readonly endedAtMs?: unknown; readonly closedBy?: unknown } | undefined {
  try {
    return bodyOf(Number(row['seq']), textIn(row, 'body'))
  } catch (error) {
    if (error instanceof SqliteError) return undefined
    throw error
  }
}

function vouchedFor(database: Database, key: SiteKey, row: SqlRow): 'fits' | 'tampered' | 'of-other-key' {
  const stored = textIn(row, 'chain')
  if (saidIn(row) === undefined) return 'tampered'
  if (keyIdOf(stored) !== key.id) return 'of-other-key'
  const chained = chainedRowOf(row)
  const before = linkBefore(database, chained.seq)
  return before !== undefined && link(key, before, chained) === stored ? 'fits' : 'tampered'
}

/** All `compacted` events but the last are redundant: each seals the complete list of gaps. */
function oldCompactions(
  database: Database,
  key: SiteKey,
  { beforeMs }: CompactionRequest,
): readonly SqlRow[] {
  return database
    .all(
      `SELECT ${eventColumns} FROM events INDEXED BY compactions WHERE kind = 'compacted' AND at_ms < ?
         AND seq < (SELECT max(seq) FROM events INDEXED BY compactions WHERE kind = 'compacted')
       ORDER BY seq LIMIT ${tapsAtOnce}`,
      [beforeMs],
    )
    .filter((row) => vouchedFor(database, key, row) === 'fits')
}

function takeOut(database: Database, key: SiteKey, rows: readonly SqlRow[], atMs: number): void {
  const removed: ChainHead[] = rows.map((row) => ({ seq: Number(row['seq']), link: textIn(row, 'chain') }))
  const gaps = withRemoved(readGaps(database), removed)
  writeGaps(database, gaps)
  // Append the seal before deleting: if all events are deleted, the numbers must not restart.
  appendEvent(database, key, {
    tapId: 'journal',
    // The servers' time may have fractions.
    atMs: Math.round(atMs),
    kind: 'compacted',
    events: eventsIn(gaps),
    gapsDigest: digestOfGaps(gaps),
  })
  for (const { seq } of removed) database.run('DELETE FROM events WHERE seq = ?', [seq])
}

/** Keeps 4 MB of free pages for new taps; returns one megabyte at a time to the disk. */
const freePagesKept = 1024
const pagesAtOnce = 256

/** Returns space freed by compaction to the disk, a little at a time. Returns whether there is more. */
export function giveBackSpace(database: Database): boolean {
  if (Number(database.get('PRAGMA auto_vacuum')?.['auto_vacuum']) !== incremental) return false
  const free = (): number => Number(database.get('PRAGMA freelist_count')?.['freelist_count'])
  if (free() <= freePagesKept + pagesAtOnce) return false
  database.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`)
  return free() > freePagesKept + pagesAtOnce
}

/** sqlite.org/pragma.html#pragma_auto_vacuum */
const incremental = 2

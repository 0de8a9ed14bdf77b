import { keyIdOf, link, type ChainHead } from './chain.ts'
import { appendEvent, bodyOf, chainedRowOf, eventColumns } from '../store/event-rows.ts'
import { JournalError } from '../failure.ts'
import {
  digestOfGaps,
  eventsIn,
  lastCompaction,
  linkBefore,
  mostGaps,
  readGaps,
  withRemoved,
  writeGaps,
} from './gaps.ts'
import { checkSchema } from '../store/migrations.ts'
import { isSettling } from '../punch-event.ts'
import type { SiteKey } from './site-key.ts'
import { boundedText, safeInteger, SqliteError, textIn, type Database, type SqlRow } from '../store/sqlite.ts'

/**
 * Takes taps that were settled long ago out of the journal, a few at a time, so that it does not grow forever. Each
 * step is one transaction: the events go, the list of gaps says between which numbers, and a chained `compacted`
 * event seals that list. Three rules:
 *
 * - A tap goes as a whole. One that is open, or parked and not closed, stays, however old.
 * - Only what verifies goes: an event that was tampered with, cannot be read, or is of an earlier site key, stays
 *   with its tap, so compaction never sweeps away a trace.
 * - Old is what no time in it denies. A tap written while this computer's clock was years behind has the servers'
 *   time in its events too.
 */
export interface CompactionRequest {
  /** Taps whose every time lies before this go. Milliseconds since the Unix epoch. */
  readonly beforeMs: number
  /** The servers' time, or this computer's where no server has been seen. */
  readonly nowMs: number
  /** Where the step before has come to; 0 for the first. */
  readonly afterSeq: number
  readonly tapsAtOnce?: number
}

export interface CompactionStep {
  /** Taps that were taken out. */
  readonly taps: number
  /** Old taps that stay because they are not as they were written. */
  readonly doubtful: number
  /** Where the next step begins; `undefined`: this was the last. */
  readonly nextAfterSeq: number | undefined
}

/** A step makes fewer. */
const gapsAStep = 10_000

/** Some 15 ms on a small computer, so that taps never wait for it. */
const tapsAtOnce = 250

export function compactStep(database: Database, key: SiteKey, request: CompactionRequest): CompactionStep {
  return database.transaction(() => {
    // What somebody else has added to the list of gaps, itself or by a trigger, must not be sealed with the rest.
    checkSchema(database)
    checkSeal(database, key)
    if (readGaps(database).length > mostGaps - gapsAStep)
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

/** Throws `JournalError` (`tampered`) where the list of gaps is not the one that the last compaction has sealed. */
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

/** A time ahead of now comes from a clock that was wrong: what stands behind it may be old all the same. */
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

/** When the event was written, and every time of the tap and the card that it tells. */
function timesIn(row: SqlRow): readonly number[] {
  const { tappedAtMs, endedAtMs } = saidIn(row) ?? {}
  return [Number(row['at_ms']), tappedAtMs, endedAtMs].filter((time) => typeof time === 'number')
}

/** `undefined`: it cannot be read. One such event must not keep all other taps from being compacted. */
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

/** All but the last one are of no use any more: each seals the whole list of gaps. */
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
  // First the seal, then what it is for: where all events go, the numbers must not begin anew.
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

/** 4 MB of free pages stay for the taps to come; a megabyte at a time goes back to the disk. */
const freePagesKept = 1024
const pagesAtOnce = 256

/** Gives what compaction has freed back to the disk, a little at a time. Answers whether there is more. */
export function giveBackSpace(database: Database): boolean {
  if (Number(database.get('PRAGMA auto_vacuum')?.['auto_vacuum']) !== incremental) return false
  const free = (): number => Number(database.get('PRAGMA freelist_count')?.['freelist_count'])
  if (free() <= freePagesKept + pagesAtOnce) return false
  database.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`)
  return free() > freePagesKept + pagesAtOnce
}

/** sqlite.org/pragma.html#pragma_auto_vacuum */
const incremental = 2

import { existsSync } from 'node:fs'
import { chainStart, keyIdOf, link, type ChainedRow } from './chain.ts'
import { chainedRowOf, eventColumns, eventOf } from './event-rows.ts'
import { failureOf } from './failure.ts'
import { readGaps } from './gaps.ts'
import type { TapPerson } from './journal.ts'
import { isSettling } from './open-taps.ts'
import { isSealed } from './people.ts'
import type { PunchEvent } from './punch-event.ts'
import type { SiteKey } from './site-key.ts'
import { openForReading, type Database, type SqlRow } from './sqlite.ts'

/** What a damaged journal still tells of the taps that somebody has to care about: not settled, or parked. */
export interface Salvage {
  readonly taps: readonly SalvagedTap[]
  /** Events that are known to have been there and could not be read. */
  readonly unreadableEvents: number
}

export interface SalvagedTap {
  /** As written, oldest first; the first is `tapped`. */
  readonly events: readonly PunchEvent[]
  readonly person: TapPerson | undefined
  /** Whether the chain vouches for every one of its events. */
  readonly sound: boolean
}

interface Gathered {
  readonly events: PunchEvent[]
  sound: boolean
}

const pageSize = 200

/** A start can not wait for ever on a disk that is dying. */
const longestMs = 20_000

/**
 * Reads the events in their order, past what can not be read, and without the indexes, which may be what is damaged.
 * A tap whose settling was lost comes out as not settled: that costs a look at its card, since nothing is sent
 * before the card has been read, while the other way round would cost somebody's clock-out.
 */
export function salvage(path: string, key: SiteKey, lastKnownSeq: number): Salvage {
  if (!existsSync(path)) return { taps: [], unreadableEvents: lastKnownSeq }
  let database: Database | undefined
  try {
    database = openForReading(path)
    const { found, read, lastSeq } = readAll(database, key, lastKnownSeq)
    const taps: SalvagedTap[] = []
    for (const [tapId, { events, sound }] of found) {
      if (events[0]?.kind !== 'tapped') continue
      const who = readPerson(database, tapId, key)
      taps.push({ events, person: who?.person, sound: sound && who?.sound !== false })
    }
    return { taps, unreadableEvents: Math.max(0, Math.max(lastSeq, lastKnownSeq) - read) }
  } catch (error) {
    failureOf(error)
    return { taps: [], unreadableEvents: lastKnownSeq }
  } finally {
    database?.close()
  }
}

function readAll(
  database: Database,
  key: SiteKey,
  lastKnownSeq: number,
): { found: ReadonlyMap<string, Gathered>; read: number; lastSeq: number } {
  const found = new Map<string, Gathered>()
  const lastSeq = Math.max(lastKnownSeq, readLastSeq(database))
  const deadline = performance.now() + longestMs
  let read = 0
  const gapBefore = new Map(attempt(() => readGaps(database))?.map((gap) => [gap.lastSeq + 1, gap]))
  let before: { readonly seq: number; readonly chain: string } = { seq: 0, chain: chainStart }
  let compacted = 0
  for (let seq = 0; seq < lastSeq && performance.now() < deadline; seq += pageSize) {
    for (const row of readPage(database, seq)) {
      const chained = chainedRowOf(row)
      const chain = String(row['chain'])
      const gap = gapBefore.get(chained.seq)
      if (gap !== undefined) {
        before = { seq: gap.lastSeq, chain: gap.link }
        compacted += gap.lastSeq - gap.firstSeq + 1
      }
      const sound =
        before.seq === chained.seq - 1 &&
        keyIdOf(chain) === key.id &&
        link(key, before.chain, chained) === chain
      before = { seq: chained.seq, chain }
      if (gather(found, chained, sound)) read += 1
    }
  }
  return { found, read: read + compacted, lastSeq }
}

/** Answers whether the event could be made out. */
function gather(found: Map<string, Gathered>, row: ChainedRow, sound: boolean): boolean {
  const event = attempt(() => eventOf(row))
  if (event === undefined) {
    const damaged = found.get(row.tapId)
    if (damaged !== undefined) damaged.sound = false
    return false
  }
  if (sound && isSettling(event.kind) && event.kind !== 'parked') {
    found.delete(row.tapId)
    return true
  }
  const tap = found.get(row.tapId)
  if (tap === undefined) {
    found.set(row.tapId, { events: [event], sound })
  } else {
    tap.events.push(event)
    tap.sound &&= sound
  }
  return true
}

/** A page at once; where that fails, row by row. */
function readPage(database: Database, afterSeq: number): readonly SqlRow[] {
  const rows = attempt(() =>
    database.all(`SELECT ${eventColumns} FROM events NOT INDEXED WHERE seq > ? AND seq <= ? ORDER BY seq`, [
      afterSeq,
      afterSeq + pageSize,
    ]),
  )
  if (rows !== undefined) return rows
  const single: SqlRow[] = []
  for (let seq = afterSeq + 1; seq <= afterSeq + pageSize; seq += 1) {
    const row = attempt(() =>
      database.get(`SELECT ${eventColumns} FROM events NOT INDEXED WHERE seq = ?`, [seq]),
    )
    if (row !== undefined) single.push(row)
  }
  return single
}

function readLastSeq(database: Database): number {
  return Number(attempt(() => database.get('SELECT max(seq) AS seq FROM events'))?.['seq'] ?? 0)
}

function readPerson(
  database: Database,
  tapId: string,
  key: SiteKey,
): { readonly person: TapPerson; readonly sound: boolean } | undefined {
  const columns = 'SELECT user_id, display_name, seal FROM people'
  const row =
    attempt(() => database.get(`${columns} WHERE tap_id = ?`, [tapId])) ??
    attempt(() => database.get(`${columns} NOT INDEXED WHERE tap_id = ?`, [tapId]))
  if (row === undefined) return undefined
  const person = { userId: String(row['user_id']), displayName: String(row['display_name']) }
  return { person, sound: isSealed(row, tapId, (id) => (id === key.id ? key : undefined)) === 'sealed' }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    failureOf(error)
    return undefined
  }
}

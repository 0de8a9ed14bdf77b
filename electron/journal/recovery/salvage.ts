import { existsSync } from 'node:fs'
import { chainStart, keyIdOf, link, type ChainedRow } from '../chain/chain.ts'
import {
  chainedRowOf,
  eventColumns,
  eventOf,
  isOfCommandLine,
  isOfKeyedHead,
  isReadable,
} from '../store/event-rows.ts'
import { failureOf } from '../failure.ts'
import { digestOfGaps, lastCompaction, readGaps, type Gap } from '../chain/gaps.ts'
import type { TapPerson } from '../tap-person.ts'
import { isSealed, personColumns, personIn } from '../people.ts'
import { isPunchEventKind, isSettling, type PunchEvent } from '../punch-event.ts'
import type { SiteKey } from '../chain/site-key.ts'
import { openForSalvage, SqliteError, textIn, type Database, type SqlRow } from '../store/sqlite.ts'

/** The unsettled and parked taps that can still be read from a damaged journal. */
export interface Salvage {
  readonly taps: readonly SalvagedTap[]
  /** Events known to have existed that could not be read. */
  readonly unreadableEvents: number
}

export interface SalvagedTap {
  /** Oldest first; the first is `tapped`. The chain vouches for all others, and possibly for the first. */
  readonly events: readonly PunchEvent[]
  readonly person: TapPerson | undefined
  /**
   * Whether the chain vouches for every event of the tap, and no event since the tap is missing: only then
   * nothing else can have happened to it.
   */
  readonly sound: boolean
}

interface Gathered {
  readonly events: PunchEvent[]
  sound: boolean
  /** Size of its events that the chain does not vouch for. */
  unvouched: number
}

const pageSize = 200

/**
 * Memory limit for taps that the chain does not vouch for, since an attacker can add any number. In
 * characters, with `perEventCharacters` for the other fields of each event.
 */
const maxUnvouchedCharacters = 4 * 1024 * 1024
/** A `not-told` event comes within this many settled taps. */
const maxRecentlySettled = 200
const perEventCharacters = 300

/** Time limit, since a start cannot wait forever for a failing disk. */
const maxMs = 20_000

/**
 * Reads the events in order, skipping unreadable ones, and without indexes, since these may be damaged.
 * Events that the chain does not vouch for never settle a tap or change its stage. A tap whose settling event
 * was lost is returned as unsettled and not sound. `lastKnownSeq`: number of the last event known to have
 * existed; `undefined`: unknown, so no tap is sound, unless the last event is of a version without a keyed
 * head file.
 */
export function salvage(path: string, keys: SalvageKeys, lastKnownSeq: number | undefined): Salvage {
  if (!existsSync(path)) return { taps: [], unreadableEvents: lastKnownSeq ?? 0 }
  let database: Database | undefined
  try {
    database = openForSalvage(path)
    if (!isTable(database, 'events'))
      throw new SqliteError('corrupt', 'There is no table of events.', undefined)
    const { found, read, lastSeq } = readAll(database, keys, lastKnownSeq)
    const arePeopleThere = isTable(database, 'people')
    const taps: SalvagedTap[] = []
    for (const [tapId, { events, sound }] of found) {
      if (events[0]?.kind !== 'tapped') continue
      const who = arePeopleThere ? readPerson(database, tapId, keys) : undefined
      const isPersonSound = events[0].isDoubtful !== undefined || who?.sound !== false
      taps.push({ events, person: who?.person, sound: sound && isPersonSound })
    }
    return { taps, unreadableEvents: Math.max(0, lastSeq - read) }
  } catch (error) {
    failureOf(error)
    return { taps: [], unreadableEvents: lastKnownSeq ?? 0 }
  } finally {
    database?.close()
  }
}

/** The kiosk's own key, and earlier ones whose events come before its own. */
export interface SalvageKeys {
  readonly own: SiteKey
  readonly earlier: readonly SiteKey[]
}

interface Reading {
  readonly found: Map<string, Gathered>
  /** The most recently settled taps, oldest first: a later event may park one of them as `not-told`. */
  readonly recentlySettled: Map<string, Gathered>
  readonly keys: SalvageKeys
  readonly gapBefore: ReadonlyMap<number, Gap>
  before: { readonly seq: number; readonly chain: string }
  /** Up to here every event is known to be the kiosk's own; 0: unknown. */
  readonly lastKnownSeq: number
  /** Set from the first event of the own key on: then no other key is accepted. */
  isStrict: boolean
  /** Total size of kept events that the chain does not vouch for. */
  unvouched: number
  /** Number of readable events plus compacted ones. */
  read: number
  /** The last event that seals the list of gaps and is vouched for by the chain. */
  lastSealSeq: number | undefined
  /** The last vouched event, except requests of the command line, which writes no head file. */
  lastSound: ChainedRow | undefined
}

function readAll(
  database: Database,
  keys: SalvageKeys,
  knownSeq: number | undefined,
): { found: ReadonlyMap<string, Gathered>; read: number; lastSeq: number } {
  const lastKnownSeq = knownSeq ?? 0
  const lastSeq = Math.max(lastKnownSeq, readLastSeq(database))
  const gaps = attempt(() => (isTable(database, 'gaps') ? readGaps(database) : [])) ?? []
  const reading: Reading = {
    found: new Map(),
    recentlySettled: new Map(),
    keys,
    gapBefore: new Map(gaps.map((gap) => [gap.lastSeq + 1, gap])),
    lastKnownSeq,
    before: { seq: 0, chain: chainStart },
    isStrict: false,
    unvouched: 0,
    read: 0,
    lastSealSeq: undefined,
    lastSound: undefined,
  }
  const deadline = performance.now() + maxMs
  for (let afterSeq = 0; afterSeq < lastSeq && performance.now() < deadline;) {
    const { rows, nextAfterSeq } = readPage(database, afterSeq)
    for (const row of rows) takeRow(reading, row)
    afterSeq = nextAfterSeq
  }
  const areGapsSealed = gaps.length === 0 || isSeal(database, gaps, reading.lastSealSeq)
  const isEndUnknown = knownSeq === undefined && attempt(() => hasHadHead(reading)) !== false
  if (!areGapsSealed || reading.before.seq < lastKnownSeq || isEndUnknown) doubtAll(reading.found)
  return { found: reading.found, read: reading.read, lastSeq }
}

function hasHadHead({ lastSound }: Reading): boolean {
  return lastSound !== undefined && isOfKeyedHead(lastSound)
}

function isSeal(database: Database, gaps: readonly Gap[], sealSeq: number | undefined): boolean {
  const seal = attempt(() => lastCompaction(database))
  if (seal === undefined) return false
  return (
    seal.seq === sealSeq &&
    seal.digest === digestOfGaps(gaps) &&
    gaps.every(({ lastSeq }) => lastSeq < seal.seq)
  )
}

function takeRow(reading: Reading, row: SqlRow): void {
  const { keys, gapBefore, found } = reading
  const chained = chainedRowOf(row)
  const chain = textIn(row, 'chain')
  const gap = gapBefore.get(chained.seq)
  if (gap?.firstSeq === reading.before.seq + 1) {
    reading.before = { seq: gap.lastSeq, chain: gap.link }
    reading.read += gap.lastSeq - gap.firstSeq + 1
  }
  const isNext = reading.before.seq === chained.seq - 1
  // A missing event may have settled any tap that was open then.
  if (!isNext) doubtAll(found)
  const key = keyOf(reading, keyIdOf(chain))
  const fits =
    isNext && key !== undefined && isReadable(row) && link(key, reading.before.chain, chained) === chain
  reading.isStrict ||= fits && key.id === keys.own.id
  reading.before = { seq: chained.seq, chain }
  const isCompaction = fits && chained.kind === 'compacted'
  if (isCompaction) reading.lastSealSeq = chained.seq
  if (fits && attempt(() => isOfCommandLine(chained)) === false) reading.lastSound = chained
  // It replaces another event, which may have settled any tap that was open then.
  const isInPlaceOfAnother = !fits && reading.isStrict && chained.seq <= reading.lastKnownSeq
  if (isInPlaceOfAnother) doubtAll(found)
  const vouch = fits ? 'sound' : key === undefined && !reading.isStrict ? 'unchecked' : 'unsound'
  if (isCompaction || gather(reading, chained, readEvent(row, chained), vouch)) reading.read += 1
}

/** `undefined`: unreadable, or not an event of a tap; the new journal would otherwise vouch for it. */
function readEvent(row: SqlRow, chained: ChainedRow): PunchEvent | undefined {
  if (!isReadable(row) || !isPunchEventKind(chained.kind)) return undefined
  return attempt(() => eventOf(chained))
}

function keyOf({ keys, isStrict }: Reading, keyId: string): SiteKey | undefined {
  if (keys.own.id === keyId) return keys.own
  return isStrict ? undefined : keys.earlier.find(({ id }) => id === keyId)
}

function doubtAll(found: ReadonlyMap<string, Gathered>): void {
  for (const tap of found.values()) tap.sound = false
}

/**
 * Returns whether the event was readable. `unchecked`: under an unknown earlier key, before the first event
 * of the own key: its content is used, but its tap is not sound.
 */
function gather(
  reading: Reading,
  row: ChainedRow,
  event: PunchEvent | undefined,
  vouch: 'sound' | 'unchecked' | 'unsound',
): boolean {
  const { found } = reading
  const tap = found.get(row.tapId)
  if (event === undefined) {
    if (tap !== undefined) tap.sound = false
    else if (row.kind === 'tapped' && row.tapId !== '' && row.atMs > 0)
      keep(reading, row, unreadTap(row), 'unsound')
    return false
  }
  if (tap !== undefined && vouch !== 'sound') tap.sound = false
  if (vouch === 'unsound') {
    // Better to keep a forged tap, for somebody to check, than to lose a real one.
    if (tap === undefined && isTapped(event)) keep(reading, row, event, vouch)
    return true
  }
  if (isSettling(event.kind) && event.kind !== 'parked') {
    reading.unvouched -= tap?.unvouched ?? 0
    found.delete(row.tapId)
    if (tap?.sound === true) noteSettled(reading, row.tapId, { ...tap, events: [...tap.events, event] })
  } else {
    restoreSettled(reading, event)
    keep(reading, row, event, vouch)
  }
  return true
}

function noteSettled({ recentlySettled }: Reading, tapId: string, tap: Gathered): void {
  recentlySettled.set(tapId, tap)
  const oldest = recentlySettled.keys().next().value
  if (recentlySettled.size > maxRecentlySettled && oldest !== undefined) recentlySettled.delete(oldest)
}

function restoreSettled({ recentlySettled, found }: Reading, event: PunchEvent): void {
  const settled = recentlySettled.get(event.tapId)
  if (settled === undefined || event.kind !== 'parked' || event.reason !== 'not-told') return
  recentlySettled.delete(event.tapId)
  found.set(event.tapId, settled)
}

function keep(
  reading: Reading,
  { tapId, body }: ChainedRow,
  event: PunchEvent,
  vouch: 'sound' | 'unchecked' | 'unsound',
): void {
  const unvouched = vouch === 'sound' ? 0 : perEventCharacters + tapId.length + body.length
  if (reading.unvouched + unvouched > maxUnvouchedCharacters) return
  reading.unvouched += unvouched
  const tap = reading.found.get(tapId)
  if (tap === undefined) {
    reading.found.set(tapId, { events: [event], sound: vouch === 'sound', unvouched })
  } else {
    tap.events.push(event)
    tap.unvouched += unvouched
  }
}

/**
 * A `tapped` event for a tap whose event is unreadable: it was written right after the tap, so `atMs` is its
 * time.
 */
function unreadTap({ tapId, atMs }: ChainedRow): PunchEvent {
  return {
    tapId,
    atMs,
    kind: 'tapped',
    tappedAtMs: atMs,
    clockCorrectionMs: 0,
    tappedAtMonotonicMs: 0,
    runId: '',
    kioskId: '',
    badgeHmac: '',
    siteKeyId: '',
    isDoubtful: true,
  }
}

function isTapped(event: PunchEvent): boolean {
  return event.kind === 'tapped' && Number.isFinite(event.tappedAtMs)
}

/** Reads a page at once; if that fails, row by row. */
function readPage(
  database: Database,
  afterSeq: number,
): { readonly rows: readonly SqlRow[]; readonly nextAfterSeq: number } {
  const rows = attempt(() =>
    database.all(
      `SELECT ${eventColumns} FROM events NOT INDEXED WHERE seq > ? ORDER BY seq LIMIT ${pageSize}`,
      [afterSeq],
    ),
  )
  if (rows !== undefined) return { rows, nextAfterSeq: Number(rows.at(-1)?.['seq'] ?? Infinity) }
  const single: SqlRow[] = []
  for (let seq = afterSeq + 1; seq <= afterSeq + pageSize; seq += 1) {
    const row = attempt(() =>
      database.get(`SELECT ${eventColumns} FROM events NOT INDEXED WHERE seq = ?`, [seq]),
    )
    if (row !== undefined) single.push(row)
  }
  return { rows: single, nextAfterSeq: afterSeq + pageSize }
}

/** Whether SQLite treats it as a table. Reading a forged view might never end. */
function isTable(database: Database, name: string): boolean {
  const found = database.get(`SELECT type FROM pragma_table_list(?) WHERE schema = 'main'`, [name])
  return found?.['type'] === 'table'
}

function readLastSeq(database: Database): number {
  return Number(
    attempt(() =>
      database.get('SELECT max(seq) AS seq FROM events WHERE seq <= ?', [Number.MAX_SAFE_INTEGER]),
    )?.['seq'] ?? 0,
  )
}

function readPerson(
  database: Database,
  tapId: string,
  { own, earlier }: SalvageKeys,
): { readonly person: TapPerson; readonly sound: boolean } | undefined {
  const columns = `SELECT ${personColumns} FROM people`
  const row =
    attempt(() => database.get(`${columns} WHERE tap_id = ?`, [tapId])) ??
    attempt(() => database.get(`${columns} NOT INDEXED WHERE tap_id = ?`, [tapId]))
  if (row === undefined) return undefined
  const person = personIn(row)
  const keyNamed = (id: string) => [own, ...earlier].find((key) => key.id === id)
  return { person, sound: isSealed(row, tapId, keyNamed) === 'sealed' }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    failureOf(error)
    return undefined
  }
}

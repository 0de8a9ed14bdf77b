import { cut } from '../../base/text/cut.ts'
import { chainStart, link, type ChainHead, type ChainedRow } from '../chain/chain.ts'
import type { CompactedEvent, PunchEvent } from '../punch-event.ts'
import type { SiteKey } from '../chain/site-key.ts'
import {
  boundedText,
  longTextBytes,
  safeInteger,
  SqliteError,
  textIn,
  type Database,
  type SqlRow,
} from './sqlite.ts'

/** Events as rows of the table `events`, and back. */

export const eventColumns = [
  'seq',
  boundedText('tap_id'),
  safeInteger('at_ms'),
  boundedText('kind'),
  boundedText('body', longTextBytes),
  boundedText('chain'),
].join(', ')

/**
 * Whether all columns of `eventColumns` were read; a column is NULL if it holds more than the kiosk writes.
 */
export function isReadable(row: SqlRow): boolean {
  return (
    ['seq', 'at_ms'].every((column) => typeof row[column] === 'number') &&
    ['tap_id', 'kind', 'body', 'chain'].every((column) => typeof row[column] === 'string')
  )
}

/**
 * Format number in the body of every event since the head file is keyed: a journal that ends with such an
 * event must have a head file (`lost-head.ts`). Events of version 0.1 have no format number; that version
 * ignores it.
 */
const formatOfKeyedHead = 2

/**
 * Appends an event to the chain; call inside a transaction. Returns the new head. `last`: the current head,
 * if known.
 */
export function appendEvent(
  database: Database,
  key: SiteKey,
  event: PunchEvent | CompactedEvent,
  last = headOf(database),
): ChainHead {
  const { tapId, atMs, kind, ...rest } = event
  const body = JSON.stringify({ format: formatOfKeyedHead, ...withShortDetail(rest) })
  const row: ChainedRow = { seq: last.seq + 1, tapId, atMs, kind, body }
  const head = { seq: row.seq, link: link(key, last.link, row) }
  database.run('INSERT INTO events (seq, tap_id, at_ms, kind, body, chain) VALUES (?, ?, ?, ?, ?, ?)', [
    row.seq,
    tapId,
    atMs,
    kind,
    row.body,
    head.link,
  ])
  return head
}

const maxDetailLength = 2_000

/** Cuts the detail, which may come from a server's answer of any length, so that the event stays readable. */
function withShortDetail(said: object): object {
  if (!('detail' in said) || typeof said.detail !== 'string') return said
  return { ...said, detail: cut(said.detail, maxDetailLength) }
}

export function headOf(database: Database): ChainHead {
  const last = database.get(`SELECT seq, ${boundedText('chain')} FROM events ORDER BY seq DESC LIMIT 1`)
  return last === undefined
    ? { seq: 0, link: chainStart }
    : { seq: Number(last['seq']), link: textIn(last, 'chain') }
}

const pageSize = 200

/** Reads lazily, page by page: an attacker may have added any number of events. */
export function* eventsAfter(database: Database, seq: number): Iterable<SqlRow> {
  for (let afterSeq = seq; ;) {
    const rows = database.all(
      `SELECT ${eventColumns} FROM events WHERE seq > ? ORDER BY seq LIMIT ${pageSize}`,
      [afterSeq],
    )
    yield* rows
    if (rows.length < pageSize) return
    afterSeq = Number(rows.at(-1)?.['seq'])
  }
}

/** All events of one tap, oldest first. */
export function eventsOfTap(database: Database, tapId: string): readonly PunchEvent[] {
  return database
    .all(`SELECT ${eventColumns} FROM events WHERE tap_id = ? ORDER BY seq`, [tapId])
    .map((row) => eventOf(chainedRowOf(row)))
}

/**
 * SQL: the event does not close a parked tap (`isClosingRow`). Matches only a JSON key: inside a value JSON
 * escapes quotation marks.
 */
export const isNoClosing = `body NOT LIKE '%"closedBy":%'`

/** Whether the event closes a parked tap, as the command line does. */
export function isClosingRow({ seq, kind, body }: ChainedRow): boolean {
  if (kind !== 'parked') return false
  const said: { readonly closedBy?: unknown } = bodyOf(seq, body)
  return typeof said.closedBy === 'string'
}

/** Whether it is an event that the command line writes, also while a kiosk runs. It writes no head file. */
export function isOfCommandLine(row: ChainedRow): boolean {
  return row.kind === 'retry-requested' || isClosingRow(row)
}

/** Taps whose last event is `parked`, and that nobody has closed. */
export function countParked(database: Database): number {
  const row = database.get(`
    SELECT count(*) AS taps FROM events AS parked INDEXED BY parked
    WHERE kind = 'parked' AND ${isNoClosing} AND seq = (SELECT max(seq) FROM events AS last WHERE last.tap_id = parked.tap_id)`)
  return Number(row?.['taps'] ?? 0)
}

export function chainedRowOf(row: SqlRow): ChainedRow {
  return {
    seq: Number(row['seq']),
    tapId: textIn(row, 'tap_id'),
    atMs: Number(row['at_ms']),
    kind: textIn(row, 'kind'),
    body: textIn(row, 'body'),
  }
}

/** Trusts the stored format: the chain, not this cast, verifies that the program wrote it. */
export function eventOf({ seq, tapId, atMs, kind, body }: ChainedRow): PunchEvent {
  const columns = { tapId, atMs, kind }
  // The columns come last, so that a body cannot claim to be another tap's event.
  return { ...columns, ...bodyOf(seq, body), ...columns } as PunchEvent
}

/** Whether the version that wrote the event keys its head file. */
export function isOfKeyedHead({ seq, body }: ChainedRow): boolean {
  const said: { readonly format?: unknown } = parsed(seq, body)
  return typeof said.format === 'number' && said.format >= formatOfKeyedHead
}

/** Whether it is the first event of a tap that the chain of an earlier journal did not vouch for. */
export function isMarkedDoubtful({ seq, kind, body }: ChainedRow): boolean {
  if (kind !== 'tapped') return false
  const said: { readonly isDoubtful?: unknown } = bodyOf(seq, body)
  return said.isDoubtful !== undefined
}

/** The parsed body of an event. Throws `SqliteError` if it is unreadable. */
export function bodyOf(seq: number, body: string): object {
  const said: { format?: unknown } = parsed(seq, body)
  delete said.format
  return said
}

function parsed(seq: number, body: string): object {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Reported below, like a value that is not an object.
  }
  throw new SqliteError('corrupt', `Event ${seq} cannot be read.`, undefined)
}

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

/** Whether each column of `eventColumns` holds what the kiosk may have written; else it was too much to be read. */
export function isReadable(row: SqlRow): boolean {
  return (
    ['seq', 'at_ms'].every((column) => typeof row[column] === 'number') &&
    ['tap_id', 'kind', 'body', 'chain'].every((column) => typeof row[column] === 'string')
  )
}

/**
 * Stands in the body of every event, from the version on whose head file is keyed: a journal that ends with such an
 * event must have one beside it (`lost-head.ts`). Events of version 0.1 have none; it reads past this one.
 */
const formatOfKeyedHead = 2

/**
 * Adds an event at the end of the chain; inside a transaction. Answers the chain's new head. `last`: the head so far,
 * where it is known.
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

const longestDetail = 2_000

/** Why a tap was parked may come from a server's answer, however long; an event must not get too long to be read. */
function withShortDetail(said: object): object {
  if (!('detail' in said) || typeof said.detail !== 'string') return said
  return { ...said, detail: cut(said.detail, longestDetail) }
}

export function headOf(database: Database): ChainHead {
  const last = database.get(`SELECT seq, ${boundedText('chain')} FROM events ORDER BY seq DESC LIMIT 1`)
  return last === undefined
    ? { seq: 0, link: chainStart }
    : { seq: Number(last['seq']), link: textIn(last, 'chain') }
}

/** All events of one tap, oldest first. */
export function eventsOfTap(database: Database, tapId: string): readonly PunchEvent[] {
  return database
    .all(`SELECT ${eventColumns} FROM events WHERE tap_id = ? ORDER BY seq`, [tapId])
    .map((row) => eventOf(chainedRowOf(row)))
}

/**
 * SQL: the event closes no parked tap (`isClosingRow`). The text is a key of the body's: within a value JSON has a
 * backslash before each quotation mark.
 */
export const isNoClosing = `body NOT LIKE '%"closedBy":%'`

/** Whether the event closes a parked tap, as the command line does. */
export function isClosingRow({ seq, kind, body }: ChainedRow): boolean {
  if (kind !== 'parked') return false
  const said: { readonly closedBy?: unknown } = bodyOf(seq, body)
  return typeof said.closedBy === 'string'
}

/** Whether the command line writes such events into the journal of a running kiosk. It writes no head file. */
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

/** Events are read back as this program wrote them; the chain, not this cast, says whether that still holds. */
export function eventOf({ seq, tapId, atMs, kind, body }: ChainedRow): PunchEvent {
  const columns = { tapId, atMs, kind }
  // No body may pass an event off as another tap's.
  return { ...columns, ...bodyOf(seq, body), ...columns } as PunchEvent
}

/** Whether the version that wrote the event keys its head file. */
export function isOfKeyedHead({ seq, body }: ChainedRow): boolean {
  const said: { readonly format?: unknown } = parsed(seq, body)
  return typeof said.format === 'number' && said.format >= formatOfKeyedHead
}

/** Whether the first event of a tap says that the chain of an earlier journal did not vouch for it. */
export function isMarkedDoubtful({ seq, kind, body }: ChainedRow): boolean {
  if (kind !== 'tapped') return false
  const said: { readonly isDoubtful?: unknown } = bodyOf(seq, body)
  return said.isDoubtful !== undefined
}

/** What an event says of its tap. Throws `SqliteError` where it cannot be read. */
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
    // Told below, as for a value that is no object.
  }
  throw new SqliteError('corrupt', `Event ${seq} cannot be read.`, undefined)
}

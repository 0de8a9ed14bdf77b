import type { ChainHead } from './chain/chain.ts'
import { linkOf } from './chain/gaps.ts'
import { chainedRowOf, eventColumns, eventOf, isClosingRow } from './store/event-rows.ts'
import type { ParkedEvent } from './punch-event.ts'
import { findSealed } from './people.ts'
import type { SiteKey } from './chain/site-key.ts'
import { textIn, type Database, type SqlRow } from './store/sqlite.ts'
import { readTapRecord, type TapRecord } from './tap-record.ts'

/** A tap that is parked and not closed. */
export interface ParkedTap {
  /** Includes the person only if the site key vouches for it. */
  readonly record: TapRecord
  /** The event that parked it, the tap's last. */
  readonly event: ParkedEvent
  /** The position of that event in the chain. */
  readonly head: ChainHead
}

export interface ParkedSince {
  /** In the order in which they were parked. */
  readonly taps: readonly ParkedTap[]
  /** All taps parked up to here have been checked. */
  readonly upTo: ChainHead
  readonly more: boolean
}

/** Limited, so that no tap waits for it. */
const maxRowsPerCall = 200

/**
 * Taps that were parked after `after` and are still parked, at most `limit` per call. Starts at the beginning
 * if `after` is undefined or from another journal. `head`: the end of the chain. Throws `SqliteError`.
 */
export function findParkedSince(
  database: Database,
  key: SiteKey,
  {
    after,
    head,
    limit,
  }: { readonly after: ChainHead | undefined; readonly head: ChainHead; readonly limit: number },
): ParkedSince {
  const afterSeq = after !== undefined && isInChain(database, after) ? after.seq : 0
  const rows = database.all(
    `SELECT ${eventColumns} FROM events INDEXED BY parked
       WHERE kind = 'parked' AND seq > ? AND seq <= ? ORDER BY seq LIMIT ${maxRowsPerCall}`,
    [afterSeq, head.seq],
  )
  const taps: ParkedTap[] = []
  for (const row of rows) {
    const tap = parkedTapOf(database, key, row)
    if (tap === undefined) continue
    taps.push(tap)
    if (taps.length === limit) return { taps, upTo: tap.head, more: true }
  }
  const last = rows.at(-1)
  return last !== undefined && rows.length === maxRowsPerCall
    ? { taps, upTo: headIn(last), more: true }
    : { taps, upTo: head, more: false }
}

/** Undefined: the tap has a later event, or is closed. */
function parkedTapOf(database: Database, key: SiteKey, row: SqlRow): ParkedTap | undefined {
  const chained = chainedRowOf(row)
  const { seq, tapId } = chained
  if (isClosingRow(chained) || !isLastOf(database, tapId, seq)) return undefined
  const found = findSealed(database, key, tapId)
  const record = readTapRecord(database, tapId, found?.isSealed === true ? found.person : undefined)
  const event = eventOf(chained) as ParkedEvent
  return record && { record, event, head: headIn(row) }
}

function headIn(row: SqlRow): ChainHead {
  return { seq: Number(row['seq']), link: textIn(row, 'chain') }
}

function isLastOf(database: Database, tapId: string, seq: number): boolean {
  return database.get('SELECT 1 FROM events WHERE tap_id = ? AND seq > ? LIMIT 1', [tapId, seq]) === undefined
}

/** Whether the head is from this journal: a new journal starts its numbers again at 1. */
function isInChain(database: Database, { seq, link }: ChainHead): boolean {
  return seq === 0 || linkOf(database, seq) === link
}

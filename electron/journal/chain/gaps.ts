import { createHash } from 'node:crypto'
import { chainStart, type ChainHead } from './chain.ts'
import { JournalError } from '../failure.ts'
import {
  boundedText,
  longTextBytes,
  safeInteger,
  SqliteError,
  textIn,
  type Database,
} from '../store/sqlite.ts'

/**
 * Events removed by compaction: numbers `firstSeq` to `lastSeq`, the last of which had `link`. The next
 * event's link is checked against that one, so the chain holds across a gap. The list has its own table, and
 * each `compacted` event contains its digest, so the list cannot be changed without changing a chained event.
 */
export interface Gap {
  readonly firstSeq: number
  readonly lastSeq: number
  readonly link: string
}

/** Compaction stops near this number, since each step reads and writes the complete list. */
export const maxGaps = 100_000

const gapColumns = [safeInteger('first_seq'), safeInteger('last_seq'), boundedText('chain')].join(', ')

/** In the events' order. Throws `JournalError` (`tampered`) if there are more than compaction creates. */
export function readGaps(database: Database): readonly Gap[] {
  const rows = database.all(`SELECT ${gapColumns} FROM gaps ORDER BY gaps.first_seq LIMIT ${maxGaps + 1}`)
  if (rows.length > maxGaps)
    throw new JournalError('tampered', 'The list of compacted events is longer than the kiosk ever writes.')
  return rows.map((row) => ({
    firstSeq: Number(row['first_seq']),
    lastSeq: Number(row['last_seq']),
    link: textIn(row, 'chain'),
  }))
}

export function writeGaps(database: Database, gaps: readonly Gap[]): void {
  database.run('DELETE FROM gaps')
  for (const { firstSeq, lastSeq, link } of gaps) {
    database.run('INSERT INTO gaps (first_seq, last_seq, chain) VALUES (?, ?, ?)', [firstSeq, lastSeq, link])
  }
}

/** The list after removing `removed` too; adjacent gaps are merged. */
export function withRemoved(gaps: readonly Gap[], removed: readonly ChainHead[]): readonly Gap[] {
  const single = removed.map(({ seq, link }) => ({ firstSeq: seq, lastSeq: seq, link }))
  const merged: Gap[] = []
  for (const gap of [...gaps, ...single].sort((a, b) => a.firstSeq - b.firstSeq)) {
    const last = merged.at(-1)
    if (last?.lastSeq === gap.firstSeq - 1) merged[merged.length - 1] = { ...gap, firstSeq: last.firstSeq }
    else merged.push(gap)
  }
  return merged
}

export function eventsIn(gaps: readonly Gap[]): number {
  return gaps.reduce((events, { firstSeq, lastSeq }) => events + lastSeq - firstSeq + 1, 0)
}

/** SHA-256 in hex. Unkeyed: the chained event that contains it protects it against forgery. */
export function digestOfGaps(gaps: readonly Gap[]): string {
  const said = JSON.stringify(gaps.map(({ firstSeq, lastSeq, link }) => [firstSeq, lastSeq, link]))
  return createHash('sha256').update(said).digest('hex')
}

/** The link before an event; `undefined`: the event before it is gone, and no gap accounts for it. */
export function linkBefore(database: Database, seq: number): string | undefined {
  return seq === 1 ? chainStart : linkOf(database, seq - 1)
}

/** The link of an event, also if it was the last before a gap; `undefined`: it is gone. */
export function linkOf(database: Database, seq: number): string | undefined {
  const row =
    database.get(`SELECT ${boundedText('chain')} FROM events WHERE seq = ?`, [seq]) ??
    database.get(`SELECT ${boundedText('chain')} FROM gaps WHERE last_seq = ?`, [seq])
  return row === undefined ? undefined : textIn(row, 'chain')
}

/** The gap that contains an event's number. */
export function gapAround(database: Database, seq: number): Gap | undefined {
  return readGaps(database).find(({ firstSeq, lastSeq }) => firstSeq <= seq && seq <= lastSeq)
}

/** The last `compacted` event; `undefined`: nothing was ever compacted. */
export function lastCompaction(
  database: Database,
): { readonly seq: number; readonly digest: string } | undefined {
  const row = database.get(
    `SELECT seq, ${boundedText('body', longTextBytes)} FROM events INDEXED BY compactions WHERE kind = 'compacted' ORDER BY seq DESC LIMIT 1`,
  )
  if (row === undefined) return undefined
  const seq = Number(row['seq'])
  try {
    const { gapsDigest } = JSON.parse(textIn(row, 'body')) as { readonly gapsDigest?: unknown }
    return { seq, digest: String(gapsDigest) }
  } catch (error) {
    throw new SqliteError('corrupt', `Event ${seq} cannot be read.`, error)
  }
}

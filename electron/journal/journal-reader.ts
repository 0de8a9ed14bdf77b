import { existsSync } from 'node:fs'
import { readBadgeChanges, type BadgeChange } from './badge-changes.ts'
import { detailOf } from './store/details.ts'
import { isNoClosing } from './store/event-rows.ts'
import { failureOf, type JournalFailed } from './failure.ts'
import { schemaVersion, versionOf } from './store/migrations.ts'
import { openTapsSource } from './store/open-taps.ts'
import { personOf } from './people.ts'
import type { SiteKey } from './chain/site-key.ts'
import { boundedText, openForReading, textIn, type Database } from './store/sqlite.ts'
import { readTapRecord, type TapRecord } from './tap-record.ts'
import { verifyChain, type ChainCheck, type VerifyOptions } from './chain/verify.ts'

/**
 * Reads a journal, also while a kiosk writes it. Changes nothing and does not migrate the schema. Its methods
 * throw `SqliteError` if the file is damaged.
 */
export interface JournalReader {
  /** Oldest first. `open-or-parked`: taps that still need somebody or the kiosk. */
  taps(which: 'open-or-parked' | 'all'): Iterable<TapRecord>
  /** The taps whose id begins with this, upper or lower case; at most `limit`. */
  find(idStart: string, limit: number): readonly TapRecord[]
  /** Badges that were added or blocked, in the order in which the kiosk recorded it. */
  badgeChanges(): Iterable<BadgeChange>
  verify(keys: readonly SiteKey[], options?: VerifyOptions): Promise<ChainCheck>
  close(): void
}

export type OpenedReader =
  | { readonly kind: 'ok'; readonly reader: JournalReader }
  | { readonly kind: 'missing' }
  /** Written by another version of this program. */
  | { readonly kind: 'other-version'; readonly found: number; readonly known: number }
  | JournalFailed

export function openJournalReader(path: string): OpenedReader {
  if (!existsSync(path)) return { kind: 'missing' }
  let database: Database | undefined
  try {
    database = openForReading(path)
    const found = versionOf(database)
    if (found === schemaVersion) return { kind: 'ok', reader: readerOf(database) }
    database.close()
    return { kind: 'other-version', found, known: schemaVersion }
  } catch (error) {
    database?.close()
    return { kind: 'failed', failure: failureOf(error) }
  }
}

const pageSize = 500

const allTaps = `
  SELECT seq, ${boundedText('tap_id')} FROM events WHERE kind = 'tapped' AND seq > ? ORDER BY seq LIMIT ${pageSize}`

const openOrParked = (openTaps: string): string => `
  WITH wanted AS (
    SELECT tap_id FROM ${openTaps}
    UNION
    SELECT tap_id FROM events AS parked INDEXED BY parked WHERE kind = 'parked' AND ${isNoClosing} AND seq = (
      SELECT max(seq) FROM events AS last WHERE last.tap_id = parked.tap_id
    )
  )
  SELECT seq, ${boundedText('wanted.tap_id')} FROM wanted
  CROSS JOIN events AS tapped ON tapped.tap_id = wanted.tap_id AND kind = 'tapped'
  WHERE seq > ? ORDER BY seq LIMIT ${pageSize}`

function readerOf(database: Database): JournalReader {
  return {
    taps: (which) => readTaps(database, which),
    find: (idStart, limit) => find(database, idStart.toLowerCase(), limit),
    badgeChanges: () => readBadgeChanges(database),
    verify: (keys, options) => verifyChain(database, keys, options),
    close: () => database.close(),
  }
}

function* readTaps(database: Database, which: 'open-or-parked' | 'all'): Iterable<TapRecord> {
  const page = which === 'all' ? allTaps : openOrParked(openTapsSource(database))
  for (let seq = 0; ;) {
    const rows = database.all(page, [seq])
    if (rows.length === 0) return
    for (const row of rows) {
      seq = Number(row['seq'])
      const record = readTap(database, textIn(row, 'tap_id'))
      if (record !== undefined) yield record
    }
  }
}

/** Ids are stored in lower case. `~` sorts after every character of an id. */
function find(database: Database, idStart: string, limit: number): readonly TapRecord[] {
  const rows = database.all(
    `SELECT ${boundedText('tap_id')} FROM events
       WHERE kind = 'tapped' AND tap_id >= ? AND tap_id < ? ORDER BY events.tap_id LIMIT ?`,
    [idStart, `${idStart}~`, limit],
  )
  return rows.flatMap((row) => readTap(database, textIn(row, 'tap_id')) ?? [])
}

function readTap(database: Database, tapId: string): TapRecord | undefined {
  return readTapRecord(database, tapId, personOf(database, tapId), detailOf(database, tapId))
}

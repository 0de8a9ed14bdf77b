import { JournalError } from './failure.ts'
import { openPlainDatabase, type Database } from './sqlite.ts'

/**
 * The journal's schema, forward only: step N takes version N to N + 1. A step that has been released is never
 * changed. `PRAGMA user_version` holds the version. What is derived from the events is no part of it
 * (`open-taps.ts`).
 */
const schemaSteps: readonly string[] = [
  `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    tap_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    chain TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_of_tap ON events (tap_id, seq);
  CREATE UNIQUE INDEX tapped_once ON events (tap_id) WHERE kind = 'tapped';
  CREATE INDEX taps ON events (seq) WHERE kind = 'tapped';
  CREATE INDEX parked ON events (seq) WHERE kind = 'parked';
  CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'journal events are never changed'); END;
  CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'journal events are never removed'); END;
  CREATE TABLE people (
    tap_id TEXT PRIMARY KEY,
    recorded_ms INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    display_name TEXT NOT NULL,
    seal TEXT NOT NULL
  ) STRICT;
  CREATE INDEX people_by_age ON people (recorded_ms);
  CREATE TABLE marks (name TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, filling TEXT NOT NULL) STRICT;
  `,
  `
  CREATE TABLE gaps (first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, chain TEXT NOT NULL) STRICT;
  CREATE UNIQUE INDEX gaps_by_end ON gaps (last_seq);
  CREATE INDEX compactions ON events (seq) WHERE kind = 'compacted';
  DROP TRIGGER IF EXISTS events_are_never_removed;
  CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
    WHEN NOT EXISTS (SELECT 1 FROM gaps WHERE first_seq <= OLD.seq AND last_seq >= OLD.seq)
    BEGIN SELECT RAISE(ABORT, 'journal events are never removed'); END;
  `,
]

export const schemaVersion = schemaSteps.length
/** Earlier ones were never compacted. */
export const versionWithGaps = 2

/** The database's version; 0 where it is new. */
export function versionOf(database: Database): number {
  return Number(database.get('PRAGMA user_version')?.['user_version'] ?? 0)
}

/** Brings the database to the version of `steps`, all of it or nothing. One of a newer version stays as it is. */
export function migrate(database: Database, steps: readonly string[] = schemaSteps): void {
  if (versionOf(database) >= steps.length) return
  database.transaction(() => {
    for (const step of steps.slice(versionOf(database))) database.exec(step)
    database.exec(`PRAGMA user_version = ${steps.length}`)
  })
}

/**
 * Somebody else's trigger could change whatever the kiosk writes, a table or an index of theirs could refuse it for good:
 * throws `JournalError` (`tampered`) where there is one, or where a table is gone.
 */
export function checkSchema(database: Database): void {
  missingParts(database)
}

/**
 * As `checkSchema`, and makes the kiosk's own triggers and indexes again where they are missing: the triggers are against
 * accidents, and an index holds nothing of its own.
 */
export function ensureSchema(database: Database): void {
  for (const { sql } of missingParts(database)) database.exec(sql)
}

function missingParts(database: Database): readonly SchemaPart[] {
  ownSchema ??= readOwnSchema()
  const found = schemaIn(database)
  const ownTables = new Set([...tablesIn(ownSchema), ...derivedTables])
  for (const [name, { type, table, sql }] of found) {
    const isOfKiosk = type === 'trigger' || (type === 'index' && ownTables.has(table)) || ownSchema.has(name)
    if (isOfKiosk && ownSchema.get(name)?.sql !== sql)
      throw new JournalError('tampered', `The ${type} ${name} is not the kiosk's.`)
  }
  const missing = [...ownSchema].filter(([name]) => !found.has(name))
  for (const [name, { type }] of missing)
    if (type === 'table') throw new JournalError('tampered', `The table ${name} is gone.`)
  return missing.map(([, part]) => part)
}

/** No part of the schema: each is made again when the journal is opened, and has to be there from then on. */
const derivedTables = ['open_taps', 'details'] as const

export function checkDerivedTables(database: Database): void {
  for (const name of derivedTables) {
    const found = database.get(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?`, [name])
    if (found === undefined) throw new JournalError('tampered', `The table ${name} is gone.`)
  }
}

let ownSchema: ReadonlyMap<string, SchemaPart> | undefined

interface SchemaPart {
  readonly type: string
  readonly table: string
  readonly sql: string
}

function readOwnSchema(): ReadonlyMap<string, SchemaPart> {
  const empty = openPlainDatabase(':memory:')
  try {
    migrate(empty)
    return schemaIn(empty)
  } finally {
    empty.close()
  }
}

function tablesIn(schema: ReadonlyMap<string, SchemaPart>): readonly string[] {
  return [...schema].filter(([, { type }]) => type === 'table').map(([name]) => name)
}

/** By name; without what is no part of the schema, which compares its own (`open-taps.ts`, `details.ts`), and SQLite's. */
function schemaIn(database: Database): ReadonlyMap<string, SchemaPart> {
  const rows = database.all(
    `SELECT type, name, tbl_name, sql FROM sqlite_master
       WHERE type IN ('table', 'index', 'trigger') AND sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_'
       AND name NOT IN ('open_taps', 'open_taps_settle', 'open_taps_open', 'details', 'details_go_with_person')`,
  )
  return new Map(
    rows.map((row) => [
      String(row['name']),
      { type: String(row['type']), table: String(row['tbl_name']), sql: String(row['sql']) },
    ]),
  )
}

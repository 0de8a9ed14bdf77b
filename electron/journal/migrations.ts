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
 * A trigger of somebody else's could change whatever the kiosk writes: throws `JournalError` (`tampered`) where there is
 * one. The kiosk's own, which are against accidents, are made again where they are missing.
 */
export function checkTriggers(database: Database): void {
  const own = ownTriggers()
  const found = triggersIn(database)
  for (const [name, sql] of found) {
    if (own.get(name) !== sql) throw new JournalError('tampered', `The trigger ${name} is not the kiosk's.`)
  }
  for (const [name, sql] of own) if (!found.has(name)) database.exec(sql)
}

function ownTriggers(): ReadonlyMap<string, string> {
  const empty = openPlainDatabase(':memory:')
  try {
    migrate(empty)
    return triggersIn(empty)
  } finally {
    empty.close()
  }
}

/** By name; without those of the open taps, which are compared by themselves (`open-taps.ts`). */
function triggersIn(database: Database): ReadonlyMap<string, string> {
  const rows = database.all(
    `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT IN ('open_taps_settle', 'open_taps_open')`,
  )
  return new Map(rows.map((row) => [String(row['name']), String(row['sql'])]))
}

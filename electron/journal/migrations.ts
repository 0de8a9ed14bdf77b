import type { Database } from './sqlite.ts'

/**
 * The journal's schema, forward only: step N takes version N to N + 1. A step that has been released is never
 * changed. `PRAGMA user_version` holds the version.
 */
const steps: readonly string[] = [
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
  CREATE INDEX taps ON events (seq) WHERE kind = 'tapped';
  CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'journal events are never changed'); END;
  CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'journal events are never removed'); END;
  CREATE TABLE people (
    tap_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    display_name TEXT NOT NULL
  ) STRICT;
  CREATE TABLE marks (name TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT;
  `,
]

export const schemaVersion = steps.length

/** Brings the database to `schemaVersion`; answers the version it had, which may be newer than this program. */
export function migrate(database: Database): number {
  const found = Number(database.get('PRAGMA user_version')?.['user_version'] ?? 0)
  if (found >= schemaVersion) return found
  database.transaction(() => {
    for (const step of steps.slice(found)) database.exec(step)
    database.exec(`PRAGMA user_version = ${schemaVersion}`)
  })
  return found
}

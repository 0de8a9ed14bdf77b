import type { OpenTap } from '../chain/chain-walk.ts'
import { settlingKinds } from '../punch-event.ts'
import { boundedText, safeInteger, textIn, type Database } from './sqlite.ts'

/**
 * The table of unsettled taps, derived from the events for readers beside the kiosk. Triggers update it in
 * the transaction that adds an event. The kiosk itself does not rely on it: the chain decides what is sent
 * (`chain-walk.ts`). If the table is missing, has another version's definition or differs from the chain, it
 * is rebuilt.
 */
const settling = settlingKinds.map((kind) => `'${kind}'`).join(', ')

/** By name in SQLite; compared as text with the definitions in the database. */
export const openTapsDefinitions: Readonly<Record<string, string>> = {
  open_taps: `CREATE TABLE open_taps (tap_id TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  open_taps_settle: `CREATE TRIGGER open_taps_settle AFTER INSERT ON events WHEN NEW.kind IN (${settling})
    BEGIN DELETE FROM open_taps WHERE tap_id = NEW.tap_id; END`,
  open_taps_open: `CREATE TRIGGER open_taps_open AFTER INSERT ON events WHEN NEW.kind NOT IN (${settling})
    BEGIN
      INSERT OR IGNORE INTO open_taps (tap_id, seq)
        SELECT tap_id, seq FROM events WHERE tap_id = NEW.tap_id AND kind = 'tapped';
    END`,
}

const derived = `
  SELECT tap_id, seq FROM events AS tapped
  WHERE kind = 'tapped' AND (
    SELECT kind FROM events AS last WHERE last.tap_id = tapped.tap_id ORDER BY last.seq DESC LIMIT 1
  ) NOT IN (${settling})`

/** Rebuilds the table if it is not as it should be. `open`: from the chain, oldest first. */
export function ensureOpenTaps(database: Database, open: readonly OpenTap[]): void {
  const wanted = open.map(({ tapId, rows }) => ({ tapId, seq: rows[0]?.seq ?? 0 }))
  if (hasOpenTaps(database) && isListed(database, wanted)) return
  database.transaction(() => {
    for (const name of ['open_taps_settle', 'open_taps_open']) {
      database.exec(`DROP TRIGGER IF EXISTS ${name}`)
    }
    database.exec('DROP TABLE IF EXISTS open_taps')
    for (const definition of Object.values(openTapsDefinitions)) database.exec(definition)
    for (const { tapId, seq } of wanted) {
      database.run('INSERT INTO open_taps (tap_id, seq) VALUES (?, ?)', [tapId, seq])
    }
  })
}

function isListed(
  database: Database,
  wanted: readonly { readonly tapId: string; readonly seq: number }[],
): boolean {
  // Limited, since an attacker may have added any number of rows.
  const listed = database.all(
    `SELECT ${boundedText('tap_id')}, ${safeInteger('seq')} FROM open_taps
       ORDER BY open_taps.seq LIMIT ${wanted.length + 1}`,
  )
  return (
    listed.length === wanted.length &&
    listed.every((row, index) => row['tap_id'] === wanted[index]?.tapId && row['seq'] === wanted[index]?.seq)
  )
}

function hasOpenTaps(database: Database): boolean {
  const rows = database.all(
    `SELECT ${boundedText('name')}, ${boundedText('sql')} FROM sqlite_master WHERE name LIKE 'open_taps%'`,
  )
  const found = new Map(rows.map((row) => [row['name'], row['sql']]))
  return Object.entries(openTapsDefinitions).every(([name, definition]) => found.get(name) === definition)
}

/** SQL source of open taps: the table, or the events if a recovered or earlier journal has no table. */
export function openTapsSource(database: Database): string {
  const table = database.get(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'open_taps'`)
  return table === undefined ? `(${derived})` : 'open_taps'
}

const maxListed = 100_000

/** Oldest first; at most `maxListed`. */
export function openTapIds(database: Database): readonly string[] {
  return database
    .all(`SELECT ${boundedText('tap_id')} FROM ${openTapsSource(database)} ORDER BY seq LIMIT ${maxListed}`)
    .map((row) => textIn(row, 'tap_id'))
}

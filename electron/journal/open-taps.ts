import type { PendingTap } from './journal.ts'
import { bodyOf, chainedRowOf, eventOf } from './event-rows.ts'
import { settlingKinds, stageKinds } from './punch-event.ts'
import type { Database, SqlRow } from './sqlite.ts'

/**
 * The taps that are not settled, derived from the events: a tap is open while its last event is no settling one.
 * Triggers keep the table in the transaction that adds the event, whoever adds it, so that a start need not read
 * the whole journal. It holds nothing of its own: where it is missing, was made by another version's definition, or
 * says something else than the events, it is built again from them.
 */
const settling = settlingKinds.map((kind) => `'${kind}'`).join(', ')

const stages = stageKinds.map((kind) => `'${kind}'`).join(', ')

/** By the name SQLite keeps each under; compared text by text with what the database holds. */
const definitions: Readonly<Record<string, string>> = {
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

const differences = `
  SELECT * FROM (${derived} EXCEPT SELECT tap_id, seq FROM open_taps)
  UNION ALL SELECT * FROM (SELECT tap_id, seq FROM open_taps EXCEPT ${derived}) LIMIT 1`

const strangers = `
  SELECT 1 FROM open_taps LEFT JOIN events AS tapped
    ON tapped.seq = open_taps.seq AND tapped.tap_id = open_taps.tap_id AND tapped.kind = 'tapped'
  WHERE tapped.seq IS NULL LIMIT 1`

/**
 * Builds the table where it is not what it should be. `all`: compares it with all events (0.2 s for each hundred
 * thousand), not only with those it names.
 */
export function ensureOpenTaps(database: Database, compareWith: 'all' | 'named'): void {
  const isDefined = hasOpenTaps(database)
  if (isDefined && database.get(compareWith === 'all' ? differences : strangers) === undefined) return
  database.transaction(() => {
    for (const name of ['open_taps_settle', 'open_taps_open']) {
      database.exec(`DROP TRIGGER IF EXISTS ${name}`)
    }
    database.exec('DROP TABLE IF EXISTS open_taps')
    for (const definition of Object.values(definitions)) database.exec(definition)
    database.exec(`INSERT INTO open_taps (tap_id, seq) ${derived}`)
  })
}

function hasOpenTaps(database: Database): boolean {
  const rows = database.all(`SELECT name, sql FROM sqlite_master WHERE name LIKE 'open_taps%'`)
  const found = new Map(rows.map((row) => [row['name'], row['sql']]))
  return Object.entries(definitions).every(([name, definition]) => found.get(name) === definition)
}

/** What to read open taps from: the table, or the events where a recovered or earlier journal has none. */
export function openTapsSource(database: Database): string {
  const table = database.get(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'open_taps'`)
  return table === undefined ? `(${derived})` : 'open_taps'
}

/** Oldest first. */
export function openTapIds(database: Database): readonly string[] {
  return database
    .all(`SELECT tap_id FROM ${openTapsSource(database)} ORDER BY seq`)
    .map((row) => String(row['tap_id']))
}

const pendingTaps = `
  SELECT tapped.seq, tapped.tap_id, tapped.at_ms, tapped.kind, tapped.body, people.user_id,
    stage.seq AS stage_seq, stage.kind AS stage_kind, stage.body AS stage_body
  FROM open_taps
  JOIN events AS tapped ON tapped.seq = open_taps.seq
  LEFT JOIN people ON people.tap_id = open_taps.tap_id
  LEFT JOIN events AS stage
    ON stage.seq = (SELECT max(seq) FROM events WHERE tap_id = open_taps.tap_id AND kind IN (${stages}))
  ORDER BY open_taps.seq`

export interface FoundPending {
  readonly taps: readonly PendingTap[]
  readonly withoutPerson: readonly string[]
}

/** Oldest first. */
export function findPending(database: Database): FoundPending {
  const taps: PendingTap[] = []
  const withoutPerson: string[] = []
  for (const row of database.all(pendingTaps)) {
    const userId = row['user_id']
    if (typeof userId === 'string') taps.push(pendingOf(row, userId))
    else withoutPerson.push(String(row['tap_id']))
  }
  return { taps, withoutPerson }
}

function pendingOf(row: SqlRow, userId: string): PendingTap {
  const stage: unknown =
    typeof row['stage_body'] === 'string'
      ? { kind: row['stage_kind'], ...bodyOf(Number(row['stage_seq']), row['stage_body']) }
      : { kind: 'tapped' }
  return {
    tapId: String(row['tap_id']),
    userId,
    tapped: eventOf(chainedRowOf(row)) as PendingTap['tapped'],
    stage: stage as PendingTap['stage'],
  }
}

export function isSettling(kind: string): boolean {
  return settlingKinds.some((settlingKind) => settlingKind === kind)
}

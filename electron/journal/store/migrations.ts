import { detailsDefinitions } from './details.ts'
import { echoedPath } from '../../base/text/echo.ts'
import { JournalError, type JournalFailed } from '../failure.ts'
import { openTapsDefinitions } from './open-taps.ts'
import { boundedText, longTextBytes, openPlainDatabase, textIn, type Database } from './sqlite.ts'

/**
 * The migrations of the journal's schema, forward only: step N migrates version N to N + 1. A released step
 * is never changed. `PRAGMA user_version` holds the version. Tables derived from the events are not part of
 * it (`open-taps.ts`).
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
/** Journals of earlier versions were never compacted. */
export const versionWithGaps = 2

/** The schema version of the database; 0 if it is new. */
export function versionOf(database: Database): number {
  return Number(database.get('PRAGMA user_version')?.['user_version'] ?? 0)
}

/** The failure if the database has another version than this program's. */
export function otherVersionOf(path: string, database: Database): JournalFailed | undefined {
  const version = versionOf(database)
  if (version === schemaVersion) return undefined
  const detail = `${echoedPath(path)} has schema version ${version}; this program needs version ${schemaVersion}.`
  return { kind: 'failed', failure: { kind: version > schemaVersion ? 'newer-version' : 'other', detail } }
}

/** Migrates the database to the version of `steps` in one transaction. A newer version stays unchanged. */
export function migrate(database: Database, steps: readonly string[] = schemaSteps): void {
  if (versionOf(database) >= steps.length) return
  database.transaction(() => {
    for (const step of steps.slice(versionOf(database))) database.exec(step)
    database.exec(`PRAGMA user_version = ${steps.length}`)
  })
}

interface SchemaPart {
  readonly type: string
  readonly name: string
  readonly table: string
  readonly sql: string
  /** Not part of any schema version: recreated when the journal is opened. */
  readonly isDerived: boolean
}

interface SchemaExpected {
  /** Default: the version of this program. */
  readonly version?: number
  /** `of-any-version`: accepts derived parts of any version, which opening the journal replaces. */
  readonly derived: 'as-now' | 'of-any-version'
}

/**
 * Throws `JournalError` (`tampered`) if the schema has a foreign part that affects the kiosk's tables, or if
 * a table is missing. A foreign trigger could change what the kiosk writes; a foreign table or index could
 * refuse it. Unrelated foreign tables are allowed.
 */
export function checkSchema(database: Database, expected: SchemaExpected = { derived: 'as-now' }): void {
  missingParts(database, expected)
}

/**
 * Like `checkSchema`, and recreates missing triggers and indexes of the kiosk: the triggers only protect
 * against accidents, and an index has no data of its own.
 */
export function ensureSchema(database: Database): void {
  for (const { isDerived, sql } of missingParts(database, { derived: 'of-any-version' }))
    if (!isDerived) database.exec(sql)
}

function missingParts(
  database: Database,
  { version = schemaVersion, derived }: SchemaExpected,
): readonly SchemaPart[] {
  const own = ownSchema(version)
  const found = new Set<string>()
  for (const row of readSchema(database)) {
    // Names in SQLite are case-insensitive.
    const name = row.name.toLowerCase()
    if (found.has(name)) throw tampered(`Two parts of the schema are called ${row.name}.`)
    found.add(name)
    const part = own.get(name)
    const isOwn = part !== undefined && isThatPart(row, part, derived)
    if (!isOwn && (part !== undefined || !isOfOthersAlone(row, own)))
      throw tampered(`The ${row.type} ${row.name} is not the kiosk's.`)
  }
  const missing = [...own.values()].filter(({ name }) => !found.has(name))
  for (const { name, type, isDerived } of missing)
    if (type === 'table' && !(isDerived && derived === 'of-any-version'))
      throw tampered(`The table ${name} is gone.`)
  return missing
}

/**
 * All fields must match: SQLite uses only the text, whatever the type, name and table columns say
 * (prepare.c).
 */
function isThatPart(row: SchemaRow, part: SchemaPart, derived: SchemaExpected['derived']): boolean {
  const { type, name, table, sql } = part
  if (row.type !== type || row.name !== name || row.table !== table) return false
  if (part.isDerived && derived === 'of-any-version')
    return row.sql.startsWith(`CREATE ${type.toUpperCase()} ${name} `)
  return row.sql === sql
}

/**
 * Whether the row does not affect the kiosk's tables. Relies on how SQLite normalizes the start of the text.
 */
function isOfOthersAlone({ sql }: SchemaRow, own: ReadonlyMap<string, SchemaPart>): boolean {
  // An automatic index, created by SQLite for its table.
  if (sql === '') return true
  if (/^CREATE (?:TABLE|VIEW|VIRTUAL TABLE) /.test(sql)) return true
  const table = /^CREATE (?:UNIQUE )?INDEX (?:"[^"]*"|\w+) ON ("[^"]*"|\w+) ?\(/.exec(sql)?.[1]
  return table !== undefined && !own.has(table.replaceAll('"', '').toLowerCase())
}

/** Cached per version; the parts by name. */
const ownSchemas = new Map<number, ReadonlyMap<string, SchemaPart>>()

function ownSchema(version: number): ReadonlyMap<string, SchemaPart> {
  const known = ownSchemas.get(version) ?? readOwnSchema(version)
  ownSchemas.set(version, known)
  return known
}

function readOwnSchema(version: number): ReadonlyMap<string, SchemaPart> {
  const derived = { ...openTapsDefinitions, ...detailsDefinitions }
  const empty = openPlainDatabase(':memory:')
  try {
    migrate(empty, schemaSteps.slice(0, version))
    for (const definition of Object.values(derived)) empty.exec(definition)
    const parts = readSchema(empty).filter(({ sql }) => sql !== '')
    return new Map(parts.map((part) => [part.name, { ...part, isDerived: part.name in derived }]))
  } finally {
    empty.close()
  }
}

type SchemaRow = Omit<SchemaPart, 'isDerived'>

/** Generous limit against a huge schema. */
const maxSchemaParts = 1_000

const schemaColumns = [
  boundedText('type'),
  boundedText('name'),
  boundedText('tbl_name'),
  boundedText('sql', longTextBytes),
  'octet_length(sql) AS bytes',
].join(', ')

/** `sql` is empty if there is none. */
function readSchema(database: Database): readonly SchemaRow[] {
  const rows = database.all(`SELECT ${schemaColumns} FROM sqlite_master LIMIT ${maxSchemaParts + 1}`)
  if (rows.length > maxSchemaParts || rows.some(({ bytes }) => Number(bytes) > longTextBytes))
    throw tampered('The schema is larger than any that the kiosk creates.')
  return rows.map((row) => ({
    type: textIn(row, 'type'),
    name: textIn(row, 'name'),
    table: textIn(row, 'tbl_name'),
    sql: textIn(row, 'sql'),
  }))
}

function tampered(detail: string): JournalError {
  return new JournalError('tampered', detail)
}

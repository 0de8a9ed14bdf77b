import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { types } from 'node:util'
import { refuseUnsafeDatabaseSidecars, refuseUnsafeDatabase, UnsafeFileError } from '../../base/own-files.ts'
import { echoedPath } from '../../base/text/echo.ts'

/**
 * The only access to SQLite. Uses `node:sqlite` if available (Electron, Node ≥ 22.13: what ships); on older
 * Node the development dependency `libsql`, which aborts the whole process when given a boolean, a Date or a
 * Buffer. So only strings, numbers and null are accepted, exactly one per `?` of the statement.
 */
export type SqlValue = string | number | null
export type SqlRow = Readonly<Record<string, unknown>>

export interface Database {
  exec(sql: string): void
  /** Statements are prepared once per text. `run`, `get` and `all` throw `SqliteError`. */
  run(sql: string, values?: readonly SqlValue[]): void
  get(sql: string, values?: readonly SqlValue[]): SqlRow | undefined
  all(sql: string, values?: readonly SqlValue[]): readonly SqlRow[]
  /** Runs `body` in one write transaction; if it throws, rolls back and rethrows. */
  transaction<T>(body: () => T): T
  /** A second call does nothing. */
  close(): void
}

/**
 * SQLite's primary result codes that the kiosk distinguishes (sqlite.org/rescode.html). `refused`: the
 * statement does not fit the tables in the database.
 */
export type SqliteProblem =
  'full' | 'read-only' | 'busy' | 'corrupt' | 'not-a-database' | 'io' | 'cannot-open' | 'refused' | 'other'

export class SqliteError extends Error {
  override readonly name = 'SqliteError'
  readonly problem: SqliteProblem
  constructor(problem: SqliteProblem, message: string, cause: unknown) {
    super(message, { cause })
    this.problem = problem
  }
}

/** A value that a statement cannot accept: a bug in the caller. */
export class SqliteValueError extends TypeError {
  override readonly name = 'SqliteValueError'
}

/** What `node:sqlite` and `libsql` have in common. */
interface Engine {
  exec(sql: string): void
  prepare(sql: string): EngineStatement
  close(): void
}
interface EngineStatement {
  run(...values: unknown[]): unknown
  get(...values: unknown[]): unknown
  all(...values: unknown[]): unknown
}

/** How long another program (a command line tool) may hold the journal before a write fails. */
const busyTimeoutMs = 1_000

export interface WritingOptions {
  /** `DELETE`: everything is in the one file after each commit, so that it can be renamed. Default `WAL`. */
  readonly journalMode?: 'WAL' | 'DELETE'
  readonly busyTimeoutMs?: number
}

/**
 * Opens or creates the database for durable writing: every commit is flushed to the disk. Deleted data is
 * overwritten, since that is how names are erased.
 */
export function openDatabase(path: string, options: WritingOptions = {}): Database {
  const { journalMode = 'WAL', busyTimeoutMs: waitMs = busyTimeoutMs } = options
  const database = prepareConnection(
    openForWriting(path),
    `PRAGMA busy_timeout = ${waitMs}`,
    // Effective only in a new file: space freed by compaction can then be returned to the disk step by step.
    'PRAGMA auto_vacuum = INCREMENTAL',
    `PRAGMA journal_mode = ${journalMode}`,
    'PRAGMA synchronous = FULL',
    'PRAGMA secure_delete = ON',
    // Both engines turn them on; a foreign key of a foreign table could block the erasing of a name.
    'PRAGMA foreign_keys = OFF',
  )
  return builtInSqlite() === undefined
    ? { ...database, close: () => closeAfterCheckpoint(database) }
    : database
}

/** `libsql` keeps a closed connection and its write-ahead log until its statements are garbage-collected. */
function closeAfterCheckpoint(database: Database): void {
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // The next opening reads what stays in the log.
  }
  database.close()
}

/**
 * Opens an existing database for reading, also beside a writer. Throws if there is none. Leaves an existing
 * write-ahead log unchanged; files that SQLite creates for reading are removed by `close`.
 */
export function openForReading(path: string, options: EngineOptions = {}): Database {
  if (!existsSync(path))
    throw new SqliteError('cannot-open', `${echoedPath(path)} does not exist.`, undefined)
  guarded(() => refuseUnsafeDatabaseSidecars(path))
  if (existsSync(`${path}-wal`)) {
    return prepareConnection(openEngineReadOnly(path, options), `PRAGMA busy_timeout = ${busyTimeoutMs}`)
  }
  const pragmas = [`PRAGMA busy_timeout = ${busyTimeoutMs}`, 'PRAGMA query_only = ON']
  return prepareConnection(openEngine(path, options), ...pragmas)
}

/** Runs `body` on a database opened by `openForReading`, and closes it. */
export function readDatabase<T>(path: string, body: (database: Database) => T): T {
  const database = openForReading(path)
  try {
    return body(database)
  } finally {
    database.close()
  }
}

/**
 * Like `openForReading`, but tolerates unreadable rows of the schema: SQLite then skips such a row, and only
 * the first statement fails (`sqlite3InitOne` in prepare.c, `SQLITE_NoSchemaError`).
 */
export function openForSalvage(path: string): Database {
  const database = openForReading(path, { defensive: false })
  try {
    database.exec('PRAGMA writable_schema = ON')
    database.all('SELECT count(*) FROM sqlite_schema')
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error
  }
  return database
}

/** A connection with SQLite's own settings. */
export function openPlainDatabase(path: string): Database {
  return prepareConnection(openForWriting(path))
}

/** Refuses links, since SQLite follows them and would create its files at their target. */
function openForWriting(path: string): Engine {
  guarded(() => refuseUnsafeDatabase(path))
  return openEngine(path)
}

function prepareConnection(engine: Engine, ...pragmas: readonly string[]): Database {
  try {
    guarded(() => {
      for (const pragma of pragmas) engine.exec(pragma)
    })
  } catch (error) {
    engine.close()
    throw error
  }
  return wrap(engine)
}

/** `defensive`: whether `PRAGMA writable_schema` is ignored. Only in later versions of `node:sqlite`. */
interface EngineOptions {
  readonly defensive?: false
}

function openEngine(path: string, options: EngineOptions = {}): Engine {
  const builtIn = builtInSqlite()
  return guarded(() =>
    builtIn === undefined ? new (libsql())(path) : new builtIn.DatabaseSync(path, options),
  )
}

/** `libsql` has no option for it, but accepts SQLite's URI file names (sqlite.org/uri.html). */
function openEngineReadOnly(path: string, options: EngineOptions): Engine {
  const builtIn = builtInSqlite()
  return guarded(() =>
    builtIn === undefined
      ? new (libsql())(`${pathToFileURL(path).href}?mode=ro`)
      : new builtIn.DatabaseSync(path, { ...options, readOnly: true }),
  )
}

function builtInSqlite(): typeof import('node:sqlite') | undefined {
  // Undefined on Node 20, although the types of later versions say otherwise.
  const builtIn: typeof import('node:sqlite') | undefined = process.getBuiltinModule('node:sqlite')
  return builtIn
}

function libsql(): new (path: string) => Engine {
  return createRequire(import.meta.url)('libsql') as new (path: string) => Engine
}

function wrap(engine: Engine): Database {
  const isOfLibsql = builtInSqlite() === undefined
  const statements = new Map<string, EngineStatement>()
  let closed = false
  const prepared = (sql: string, values: readonly SqlValue[]): EngineStatement => {
    checkValues(sql, values)
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = engine.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }
  const database: Database = {
    exec: (sql) => guarded(() => engine.exec(sql)),
    run: (sql, values = []) => void guarded(() => prepared(sql, values).run(...values)),
    get: (sql, values = []) => {
      const row = guarded(() => prepared(sql, values).get(...values)) as Record<string, unknown> | undefined
      if (row !== undefined && isOfLibsql) turnBytesIntoText(row)
      return row
    },
    all: (sql, values = []) => {
      const rows = guarded(() => prepared(sql, values).all(...values)) as readonly Record<string, unknown>[]
      if (isOfLibsql) rows.forEach(turnBytesIntoText)
      return rows
    },
    transaction: (body) => {
      database.exec('BEGIN IMMEDIATE')
      try {
        const result = body()
        database.exec('COMMIT')
        return result
      } catch (error) {
        rollBack(database)
        throw error
      }
    },
    close: () => {
      if (closed) return
      closed = true
      statements.clear()
      engine.close()
    },
  }
  return database
}

/** Limit for values that are always short: ids, kinds, links, seals. */
export const shortTextBytes = 1_024
/** Limit for bodies of events, and names. */
export const longTextBytes = 65_536

/**
 * SQL for an untrusted text column, under its own name: NULL if it is longer than `maxBytes`, since a few
 * huge rows could exhaust the memory. SQLite knows the length without reading the text. `libsql` reads bytes
 * (`turnBytesIntoText`), because invalid UTF-8 aborts the process.
 */
export function boundedText(column: string, maxBytes = shortTextBytes): string {
  const read = builtInSqlite() === undefined ? `CAST(${column} AS BLOB)` : column
  return `iif(octet_length(${column}) <= ${maxBytes}, ${read}, NULL) AS ${column.slice(column.indexOf('.') + 1)}`
}

/** SQL for an untrusted integer column: NULL if it is not a safe JavaScript integer. */
export function safeInteger(column: string): string {
  const most = Number.MAX_SAFE_INTEGER
  return `iif(${column} BETWEEN -${most} AND ${most}, ${column}, NULL) AS ${column.slice(column.indexOf('.') + 1)}`
}

/** A value read with `boundedText`; empty if it was too long. */
export function textIn(row: SqlRow, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}

/**
 * Decodes like `node:sqlite`: invalid UTF-8 becomes the replacement character. `libsql` returns bytes as a
 * Buffer from `get`, and as an ArrayBuffer from `all`.
 */
function turnBytesIntoText(row: Record<string, unknown>): void {
  for (const column in row) {
    const value = row[column]
    if (types.isArrayBuffer(value)) row[column] = Buffer.from(value).toString('utf8')
    else if (Buffer.isBuffer(value)) row[column] = value.toString('utf8')
  }
}

/** Runs `body` on a consistent snapshot. */
export function readAtOnce<T>(database: Database, body: (database: Database) => T): T {
  database.exec('BEGIN')
  try {
    return body(database)
  } finally {
    database.exec('ROLLBACK')
  }
}

function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // SQLite itself rolls back on some errors, such as a full disk; then there is no transaction to end.
  }
}

/** Checked at run time too, since a wrong value from outside would abort the process (`libsql`). */
function checkValues(sql: string, values: readonly unknown[]): void {
  const expected = sql.split('?').length - 1
  if (values.length !== expected)
    throw new SqliteValueError(`${expected} values expected, ${values.length} given`)
  for (const value of values) {
    if (
      value !== null &&
      typeof value !== 'string' &&
      !(typeof value === 'number' && Number.isFinite(value))
    ) {
      throw new SqliteValueError(`SQLite takes strings, finite numbers and null, not ${typeof value}`)
    }
  }
}

const problemOfCode: Readonly<Record<number, SqliteProblem>> = {
  1: 'refused',
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  10: 'io',
  11: 'corrupt',
  13: 'full',
  14: 'cannot-open',
  // SQLITE_TOOBIG: longer than any row of the kiosk.
  18: 'corrupt',
  19: 'refused',
  20: 'refused',
  26: 'not-a-database',
}
const problemOfName: Readonly<Record<string, SqliteProblem>> = {
  SQLITE_ERROR: 'refused',
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  SQLITE_READONLY: 'read-only',
  SQLITE_IOERR: 'io',
  SQLITE_CORRUPT: 'corrupt',
  SQLITE_FULL: 'full',
  SQLITE_CANTOPEN: 'cannot-open',
  SQLITE_TOOBIG: 'corrupt',
  SQLITE_CONSTRAINT: 'refused',
  SQLITE_MISMATCH: 'refused',
  SQLITE_NOTADB: 'not-a-database',
}

function guarded<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof SqliteValueError || error instanceof SqliteError || !(error instanceof Error))
      throw error
    throw new SqliteError(problemOf(error), error.message, error)
  }
}

/**
 * `node:sqlite` gives `errcode` (extended: the low byte is the primary code). `libsql` gives `code` by name,
 * but if it cannot open a file only a text that ends with the number. An integer too large for JavaScript is
 * `ERR_OUT_OF_RANGE` of `node:sqlite`.
 */
function problemOf(error: Error & { errcode?: unknown; code?: unknown }): SqliteProblem {
  if (error instanceof UnsafeFileError) return 'cannot-open'
  if (error.code === 'ERR_OUT_OF_RANGE') return 'corrupt'
  if (typeof error.errcode === 'number') return problemOfCode[error.errcode & 0xff] ?? 'other'
  const opening = /: (\d{1,9})"\)$/.exec(error.message)?.[1]
  if (opening !== undefined && error.message.includes('ConnectionFailed('))
    return problemOfCode[Number(opening) & 0xff] ?? 'other'
  if (typeof error.code !== 'string') return 'other'
  const primary = /^SQLITE_[A-Z]+/.exec(error.code)?.[0]
  return (primary !== undefined ? problemOfName[primary] : undefined) ?? 'other'
}

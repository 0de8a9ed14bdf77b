import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { types } from 'node:util'
import { refuseUnsafeDatabaseSidecars, refuseUnsafeDatabase, UnsafeFileError } from '../../base/own-files.ts'
import { echoedPath } from '../../base/text/echo.ts'

/**
 * The one door to SQLite. `node:sqlite` where the runtime has it (Electron, Node ≥ 22.13: what ships); on older
 * Node the development dependency `libsql` stands in, which aborts the whole process when it is handed a boolean,
 * a Date or a Buffer. So only strings, numbers and null pass this door, and as many as the statement has `?`.
 */
export type SqlValue = string | number | null
export type SqlRow = Readonly<Record<string, unknown>>

export interface Database {
  exec(sql: string): void
  /** Statements are prepared once per text. All three throw a `SqliteError`. */
  run(sql: string, values?: readonly SqlValue[]): void
  get(sql: string, values?: readonly SqlValue[]): SqlRow | undefined
  all(sql: string, values?: readonly SqlValue[]): readonly SqlRow[]
  /** Runs `body` in one write transaction; whatever it throws rolls everything back and is thrown on. */
  transaction<T>(body: () => T): T
  /** A second call does nothing. */
  close(): void
}

/**
 * SQLite's primary result codes that the kiosk tells apart (sqlite.org/rescode.html). `refused`: SQLite read the
 * statement and the database, and the statement does not go with the tables that are there.
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

/** A value no statement may be given: a bug of the caller's. */
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
  /** `DELETE`: the file alone holds all of it after each commit, so that it can be renamed. Default `WAL`. */
  readonly journalMode?: 'WAL' | 'DELETE'
  readonly busyTimeoutMs?: number
}

/**
 * Opens (and where need be makes) the database for durable writing: every commit is flushed to the disk. What is
 * deleted is overwritten, since that is how a name is erased.
 */
export function openDatabase(path: string, options: WritingOptions = {}): Database {
  const { journalMode = 'WAL', busyTimeoutMs: waitMs = busyTimeoutMs } = options
  const database = prepareConnection(
    openForWriting(path),
    `PRAGMA busy_timeout = ${waitMs}`,
    // Takes hold only where the file is new: what compaction frees can then go back to the disk bit by bit.
    'PRAGMA auto_vacuum = INCREMENTAL',
    `PRAGMA journal_mode = ${journalMode}`,
    'PRAGMA synchronous = FULL',
    'PRAGMA secure_delete = ON',
    // Both engines have them on; a table of somebody else's could keep a name from being erased by one.
    'PRAGMA foreign_keys = OFF',
  )
  return builtInSqlite() === undefined
    ? { ...database, close: () => closeAfterCheckpoint(database) }
    : database
}

/** `libsql` keeps a closed connection for as long as its statements live, and its write-ahead log with it. */
function closeAfterCheckpoint(database: Database): void {
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // What stays in the log is read from there at the next opening.
  }
  database.close()
}

/**
 * Opens a database that is there, to read it beside a writer or after one. Throws where there is none. A write-ahead
 * log that is there stays as it is; where there is none, what SQLite makes for reading goes again with `close`.
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

/**
 * As `openForReading`, and reads what it can where a row of the schema cannot be read: SQLite then leaves that row out,
 * and fails the first statement alone (`sqlite3InitOne` in prepare.c, `SQLITE_NoSchemaError`).
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

/** SQLite follows links, and would make its files where they lead. */
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

/** `defensive`: whether `PRAGMA writable_schema` is ignored. An option of later versions of `node:sqlite`. */
interface EngineOptions {
  readonly defensive?: false
}

function openEngine(path: string, options: EngineOptions = {}): Engine {
  const builtIn = builtInSqlite()
  return guarded(() =>
    builtIn === undefined ? new (libsql())(path) : new builtIn.DatabaseSync(path, options),
  )
}

/** `libsql` has no option for it, but takes SQLite's URI file names (sqlite.org/uri.html). */
function openEngineReadOnly(path: string, options: EngineOptions): Engine {
  const builtIn = builtInSqlite()
  return guarded(() =>
    builtIn === undefined
      ? new (libsql())(`${pathToFileURL(path).href}?mode=ro`)
      : new builtIn.DatabaseSync(path, { ...options, readOnly: true }),
  )
}

function builtInSqlite(): typeof import('node:sqlite') | undefined {
  // Node 20 has none, whatever the types of a later Node say.
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

/** For what the kiosk itself keeps short: ids, kinds, links, seals. */
export const shortTextBytes = 1_024
/** For what an event says, and names. */
export const longTextBytes = 65_536

/**
 * SQL for a column of text that may hold anything, by the column's own name: NULL where it is longer than `mostBytes`, for
 * else a few rows take all the memory there is. SQLite tells the length without reading the text. `libsql` is given bytes
 * (`turnBytesIntoText`): text that is no UTF-8 ends its process.
 */
export function boundedText(column: string, mostBytes = shortTextBytes): string {
  const read = builtInSqlite() === undefined ? `CAST(${column} AS BLOB)` : column
  return `iif(octet_length(${column}) <= ${mostBytes}, ${read}, NULL) AS ${column.slice(column.indexOf('.') + 1)}`
}

/** SQL for a column of integers that may hold anything: NULL where it is no JavaScript number. */
export function safeInteger(column: string): string {
  const most = Number.MAX_SAFE_INTEGER
  return `iif(${column} BETWEEN -${most} AND ${most}, ${column}, NULL) AS ${column.slice(column.indexOf('.') + 1)}`
}

/** What `boundedText` has read; empty where it was too long. */
export function textIn(row: SqlRow, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}

/**
 * As `node:sqlite` gives text that is no UTF-8: with a mark in the place of what cannot be read. `libsql` gives bytes as a
 * Buffer where one row is asked for, and else as an ArrayBuffer.
 */
function turnBytesIntoText(row: Record<string, unknown>): void {
  for (const column in row) {
    const value = row[column]
    if (types.isArrayBuffer(value)) row[column] = Buffer.from(value).toString('utf8')
    else if (Buffer.isBuffer(value)) row[column] = value.toString('utf8')
  }
}

function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // SQLite rolls back by itself on some errors (a full disk among them), and then there is none to end.
  }
}

/** TypeScript says so already; this holds where a value came from outside, because the price is the process. */
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
  // Longer than any row of the kiosk's.
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
 * `node:sqlite` gives `errcode` (extended: the low byte is the primary code), `libsql` gives `code` by name, and
 * where it cannot open a file only a text with the number at its end. A number in the database that is no JavaScript
 * number is an error of `node:sqlite`'s own.
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

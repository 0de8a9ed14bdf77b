import { createHash, type Hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { parseBadgeNumber } from '../../badge/parse-badge-number.ts'
import type { BadgeNumberFormat } from '../../badge/badge-number-format.ts'
import { measured } from '../../base/measured-work.ts'
import type { Team } from '../../base/team.ts'
import { languageOf, languages } from '../../contract/languages.ts'
import { FileError, noAnswerWords, type FileFailure, type Files } from '../../files/files.ts'
import type { Account, AccountName, AccountNames } from './account-names.ts'
import { CsvRecords } from './csv-records.ts'
import type { CsvRecord } from './csv-records.ts'
import { otherFormatWords } from '../badge-format/other-format.ts'
import { FormatTrial } from '../badge-format/format-trial.ts'
import { personName } from '../person-name.ts'
import { RosterBuilder } from './roster-builder.ts'
import { findHeader, isEnoughForHeader } from './roster-header.ts'
import { TeamColumn } from './team-column.ts'
import { findColumns } from './roster-columns.ts'
import type { ColumnNames, RosterColumns } from './roster-columns.ts'
import { notText, readLines, UnreadableRoster, WrongEncoding } from '../roster-text/roster-lines.ts'
import type { RosterEncoding } from '../roster-text/roster-lines.ts'
import type { Line } from '../roster-text/line.ts'
import { noGuidProblem, upnProblem, zeroGuidProblem } from './roster.ts'
import type { Roster, RosterReport, RosterRow } from './roster.ts'
import { TextSurvey, type OtherEncoding } from '../roster-text/text-survey.ts'

export interface RosterOptions {
  readonly files: Files
  readonly badgeNumberFormat: BadgeNumberFormat
  readonly columns?: ColumnNames
  /** The kiosk's teams, by which a team column is read. Absent: that column is ignored. */
  readonly teams?: readonly Team[] | undefined
  /** How many findings of each kind the report lists. */
  readonly findingsToKeep?: number
  /** The accounts of people who are named otherwise than by object ID. Absent: such rows are bad. */
  readonly accounts?: Pick<AccountNames, 'find'>
  /** Cancels reading; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal
}

export type RosterRead =
  /** `digest`: of the bytes that were read, as `Files.digest` gives it. */
  | {
      readonly kind: 'ok'
      readonly roster: Roster
      readonly report: RosterReport
      readonly digest: string
      /** How rows without an object ID name people. */
      readonly names: readonly AccountName[]
      /** Rows whose name has not been asked yet: they are neither used nor bad. */
      readonly pending: number
    }
  /**
   * `reason` is for the IT admin and holds no badge number. `report`: present if rows were read but none is
   * valid. `cause`: `content` if the file's content is wrong; `access` if the file could not be read, which
   * may change without an edit. `error`: for the log, if the program itself failed on the file.
   */
  | {
      readonly kind: 'unreadable'
      readonly reason: string
      readonly cause: 'content' | 'access'
      readonly report?: RosterReport
      readonly error?: string
    }

/** A larger file is not a roster. */
export const maxRosterBytes = 256 * 1024 * 1024
const maxRows = 1_000_000
/** Estimate: a GUID of 36 characters, a UID of 8 or 14, delimiters and a short name. */
const bytesOfARow = 60
const usualFindings = 20
/** Few enough that parsing them does not block the main thread. */
const linesAtATime = 64
const yieldAfterMs = 8

/**
 * Reads a roster file of any size and yields to other work in between. Throws only on a bug in this program.
 */
export async function readRoster(path: string, options: RosterOptions): Promise<RosterRead> {
  const signal = options.signal ?? new AbortController().signal
  try {
    const bytes = await sizeOf(path, options.files)
    signal.throwIfAborted()
    try {
      return await parse(path, undefined, bytes, options, signal)
    } catch (error) {
      if (!(error instanceof WrongEncoding)) throw error
      // Most lines are not UTF-8, so the others are valid UTF-8 only by chance.
      if (error.takenFor !== 'utf-8')
        throw new UnreadableRoster('it starts with a UTF-16 byte order mark but is not valid UTF-16')
      return await parse(path, 'windows-1252', bytes, options, signal)
    }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof UnreadableRoster)
      return { kind: 'unreadable', cause: 'content', reason: error.message }
    if (error instanceof FileError) return notRead(error.failure)
    throw error
  }
}

async function sizeOf(path: string, files: Files): Promise<number> {
  const looked = await files.look(path)
  if (looked.kind === 'failed') throw new FileError(looked.failure)
  if (looked.value.size === 0 && looked.value.type === 'file') throw new UnreadableRoster('it is empty')
  return looked.value.size
}

async function parse(
  path: string,
  encoding: RosterEncoding | undefined,
  bytes: number,
  options: RosterOptions,
  signal: AbortSignal,
): Promise<RosterRead> {
  const hash = createHash('sha256')
  const pieces = hashed(options.files.pieces(path, maxRosterBytes, signal), hash)
  const survey = new TextSurvey(options.findingsToKeep ?? usualFindings)
  const reading = new Reading(options, Math.min(bytes / bytesOfARow, maxRows), survey)
  try {
    await push(reading, readLines(pieces, encoding, survey), signal)
  } catch (error) {
    // For binary data any other problem of the first lines is meaningless.
    if (error instanceof UnreadableRoster && survey.isBinary) throw new UnreadableRoster(notText)
    throw error
  }
  reading.noteEncoding(encoding === 'windows-1252' ? { kind: 'file' } : survey.otherEncoding)
  const read = reading.finish()
  return read.kind === 'ok' ? { ...read, digest: hash.digest('base64') } : read
}

async function* hashed(pieces: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    hash.update(piece)
    yield piece
  }
}

async function push(
  reading: Reading,
  parts: AsyncIterable<readonly Line[]>,
  signal: AbortSignal,
): Promise<void> {
  let lastYieldMs = performance.now()
  for await (const lines of parts) {
    for (let start = 0; start < lines.length; start += linesAtATime) {
      measured('directory.read', () => reading.push(lines.slice(start, start + linesAtATime)))
      if (performance.now() - lastYieldMs < yieldAfterMs) continue
      await setImmediate()
      signal.throwIfAborted()
      lastYieldMs = performance.now()
    }
  }
}

/** One pass over a file: finds delimiter and columns in the first lines, then reads rows. */
class Reading {
  readonly #options: RosterOptions
  readonly #builder: RosterBuilder
  readonly #survey: TextSurvey
  readonly #formatTrial: FormatTrial
  #records: CsvRecords | undefined
  /** The first lines, until there are enough to find the header line. */
  #top: Line[] = []
  #header: { readonly columns: RosterColumns; readonly width: number } | undefined
  readonly #teams: TeamColumn
  readonly #names: AccountName[] = []
  #pending = 0
  /** The distinct values of the language column, and whether each is a language of the screens. */
  readonly #languages = new Map<string, boolean>()

  constructor(options: RosterOptions, expectedRows: number, survey: TextSurvey) {
    this.#options = options
    this.#survey = survey
    this.#formatTrial = new FormatTrial(options.badgeNumberFormat)
    this.#teams = new TeamColumn(options.teams)
    this.#builder = new RosterBuilder(options.findingsToKeep ?? usualFindings, Math.ceil(expectedRows))
  }

  noteEncoding(other: OtherEncoding): void {
    switch (other.kind) {
      case 'none':
        return
      case 'lines':
        this.#builder.warnFirst(
          other.first.map((line) => ({ line, problem: otherEncodingProblem })),
          other.count,
        )
        return
      case 'file':
        this.#builder.warnFirst([{ problem: oldEncodingProblem }], 1)
        return
      default:
        other satisfies never
    }
  }

  push(lines: readonly Line[]): void {
    if (this.#records !== undefined) {
      for (const record of this.#records.push(lines)) this.#take(record)
      return
    }
    this.#top.push(...lines)
    if (isEnoughForHeader(this.#top)) this.#begin()
  }

  finish():
    Extract<RosterRead, { kind: 'unreadable' }> | Omit<Extract<RosterRead, { kind: 'ok' }>, 'digest'> {
    if (this.#records === undefined) this.#begin()
    for (const record of this.#records?.end() ?? []) this.#take(record)
    if (this.#header === undefined) throw new UnreadableRoster('it holds only blank lines')
    const { roster, report: counted } = this.#builder.finish()
    const otherFormat = this.#formatTrial.finding(roster, counted.rows)
    const report = otherFormat === undefined ? counted : { ...counted, otherFormat }
    if (roster.people > 0 || this.#pending > 0)
      return { kind: 'ok', roster, report, names: this.#names, pending: this.#pending }
    const why = otherFormat === undefined ? '' : `: ${otherFormatWords(otherFormat)}`
    const reason =
      report.rows === 0
        ? 'it has a header line but no rows'
        : `none of its ${report.rows} rows is valid${why}`
    return { kind: 'unreadable', cause: 'content', reason, report }
  }

  /** Finds the header line in the first lines and starts reading rows. */
  #begin(): void {
    const { lines, delimiter, titleLines } = findHeader(this.#top, this.#options.columns ?? {})
    if (titleLines > 0) {
      const skipped =
        titleLines === 1
          ? 'The line above the header line is'
          : `The ${titleLines} lines above the header line are`
      this.#builder.warn({ problem: `${skipped} ignored.` })
    }
    this.#top = []
    this.#records = new CsvRecords(delimiter)
    for (const record of this.#records.push(lines)) this.#take(record)
  }

  #take(record: CsvRecord): void {
    if (this.#header === undefined) this.#takeHeader(record)
    else if (record.kind === 'bad') this.#builder.addBadRow(record.line, record.problem)
    else this.#takeRow(record.line, record.fields, this.#header)
    if (this.#builder.rows > maxRows) throw new UnreadableRoster('it has more than 1,000,000 rows')
  }

  #takeHeader(record: CsvRecord): void {
    if (record.kind === 'bad') throw new UnreadableRoster('its first line is not a header line')
    const found = findColumns(record.fields, this.#options.columns ?? {})
    if (found.kind === 'bad') throw new UnreadableRoster(found.reason)
    this.#header = { columns: found.columns, width: record.fields.length }
  }

  #takeRow(line: number, fields: readonly string[], header: { columns: RosterColumns; width: number }): void {
    const row = this.#readRow(line, fields, header.columns)
    if (row === undefined) {
      this.#pending += 1
      return
    }
    if (typeof row === 'string') {
      this.#builder.addBadRow(line, row)
      return
    }
    if (fields.slice(header.width).some((field) => field !== ''))
      this.#builder.warn({ line, problem: 'The row has more columns than the header line.' })
    this.#noteLongNumber(line, fields[header.columns.badge] ?? '')
    this.#builder.add(row)
  }

  #noteLongNumber(line: number, written: string): void {
    if (!this.#options.badgeNumberFormat.startsWith('decimal')) return
    const digits = longNumber.exec(written)?.[1]
    if (digits !== undefined) this.#builder.noteLongNumber(line, zerosAfter15.test(digits))
  }

  /** The row, or its problem; undefined if it is not known yet whose account it names. */
  #readRow(line: number, fields: readonly string[], columns: RosterColumns): RosterRow | string | undefined {
    if (this.#survey.hasNul && fields.some((field) => field.includes('\0')))
      return 'The row has a NUL character.'
    const written = fields[columns.badge] ?? ''
    const parsed = parseBadgeNumber(written, this.#options.badgeNumberFormat)
    if (parsed.kind === 'bad') {
      this.#formatTrial.noteBad(written)
      return parsed.problem
    }
    const idText = columns.userId === undefined ? '' : unwrapped(fields[columns.userId])
    const account = this.#accountOf(idText.toLowerCase().replace(inBraces, '$1'), fields, columns)
    if (account === undefined || typeof account === 'string') return account
    const { userId } = account
    const name = personName(unwrapped(fields[columns.name]))
    if (name === '') return 'The name is empty.'
    const language =
      columns.language === undefined ? '' : unwrapped(fields[columns.language]).trim().replaceAll('_', '-')
    const teamIds =
      columns.teams === undefined ? undefined : this.#teams.read(unwrapped(fields[columns.teams]))
    if (teamIds === 'unknown') this.#builder.warn({ line, problem: this.#teams.problem })
    const isLanguage = language !== '' && this.#isLanguage(language)
    if (language !== '' && !isLanguage) {
      const problem = `The language is not one of ${languages.join(', ')}; the site's language is used.`
      this.#builder.warn({ line, problem })
    }
    return {
      line,
      badge: parsed.badge,
      userId,
      name,
      language: isLanguage ? language : undefined,
      teamIds: teamIds === 'unknown' ? undefined : teamIds,
    }
  }

  /** The account, or the problem; undefined if it has not been asked yet. */
  #accountOf(
    id: string,
    fields: readonly string[],
    columns: RosterColumns,
  ): { readonly userId: string } | string | undefined {
    if (guid.test(id)) return zeroGuid.test(id) ? zeroGuidProblem : { userId: id }
    const { accounts } = this.#options
    const name = accountName(id, fields, columns)
    if (accounts === undefined || name === undefined) {
      if (id === '') return 'The user ID is empty.'
      return id.includes('@') ? upnProblem : noGuidProblem
    }
    if (this.#names.length >= maxNames) return `There are more than ${maxNames} rows without an object ID.`
    this.#names.push(name)
    const account = accounts.find(name)
    return account?.kind === 'user' || account === undefined ? account : accountProblem(account, name)
  }

  #isLanguage(tag: string): boolean {
    const known = this.#languages.get(tag) ?? languageOf(tag) !== undefined
    this.#languages.set(tag, known)
    return known
  }
}

/** How the row names the person, if not by object ID. A sign-in name may also be in that column. */
function accountName(id: string, fields: readonly string[], columns: RosterColumns): AccountName | undefined {
  if (id.includes('@')) return { key: 'userPrincipalName', value: id.trim() }
  if (id !== '') return undefined
  for (const key of ['userPrincipalName', 'mail', 'employeeId'] as const) {
    const column = columns[key]
    const value = column === undefined ? '' : unwrapped(fields[column]).trim()
    if (value !== '') return { key, value }
  }
  return undefined
}

function accountProblem({ kind }: Exclude<Account, { kind: 'user' }>, { key }: AccountName): string {
  const what = nameWords[key]
  switch (kind) {
    case 'unknown':
      return `Entra has no user with this ${what}.`
    case 'ambiguous':
      return `Entra has several users with this ${what}. Use the object ID.`
    case 'disabled':
      return `The account with this ${what} is disabled in Entra.`
    default:
      return kind satisfies never
  }
}

const nameWords: Readonly<Record<AccountName['key'], string>> = {
  userPrincipalName: 'sign-in name (UPN)',
  mail: 'mail address',
  employeeId: 'employee ID',
}
/** More would take hours to ask. */
const maxNames = 20_000

const otherEncodingProblem = 'The line is not UTF-8 and was read as Windows-1252. Save the file as CSV UTF-8.'
const oldEncodingProblem =
  'The file is not UTF-8 and was read as Windows-1252. Save it as CSV UTF-8 so that names are correct.'

// Compiled once, not per row.
const asFormula = /^="(.*)"$/s
const zeroGuid = /^[0-]+$/
const longNumber = /^\D*0*([1-9]\d{15,})\D*$/
const zerosAfter15 = /^\d{15}0+$/
const inBraces = /^\{(.*)\}$/
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Removes the `="…"` with which exports keep Excel from converting text to numbers. */
function unwrapped(field = ''): string {
  return asFormula.exec(field)?.[1] ?? field
}

/** Why a roster could not be read. */
export function notRead(failure: FileFailure): Extract<RosterRead, { kind: 'unreadable' }> {
  const noAccess = (reason: string) => ({ kind: 'unreadable', cause: 'access', reason }) as const
  const noContent = (reason: string) => ({ kind: 'unreadable', cause: 'content', reason }) as const
  switch (failure.kind) {
    case 'system':
      return noAccess(whyNoAccess(failure.code))
    case 'folder':
      return noContent('it is a folder, not a file')
    case 'not-ordinary':
      return noContent('it is not an ordinary file')
    case 'too-large':
      return noContent('it is larger than 256 MB')
    case 'no-answer':
      return noAccess(`it ${noAnswerWords}`)
    case 'no-process':
      return noAccess(`the program's file process is not running (${failure.how})`)
    case 'stopped':
      return noAccess('the program is stopping')
    case 'fault':
      return { ...noAccess(`the program failed while reading it (${failure.code})`), error: failure.text }
    default:
      return failure satisfies never
  }
}

function whyNoAccess(code: string): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'file not found'
    case 'EACCES':
    case 'EPERM':
      return 'this account may not read it'
    case 'EISDIR':
      return 'it is a folder, not a file'
    case 'UNKNOWN':
      return 'it cannot be reached, at least not now; Windows gives no reason (UNKNOWN)'
    default:
      return `it cannot be read (${code})`
  }
}

import { inspect } from 'node:util'
import type { BadgeId } from '../../badge/badge-id.ts'
import type { BadgeNumberFormat } from '../../badge/badge-number-format.ts'
import { backoffMs } from '../../base/time/backoff.ts'
import type { Clock } from '../../base/time/clock.ts'
import { errorCode } from '../../base/error-code.ts'
import type { Log } from '../../base/log/log.ts'
import type { Answer, Files } from '../../files/files.ts'
import { mergePeople, type KnownPerson } from '../known-people.ts'
import type { DirectoryAnswer, DirectoryStatus } from '../directory.ts'
import type { BadgeHolders, EnrollableDirectory } from '../enrollable-directory.ts'
import type { GraphFailure } from '../../graph/graph-failure.ts'
import { howToConsentTo, usersPermission } from '../entra/entra-words.ts'
import type { AccountName, AccountNames } from './account-names.ts'
import { doubtsAbout } from './doubtful-roster.ts'
import { FileChanges } from './file-changes.ts'
import type { ColumnNames } from './roster-columns.ts'
import { maxRosterBytes, notRead, readRoster } from './roster-csv.ts'
import type { RosterRead } from './roster-csv.ts'
import type { Roster, RosterReport } from './roster.ts'
import { echoedPath } from '../../base/text/echo.ts'
import type { Team } from '../../base/team.ts'

export interface RosterDirectoryOptions {
  /** Absolute path of the CSV file. */
  readonly path: string
  readonly badgeNumberFormat: BadgeNumberFormat
  readonly columns?: ColumnNames
  /** The kiosk's teams; a team column of the roster names some of them. */
  readonly teams?: readonly Team[]
  /** Absent: only object IDs name people. */
  readonly accounts?: AccountNames
  readonly files: Files
  readonly clock: Clock
  readonly log: Log
}

const retryMs = 10_000
const askRetry = { firstMs: 10_000, maxMs: 3_600_000 }
const askAgainMs = 24 * 3_600_000
/** Enough for an error's stack trace. */
const maxErrorLength = 5_000

type Unreadable = Extract<RosterRead, { kind: 'unreadable' }>

/**
 * The people from a CSV file, reloaded when it changes. If a new version cannot be used, the last valid one
 * stays.
 */
export class RosterDirectory implements EnrollableDirectory {
  readonly #options: RosterDirectoryOptions
  readonly #ended = new AbortController()
  readonly #changes: FileChanges
  #onStatus: ((status: DirectoryStatus) => void) | undefined
  #status: DirectoryStatus = { kind: 'loading' }
  #roster: Roster | undefined
  /** Doubts about the roster in use. */
  #doubtful: string | undefined
  /** Digest of the content in use. */
  #goodDigest: string | undefined
  /** Digest of the content that was read last, if it is not valid; `#lastReason` says why. */
  #badDigest: string | undefined
  #lastReason: string | undefined
  #isLoading = false
  #isLoadDue = false
  #cancelRetry: (() => void) | undefined
  /** How rows without an object ID name people, and how many rows wait for the answer of Entra. */
  #names: readonly AccountName[] = []
  #pending = 0
  #isAsking = false
  #askFailures = 0
  /** Why Entra could not be asked about the names. */
  #askProblem: string | undefined
  #cancelAsk: (() => void) | undefined

  constructor(options: RosterDirectoryOptions) {
    this.#options = options
    this.#changes = new FileChanges(options, () => this.#load())
  }

  start(onStatus: (status: DirectoryStatus) => void): void {
    this.#onStatus = onStatus
    onStatus(this.#status)
    this.#changes.start()
    this.#load()
  }

  find(badge: BadgeId): DirectoryAnswer {
    const answer = this.#roster?.find(badge) ?? { kind: 'unknown' }
    // The badge may be in a row that names its person in a way that Entra has not been asked about yet.
    return answer.kind === 'unknown' && this.#pending > 0 ? { kind: 'not-reached' } : answer
  }

  isListed(badge: BadgeId): boolean {
    return (this.#roster?.find(badge) ?? { kind: 'unknown' }).kind !== 'unknown'
  }

  holdsLongerThan(badge: BadgeId): boolean {
    return this.#roster?.holdsLongerThan(badge) ?? false
  }

  people(members: readonly KnownPerson[]): readonly KnownPerson[] {
    const listed = this.#roster?.listing() ?? []
    return mergePeople(
      listed.map((person): KnownPerson => ({ ...person, names: [] })),
      members,
    )
  }

  holders(badge: BadgeId): Promise<BadgeHolders> {
    const answer = this.find(badge)
    if (answer.kind === 'found') return Promise.resolve({ kind: 'ok', people: [answer.person] })
    if (answer.kind === 'unknown' && this.#roster !== undefined)
      return Promise.resolve({ kind: 'ok', people: [] })
    return Promise.resolve({ kind: answer.kind === 'ambiguous' ? 'ambiguous' : 'not-reached' })
  }

  /** Does not wait for a read from a hanging share; its result is discarded. */
  stop(): Promise<void> {
    this.#changes.stop()
    this.#cancelRetry?.()
    this.#cancelAsk?.()
    this.#ended.abort()
    return Promise.resolve()
  }

  /** One load at a time; a change during a load causes another one afterwards. */
  #load(): void {
    if (this.#isLoading) {
      this.#isLoadDue = true
      return
    }
    this.#isLoadDue = false
    this.#isLoading = true
    void this.#loadUnlessEnded().then(() => {
      this.#isLoading = false
      if (this.#isLoadDue && !this.#ended.signal.aborted) this.#load()
    })
  }

  async #loadUnlessEnded(): Promise<void> {
    try {
      await this.#loadOnce()
    } catch (error) {
      if (!this.#ended.signal.aborted) throw error
    }
  }

  async #loadOnce(): Promise<void> {
    const first = await this.#digest()
    if (first.kind === 'failed') {
      this.#noteNotRead(notRead(first.failure))
      return
    }
    const before = first.value
    if (before === this.#badDigest) return
    if (this.#roster !== undefined && before === this.#goodDigest) {
      this.#noteGood(this.#roster)
      return
    }
    const read = await this.#read()
    if (read.kind === 'unreadable' && read.cause === 'access') {
      this.#noteNotRead(read)
      return
    }
    // The file may have changed while it was being read. An unreadable one was not read to its end.
    const after = read.kind === 'ok' ? { kind: 'ok', value: read.digest } : await this.#digest()
    const isWhole = after.kind === 'ok' && before === after.value
    if (!isWhole) {
      this.#retryLater()
      if (this.#roster !== undefined || read.kind !== 'ok') return
    }
    if (read.kind === 'ok') {
      this.#goodDigest = isWhole ? before : undefined
      this.#roster = read.roster
      const doubts = doubtsAbout(read.report)
      this.#doubtful = doubts && `${echoedPath(this.#options.path)}: ${doubts}`
      this.#names = read.names
      this.#pending = read.pending
      this.#logLoaded(read.roster, read.report)
      this.#noteGood(read.roster)
      this.#askWhatIsDue()
      return
    }
    this.#badDigest = isWhole ? before : undefined
    this.#noteUnreadable(read)
  }

  /** Asks Entra whose accounts the names of the roster are, then loads it again with the answers. */
  #askWhatIsDue(): void {
    const { accounts, clock } = this.#options
    if (accounts === undefined || this.#names.length === 0 || this.#isAsking) return
    this.#cancelAsk?.()
    const due = accounts.due(this.#names)
    if (due.length === 0) {
      this.#cancelAsk = clock.after(askAgainMs, () => this.#askWhatIsDue())
      return
    }
    this.#isAsking = true
    void accounts.ask(due, this.#ended.signal).then((failure) => {
      this.#isAsking = false
      if (!this.#ended.signal.aborted) this.#asked(failure)
    })
  }

  #asked(failure: GraphFailure | undefined): void {
    if (failure === undefined) {
      this.#askFailures = 0
      this.#askProblem = undefined
      this.#goodDigest = undefined
      this.#load()
      return
    }
    const { clock, log, path } = this.#options
    this.#askFailures += 1
    const retryInMs = Math.round(backoffMs(this.#askFailures, askRetry, Math.random))
    this.#askProblem = `${echoedPath(path)}: ${askWords(failure, this.#pending)}`
    const { kind: why, requestId } = failure
    log.warn('people.not-read', { why, detail: this.#askProblem, retryInMs, ...(requestId && { requestId }) })
    this.#cancelAsk = clock.after(retryInMs, () => this.#askWhatIsDue())
    if (this.#roster !== undefined) this.#noteGood(this.#roster)
  }

  /** The file could not be read, so its content is unknown. */
  #noteNotRead(read: Unreadable): void {
    this.#badDigest = undefined
    if (read.cause === 'access') this.#retryLater()
    this.#noteUnreadable(read)
  }

  /** A bug in this program also counts as an unreadable file, so that the last valid roster stays in use. */
  async #read(): Promise<Extract<RosterRead, { kind: 'ok' }> | Unreadable> {
    const { path, badgeNumberFormat, columns, files, teams, accounts } = this.#options
    const { signal } = this.#ended
    try {
      return await readRoster(path, {
        badgeNumberFormat,
        files,
        teams,
        signal,
        ...(columns === undefined ? {} : { columns }),
        ...(accounts !== undefined && { accounts }),
      })
    } catch (error) {
      signal.throwIfAborted()
      return {
        kind: 'unreadable',
        cause: 'access',
        reason: `the program failed while reading it (${errorCode(error)})`,
        error: inspect(error).slice(0, maxErrorLength),
      }
    }
  }

  /** Digest of the file's content. */
  async #digest(): Promise<Answer<string>> {
    const digest = await this.#options.files.digest(this.#options.path, maxRosterBytes)
    this.#ended.signal.throwIfAborted()
    return digest
  }

  /** The file's content is the roster in use. */
  #noteGood({ people }: Roster): void {
    this.#badDigest = undefined
    this.#lastReason = undefined
    const stale = this.#pending > 0 ? this.#askProblem : undefined
    this.#report({ kind: 'ready', people, ...(stale !== undefined && { stale }), ...this.#doubts() })
  }

  /**
   * Retries, for problems that may pass without a change of the file, such as a network share that is
   * offline.
   */
  #retryLater(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = this.#options.clock.after(retryMs, () => this.#load())
  }

  #noteUnreadable({ reason, report, error }: Unreadable): void {
    const isNews = reason !== this.#lastReason || report !== undefined
    this.#lastReason = reason
    if (isNews) {
      const { log } = this.#options
      log.error('directory.unreadable', {
        path: echoedPath(this.#options.path),
        reason,
        peopleKept: this.#roster?.people ?? 0,
        ...(error !== undefined && { error }),
      })
      if (report !== undefined) this.#logFindings(report)
    }
    const detail = `${echoedPath(this.#options.path)}: ${reason}`
    this.#report(
      this.#roster === undefined
        ? { kind: 'unusable', detail }
        : { kind: 'ready', people: this.#roster.people, stale: detail, ...this.#doubts() },
    )
  }

  #doubts(): { readonly doubtful?: string } {
    return this.#doubtful === undefined ? {} : { doubtful: this.#doubtful }
  }

  #logLoaded(roster: Roster, report: RosterReport): void {
    this.#logFindings(report)
    this.#options.log.info('directory.loaded', {
      path: echoedPath(this.#options.path),
      people: roster.people,
      badges: roster.badges,
      rows: report.rows,
      badRows: report.badRows.count,
      warnings: report.warnings.count,
    })
  }

  #logFindings({ badRows, warnings }: RosterReport): void {
    const { log } = this.#options
    for (const { line, problem } of badRows.first) log.warn('directory.bad-row', { line, problem })
    const more = badRows.count - badRows.first.length
    if (more > 0) log.warn('directory.bad-row', { problem: `and ${more} more rows`, more })
    for (const { line, problem } of warnings.first) log.warn('directory.row-warning', { line, problem })
    const moreWarnings = warnings.count - warnings.first.length
    if (moreWarnings > 0)
      log.warn('directory.row-warning', { problem: `and ${moreWarnings} more`, more: moreWarnings })
  }

  #report(status: DirectoryStatus): void {
    if (isSameStatus(status, this.#status)) return
    this.#status = status
    this.#onStatus?.(status)
  }
}

function askWords({ kind, detail, roles }: GraphFailure, rows: number): string {
  const hint =
    kind === 'forbidden' && roles?.includes(usersPermission) !== true
      ? `: ${howToConsentTo([usersPermission])}`
      : ''
  return `${rows} rows without an object ID wait, since Entra could not be asked (${kind}, ${detail})${hint}`
}

function isSameStatus(a: DirectoryStatus, b: DirectoryStatus): boolean {
  switch (a.kind) {
    case 'loading':
      return b.kind === 'loading'
    case 'ready':
      return b.kind === 'ready' && a.people === b.people && a.stale === b.stale && a.doubtful === b.doubtful
    case 'unusable':
      return b.kind === 'unusable' && a.detail === b.detail
    default:
      return a satisfies never
  }
}

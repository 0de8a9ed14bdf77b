import type { BadgeId } from '../../badge/badge-id.ts'
import { backoffMs } from '../../base/time/backoff.ts'
import type { Log } from '../../base/log/log.ts'
import { badgeKeyOf } from '../badge-key.ts'
import { mergePeople, type KnownPerson } from '../known-people.ts'
import type { DirectoryAnswer, DirectoryStatus } from '../directory.ts'
import type { BadgeHolders, EnrollableDirectory } from '../enrollable-directory.ts'
import type { DirectoryKey } from '../keyed-file.ts'
import { watchReadRequests } from '../read-request.ts'
import { BadgeLookUps } from './badge-look-ups.ts'
import { doubtsAboutPeople, needsAdmin, notReadWords, type BadgeSettings } from './entra-words.ts'
import type { GraphPeople } from './graph-people.ts'
import { askHolders } from './known-members.ts'
import { MemberReadings, type FailedReading, type MemberReadingsOptions } from './member-readings.ts'
import type { MembersByTeam } from './members-once.ts'
import { peopleFile, settingsText, type PeopleFile, type PeopleList } from './people-file.ts'
import { listPeople, PeopleIndex, type PeopleReport } from './people-index.ts'

export interface EntraDirectoryOptions extends BadgeSettings, Omit<MemberReadingsOptions, 'random'> {
  readonly people: GraphPeople
  /** Absolute path of the file that keeps the people. */
  readonly path: string
  /** Where the command line requests a reading. */
  readonly dataFolder: string
  /** Undefined while the site key cannot be read. */
  key(): DirectoryKey | undefined
  readonly log: Log
  readonly random?: () => number
}

const keyRetryMs = 5_000
/** Nobody can tap before the first reading. */
const firstRetry = { firstMs: 10_000, maxMs: 60_000 }
const retry = { firstMs: 60_000, maxMs: 3_600_000 }

/**
 * The members of the teams by the badge number in their account. The list of the last reading is kept on
 * disk, so that a start without a network serves the same people. A new reading replaces it only when all
 * teams were read and when it does not show far fewer badges; then the next reading has to confirm it.
 */
export class EntraDirectory implements EnrollableDirectory {
  readonly #options: EntraDirectoryOptions
  readonly #file: PeopleFile
  readonly #lookUps: BadgeLookUps
  readonly #readings: MemberReadings
  readonly #ended = new AbortController()
  readonly #random: () => number
  #onStatus: ((status: DirectoryStatus) => void) | undefined
  #statusText = ''
  #key: DirectoryKey | undefined
  #index: PeopleIndex | undefined
  #readAtMs = 0
  /** Why the last reading failed, if an admin has to act or if there is no list. */
  #problem: string | undefined
  /** Doubts about the list in use. */
  #doubts: string | undefined
  /** The last reading showed far fewer badges and was not taken. */
  #unconfirmed: string | undefined
  #cancelOpen: (() => void) | undefined
  #stopWatching: (() => void) | undefined

  constructor(options: EntraDirectoryOptions) {
    const { random = Math.random } = options
    this.#options = options
    this.#random = random
    this.#file = peopleFile(options.path, settingsText(options))
    this.#lookUps = new BadgeLookUps(options)
    this.#readings = new MemberReadings(
      { ...options, random },
      {
        read: (members, readAtMs) => this.#read(members, readAtMs),
        notRead: (failed) => this.#notRead(failed),
      },
    )
  }

  start(onStatus: (status: DirectoryStatus) => void): void {
    this.#onStatus = onStatus
    this.#report()
    this.#open()
    const { dataFolder, clock, log } = this.#options
    this.#stopWatching = watchReadRequests(dataFolder, clock, () => {
      log.info('people.read-requested')
      if (this.#key !== undefined) this.#readings.readNow()
    })
  }

  find(badge: BadgeId): DirectoryAnswer | Promise<DirectoryAnswer> {
    if (this.#key === undefined) return { kind: 'not-reached' }
    const badgeKey = badgeKeyOf(this.#key, badge)
    const answer = this.#index?.find(badgeKey)
    return answer === undefined || answer.kind === 'unknown' ? this.#lookUps.ask(badge, badgeKey) : answer
  }

  isListed(badge: BadgeId): boolean {
    if (this.#key === undefined || this.#index === undefined) return false
    return this.#index.find(badgeKeyOf(this.#key, badge)).kind !== 'unknown'
  }

  /** The list holds HMACs, which cannot be searched for a part of a badge. */
  holdsLongerThan(): boolean {
    return false
  }

  people(members: readonly KnownPerson[]): readonly KnownPerson[] {
    return mergePeople(members, this.#index?.listing() ?? [])
  }

  /** The list answers only if Entra does not, since the badge may have become somebody's after it was read. */
  async holders(badge: BadgeId): Promise<BadgeHolders> {
    const { people, badgeNumberFormat, badgeProperty } = this.#options
    const call = { priority: 'live', signal: this.#ended.signal } as const
    const asked = await askHolders(people, badge, { badgeNumberFormat, badgeProperty }, call)
    if (asked.kind === 'ok')
      return asked.value.length > 1 ? { kind: 'ambiguous' } : { kind: 'ok', people: asked.value }
    const listed = this.#key && this.#index?.find(badgeKeyOf(this.#key, badge))
    if (listed?.kind === 'found') return { kind: 'ok', people: [listed.person] }
    return { kind: listed?.kind === 'ambiguous' ? 'ambiguous' : 'not-reached' }
  }

  stop(): Promise<void> {
    this.#cancelOpen?.()
    this.#stopWatching?.()
    this.#readings.stop()
    this.#ended.abort()
    this.#lookUps.stop()
    return Promise.resolve()
  }

  #open(): void {
    this.#key = this.#options.key()
    if (this.#key === undefined) {
      this.#cancelOpen = this.#options.clock.after(keyRetryMs, () => this.#open())
      return
    }
    const loaded = this.#file.load(this.#key)
    if (loaded.kind === 'ignored') this.#options.log.warn('people.file-ignored', { why: loaded.why })
    if (loaded.kind === 'ok') {
      this.#take(new PeopleIndex(loaded.list.people), loaded.list.readAtMs)
      this.#logLoaded('file')
    }
    this.#report()
    this.#readings.readNow()
  }

  async #read(members: MembersByTeam, readAtMs: number): Promise<void> {
    const key = this.#key
    if (key === undefined) return
    const { badgeNumberFormat } = this.#options
    const badgeKey = (badge: BadgeId): string => badgeKeyOf(key, badge)
    const listed = await listPeople(members, { badgeNumberFormat, badgeKey })
    if (this.#hasEnded()) return
    this.#problem = undefined
    this.#judge(key, { readAtMs, people: listed.people }, listed.report)
    this.#report()
  }

  /** Takes the new list unless it shows far fewer badges than the one in use for the first time. */
  #judge(key: DirectoryKey, list: PeopleList, report: PeopleReport): void {
    const { log } = this.#options
    const index = new PeopleIndex(list.people)
    const badgesBefore = this.#index?.badges ?? 0
    if (index.badges * 2 < badgesBefore && this.#unconfirmed === undefined) {
      this.#unconfirmed =
        `Entra shows ${index.badges} badges, and before ${badgesBefore}: the list of ${dayOf(this.#readAtMs)} ` +
        'stays in use until the next reading confirms it; check the members of the team and badgeProperty'
      log.warn('people.doubtful', { badges: index.badges, badgesBefore })
      return
    }
    this.#unconfirmed = undefined
    this.#doubts = doubtsAboutPeople(report, this.#options)
    this.#take(index, list.readAtMs)
    this.#lookUps.forget()
    this.#logLoaded('entra', report)
    const code = this.#file.save(key, list)
    if (code !== undefined) log.warn('people.file-not-written', { code })
  }

  #take(index: PeopleIndex, readAtMs: number): void {
    this.#index = index
    this.#readAtMs = readAtMs
  }

  #notRead({ failure, teamId, failures }: FailedReading): number {
    const detail = notReadWords(failure, teamId)
    const hasList = this.#index !== undefined
    this.#problem = !hasList || needsAdmin(failure) ? detail : undefined
    const retryInMs = Math.round(backoffMs(failures, hasList ? retry : firstRetry, this.#random))
    const { kind: why, requestId } = failure
    this.#options.log.warn('people.not-read', { why, detail, retryInMs, ...(requestId && { requestId }) })
    this.#report()
    return retryInMs
  }

  #hasEnded(): boolean {
    return this.#ended.signal.aborted
  }

  #report(): void {
    const status = this.#statusNow()
    const text = JSON.stringify(status)
    if (text === this.#statusText || this.#hasEnded()) return
    this.#statusText = text
    this.#onStatus?.(status)
  }

  #statusNow(): DirectoryStatus {
    const problem = this.#problem
    if (this.#index === undefined)
      return problem === undefined ? { kind: 'loading' } : { kind: 'unusable', detail: `Entra: ${problem}` }
    const doubtful = this.#unconfirmed ?? this.#doubts
    const since = `The list of ${dayOf(this.#readAtMs)} stays in use.`
    return {
      kind: 'ready',
      people: this.#index.people,
      listedAtMs: this.#readAtMs,
      ...(problem !== undefined && { stale: `Entra: ${problem}. ${since}` }),
      ...(doubtful !== undefined && { doubtful }),
    }
  }

  #logLoaded(from: 'entra' | 'file', report?: PeopleReport): void {
    const { people = 0, badges = 0, shared = 0 } = this.#index ?? {}
    const { withoutBadge = 0, unreadable = 0, disabled = 0 } = report ?? {}
    const counts = { people, badges, withoutBadge, unreadable, shared, disabled }
    this.#options.log.info('people.loaded', { from, readAtMs: this.#readAtMs, ...counts })
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

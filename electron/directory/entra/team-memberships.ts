import { z } from 'zod'
import { backoffMs } from '../../base/time/backoff.ts'
import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import type { GraphFailure } from '../../graph/graph-failure.ts'
import { keyedFile, type DirectoryKey, type KeyedFile } from '../keyed-file.ts'
import { watchReadRequests } from '../read-request.ts'
import { needsAdmin, notReadWords } from './entra-words.ts'
import type { GraphPeople } from './graph-people.ts'
import { membersOnce, type MembersByTeam } from './members-once.ts'
import { untilQuietTimeMs } from './quiet-time.ts'
import { readTeams } from './read-teams.ts'

export interface TeamMembershipsOptions {
  readonly people: Pick<GraphPeople, 'members'>
  /** IDs of the kiosk's teams. */
  readonly teams: readonly string[]
  /** Absolute path of the file that keeps the last reading. */
  readonly path: string
  /** Where the command line requests a reading. */
  readonly dataFolder: string
  /** Undefined while the site key cannot be read. */
  key(): DirectoryKey | undefined
  /** The servers' time if it is known. */
  nowMs(): number
  /** Of the site, in whose night the teams are read again. */
  timeZone(): string
  readonly clock: Clock
  readonly log: Log
  readonly random?: () => number
}

const text = z.string().max(200)
const shape = z.object({
  version: z.literal(1),
  /** The kiosk's teams at the reading. A list for other teams is ignored. */
  teams: z.array(text).max(1_000).readonly(),
  readAtMs: z.int().min(0),
  people: z
    .array(z.object({ userId: text, teams: z.array(text).max(1_000).readonly() }))
    .max(200_000)
    .readonly(),
})
type Memberships = z.infer<typeof shape>

const largestBytes = 64 * 1024 * 1024
const keyRetryMs = 5_000
const retry = { firstMs: 60_000, longestMs: 3_600_000 }

/**
 * Who is in which of the kiosk's teams, for people whose roster row names no team: with this list, the cards of the
 * person's own teams are read first. Read from Entra once such a person has tapped, then once a night, and kept in a
 * file for a start without a network. Without the permissions there is no list, and the cards of all teams are read.
 */
export class TeamMemberships {
  readonly #options: TeamMembershipsOptions
  readonly #file: KeyedFile<Memberships>
  readonly #ended = new AbortController()
  readonly #random: () => number
  /** When in the quiet time this kiosk reads, from 0 to 1. */
  readonly #share: number
  #teamsByUser: ReadonlyMap<string, readonly string[]> | undefined
  #hasBegun = false
  #isReading = false
  #failures = 0
  #cancelNext: (() => void) | undefined
  #stopWatching: (() => void) | undefined

  constructor(options: TeamMembershipsOptions) {
    const { path, random = Math.random } = options
    this.#options = options
    this.#file = keyedFile(path, { purpose: 'memberships', shape, largestBytes })
    this.#random = random
    this.#share = random()
  }

  start(): void {
    const key = this.#options.key()
    if (key === undefined) {
      this.#schedule(keyRetryMs, () => this.start())
      return
    }
    const { dataFolder, clock, log } = this.#options
    this.#stopWatching = watchReadRequests(dataFolder, clock, () => {
      if (this.#hasBegun) void this.#read(key)
    })
    const loaded = this.#file.load(key)
    if (loaded.kind === 'none') {
      // A person without a team may have tapped while there was no key.
      if (this.#hasBegun) void this.#read(key)
      return
    }
    this.#hasBegun = true
    if (loaded.kind !== 'ok') log.warn('memberships.file', { why: loaded.why })
    else if (isSame(loaded.content.teams, this.#options.teams)) this.#take(loaded.content, 'file')
    void this.#read(key)
  }

  /** The person's teams; undefined: not known, or none. The first call starts the reading. */
  teamsOf(userId: string): readonly string[] | undefined {
    const key = this.#options.key()
    if (!this.#hasBegun) {
      this.#hasBegun = true
      if (key !== undefined) void this.#read(key)
    }
    return this.#teamsByUser?.get(userId.toLowerCase())
  }

  stop(): void {
    this.#cancelNext?.()
    this.#stopWatching?.()
    this.#ended.abort()
  }

  async #read(key: DirectoryKey): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    this.#cancelNext?.()
    const { people, teams, log } = this.#options
    const readAtMs = Math.round(this.#options.nowMs())
    const read = await readTeams(people, teams, this.#ended.signal)
    this.#isReading = false
    if (this.#ended.signal.aborted) return
    const untilNightMs = untilQuietTimeMs(this.#options.nowMs(), this.#options.timeZone(), this.#share)
    if (read.kind === 'failed') {
      this.#schedule(this.#notRead(read.failure, read.teamId, untilNightMs), () => void this.#read(key))
      return
    }
    this.#failures = 0
    const list: Memberships = { version: 1, teams, readAtMs, people: membershipsOf(read.membersByTeam) }
    this.#take(list, 'entra')
    const code = this.#file.save(key, list)
    if (code !== undefined) log.warn('memberships.file', { why: code })
    this.#schedule(untilNightMs, () => void this.#read(key))
  }

  /** Logs the failure. Returns when to retry: not before the night if an admin has to act, since taps work without. */
  #notRead(failure: GraphFailure, teamId: string, untilNightMs: number): number {
    this.#failures += 1
    const backoff = Math.round(backoffMs(this.#failures, retry, this.#random))
    const retryInMs = needsAdmin(failure) ? untilNightMs : backoff
    const detail = notReadWords(failure, teamId)
    this.#options.log.warn('memberships.not-read', { why: failure.kind, detail, retryInMs })
    return retryInMs
  }

  #take({ readAtMs, people }: Memberships, from: 'entra' | 'file'): void {
    this.#teamsByUser = new Map(people.map(({ userId, teams }) => [userId, teams]))
    this.#options.log.info('memberships.loaded', { from, readAtMs, people: people.length })
  }

  #schedule(afterMs: number, action: () => void): void {
    this.#cancelNext?.()
    this.#cancelNext = this.#options.clock.after(afterMs, action)
  }
}

function membershipsOf(membersByTeam: MembersByTeam): Memberships['people'] {
  return [...membersOnce(membersByTeam)].map(([userId, { teamIds }]) => ({ userId, teams: teamIds }))
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify([...a].sort()) === JSON.stringify([...b].sort())
}

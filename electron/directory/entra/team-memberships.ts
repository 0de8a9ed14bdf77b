import { z } from 'zod'
import { backoffMs } from '../../base/time/backoff.ts'
import type { Log } from '../../base/log/log.ts'
import { keyedFile, type DirectoryKey, type KeyedFile } from '../keyed-file.ts'
import { watchReadRequests } from '../read-request.ts'
import { needsAdmin, notReadWords } from './entra-words.ts'
import { MemberReadings, type FailedReading, type MemberReadingsOptions } from './member-readings.ts'
import { membersOnce, type MembersByTeam } from './members-once.ts'

export interface TeamMembershipsOptions extends Omit<MemberReadingsOptions, 'random'> {
  /** Absolute path of the file that keeps the last reading. */
  readonly path: string
  /** Where the command line requests a reading. */
  readonly dataFolder: string
  /** Undefined while the site key cannot be read. */
  key(): DirectoryKey | undefined
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

const maxBytes = 64 * 1024 * 1024
const keyRetryMs = 5_000
const retry = { firstMs: 60_000, maxMs: 3_600_000 }

/**
 * Who is in which of the kiosk's teams, for people whose roster row names no team: with this list, the cards of the
 * person's own teams are read first. Read from Entra once such a person has tapped, then once a night, and kept in a
 * file for a start without a network. Without the permissions there is no list, and the cards of all teams are read.
 */
export class TeamMemberships {
  readonly #options: TeamMembershipsOptions
  readonly #file: KeyedFile<Memberships>
  readonly #readings: MemberReadings
  readonly #random: () => number
  #key: DirectoryKey | undefined
  #teamsByUser: ReadonlyMap<string, readonly string[]> | undefined
  /** The teams are read once somebody needs them. */
  #hasBegun = false
  #cancelStart: (() => void) | undefined
  #stopWatching: (() => void) | undefined

  constructor(options: TeamMembershipsOptions) {
    const { path, random = Math.random } = options
    this.#options = options
    this.#file = keyedFile(path, { purpose: 'memberships', shape, maxBytes })
    this.#random = random
    this.#readings = new MemberReadings(
      { ...options, random },
      {
        read: (members, readAtMs) => this.#read(members, readAtMs),
        notRead: (failed) => this.#notRead(failed),
      },
    )
  }

  start(): void {
    const key = this.#options.key()
    if (key === undefined) {
      this.#cancelStart = this.#options.clock.after(keyRetryMs, () => this.start())
      return
    }
    this.#key = key
    const { dataFolder, clock, log, teamIds } = this.#options
    this.#stopWatching = watchReadRequests(dataFolder, clock, () => {
      if (this.#hasBegun) this.#readings.readNow()
    })
    const loaded = this.#file.load(key)
    if (loaded.kind === 'ok') {
      if (isSameSet(loaded.content.teams, teamIds)) this.#take(loaded.content, 'file')
    } else if (loaded.kind !== 'none') log.warn('memberships.file', { why: loaded.why })
    // A person without a team may have tapped while there was no key.
    if (loaded.kind !== 'none' || this.#hasBegun) this.#begin()
  }

  /** The person's teams; undefined: not known, or none. The first call starts the reading. */
  teamsOf(userId: string): readonly string[] | undefined {
    if (!this.#hasBegun) this.#begin()
    return this.#teamsByUser?.get(userId.toLowerCase())
  }

  stop(): void {
    this.#cancelStart?.()
    this.#stopWatching?.()
    this.#readings.stop()
  }

  #begin(): void {
    this.#hasBegun = true
    if (this.#key !== undefined) this.#readings.readNow()
  }

  #read(members: MembersByTeam, readAtMs: number): void {
    const { teamIds, log } = this.#options
    const list: Memberships = { version: 1, teams: teamIds, readAtMs, people: membershipsOf(members) }
    this.#take(list, 'entra')
    const code = this.#key && this.#file.save(this.#key, list)
    if (code !== undefined) log.warn('memberships.file', { why: code })
  }

  /** Logs the failure. Returns when to retry: not before the night if an admin has to act, since taps work without. */
  #notRead({ failure, teamId, failures, untilNightMs }: FailedReading): number {
    const backoff = Math.round(backoffMs(failures, retry, this.#random))
    const retryInMs = needsAdmin(failure) ? untilNightMs : backoff
    const detail = notReadWords(failure, teamId)
    this.#options.log.warn('memberships.not-read', { why: failure.kind, detail, retryInMs })
    return retryInMs
  }

  #take({ readAtMs, people }: Memberships, from: 'entra' | 'file'): void {
    this.#teamsByUser = new Map(people.map(({ userId, teams }) => [userId, teams]))
    this.#options.log.info('memberships.loaded', { from, readAtMs, people: people.length })
  }
}

function membershipsOf(membersByTeam: MembersByTeam): Memberships['people'] {
  return [...membersOnce(membersByTeam)].map(([userId, { teamIds }]) => ({ userId, teams: teamIds }))
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify([...a].sort()) === JSON.stringify([...b].sort())
}

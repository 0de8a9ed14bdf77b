import type { Clock } from '../../base/time/clock.ts'
import type { GraphFailure } from '../../graph/graph-failure.ts'
import type { GraphPeople } from './graph-people.ts'
import type { MembersByTeam } from './members-once.ts'
import { untilQuietTimeMs } from './quiet-time.ts'
import { readTeams } from './read-teams.ts'

export interface MemberReadingsOptions {
  readonly people: Pick<GraphPeople, 'members'>
  /** IDs of the kiosk's teams. */
  readonly teamIds: readonly string[]
  /** The servers' time if it is known. */
  nowMs(): number
  /** The site's time zone: the members are read again at night there. */
  timeZone(): string
  readonly clock: Clock
  readonly random: () => number
}

export interface MemberReadingsListener {
  /** `readAtMs`: when the reading began. */
  read(members: MembersByTeam, readAtMs: number): Promise<void> | void
  /** Returns the delay before the next attempt, in milliseconds. */
  notRead(failed: FailedReading): number
}

export interface FailedReading {
  readonly failure: GraphFailure
  readonly teamId: string
  /** How many readings in a row have failed. */
  readonly failures: number
  readonly untilNightMs: number
}

/** Reads the members of the teams on request, and after that once a night. */
export class MemberReadings {
  readonly #options: MemberReadingsOptions
  readonly #listener: MemberReadingsListener
  readonly #ended = new AbortController()
  /** The kiosk's place in the quiet time, from 0 to 1 (`quiet-time.ts`). */
  readonly #share: number
  #failures = 0
  #isReading = false
  /** Another reading was requested during this one, which may return data from before that request. */
  #isDue = false
  #cancelNext: (() => void) | undefined

  constructor(options: MemberReadingsOptions, listener: MemberReadingsListener) {
    this.#options = options
    this.#listener = listener
    this.#share = options.random()
  }

  /** Starts a reading; after the running one, if there is one. */
  readNow(): void {
    if (this.#isReading) this.#isDue = true
    else void this.#read()
  }

  stop(): void {
    this.#cancelNext?.()
    this.#ended.abort()
  }

  async #read(): Promise<void> {
    this.#cancelNext?.()
    this.#isReading = true
    const waitMs = await this.#readOnce()
    this.#isReading = false
    if (this.#ended.signal.aborted) return
    if (this.#isDue) void this.#read()
    else this.#cancelNext = this.#options.clock.after(waitMs, () => void this.#read())
  }

  /** Returns the wait until the next reading. */
  async #readOnce(): Promise<number> {
    this.#isDue = false
    const { people, teamIds } = this.#options
    const readAtMs = Math.round(this.#options.nowMs())
    const answer = await readTeams(people, teamIds, this.#ended.signal)
    if (this.#ended.signal.aborted) return 0
    if (answer.kind === 'failed') {
      const { failure, teamId } = answer
      this.#failures += 1
      return this.#listener.notRead({
        failure,
        teamId,
        failures: this.#failures,
        untilNightMs: this.#untilNightMs(),
      })
    }
    this.#failures = 0
    await this.#listener.read(answer.membersByTeam, readAtMs)
    return this.#untilNightMs()
  }

  #untilNightMs(): number {
    return untilQuietTimeMs(this.#options.nowMs(), this.#options.timeZone(), this.#share)
  }
}

import type { BadgeId } from '../../badge/badge-id.ts'
import { parseBadgeNumber } from '../../badge/parse-badge-number.ts'
import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { writtenForms } from '../badge-format/format-fits.ts'
import { canonicalBadge } from '../canonical-badge.ts'
import { maxLookUpMs, type DirectoryAnswer } from '../directory.ts'
import type { BadgeSettings } from './entra-words.ts'
import type { GraphPeople } from './graph-people.ts'
import { ownerAmong, personOf } from './people-index.ts'

export interface BadgeLookUpsOptions extends BadgeSettings {
  readonly people: Pick<GraphPeople, 'byBadge' | 'teamsOf'>
  readonly teamIds: readonly string[]
  readonly clock: Clock
  readonly log: Log
}

/** A stranger's cards cannot flood Graph. */
const maxAtOnce = 4
const missMs = 10 * 60_000
/** A person found here is in the list after the next reading. */
const foundMs = 24 * 3_600_000
const maxRemembered = 1_000

/**
 * Looks up badges that are not in the list, such as those of people hired today. Each costs one request, two
 * with several teams, and the answer is remembered.
 */
export class BadgeLookUps {
  readonly #options: BadgeLookUpsOptions
  readonly #ended = new AbortController()
  readonly #running = new Map<string, Promise<DirectoryAnswer>>()
  readonly #remembered = new Map<string, { readonly answer: DirectoryAnswer; readonly untilMs: number }>()

  constructor(options: BadgeLookUpsOptions) {
    this.#options = options
  }

  /** `not-reached` if there is no answer in time; one that comes later serves the next tap. */
  ask(badge: BadgeId, badgeKey: string): DirectoryAnswer | Promise<DirectoryAnswer> {
    const remembered = this.#remembered.get(badgeKey)
    if (remembered !== undefined && this.#nowMs() < remembered.untilMs) return remembered.answer
    const running = this.#running.get(badgeKey)
    if (running !== undefined) return this.#inTime(running)
    if (this.#running.size >= maxAtOnce) return { kind: 'not-reached' }
    const asked = this.#ask(badge).then((answer) => {
      this.#running.delete(badgeKey)
      this.#remember(badgeKey, answer)
      return answer
    })
    this.#running.set(badgeKey, asked)
    return this.#inTime(asked)
  }

  /** A new list is in use: what was looked up before is older. */
  forget(): void {
    this.#remembered.clear()
  }

  stop(): void {
    this.#ended.abort()
  }

  async #ask(badge: BadgeId): Promise<DirectoryAnswer> {
    const startMs = this.#nowMs()
    const answer = await this.#answerOf(badge)
    const ms = Math.round(this.#nowMs() - startMs)
    if (!this.#ended.signal.aborted) this.#options.log.info('people.looked-up', { answer: answer.kind, ms })
    return answer
  }

  async #answerOf(badge: BadgeId): Promise<DirectoryAnswer> {
    const { people, teamIds, badgeNumberFormat } = this.#options
    const call = { priority: 'live', signal: this.#ended.signal } as const
    const values = writtenForms(badge, badgeNumberFormat)
    // The number cannot be written in this format, so nobody has it.
    if (values.length === 0) return { kind: 'unknown' }
    const users = await people.byBadge(values, call)
    if (users.kind === 'failed') return { kind: 'not-reached' }
    const owner = ownerAmong(
      users.value.filter((user) => {
        const parsed = parseBadgeNumber(user.badge ?? '', badgeNumberFormat)
        return parsed.kind === 'badge' && canonicalBadge(parsed.badge) === canonicalBadge(badge)
      }),
    )
    if (typeof owner === 'string') return { kind: owner }
    if (teamIds.length === 1) return { kind: 'found', person: personOf(owner) }
    const memberOf = await people.teamsOf(owner.id, teamIds, call)
    return memberOf.kind === 'failed'
      ? { kind: 'not-reached' }
      : { kind: 'found', person: personOf(owner, memberOf.value) }
  }

  #inTime(running: Promise<DirectoryAnswer>): Promise<DirectoryAnswer> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(maxLookUpMs, () => resolve({ kind: 'not-reached' }))
      void running.then((answer) => {
        cancel()
        resolve(answer)
      })
    })
  }

  #remember(badgeKey: string, answer: DirectoryAnswer): void {
    if (answer.kind === 'not-reached') return
    this.#remembered.delete(badgeKey)
    const forMs = answer.kind === 'found' ? foundMs : missMs
    this.#remembered.set(badgeKey, { answer, untilMs: this.#nowMs() + forMs })
    const [oldest] = this.#remembered.keys()
    if (this.#remembered.size > maxRemembered && oldest !== undefined) this.#remembered.delete(oldest)
  }

  #nowMs(): number {
    return this.#options.clock.now().monotonicMs
  }
}

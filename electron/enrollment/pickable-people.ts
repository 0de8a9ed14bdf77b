import { setImmediate } from 'node:timers/promises'
import type { BadgeNumberFormat } from '../badge/badge-number-format.ts'
import { parseBadgeNumber } from '../badge/parse-badge-number.ts'
import { measured } from '../base/measured-work.ts'
import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import type { PeopleStatus } from '../contract/enrollment.ts'
import { mergePeople, type KnownPerson } from '../directory/known-people.ts'
import { canonicalBadge } from '../directory/canonical-badge.ts'
import type { EnrollableDirectory } from '../directory/enrollable-directory.ts'
import { notReadWords, type BadgeSettings } from '../directory/entra/entra-words.ts'
import type { GraphPeople } from '../directory/entra/graph-people.ts'
import { knownMembers } from '../directory/entra/known-members.ts'
import { readEachTeam } from '../directory/entra/read-teams.ts'
import { PersonSearch } from './person-search.ts'

export interface PickablePeopleOptions {
  readonly directory: Pick<EnrollableDirectory, 'people'>
  readonly graph: Pick<GraphPeople, 'members'>
  readonly teams: readonly string[]
  /** How badges are looked up in Entra; undefined: they are not. */
  readonly settings: BadgeSettings | undefined
  /** Of the directory. */
  readonly badgeNumberFormat: BadgeNumberFormat
  /** BCP 47 tag of the site's language. */
  readonly locale: string
  readonly clock: Clock
  readonly log: Log
}

/** The members are read again at the earliest after this time. */
const membersFreshMs = 10 * 60_000
const yieldAfterMs = 8

/** Everybody who can be picked: the people in the directory, and the members of the teams as Entra lists them now. */
export class PickablePeople {
  readonly #options: PickablePeopleOptions
  readonly #ended = new AbortController()
  #members: readonly KnownPerson[] = []
  /** When the members were read, on the monotonic clock; undefined: never. */
  #readAtMs: number | undefined
  #isReading = false
  /** Increased with each build of the search, so that only the newest one is used. */
  #generation = 0
  #hasFailed = false
  #search: PersonSearch | undefined
  #changed: (() => void) | undefined

  constructor(options: PickablePeopleOptions) {
    this.#options = options
  }

  get status(): PeopleStatus {
    if (this.#isReading || this.#search === undefined) return 'reading'
    return this.#hasFailed ? 'incomplete' : 'complete'
  }

  /** Undefined until it is built. */
  get search(): PersonSearch | undefined {
    return this.#search
  }

  /**
   * Builds the search from the directory as it is now, and reads the members unless they were read in the last ten
   * minutes. Calls `changed` when `search` or `status` has changed.
   */
  open(changed: () => void): void {
    this.#changed = changed
    void this.#buildSearch()
    if (!this.#isFresh() && !this.#isReading) void this.#read()
  }

  /** The members stay in memory for the next opening. */
  close(): void {
    this.#changed = undefined
    this.#search = undefined
    this.#generation += 1
  }

  stop(): void {
    this.close()
    this.#ended.abort()
  }

  #isFresh(): boolean {
    if (this.#readAtMs === undefined) return false
    return this.#options.clock.now().monotonicMs - this.#readAtMs < membersFreshMs
  }

  async #read(): Promise<void> {
    const { graph, teams, settings, clock, log } = this.#options
    this.#isReading = true
    const { membersByTeam, failed } = await readEachTeam(graph, teams, this.#ended.signal)
    this.#isReading = false
    if (this.#ended.signal.aborted) return
    const isIdSecret = settings?.badgeProperty === 'employeeId'
    const members = knownMembers(membersByTeam, settings).map((known) =>
      isIdSecret ? { ...known, names: known.names.filter((name) => name.includes('@')) } : known,
    )
    this.#hasFailed = failed !== undefined
    if (failed === undefined) {
      this.#readAtMs = clock.now().monotonicMs
      this.#members = members
    } else {
      const { kind: why, requestId } = failed.failure
      const detail = notReadWords(failed.failure, failed.teamId)
      log.warn('enrollment.people-not-read', { why, detail, ...(requestId && { requestId }) })
      this.#members = mergePeople(members.map(withoutTeams), this.#members)
    }
    if (this.#changed === undefined) return
    if (membersByTeam.size > 0) await this.#buildSearch()
    else this.#changed()
  }

  /** Yields to other work now and then, so that no tap waits for it. */
  async #buildSearch(): Promise<void> {
    const { directory, locale } = this.#options
    this.#generation += 1
    const generation = this.#generation
    const search = new PersonSearch([], locale)
    const people = measured('directory.read', () => directory.people(this.#members))
    let lastYieldMs = performance.now()
    for (const known of people) {
      search.add(this.#withoutBadgeNumbers(known))
      if (performance.now() - lastYieldMs < yieldAfterMs) continue
      await setImmediate()
      if (generation !== this.#generation) return
      lastYieldMs = performance.now()
    }
    this.#search = search
    this.#changed?.()
  }

  /** Removes an employee ID that is also a badge number of the person, so that it is not found, spelled or shown. */
  #withoutBadgeNumbers(known: KnownPerson): KnownPerson {
    const badges = known.badges.map((badge) => canonicalBadge(badge))
    const isBadgeNumber = (text: string): boolean => {
      if (text.includes('@')) return false
      return this.#formats().some((format) => {
        const parsed = parseBadgeNumber(text, format)
        return parsed.kind === 'badge' && badges.includes(canonicalBadge(parsed.badge))
      })
    }
    if (badges.length === 0 || !known.names.some(isBadgeNumber)) return known
    const { hint, ...others } = known
    const isHintKept = hint !== undefined && !isBadgeNumber(hint)
    return {
      ...others,
      names: known.names.filter((name) => !isBadgeNumber(name)),
      ...(isHintKept && { hint }),
    }
  }

  #formats(): readonly BadgeNumberFormat[] {
    const { badgeNumberFormat, settings } = this.#options
    return settings === undefined || settings.badgeNumberFormat === badgeNumberFormat
      ? [badgeNumberFormat]
      : [badgeNumberFormat, settings.badgeNumberFormat]
  }
}

/** A team could not be read, so a person's list of teams may be incomplete. It is removed, because an addition would keep it. */
function withoutTeams(known: KnownPerson): KnownPerson {
  const { userId, displayName, language } = known.person
  return { ...known, person: { userId, displayName, ...(language !== undefined && { language }) } }
}

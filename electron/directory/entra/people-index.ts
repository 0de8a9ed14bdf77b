import { setImmediate } from 'node:timers/promises'
import type { BadgeId } from '../../badge/badge-id.ts'
import type { BadgeNumberFormat } from '../../badge/badge-number-format.ts'
import { parseBadgeNumber } from '../../badge/parse-badge-number.ts'
import { measured } from '../../base/measured-work.ts'
import { languageOf } from '../../contract/languages.ts'
import type { KnownPerson } from '../known-people.ts'
import type { DirectoryAnswer, Person } from '../directory.ts'
import { personName } from '../person-name.ts'
import type { EntraUser } from './graph-people.ts'
import { membersOnce, type MembersByTeam } from './members-once.ts'

/** A user of Entra with a badge, as it is kept in memory and on disk: never with the badge number. */
export interface ListedPerson {
  readonly userId: string
  readonly name: string
  /** A tag of a language of the screens. */
  readonly language?: string
  /** Team ids, under the name they have in the file; absent if the kiosk serves one team. */
  readonly teams?: readonly string[]
  /** HMAC of the badge under the site key. */
  readonly badgeKey: string
  readonly isEnabled: boolean
}

/** What was found in Entra. Holds no names and no badge numbers. */
export interface PeopleReport {
  /** Each person once, with or without a badge. */
  readonly people: number
  readonly withoutBadge: number
  /** People whose badge number is not valid in the configured format. */
  readonly unreadable: number
  /** Badges of more than one person. */
  readonly shared: number
  readonly disabled: number
}

export interface ListOptions {
  readonly badgeNumberFormat: BadgeNumberFormat
  badgeKey(badge: BadgeId): string
}

const yieldAfterMs = 8

/**
 * The people with a badge among the members of the teams, and a report about all of them. Yields to other
 * work in between.
 */
export async function listPeople(
  membersByTeam: MembersByTeam,
  options: ListOptions,
): Promise<{ readonly people: readonly ListedPerson[]; readonly report: PeopleReport }> {
  const users = membersOnce(membersByTeam)
  const isOneTeam = membersByTeam.size === 1
  const people: ListedPerson[] = []
  let withoutBadge = 0
  let unreadable = 0
  let disabled = 0
  let lastYieldMs = performance.now()
  for (const { user, teamIds } of users.values()) {
    const badgeKey = measured('directory.read', () => badgeKeyOf(user, options))
    if (!user.isEnabled) disabled += 1
    if (badgeKey === undefined) withoutBadge += 1
    else if (badgeKey === 'unreadable') unreadable += 1
    else
      people.push({
        ...nameAndLanguageOf(user),
        ...(!isOneTeam && { teams: teamIds }),
        badgeKey,
        isEnabled: user.isEnabled,
      })
    if (performance.now() - lastYieldMs < yieldAfterMs) continue
    await setImmediate()
    lastYieldMs = performance.now()
  }
  const { shared } = new PeopleIndex(people)
  return { people, report: { people: users.size, withoutBadge, unreadable, shared, disabled } }
}

function badgeKeyOf({ badge }: EntraUser, options: ListOptions): string | undefined {
  if (badge === undefined) return undefined
  const parsed = parseBadgeNumber(badge, options.badgeNumberFormat)
  return parsed.kind === 'bad' ? 'unreadable' : options.badgeKey(parsed.badge)
}

function nameAndLanguageOf(user: EntraUser): Pick<ListedPerson, 'userId' | 'name' | 'language'> {
  const { id: userId, displayName, userPrincipalName = '', language } = user
  const name = personName(displayName) || personName(userPrincipalName.split('@')[0] ?? '')
  const isShown = language !== undefined && languageOf(language) !== undefined
  return { userId, name, ...(isShown && { language }) }
}

/** The person of a user, as the kiosk shows them. */
export function personOf(user: EntraUser, teamIds?: readonly string[]): Person {
  const { userId, name, language } = nameAndLanguageOf(user)
  return toPerson({
    userId,
    name,
    ...(language !== undefined && { language }),
    ...(teamIds && { teams: teamIds }),
  })
}

/**
 * Whose badge it is, if several people have it. An enabled account goes before disabled ones, because a
 * person who left or got a new account often keeps the number in the old one.
 */
export function ownerAmong<Holder extends { readonly isEnabled: boolean }>(
  holders: readonly Holder[],
): Holder | 'unknown' | 'ambiguous' | 'disabled' {
  const enabled = holders.filter(({ isEnabled }) => isEnabled)
  if (enabled.length > 1) return 'ambiguous'
  return enabled[0] ?? (holders.length === 0 ? 'unknown' : 'disabled')
}

/** People by the HMAC of their badge, in memory. */
export class PeopleIndex {
  readonly #byBadge = new Map<string, readonly ListedPerson[]>()
  readonly people: number

  constructor(people: readonly ListedPerson[]) {
    this.people = people.length
    for (const person of people)
      this.#byBadge.set(person.badgeKey, [...(this.#byBadge.get(person.badgeKey) ?? []), person])
  }

  get badges(): number {
    return this.#byBadge.size
  }

  /** Badges of more than one person. */
  get shared(): number {
    return [...this.#byBadge.values()].filter((holders) => ownerAmong(holders) === 'ambiguous').length
  }

  /** Everybody with a badge, each once. A badge of several people is nobody's, unless one account is enabled. */
  listing(): readonly KnownPerson[] {
    const people = new Map<string, { readonly listed: ListedPerson; readonly badgeKeys: string[] }>()
    for (const holders of this.#byBadge.values())
      for (const listed of holders)
        if (!people.has(listed.userId)) people.set(listed.userId, { listed, badgeKeys: [] })
    for (const [badgeKey, holders] of this.#byBadge) {
      const owner = holders.length === 1 ? holders[0] : ownerAmong(holders)
      if (typeof owner === 'object') people.get(owner.userId)?.badgeKeys.push(badgeKey)
    }
    return [...people.values()].map(({ listed, badgeKeys }) => ({
      person: toPerson(listed),
      names: [],
      badges: [],
      badgeKeys,
      hasOtherBadges: false,
      isEnabled: listed.isEnabled,
    }))
  }

  find(badgeKey: string): DirectoryAnswer {
    const owner = ownerAmong(this.#byBadge.get(badgeKey) ?? [])
    return typeof owner === 'string' ? { kind: owner } : { kind: 'found', person: toPerson(owner) }
  }
}

function toPerson({ userId, name, language, teams }: Omit<ListedPerson, 'badgeKey' | 'isEnabled'>): Person {
  return {
    userId,
    displayName: name,
    ...(language !== undefined && { language }),
    ...(teams !== undefined && { teams }),
  }
}

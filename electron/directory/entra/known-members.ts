import type { BadgeId } from '../../badge/badge-id.ts'
import { parseBadgeNumber } from '../../badge/parse-badge-number.ts'
import type { KnownPerson } from '../known-people.ts'
import { writtenForms } from '../badge-format/format-fits.ts'
import { canonicalBadge } from '../canonical-badge.ts'
import type { Person } from '../directory.ts'
import type { GraphAnswer } from '../../graph/graph-failure.ts'
import type { BadgeSettings } from './entra-words.ts'
import type { EntraUser, GraphPeople, PeopleCallOptions } from './graph-people.ts'
import { membersOnce, type MembersByTeam } from './members-once.ts'
import { ownerAmong, personOf } from './people-index.ts'

/** The members of the teams, each once, with their badges. `settings`: absent if Entra has no badges. */
export function knownMembers(
  membersByTeam: MembersByTeam,
  settings: BadgeSettings | undefined,
): readonly KnownPerson[] {
  const members = [...membersOnce(membersByTeam).values()]
  const isOneTeam = membersByTeam.size === 1
  const badges = settings && badgesByUser(members, settings)
  return members.map(({ user, teamIds }) => {
    const { id, userPrincipalName, mail, employeeId, isEnabled } = user
    // With this setting it is the badge number.
    const shownId = settings?.badgeProperty === 'employeeId' ? undefined : employeeId
    const hint = shownId ?? userPrincipalName
    const badge = badges?.get(id)
    return {
      person: personOf(user, isOneTeam ? undefined : teamIds),
      names: [userPrincipalName, mail, employeeId].filter((name) => name !== undefined),
      ...(hint !== undefined && { hint }),
      badges: badge === undefined ? [] : [badge],
      hasOtherBadges: false,
      isEnabled,
    }
  })
}

/** Who has the badge in Entra, inside and outside the teams, disabled accounts aside. */
export async function askHolders(
  people: Pick<GraphPeople, 'byBadge'>,
  badge: BadgeId,
  settings: BadgeSettings,
  call: PeopleCallOptions,
): Promise<GraphAnswer<readonly Person[]>> {
  const values = writtenForms(badge, settings.badgeNumberFormat)
  // The number cannot be written in this format, so nobody has it.
  if (values.length === 0) return { kind: 'ok', value: [] }
  const found = await people.byBadge(values, call)
  if (found.kind === 'failed') return found
  const holders = found.value.filter((user) => {
    const own = badgeOf(user, settings)
    return user.isEnabled && own !== undefined && canonicalBadge(own) === canonicalBadge(badge)
  })
  return { kind: 'ok', value: holders.map((user) => personOf(user)) }
}

/** By object ID. A badge belongs to its owner alone: an old account may still have the number. */
function badgesByUser(
  users: readonly { readonly user: EntraUser }[],
  settings: BadgeSettings,
): ReadonlyMap<string, BadgeId> {
  const holders = new Map<string, EntraUser[]>()
  for (const { user } of users) {
    const badge = badgeOf(user, settings)
    if (badge === undefined) continue
    const canonical = canonicalBadge(badge)
    const known = holders.get(canonical)
    if (known === undefined) holders.set(canonical, [user])
    else known.push(user)
  }
  const badges = new Map<string, BadgeId>()
  for (const all of holders.values()) {
    const owner = all.length === 1 ? all[0] : ownerAmong(all)
    if (typeof owner !== 'object') continue
    const badge = badgeOf(owner, settings)
    if (badge !== undefined) badges.set(owner.id, badge)
  }
  return badges
}

function badgeOf({ badge }: EntraUser, { badgeNumberFormat }: BadgeSettings): BadgeId | undefined {
  const parsed = parseBadgeNumber(badge ?? '', badgeNumberFormat)
  return parsed.kind === 'badge' ? parsed.badge : undefined
}

import { parseBadgeNumber, type BadgeId } from '../badge/badge-id.ts'
import { silentLog } from '../base/log/log.ts'
import { teamsOf } from '../config/config.ts'
import { writtenForms } from '../directory/badge-format/format-fits.ts'
import { canonicalBadge } from '../directory/canonical-badge.ts'
import type { KnownPerson } from '../directory/additions/known-people.ts'
import type { Person } from '../directory/directory.ts'
import { notReadWords, type BadgeSettings } from '../directory/entra/entra-words.ts'
import { createGraphPeople, type EntraUser, type GraphPeople } from '../directory/entra/graph-people.ts'
import { personOf } from '../directory/entra/people-index.ts'
import { readTeams } from '../directory/entra/read-teams.ts'
import { entraSettings } from '../directory/open-directory.ts'
import type { GraphFailure } from '../graph/graph-failure.ts'
import { within, type OnlineHost } from './online-host.ts'
import { withGraph, type GraphQuestion } from './with-graph.ts'

export type Asked<T> =
  { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'failed'; readonly detail: string }

type UsersAnswer = Awaited<ReturnType<GraphPeople['byBadge']>>

/** Large teams have many pages. */
const longestReadMs = 60_000

/** The members of the kiosk's teams in Entra, with their badges if the config says where they are kept. */
export function readTeamMembers(
  question: GraphQuestion,
  host: OnlineHost,
): Promise<Asked<readonly KnownPerson[]>> {
  const { config } = question.loaded
  const settings = entraSettings(config.directory)
  const teamIds = teamsOf(config.shifts).map(({ id }) => id)
  return withGraph(question, host, async (graph) => {
    const people = createGraphPeople({
      graph,
      badge: settings?.badgeProperty ?? 'employeeId',
      log: silentLog,
    })
    const failure: GraphFailure = { kind: 'no-answer', detail: 'no answer within a minute' }
    const late = { kind: 'failed', teamId: teamIds[0] ?? '', failure } as const
    const read = await within(host.clock, longestReadMs, late, (signal) => readTeams(people, teamIds, signal))
    if (read.kind === 'failed') return { kind: 'failed', detail: notReadWords(read.failure, read.teamId) }
    const users = new Map<string, { readonly user: EntraUser; readonly teamIds: string[] }>()
    for (const [teamId, members] of read.membersByTeam)
      for (const user of members) {
        const known = users.get(user.id)
        if (known === undefined) users.set(user.id, { user, teamIds: [teamId] })
        else known.teamIds.push(teamId)
      }
    const isOneTeam = teamIds.length === 1
    const value = [...users.values()].map(({ user, teamIds: memberOf }) =>
      knownPerson(user, settings, isOneTeam ? undefined : memberOf),
    )
    return { kind: 'ok', value }
  })
}

/** Who has the badge in Entra, inside and outside the teams, disabled accounts aside. */
export function readHolders(
  badge: BadgeId,
  settings: BadgeSettings,
  question: GraphQuestion,
  host: OnlineHost,
): Promise<Asked<readonly Person[]>> {
  return withGraph(question, host, async (graph) => {
    const people = createGraphPeople({ graph, badge: settings.badgeProperty, log: silentLog })
    const values = writtenForms(badge, settings.badgeNumberFormat)
    const late: UsersAnswer = { kind: 'failed', failure: { kind: 'no-answer', detail: 'no answer' } }
    const found = await within(host.clock, longestReadMs, late, (signal) =>
      people.byBadge(values, { priority: 'live', signal }),
    )
    if (found.kind === 'failed') {
      const { kind, detail } = found.failure
      return { kind: 'failed', detail: `Entra could not be asked who has the badge (${kind}): ${detail}` }
    }
    const holders = found.value.filter(
      (user) =>
        user.isEnabled &&
        badgesOf(user, settings).some((each) => canonicalBadge(each) === canonicalBadge(badge)),
    )
    return { kind: 'ok', value: holders.map((user) => personOf(user)) }
  })
}

function knownPerson(
  user: EntraUser,
  settings: BadgeSettings | undefined,
  teamIds: readonly string[] | undefined,
): KnownPerson {
  const { userPrincipalName, mail, employeeId, isEnabled } = user
  const badges = settings === undefined ? [] : badgesOf(user, settings)
  return {
    person: personOf(user, teamIds),
    names: [userPrincipalName, mail, employeeId].filter((name) => name !== undefined),
    badges,
    hasOtherBadges: false,
    isEnabled,
  }
}

function badgesOf({ badge }: EntraUser, { badgeNumberFormat }: BadgeSettings): readonly BadgeId[] {
  const parsed = parseBadgeNumber(badge ?? '', badgeNumberFormat)
  return parsed.kind === 'badge' ? [parsed.badge] : []
}

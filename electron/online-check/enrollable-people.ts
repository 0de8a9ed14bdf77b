import type { BadgeId } from '../badge/badge-id.ts'
import { silentLog } from '../base/log/log.ts'
import { teamsOf } from '../config/config.ts'
import type { KnownPerson } from '../directory/known-people.ts'
import type { Person } from '../directory/directory.ts'
import { notReadWords, type BadgeSettings } from '../directory/entra/entra-words.ts'
import { createGraphPeople } from '../directory/entra/graph-people.ts'
import { askHolders, knownMembers } from '../directory/entra/known-members.ts'
import { readTeams } from '../directory/entra/read-teams.ts'
import { entraSettings } from '../directory/open-directory.ts'
import type { GraphFailure } from '../graph/graph-failure.ts'
import { within, type OnlineHost } from './online-host.ts'
import { withGraph, type GraphQuestion } from './with-graph.ts'

export type Asked<T> =
  { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'failed'; readonly detail: string }

type HoldersAnswer = Awaited<ReturnType<typeof askHolders>>

/** Large teams have many pages. */
const maxReadMs = 60_000

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
    const read = await within(host.clock, maxReadMs, late, (signal) => readTeams(people, teamIds, signal))
    if (read.kind === 'failed') return { kind: 'failed', detail: notReadWords(read.failure, read.teamId) }
    return { kind: 'ok', value: knownMembers(read.membersByTeam, settings) }
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
    const late: HoldersAnswer = { kind: 'failed', failure: { kind: 'no-answer', detail: 'no answer' } }
    const found = await within(host.clock, maxReadMs, late, (signal) =>
      askHolders(people, badge, settings, { priority: 'live', signal }),
    )
    if (found.kind === 'ok') return found
    const { kind, detail } = found.failure
    return { kind: 'failed', detail: `Entra could not be asked who has the badge (${kind}): ${detail}` }
  })
}

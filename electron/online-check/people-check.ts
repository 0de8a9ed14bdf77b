import { silentLog } from '../base/log/log.ts'
import { good, numberOf, problem, warning, type CheckResult } from '../check/check-result.ts'
import { notReadWords, type BadgeSettings } from '../directory/entra/entra-words.ts'
import { createGraphPeople } from '../directory/entra/graph-people.ts'
import { listPeople, type PeopleReport } from '../directory/entra/people-index.ts'
import { readTeams, type TeamsRead } from '../directory/entra/read-teams.ts'
import type { Graph } from '../graph/graph.ts'
import { maxCheckMs, within, type OnlineHost } from './online-host.ts'
import { failed } from './team-check.ts'

/** Reads the people of the teams as the kiosk does, and counts what keeps their badges from being known. */
export async function checkPeople(
  graph: Graph,
  { teamIds, settings }: { readonly teamIds: readonly string[]; readonly settings: BadgeSettings },
  { clock }: Pick<OnlineHost, 'clock'>,
): Promise<CheckResult> {
  const people = createGraphPeople({ graph, badge: settings.badgeProperty, log: silentLog })
  const late: TeamsRead = {
    kind: 'failed',
    teamId: teamIds[0] ?? '',
    failure: { kind: 'no-answer', detail: 'no answer', code: 'ETIMEDOUT' },
  }
  const read = await within(clock, maxCheckMs, late, (signal) => readTeams(people, teamIds, signal))
  if (read.kind === 'failed') {
    const { failure, teamId } = read
    if (failure.kind !== 'forbidden') return failed('team.people', failure)
    const fix = 'See "Permissions" above. Consent takes effect with the next token, after some minutes.'
    return problem('team.people', `${notReadWords(failure, teamId)}.`, fix, 'sign-in')
  }
  const { badgeNumberFormat } = settings
  // Only counted, so the numbers themselves can be the keys.
  const { report } = await listPeople(read.membersByTeam, { badgeNumberFormat, badgeKey: (badge) => badge })
  return judge(report, teamIds.length, settings)
}

function judge(
  { people, withoutBadge, unreadable, shared, disabled }: PeopleReport,
  teams: number,
  { badgeProperty, badgeNumberFormat }: BadgeSettings,
): CheckResult {
  const all = `${numberOf(people, 'person', 'people')} in ${numberOf(teams, 'team')}`
  if (people === 0)
    return problem('team.people', `${all}.`, 'Add people to the team, or check shifts.teamId.')
  if (withoutBadge === people)
    return problem(
      'team.people',
      `${all}, and ${badgeProperty} is empty for everybody.`,
      'Is the badge number kept elsewhere? Set badgeProperty in the group directory: docs/entra.md.',
    )
  const counts = [
    withoutBadge > 0 && `${withoutBadge} without a badge number in ${badgeProperty}`,
    unreadable > 0 && `${unreadable} with a number that is not "${badgeNumberFormat}"`,
    shared > 0 && `${numberOf(shared, 'number')} of more than one person`,
    disabled > 0 && numberOf(disabled, 'disabled account'),
  ].filter((count) => count !== false)
  const detail = [all, ...counts].join('; ')
  if (unreadable > 0)
    return warning(
      'team.people',
      `${detail}.`,
      `Check badgeNumberFormat in the group directory (docs/badges.md) and the numbers in ${badgeProperty}.`,
    )
  if (shared > 0)
    return warning(
      'team.people',
      `${detail}.`,
      `Give each person their own number in ${badgeProperty}. Until then those badges clock nobody out.`,
    )
  return good('team.people', `${detail}.`)
}

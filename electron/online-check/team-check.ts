import { canonicalTimeZone } from '../base/time/time-zone.ts'
import {
  good,
  notChecked,
  problem,
  warning,
  type CheckArea,
  type CheckId,
  type CheckResult,
} from '../check/check-result.ts'
import type { Team } from '../base/team.ts'
import { systemTimeZone, type KioskConfig } from '../config/config.ts'
import { failureCodes, type GraphAnswer, type GraphFailure } from '../graph/graph-failure.ts'
import type { Graph } from '../graph/graph.ts'
import { readListFilters, type ListFilters } from '../shifts/time-cards/list-filters.ts'
import { readScheduleSettings, type TeamSchedule } from '../shifts/team-schedule.ts'
import { maxCheckMs, within, type OnlineHost } from './online-host.ts'

export const late: GraphAnswer<never> = {
  kind: 'failed',
  failure: { kind: 'no-answer', detail: 'no answer', code: 'ETIMEDOUT' },
}

/** Checks the team and the settings of its schedule with one request. */
export async function checkTeam(
  graph: Graph,
  { id: teamId }: Team,
  screen: KioskConfig['screen'],
  { clock }: Pick<OnlineHost, 'clock'>,
): Promise<readonly CheckResult[]> {
  const answer = await within<GraphAnswer<TeamSchedule>>(clock, maxCheckMs, late, () =>
    readScheduleSettings(graph, teamId, 'replay'),
  )
  if (answer.kind === 'failed') {
    const { failure } = answer
    const found =
      failure.kind === 'not-found'
        ? problem(
            'team.found',
            `Graph found no team ${teamId}, or the team has no schedule (${failureCodes(failure)}).`,
            'Check this ID in shifts: it is the groupId in the link that Teams copies (… > Get link to team). Then ask an owner of the ' +
              'team to set up Shifts.',
          )
        : failed('team.found', failure)
    const rest = ['team.schedule', 'team.time-clock', 'team.time-zone'] as const
    return [found, ...rest.map((id) => notChecked(id, 'Needs the team.'))]
  }
  return [
    good('team.found', `Graph found team ${teamId} and its schedule.`),
    checkSchedule(answer.value),
    checkTimeClock(answer.value),
    checkZone(answer.value, screen.timeZone),
  ]
}

function checkSchedule({ isEnabled, notReady }: TeamSchedule): CheckResult {
  const fix = 'Ask an owner of the team to open Shifts in Teams and set up the schedule for this team.'
  if (!isEnabled) return problem('team.schedule', 'The team has no schedule in use.', fix)
  if (notReady !== undefined)
    return problem('team.schedule', `The schedule is not set up (${word(notReady)}).`, fix)
  return good('team.schedule', 'It is set up and in use.')
}

function checkTimeClock({ isTimeClockOn }: TeamSchedule): CheckResult {
  return isTimeClockOn
    ? good('team.time-clock', 'It is on.')
    : problem(
        'team.time-clock',
        'It is off: no time card can be ended.',
        'Ask an owner of the team to turn it on: Shifts > Settings > Time clock.',
      )
}

/** `wanted`: `team`, or the config's zone (this computer's if the config says `system`). */
function checkZone({ timeZone }: TeamSchedule, wanted: string): CheckResult {
  if (timeZone === undefined)
    return warning(
      'team.time-zone',
      "The schedule has no time zone, or an unknown one; the screen uses this computer's.",
      'Set the time zone of the schedule in Shifts > Settings, or set screen.timeZone.',
    )
  const system = systemTimeZone()
  if (wanted === 'team') {
    return isSameTimeZone(timeZone, system)
      ? good('team.time-zone', `${timeZone}: the team's and this computer's.`)
      : warning(
          'team.time-zone',
          `The screen uses the team's, ${timeZone}; notes use this computer's, ${system}.`,
          "Set this computer's time zone, unless this check does not run on the kiosk.",
        )
  }
  return isSameTimeZone(timeZone, wanted)
    ? good('team.time-zone', `${timeZone}, the same as the team's.`)
    : warning(
        'team.time-zone',
        `The screen uses ${wanted}; the team's schedule uses ${timeZone}.`,
        'Set screen.timeZone to "team", unless this kiosk is in a different time zone from the team.',
      )
}

function isSameTimeZone(one: string, other: string): boolean {
  return (canonicalTimeZone(one) ?? one) === (canonicalTimeZone(other) ?? other)
}

/** Checks which lists of time cards Shifts serves. Shows no contents of cards. */
export async function checkCardList(
  graph: Graph,
  { id: teamId }: Team,
  { clock }: Pick<OnlineHost, 'clock'>,
): Promise<CheckResult> {
  const answer = await within<GraphAnswer<ListFilters>>(clock, maxCheckMs, late, () =>
    readListFilters(graph, teamId),
  )
  if (answer.kind === 'failed') return failed('team.card-list', answer.failure)
  const { openCards, takesPerson } = answer.value
  const person = takesPerson
    ? 'Cards can be listed for one person.'
    : 'Cards cannot be listed for one person.'
  switch (openCards) {
    case 'one-list':
      return good('team.card-list', `Open cards come in one list. ${person}`)
    case 'list-per-state':
      return good('team.card-list', `Open cards come in two lists, one for each state. ${person}`)
    case 'all-cards':
      return warning(
        'team.card-list',
        `Shifts serves no list of open cards: every read fetches all cards of the team. ${person}`,
        takesPerson
          ? 'No action; taps take longer in a large team.'
          : 'No action; a very large team may not work.',
      )
    default:
      return openCards satisfies never
  }
}

/** The result for a Graph failure that is not specific to the check. */
export function failed(id: CheckId, failure: GraphFailure): CheckResult {
  const why = failureCodes(failure)
  const to = (area: CheckArea, detail: string, fix: string) => problem(id, `${detail} (${why}).`, fix, area)
  switch (failure.kind) {
    case 'no-token':
    case 'unauthorized':
      return to('sign-in', 'Graph does not accept the token', 'Run the check again; see "Sign-in" above.')
    case 'forbidden':
      return to(
        'sign-in',
        'Graph does not allow this app to read it',
        'See "Permissions" above; if they are ok, check the team ID in shifts, and that the team belongs to this tenant.',
      )
    case 'throttled':
      return notChecked(id, `Graph is throttling this app (${why}). Run the check again in a few minutes.`)
    case 'unavailable':
      return to(
        'network',
        'Graph is unavailable',
        'Try again in a few minutes; service status: https://status.cloud.microsoft.',
      )
    case 'no-answer':
      return to(
        'network',
        'Graph did not answer',
        'See "Connection to Microsoft Graph" above; run the check again.',
      )
    case 'not-found':
    case 'rejected':
    case 'unreadable':
    case 'too-long':
      return to(
        'team',
        'Graph gave an unexpected answer',
        'Keep this report and contact the maintainer of this program.',
      )
    default:
      return failure.kind satisfies never
  }
}

function word(text: string): string {
  return /^\w{1,40}$/.test(text) ? text : 'unknown state'
}

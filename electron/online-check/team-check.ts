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
import { systemTimeZone, type KioskConfig } from '../config/config.ts'
import type { GraphAnswer, GraphFailure } from '../graph/graph-failure.ts'
import type { Graph } from '../graph/graph.ts'
import { readListFilters, type ListFilters } from '../shifts/time-cards/list-filters.ts'
import { readScheduleSettings, type TeamSchedule } from '../shifts/team-schedule.ts'
import { longestCheckMs, within, type OnlineHost } from './online-host.ts'

const late: GraphAnswer<never> = {
  kind: 'failed',
  failure: { kind: 'no-answer', detail: 'no answer', code: 'ETIMEDOUT' },
}

/** The team and the settings of its schedule, by one request. */
export async function checkTeam(
  graph: Graph,
  { shifts, screen }: Pick<KioskConfig, 'shifts' | 'screen'>,
  { clock }: Pick<OnlineHost, 'clock'>,
): Promise<readonly CheckResult[]> {
  const { teamId } = shifts
  const answer = await within<GraphAnswer<TeamSchedule>>(clock, longestCheckMs, late, () =>
    readScheduleSettings(graph, teamId, 'replay'),
  )
  if (answer.kind === 'failed') {
    const { failure } = answer
    const found =
      failure.kind === 'not-found'
        ? problem(
            'team.found',
            `Graph knows no team ${teamId}, or the team has no schedule (${codeOf(failure)}).`,
            'Check shifts.teamId: the groupId in the link that Teams copies (… > Get link to team). Then have an owner of the ' +
              'team set up Shifts.',
          )
        : failed('team.found', failure)
    const rest = ['team.schedule', 'team.time-clock', 'team.time-zone'] as const
    return [found, ...rest.map((id) => notChecked(id, 'Needs the team.'))]
  }
  return [
    good('team.found', `Graph knows team ${teamId} and its schedule.`),
    checkSchedule(answer.value),
    checkTimeClock(answer.value),
    checkZone(answer.value, screen.timeZone),
  ]
}

function checkSchedule({ isEnabled, notReady }: TeamSchedule): CheckResult {
  const fix = 'Have an owner of the team open Shifts in Teams and set up the schedule for this team.'
  if (!isEnabled) return problem('team.schedule', 'The team has no schedule that is in use.', fix)
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
        'Have an owner of the team turn it on: Shifts > Settings > Time clock.',
      )
}

/** `wanted`: `team`, or the zone of the config, which is this computer's where it said `system`. */
function checkZone({ timeZone }: TeamSchedule, wanted: string): CheckResult {
  if (timeZone === undefined)
    return warning(
      'team.time-zone',
      "The schedule has no time zone, or one this program does not know; the screen shows this computer's.",
      'Set the time zone of the schedule in Shifts > Settings, or name one by screen.timeZone.',
    )
  const system = systemTimeZone()
  if (wanted === 'team') {
    return isSame(timeZone, system)
      ? good('team.time-zone', `The team's, ${timeZone}, which is this computer's too.`)
      : warning(
          'team.time-zone',
          `The screen shows the team's, ${timeZone}; this computer's is ${system}, in which notes are written.`,
          "Set this computer's time zone, unless the check is made elsewhere than the kiosk.",
        )
  }
  return isSame(timeZone, wanted)
    ? good('team.time-zone', `${timeZone}, as the team's.`)
    : warning(
        'team.time-zone',
        `The screen shows ${wanted}; the team's schedule is in ${timeZone}.`,
        'Set screen.timeZone to "team", unless this kiosk hangs in another zone than the team works in.',
      )
}

function isSame(one: string, other: string): boolean {
  return (canonicalTimeZone(one) ?? one) === (canonicalTimeZone(other) ?? other)
}

/** Which lists of cards are served. Shows nothing of a card. */
export async function checkCardList(
  graph: Graph,
  { shifts }: Pick<KioskConfig, 'shifts'>,
  { clock }: Pick<OnlineHost, 'clock'>,
): Promise<CheckResult> {
  const answer = await within<GraphAnswer<ListFilters>>(clock, longestCheckMs, late, () =>
    readListFilters(graph, shifts.teamId),
  )
  if (answer.kind === 'failed') return failed('team.card-list', answer.failure)
  const { openCards, takesPerson } = answer.value
  const person = takesPerson ? "One person's can be asked for." : "One person's cannot be asked for."
  switch (openCards) {
    case 'one-list':
      return good('team.card-list', `Open cards come in one list. ${person}`)
    case 'list-per-state':
      return good('team.card-list', `Open cards come in two lists, one for each state. ${person}`)
    case 'all-cards':
      return warning(
        'team.card-list',
        `Shifts serves no list of open cards: each look reads all cards of the team. ${person}`,
        takesPerson
          ? 'Nothing; in a large team taps take longer.'
          : 'Nothing; a large team may be too large for this.',
      )
    default:
      return openCards satisfies never
  }
}

/** A failure that is not the check's own to explain. */
export function failed(id: CheckId, failure: GraphFailure): CheckResult {
  const why = codeOf(failure)
  const to = (area: CheckArea, detail: string, fix: string) => problem(id, `${detail} (${why}).`, fix, area)
  switch (failure.kind) {
    case 'no-token':
    case 'unauthorized':
      return to('sign-in', 'Graph does not take the token', 'Run the check again; look at "Sign-in" above.')
    case 'forbidden':
      return to(
        'sign-in',
        'Graph does not let this app read it',
        'Look at "Permissions" above; where they are good, check shifts.teamId and that the team is of this tenant.',
      )
    case 'throttled':
      return notChecked(id, `Graph asked to wait (${why}). Run the check again in some minutes.`)
    case 'unavailable':
      return to(
        'network',
        'Graph cannot answer now',
        'Try again in some minutes: https://status.cloud.microsoft.',
      )
    case 'no-answer':
      return to(
        'network',
        'No answer of Graph came',
        'Look at "Way to Microsoft Graph" above; run the check again.',
      )
    case 'not-found':
    case 'rejected':
    case 'unreadable':
    case 'too-long':
      return to(
        'team',
        'Graph did not answer as it should',
        'Keep this report, and ask whoever looks after the program.',
      )
    default:
      return failure.kind satisfies never
  }
}

function codeOf({ status, code, requestId, kind }: GraphFailure): string {
  const parts = [status ?? kind, code, requestId === undefined ? undefined : `request-id ${requestId}`]
  return parts.filter((part) => part !== undefined).join(', ')
}

function word(text: string): string {
  return /^\w{1,40}$/.test(text) ? text : 'a state without a name'
}

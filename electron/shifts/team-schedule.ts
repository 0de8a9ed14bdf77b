import { z } from 'zod'
import { canonicalTimeZone } from '../base/time/time-zone.ts'
import type { Priority } from '../graph/call-options.ts'
import { graphCall } from '../graph/graph-call.ts'
import type { GraphAnswer, GraphFailure } from '../graph/graph-failure.ts'
import type { Graph } from '../graph/graph.ts'

/** What the team's Shifts settings mean for this kiosk. `detail` is for the IT admin. */
export type ScheduleStatus =
  /** Not read yet, or Shifts could not be reached. */
  | { readonly kind: 'unknown' }
  /** `timeZone`: IANA name, if the team has one that this runtime knows. */
  | { readonly kind: 'usable'; readonly timeZone?: string }
  /** No clock-out can succeed until IT changes something in Teams or in Entra. */
  | { readonly kind: 'unusable'; readonly detail: string; readonly timeZone?: string }

/** "schedule resource type", Microsoft Graph v1.0. A missing property counts as no problem. */
const schedule = z.object({
  enabled: z.boolean().nullish(),
  timeZone: z.string().nullish(),
  provisionStatus: z.string().nullish(),
  timeClockEnabled: z.boolean().nullish(),
})

/** The team's Shifts settings that affect time cards. */
export interface TeamSchedule {
  readonly isEnabled: boolean
  /** The provision status, such as `NotStarted`; absent: ready. */
  readonly notReady?: string
  readonly isTimeClockOn: boolean
  /** IANA name, if the team has one that this runtime knows. */
  readonly timeZone?: string
}

/** Reads the settings without judging them. Failures are those of Graph. */
export async function readScheduleSettings(
  graph: Graph,
  teamId: string,
  priority: Priority,
): Promise<GraphAnswer<TeamSchedule>> {
  const to = graphCall('GET /v1.0/teams/{team}/schedule', { team: teamId })
  if (to.kind === 'failed') return to
  const answer = await graph.request({ ...to.value, priority })
  if (answer.kind === 'failed') return answer
  const parsed = schedule.safeParse(answer.value.json)
  if (!parsed.success)
    return { kind: 'failed', failure: { kind: 'unreadable', detail: 'the answer is not a schedule' } }
  const { enabled, provisionStatus, timeClockEnabled, timeZone } = parsed.data
  // Documented as a tz database name; a name unknown to this runtime would break the clock.
  const zone = canonicalTimeZone(timeZone ?? '')
  return {
    kind: 'ok',
    value: {
      isEnabled: enabled !== false,
      isTimeClockOn: timeClockEnabled !== false,
      ...(isNotReady(provisionStatus) && { notReady: provisionStatus ?? '' }),
      ...(zone !== undefined && { timeZone: zone }),
    },
  }
}

/**
 * Reads the team's schedule once. It is undocumented how Graph answers a clock-out while the time clock is
 * off, so the setting itself is read. Microsoft allows polling a Teams resource only once a day. A final
 * refusal by Graph gives the status `unusable`.
 */
export async function readTeamSchedule(graph: Graph, teamId: string): Promise<GraphAnswer<ScheduleStatus>> {
  const answer = await requestSchedule(graph, teamId, 'replay')
  return answer.kind === 'failed' ? (refusedForGood(answer.failure) ?? answer) : answer
}

/** Like `readTeamSchedule`, but returns every failure as a failure. */
export async function requestSchedule(
  graph: Graph,
  teamId: string,
  priority: Priority,
): Promise<GraphAnswer<ScheduleStatus>> {
  const answer = await readScheduleSettings(graph, teamId, priority)
  return answer.kind === 'failed' ? answer : { kind: 'ok', value: statusOf(answer.value) }
}

function statusOf({ isEnabled, notReady, isTimeClockOn, timeZone }: TeamSchedule): ScheduleStatus {
  const problems = [
    !isEnabled && 'the team has no schedule that is in use',
    notReady !== undefined && `the team's schedule is not ready (${notReady})`,
    !isTimeClockOn && "the team's time clock is turned off in the settings of Shifts",
  ].filter((problem) => problem !== false)
  const more = timeZone === undefined ? {} : { timeZone }
  return problems.length === 0
    ? { kind: 'usable', ...more }
    : { kind: 'unusable', detail: problems.join('; '), ...more }
}

/** An app that may not read the schedule may not end its cards either. */
function refusedForGood(failure: GraphFailure): GraphAnswer<ScheduleStatus> | undefined {
  const why = failure.code === undefined ? failure.detail : `${failure.code}, ${failure.detail}`
  switch (failure.kind) {
    case 'forbidden':
      return unusable(`Graph does not let this kiosk read the team's schedule: ${why}`)
    case 'not-found':
      return unusable(`Graph does not find the team or its schedule: ${why}`)
    case 'no-token':
    case 'unauthorized':
    case 'rejected':
    case 'throttled':
    case 'unavailable':
    case 'no-answer':
    case 'unreadable':
    case 'too-long':
      return undefined
    default:
      return failure.kind satisfies never
  }
}

function unusable(detail: string): GraphAnswer<ScheduleStatus> {
  return { kind: 'ok', value: { kind: 'unusable', detail } }
}

/** The documentation shows the status in upper and lower case. */
function isNotReady(provisionStatus: string | null | undefined): boolean {
  return provisionStatus != null && provisionStatus.toLowerCase() !== 'completed'
}

import type { Call } from '../call.ts'
import { graphFailure, type GraphFailure } from '../graph/graph-errors.ts'
import { needOneOf, type GraphHandler, type GraphWorld } from '../graph/graph-world.ts'
import { readQuery } from '../graph/odata-query.ts'

export const readPermissions = ['Schedule.Read.All', 'Schedule.ReadWrite.All']
export const writePermissions = ['Schedule.ReadWrite.All']

/** `GET /teams/{id}/schedule`. */
export function scheduleHandler(world: GraphWorld): GraphHandler {
  return (call, permissions) => {
    const failure = needOneOf(readPermissions, permissions, 'Forbidden') ?? needTeam(world, call)
    if (failure) return failure
    const query = readQuery(call.url, [])
    if (query.kind === 'failure') return query
    return {
      status: 200,
      json: {
        '@odata.context': `${world.graphBase}/v1.0/$metadata#teams('${world.teamId}')/schedule/$entity`,
        id: world.teamId,
        ...world.schedule,
        provisionStatusCode: null,
        timeClockSettings: null,
        openShiftsEnabled: true,
        swapShiftsRequestsEnabled: true,
        offerShiftRequestsEnabled: true,
        timeOffRequestsEnabled: true,
        startDayOfWeek: 'monday',
        workforceIntegrationIds: [],
      },
    }
  }
}

/** An error unless the call is for this team. */
export function needTeam(world: GraphWorld, call: Call): GraphFailure | undefined {
  return call.route.ownerId.toLowerCase() === world.teamId.toLowerCase()
    ? undefined
    : graphFailure(
        world.rules.unknownTeam,
        world.rules.unknownTeam === 404 ? 'NotFound' : 'Forbidden',
        `No team found with Group Id ${call.route.ownerId}`,
      )
}

/** 404 unless the team's schedule is ready for use. */
export function needSchedule(world: GraphWorld): GraphFailure | undefined {
  const { enabled, provisionStatus } = world.schedule
  return enabled && provisionStatus.toLowerCase() === 'completed'
    ? undefined
    : graphFailure(404, 'NotFound', 'The schedule of the team is not provisioned.')
}

/** An error while the team's time clock is off. Its status is undocumented: see `refusalStatus`. */
export function needTimeClock(world: GraphWorld): GraphFailure | undefined {
  return world.schedule.timeClockEnabled || world.rules.timeClockOff === 'accept'
    ? undefined
    : refusal(world, 'The time clock is not enabled for the team.')
}

/** A refusal whose status is undocumented. */
export function refusal(world: GraphWorld, message: string): GraphFailure {
  const { refusalStatus } = world.rules
  const codes = { 400: 'BadRequest', 403: 'Forbidden', 409: 'Conflict', 412: 'PreconditionFailed' } as const
  return graphFailure(refusalStatus, codes[refusalStatus], message)
}

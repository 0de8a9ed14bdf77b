import {
  type Answer,
  badRequest,
  type Incoming,
  isRefused,
  methodNotAllowed,
  refuse,
  unknownSegment,
} from './answers.ts'
import type { Directory } from './directory.ts'
import { option } from './query.ts'
import type { Caller, SignIn } from './sign-in.ts'
import type { TimeCards } from './time-cards.ts'

/** includes/permissions/*-permissions.md of the schedule and its time cards (learn:, "Permissions", Application). */
const scheduleWriters = ['Schedule.ReadWrite.All']
const scheduleReaders = ['Schedule.Read.All', ...scheduleWriters]
/** team-get.md (02b4cba), "Permissions", Application. */
const teamReaders = [
  'Team.ReadBasic.All',
  'TeamSettings.Read.All',
  'TeamSettings.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]

export interface Team {
  readonly id: string
  readonly displayName: string
  readonly memberIds: readonly string[]
}

export interface GraphGiven {
  readonly graphUrl: () => string
  readonly signIn: SignIn
  readonly directory: Directory
  readonly timeCards: TimeCards
  readonly teams: readonly Team[]
  readonly isTimeClockEnabled: boolean
  /** Requests to one team within a second before the next is throttled; undefined: none is. */
  readonly teamRequestsPerSecond: number | undefined
  readonly nowMs: () => number
}

export function openGraph(given: GraphGiven): (request: Incoming) => Promise<Answer> {
  const recentMs = new Map<string, number[]>()

  /** concepts/throttling-limits.md (0135174): "4 requests per second per app can be issued on a given team". */
  const isThrottled = (teamId: string): boolean => {
    const now = given.nowMs()
    const recent = (recentMs.get(teamId) ?? []).filter((ms) => now - ms < 1000)
    recentMs.set(teamId, [...recent, now])
    return recent.length >= (given.teamRequestsPerSecond ?? Infinity)
  }

  const answerTeam = (segments: readonly string[], request: Incoming, caller: Caller): Answer => {
    const [id, schedule, cards, ...rest] = segments
    if (id === undefined) return methodNotAllowed()
    // concepts/throttling.md (005016a): 429, and Retry-After in seconds. The page's list of resources with Retry-After has no team.
    if (isThrottled(id)) return refuse(429, 'TooManyRequests', 'Too many requests.', { 'retry-after': '1' })
    if (schedule !== undefined && schedule.toLowerCase() !== 'schedule') return unknownSegment(schedule)
    if (cards !== undefined && cards.toLowerCase() !== 'timecards') return unknownSegment(cards)
    const isRead = request.method === 'GET'
    const wanted = schedule === undefined ? teamReaders : isRead ? scheduleReaders : scheduleWriters
    // concepts/resolve-auth-errors.md (02b3139): 403. Silent: its code and message.
    if (!wanted.some((role) => caller.roles.includes(role))) {
      const message = `Missing role permissions on the request. API requires one of '${wanted.join(', ')}'.`
      return refuse(403, 'Forbidden', message)
    }
    const team = given.teams.find((one) => one.id === id.toLowerCase())
    // concepts/errors.md: 404. Silent: code and message.
    if (team === undefined) return refuse(404, 'NotFound', `No team found with Group Id ${id}`)
    if (cards !== undefined) return given.timeCards.answer(team.id, rest, request, caller)
    if (!isRead) return methodNotAllowed()
    return { status: 200, json: schedule === undefined ? teamJson(team, request) : scheduleJson(team) }
  }

  /** team-get.md: `$select`, and `isArchived` and `summary` in the example; resources/team.md (0445f69): the rest. */
  const teamJson = (team: Team, request: Incoming) => {
    const whole = {
      id: team.id,
      displayName: team.displayName,
      description: null,
      isArchived: false,
      summary: { ownersCount: 1, membersCount: team.memberIds.length, guestsCount: 0 },
    }
    const names = option(request, 'select')?.split(',')
    return Object.fromEntries(Object.entries(whole).filter(([name]) => names?.includes(name) ?? true))
  }

  /**
   * schedule-get.md (02b4cba), "Response", which writes "Completed" where resources/schedule.md names `completed`.
   * Silent: the schedule's id; here the team's.
   */
  const scheduleJson = (team: Team) => ({
    id: team.id,
    enabled: true,
    timeZone: 'America/Chicago',
    provisionStatus: 'Completed',
    provisionStatusCode: null,
    timeClockEnabled: given.isTimeClockEnabled,
    openShiftsEnabled: true,
    swapShiftsRequestsEnabled: true,
    offerShiftRequestsEnabled: true,
    timeOffRequestsEnabled: true,
  })

  return async (request) => {
    const caller = await given.signIn.callerOf(request)
    if (isRefused(caller)) return caller
    let segments: readonly string[]
    try {
      segments = request.url.pathname.split('/').slice(1).map(decodeURIComponent)
    } catch {
      return badRequest('Malformed path.')
    }
    const [version, resource, ...rest] = segments
    if (version !== 'v1.0') return badRequest(`Invalid version: ${version ?? ''}`)
    switch (resource?.toLowerCase()) {
      case 'teams':
        return answerTeam(rest, request, caller.value)
      case 'users':
        return given.directory.users(rest, request, caller.value)
      case 'groups':
        return given.directory.groups(rest, request, caller.value)
      default:
        return unknownSegment(resource)
    }
  }
}

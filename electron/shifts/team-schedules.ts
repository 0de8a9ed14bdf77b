import type { Clock } from '../base/time/clock.ts'
import type { Team } from '../base/team.ts'
import type { GraphAnswer } from '../graph/graph-failure.ts'
import { createScheduleWatch, type ScheduleWatch } from './schedule-watch.ts'
import type { ScheduleStatus } from './team-schedule.ts'

export interface TeamSchedulesOptions {
  /** `name`: for IT, in the status. */
  readonly teams: readonly Team[]
  readonly clock: Clock
  /** Reads one team's schedule once. */
  readonly read: (teamId: string) => Promise<GraphAnswer<ScheduleStatus>>
  /** The schedules of all teams as one status (`combinedStatus`). */
  readonly onStatus: (status: ScheduleStatus) => void
}

/** Watches the schedule of each team. With one team, the same as its `ScheduleWatch`. */
export function watchTeamSchedules({ teams, clock, read, onStatus }: TeamSchedulesOptions): ScheduleWatch {
  const statuses = new Map<string, ScheduleStatus>()
  const watches = teams.map(({ id }) =>
    createScheduleWatch({
      clock,
      read: () => read(id),
      onStatus: (status) => {
        statuses.set(id, status)
        onStatus(combinedStatus(teams.map((team) => ({ name: team.name, status: statuses.get(team.id) }))))
      },
    }),
  )
  return {
    start: () => watches.forEach((watch) => watch.start()),
    tapRecorded: () => watches.forEach((watch) => watch.tapRecorded()),
    // One team is enough to notice when Graph answers again.
    exchanged: (isReached) => watches[0]?.exchanged(isReached),
    stop: () => watches.forEach((watch) => watch.stop()),
  }
}

interface NamedStatus {
  readonly name: string
  /** Absent: not read yet. */
  readonly status: ScheduleStatus | undefined
}

/**
 * `unusable` if any team is: the detail names those teams. The time zone is that of the first team that has
 * one.
 */
export function combinedStatus(teams: readonly NamedStatus[]): ScheduleStatus {
  const known = teams.flatMap(({ name, status }) =>
    status === undefined || status.kind === 'unknown' ? [] : [{ name, status }],
  )
  if (known.length === 0) return { kind: 'unknown' }
  const timeZone = known.find(({ status }) => status.timeZone !== undefined)?.status.timeZone
  const zone = timeZone === undefined ? {} : { timeZone }
  const problems = known.flatMap(({ name, status }) =>
    status.kind === 'unusable' ? [teams.length === 1 ? status.detail : `${name}: ${status.detail}`] : [],
  )
  return problems.length === 0
    ? { kind: 'usable', ...zone }
    : { kind: 'unusable', detail: problems.join('; '), ...zone }
}

import { backoffMs } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import type { GraphAnswer } from './graph-failure.ts'
import type { ScheduleStatus } from './team-schedule.ts'

export interface ScheduleWatch {
  start(): void
  stop(): void
}

export interface ScheduleWatchOptions {
  readonly clock: Clock
  /** Reads the team's schedule once. */
  readonly read: () => Promise<GraphAnswer<ScheduleStatus>>
  readonly told: (status: ScheduleStatus) => void
  readonly random?: () => number
}

const hourMs = 3_600_000
/** No answer says nothing about the schedule: asked again until there is one. */
const untilAnswered = { firstMs: 30_000, longestMs: hourMs }
/** A little over the day that Microsoft asks for between two looks at a Teams resource. */
const nextLookMs = 24.5 * hourMs
/** What stands in the way of every clock-out is on somebody's desk: a kiosk must not stay behind for a day. */
const nextLookWhileUnusableMs = hourMs

/** Looks at the team's schedule at the start and once a day, so that IT hears what is wrong before the first tap does. */
export function createScheduleWatch({
  clock,
  read,
  told,
  random = Math.random,
}: ScheduleWatchOptions): ScheduleWatch {
  let disarm: (() => void) | undefined
  let stopped = false
  let failures = 0

  const look = async (): Promise<void> => {
    const answer = await read()
    if (stopped) return
    if (answer.kind === 'failed') {
      failures += 1
      disarm = clock.after(backoffMs(failures, untilAnswered, random), () => void look())
      return
    }
    failures = 0
    told(answer.value)
    const pauseMs = answer.value.kind === 'unusable' ? nextLookWhileUnusableMs : nextLookMs
    disarm = clock.after(pauseMs, () => void look())
  }

  return {
    start: () => void look(),
    stop: () => {
      stopped = true
      disarm?.()
    },
  }
}

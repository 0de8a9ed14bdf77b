import { backoffMs } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import type { GraphAnswer } from '../graph/graph-failure.ts'
import type { ScheduleStatus } from './team-schedule.ts'

export interface ScheduleWatch {
  start(): void
  /** Somebody has tapped: where the schedule stands in the way, it is looked at again, for IT may have mended it. */
  tapTaken(): void
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
/** A queue of people who are all refused is one reason to look, not twenty. */
const betweenLooksForTapsMs = 60_000

/**
 * Looks at the team's schedule at the start and once a day, so that IT hears what is wrong before the first tap does.
 * While it stands in the way of every clock-out each tap is a reason to look: IT mends it and taps to see.
 */
export function createScheduleWatch({
  clock,
  read,
  told,
  random = Math.random,
}: ScheduleWatchOptions): ScheduleWatch {
  let disarm: (() => void) | undefined
  let stopped = false
  let failures = 0
  let looking = false
  let foundUnusableAtMs: number | undefined

  const look = async (): Promise<void> => {
    looking = true
    const answer = await read()
    looking = false
    if (stopped) return
    if (answer.kind === 'failed') {
      failures += 1
      disarm = clock.after(backoffMs(failures, untilAnswered, random), () => void look())
      return
    }
    failures = 0
    foundUnusableAtMs = answer.value.kind === 'unusable' ? clock.now().monotonicMs : undefined
    told(answer.value)
    disarm = clock.after(nextLookMs, () => void look())
  }

  return {
    start: () => void look(),
    tapTaken: () => {
      if (stopped || looking || foundUnusableAtMs === undefined) return
      if (clock.now().monotonicMs - foundUnusableAtMs < betweenLooksForTapsMs) return
      disarm?.()
      void look()
    },
    stop: () => {
      stopped = true
      disarm?.()
    },
  }
}

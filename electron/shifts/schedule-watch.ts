import { backoffMs } from '../base/time/backoff.ts'
import type { Clock } from '../base/time/clock.ts'
import type { GraphAnswer } from '../graph/graph-failure.ts'
import type { ScheduleStatus } from './team-schedule.ts'

export interface ScheduleWatch {
  start(): void
  /** Somebody tapped: if the schedule blocks clock-outs, it is read again, since IT may have fixed it. */
  tapRecorded(): void
  /**
   * After each exchange with Graph: whether it answered. If not, the schedule is read more often to notice
   * when it does.
   */
  exchanged(isReached: boolean): void
  stop(): void
}

export interface ScheduleWatchOptions {
  readonly clock: Clock
  /** Reads the team's schedule once. */
  readonly read: () => Promise<GraphAnswer<ScheduleStatus>>
  readonly onStatus: (status: ScheduleStatus) => void
  readonly random?: () => number
}

const hourMs = 3_600_000
/** Without an answer the schedule is unknown: retried with backoff. */
const untilAnswered = { firstMs: 30_000, maxMs: hourMs }
/** Slightly more than the day that Microsoft requires between two polls of a Teams resource. */
const nextLookMs = 24.5 * hourMs
/** While Graph is unreachable: only a request shows when that is over. */
const whileOutOfReachMs = 30_000
/** Many refused taps in a row cause one read, not one each. */
const betweenLooksForTapsMs = 60_000

/**
 * Reads the team's schedule at the start and once a day, so that IT hears of a problem before the first tap.
 * While the schedule blocks every clock-out, a tap causes another read, so that IT can fix it and tap to
 * check. While Graph is unreachable, reads it twice a minute, so that the alarm `offline` clears without a
 * tap.
 */
export function createScheduleWatch({
  clock,
  read,
  onStatus,
  random = Math.random,
}: ScheduleWatchOptions): ScheduleWatch {
  let disarm: (() => void) | undefined
  let stopped = false
  let failures = 0
  let looking = false
  let foundUnusableAtMs: number | undefined
  let isOutOfReach = false
  let nextLookAtMs = Infinity

  /** Schedules a read, unless one is due sooner. */
  const lookWithin = (delayMs: number): void => {
    const atMs = clock.now().monotonicMs + delayMs
    if (stopped || looking || nextLookAtMs <= atMs) return
    disarm?.()
    nextLookAtMs = atMs
    disarm = clock.after(delayMs, () => void look())
  }

  const look = async (): Promise<void> => {
    looking = true
    nextLookAtMs = Infinity
    const answer = await read()
    looking = false
    if (stopped) return
    if (answer.kind === 'failed') {
      failures += 1
      lookWithin(isOutOfReach ? whileOutOfReachMs : backoffMs(failures, untilAnswered, random))
      return
    }
    failures = 0
    foundUnusableAtMs = answer.value.kind === 'unusable' ? clock.now().monotonicMs : undefined
    onStatus(answer.value)
    lookWithin(nextLookMs)
  }

  return {
    start: () => void look(),
    tapRecorded: () => {
      if (foundUnusableAtMs === undefined) return
      lookWithin(Math.max(0, foundUnusableAtMs + betweenLooksForTapsMs - clock.now().monotonicMs))
    },
    exchanged: (isReached) => {
      isOutOfReach = !isReached
      if (isOutOfReach) lookWithin(whileOutOfReachMs)
    },
    stop: () => {
      stopped = true
      disarm?.()
    },
  }
}

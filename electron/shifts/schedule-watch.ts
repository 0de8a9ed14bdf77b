import { backoffMs } from '../base/time/backoff.ts'
import type { Clock } from '../base/time/clock.ts'
import type { GraphAnswer } from '../graph/graph-failure.ts'
import type { ScheduleStatus } from './team-schedule.ts'

export interface ScheduleWatch {
  start(): void
  /** Somebody has tapped: where the schedule stands in the way, it is looked at again, for IT may have fixed it. */
  tapTaken(): void
  /** After each exchange with Graph: whether it answered. While it does not, looking tells when it does again. */
  exchanged(isReached: boolean): void
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
/** Graph is out of reach: only asking tells when that is over. */
const whileOutOfReachMs = 30_000
/** A queue of people who are all refused is one reason to look, not twenty. */
const betweenLooksForTapsMs = 60_000

/**
 * Looks at the team's schedule at the start and once a day, so that IT hears what is wrong before the first tap does.
 * While it stands in the way of every clock-out each tap is a reason to look: IT fixes it and taps to see. While Graph is
 * out of reach it is looked at twice a minute, so that the first answer takes the alarm `offline` away without a tap.
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
  let isOutOfReach = false
  let nextLookAtMs = Infinity

  /** Unless one comes sooner. */
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
    told(answer.value)
    lookWithin(nextLookMs)
  }

  return {
    start: () => void look(),
    tapTaken: () => {
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

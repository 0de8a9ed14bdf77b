import type { Instant } from '../../base/time/clock.ts'
import { correctionMs, type TimeBounds } from './time-bounds.ts'

/** Answers this far apart, both in agreement with this computer's clock, are no accident. */
const apartMs = 3_600_000
/** What is erased is days or years old: minutes do not matter. */
const agreesWithinMs = 5 * 60_000

/**
 * The time by which something may be erased for good: this computer's clock, once two answers of servers at least an
 * hour apart agreed with it and none disagreed, with no jump of the clock since the first of them. The hour is
 * monotonic: where the monotonic clock stands still during sleep, waking counts as a jump, and the hour starts again.
 */
export interface AgreedTime {
  /** `isPlausible`: whether the answer's date is one that can be believed at all. */
  note(seen: TimeBounds, isPlausible: boolean, arrivedAt: Instant, jumps: number): void
  /** Milliseconds since the Unix epoch; undefined while there is no such agreement. */
  nowMs(now: Instant, jumps: number): number | undefined
}

export function createAgreedTime(): AgreedTime {
  let since: { readonly firstMs: number; readonly jumps: number } | undefined
  let latestMs = -Infinity
  return {
    note: (seen, isPlausible, arrivedAt, jumps) => {
      if (!isPlausible || Math.abs(correctionMs(seen, arrivedAt)) > agreesWithinMs) {
        since = undefined
        return
      }
      if (since?.jumps !== jumps) since = { firstMs: arrivedAt.monotonicMs, jumps }
      latestMs = arrivedAt.monotonicMs
    },
    nowMs: (now, jumps) =>
      since?.jumps === jumps && latestMs - since.firstMs >= apartMs ? now.wallMs : undefined,
  }
}

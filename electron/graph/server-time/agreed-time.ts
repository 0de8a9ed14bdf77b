import type { Instant } from '../../base/time/clock.ts'
import { correctionMs, type TimeBounds } from './time-bounds.ts'

/** Two answers this far apart that both agree with this computer's clock are no coincidence. */
const apartMs = 3_600_000
/** Data to erase is days or years old, so minutes do not matter. */
const agreesWithinMs = 5 * 60_000

/**
 * The time used to erase data permanently: this computer's clock, once two server answers at least an hour
 * apart agreed with it, none disagreed, and the clock did not jump since the first of them. The hour is
 * monotonic: if the monotonic clock stops during sleep, waking counts as a jump and the hour starts again.
 */
export interface AgreedTime {
  /** `isPlausible`: whether the answer's date is credible at all. */
  note(seen: TimeBounds, isPlausible: boolean, arrivedAt: Instant, jumps: number): void
  /** Milliseconds since the Unix epoch; undefined while there is no agreement. */
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

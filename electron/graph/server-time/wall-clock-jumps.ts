import type { Instant } from '../../base/time/clock.ts'
import { wallOffsetMs } from './time-bounds.ts'

/** Less than anybody would see, and more than a clock that is kept right by its network is moved by at once. */
export const jumpMs = 2_000
/** How fast a clock may be moved without jumping: NTP slews by 500 millionths at most (adjtimex(2)). */
const slew = 500e-6

/**
 * Tells whether this computer's wall clock has jumped: somebody set it, or the computer slept on a system whose
 * monotonic clock stands still meanwhile. Two moments with the same answer have no jump between them.
 */
export function createJumpCounter(): (now: Instant) => number {
  let jumps = 0
  let last: Instant | undefined
  return (now) => {
    if (last !== undefined) {
      const movedMs = Math.abs(wallOffsetMs(now) - wallOffsetMs(last))
      if (movedMs > jumpMs + Math.abs(now.monotonicMs - last.monotonicMs) * slew) jumps += 1
    }
    last = now
    return jumps
  }
}

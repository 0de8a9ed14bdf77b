import type { Instant } from '../../base/time/clock.ts'
import { wallOffsetMs } from './time-bounds.ts'

/**
 * Too little for anybody to notice, and more than time synchronization steps a clock that is kept in sync.
 */
export const jumpMs = 2_000
/** How fast a clock may be adjusted without a jump: NTP slews by at most 500 ppm (adjtimex(2)). */
const slew = 500e-6

/**
 * Counts the jumps of this computer's wall clock: somebody set it, or the computer slept and its monotonic
 * clock stopped meanwhile. Between two calls with the same result there was no jump.
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

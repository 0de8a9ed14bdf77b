import type { Clock } from '../base/time/clock.ts'
import type { FieldsByEvent } from '../base/log/log-events.ts'
import type { Log } from '../base/log/log.ts'

/** Events with a field for the number of lines left out. */
type LimitedEvent = 'host.denied' | 'host.message-refused'

const windowMs = 60_000
const linesInAWindow = 20

/**
 * Rate-limits warnings that the page (or an attacker in it) can cause: at most 20 a minute, so that they
 * cannot push important lines out of the log. The next line written says how many were left out (`leftOut`).
 */
export function createLimitedWarning<Event extends LimitedEvent>(
  log: Log,
  clock: Clock,
  event: Event,
): (fields: FieldsByEvent[Event]) => void {
  let beganMs = -Infinity
  let written = 0
  let leftOut = 0
  return (fields) => {
    const nowMs = clock.now().monotonicMs
    if (nowMs - beganMs >= windowMs) {
      beganMs = nowMs
      written = 0
    }
    if (written >= linesInAWindow) {
      leftOut += 1
      return
    }
    written += 1
    log.warn(event, leftOut === 0 ? fields : { ...fields, leftOut })
    leftOut = 0
  }
}

import type { Clock } from '../base/time/clock.ts'
import type { FieldsByEvent } from '../base/log/log-events.ts'
import type { Log } from '../base/log/log.ts'

/** Events with a field that says how many were left out. */
type LimitedEvent = 'host.denied' | 'host.message-refused'

const windowMs = 60_000
const linesInAWindow = 20

/**
 * Warnings of one event as the page (or whoever has taken it over) can cause them: at most 20 a minute, so that they
 * cannot push out of the log what matters. The first line afterwards says how many were left out (`leftOut`).
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

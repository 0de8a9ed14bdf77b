import { systemClock, type Clock } from '../../electron/base/time/clock.ts'

/** Real time, in which whatever waits has to wait only a part of it: for tests where the order counts, not the pause. */
export function hurriedClock(timesAsSoon: number): Clock {
  return {
    now: () => systemClock.now(),
    after: (delayMs, action) => systemClock.after(delayMs / timesAsSoon, action),
  }
}

import type { Clock } from '../../electron/base/time/clock.ts'

/** A clock that stands still until it is advanced. */
export interface VirtualClock extends Clock {
  /**
   * Moves time forward by `ms`, running each due action at its own instant, in the order they are due (equal ones
   * in the order they were requested), also those requested on the way. Before and after each, what waits on
   * promises gets its turn.
   */
  advance(ms: number): Promise<void>
  /** Lets everything that waits on promises alone run, without moving time. */
  settle(): Promise<void>
  /** Moves the wall clock only, as when somebody sets the computer's time. The monotonic clock goes on as before. */
  jumpWall(ms: number): void
  /** How many actions are waiting for their time. */
  readonly waiting: number
}

interface Timer {
  readonly atMs: number
  readonly action: () => void
}

/** `startMs`: the wall clock at the start, in milliseconds since the Unix epoch. The monotonic clock starts at 0. */
export function createVirtualClock(startMs = Date.UTC(2026, 0, 5, 8)): VirtualClock {
  let monotonicMs = 0
  let wallOffsetMs = startMs
  const timers = new Set<Timer>()

  const nextDue = (untilMs: number): Timer | undefined => {
    let next: Timer | undefined
    for (const timer of timers) {
      if (timer.atMs <= untilMs && (next === undefined || timer.atMs < next.atMs)) next = timer
    }
    return next
  }

  return {
    now: () => ({ wallMs: wallOffsetMs + monotonicMs, monotonicMs }),
    after: (delayMs, action) => {
      const timer = { atMs: monotonicMs + Math.max(0, delayMs), action }
      timers.add(timer)
      return () => {
        timers.delete(timer)
      }
    },
    advance: async (ms) => {
      const untilMs = monotonicMs + ms
      await settle()
      for (let timer = nextDue(untilMs); timer !== undefined; timer = nextDue(untilMs)) {
        timers.delete(timer)
        monotonicMs = timer.atMs
        timer.action()
        await settle()
      }
      monotonicMs = untilMs
      await settle()
    },
    settle,
    jumpWall: (ms) => {
      wallOffsetMs += ms
    },
    get waiting() {
      return timers.size
    },
  }
}

/**
 * Web streams and Node's crypto need turns of the event loop besides microtasks, so a handful of them are given.
 */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

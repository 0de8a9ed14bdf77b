import type { Clock } from '../../electron/base/time/clock.ts'

/** A clock that stands still until it is advanced. */
export interface VirtualClock extends Clock {
  /**
   * Moves time forward by `ms` and runs each due action at its own instant, including those scheduled on the way.
   * Actions due at the same instant run in the order they were scheduled. Pending promises settle before and after
   * each action.
   */
  advance(ms: number): Promise<void>
  /** Lets pending promises settle, without moving time. */
  settle(): Promise<void>
  /** Moves only the wall clock, as when somebody sets the computer's time. The monotonic clock is not affected. */
  jumpWall(ms: number): void
  /** How many scheduled actions are not due yet. */
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

/** Runs five turns of the event loop: web streams and Node's crypto need more than microtasks. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

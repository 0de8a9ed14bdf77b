/**
 * Virtual time for a whole world of machines. Between two instants everything that waits on promises runs to its
 * end, also what waits on the thread pool (the stand-in checks tokens with WebCrypto), so that a schedule runs the
 * same way each time.
 */
export interface ModelClock {
  /** Milliseconds since the Unix epoch: the true time, which nobody's clock need show. */
  readonly nowMs: number
  /** Runs `action` once, `delayMs` from now. The returned function cancels it. */
  after(delayMs: number, action: () => void): () => void
  /** Moves time forward, running each due action at its own instant, in the order they are due. */
  advance(ms: number): Promise<void>
  settle(): Promise<void>
  /** Time does not advance until `work` has ended. */
  hold<T>(work: Promise<T>): Promise<T>
}

interface Timer {
  readonly atMs: number
  readonly action: () => void
}

/** Web streams need a few turns of the event loop besides microtasks. */
const quietTurns = 2

export function createModelClock(startMs = Date.UTC(2026, 0, 5, 8)): ModelClock {
  let nowMs = startMs
  let held = 0
  const timers = new Set<Timer>()

  const nextDue = (untilMs: number): Timer | undefined => {
    let next: Timer | undefined
    for (const timer of timers) {
      if (timer.atMs <= untilMs && (next === undefined || timer.atMs < next.atMs)) next = timer
    }
    return next
  }

  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < quietTurns; quiet = held > 0 ? 0 : quiet + 1) {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  return {
    get nowMs() {
      return nowMs
    },
    after: (delayMs, action) => {
      const timer = { atMs: nowMs + Math.max(0, delayMs), action }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance: async (ms) => {
      const untilMs = nowMs + ms
      await settle()
      for (let timer = nextDue(untilMs); timer !== undefined; timer = nextDue(untilMs)) {
        timers.delete(timer)
        nowMs = timer.atMs
        timer.action()
        await settle()
      }
      nowMs = untilMs
      await settle()
    },
    settle,
    hold: async (work) => {
      held += 1
      try {
        return await work
      } finally {
        held -= 1
      }
    },
  }
}

import type { Clock } from '../../electron/base/time/clock.ts'

/** Virtual time for thousands of machines: a heap of timers, and one turn of the event loop an instant. */
export interface SwiftClock extends Clock {
  readonly nowMs: number
  /** Until nothing is left to do, or `untilMs` has come. */
  run(untilMs: number): Promise<void>
}

interface Timer {
  readonly atMs: number
  readonly order: number
  action: (() => void) | undefined
}

export function createSwiftClock(startMs = Date.UTC(2026, 0, 5, 8)): SwiftClock {
  let nowMs = 0
  let orders = 0
  const heap: Timer[] = []
  const before = (a: Timer | undefined, b: Timer | undefined): boolean =>
    a !== undefined && b !== undefined && (a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order))
  const swap = (a: number, b: number): void => {
    const [x, y] = [heap[a], heap[b]]
    if (x === undefined || y === undefined) return
    heap[a] = y
    heap[b] = x
  }
  const push = (timer: Timer): void => {
    heap.push(timer)
    for (let at = heap.length - 1; at > 0 && before(heap[at], heap[(at - 1) >> 1]); at = (at - 1) >> 1) {
      swap(at, (at - 1) >> 1)
    }
  }
  const pop = (): Timer | undefined => {
    swap(0, heap.length - 1)
    const first = heap.pop()
    for (let at = 0; ;) {
      const [left, right] = [at * 2 + 1, at * 2 + 2]
      const least = before(heap[right], heap[left]) ? right : left
      if (!before(heap[least], heap[at])) return first
      swap(at, least)
      at = least
    }
  }
  return {
    get nowMs() {
      return nowMs
    },
    now: () => ({ wallMs: startMs + nowMs, monotonicMs: nowMs }),
    after: (delayMs, action) => {
      const timer: Timer = { atMs: nowMs + Math.max(0, delayMs), order: (orders += 1), action }
      push(timer)
      return () => {
        timer.action = undefined
      }
    },
    run: async (untilMs) => {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve))
        while (heap.length > 0 && heap[0]?.action === undefined) pop()
        const next = heap[0]
        if (next === undefined || next.atMs > untilMs) break
        nowMs = next.atMs
        while (heap[0]?.atMs === nowMs) pop()?.action?.()
      }
    },
  }
}

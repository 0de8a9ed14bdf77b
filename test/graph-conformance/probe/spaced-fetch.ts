import type { Clock } from '../../../electron/base/time/clock.ts'
import type { Fetch } from '../../../electron/base/fetch.ts'
import type { Pace } from '../../../electron/graph/pace.ts'

/** One request per second: less than a third of the four that Microsoft allows an app for one team. */
export const betweenRequestsMs = 1_000

/** For a stand-in on this computer, which has no limits. */
export const noPace: Pace = {
  turn: () => Promise.resolve({ kind: 'go' }),
  slowDown: () => 0,
  accepted: () => undefined,
}

/** A `Fetch` that sends its requests at least `gapMs` apart. */
export function spacedFetch(fetch: Fetch, gapMs: number, clock: Clock): Fetch {
  let freeAtMs = -Infinity
  return async (url, init) => {
    const nowMs = clock.now().monotonicMs
    const leavesAtMs = Math.max(nowMs, freeAtMs)
    freeAtMs = leavesAtMs + gapMs
    if (leavesAtMs > nowMs) await new Promise<void>((resolve) => clock.after(leavesAtMs - nowMs, resolve))
    return fetch(url, init)
  }
}

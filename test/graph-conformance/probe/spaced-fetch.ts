import type { Clock } from '../../../electron/base/time/clock.ts'
import type { Fetch } from '../../../electron/base/fetch.ts'
import type { Pace } from '../../../electron/graph/pace.ts'

/** A third of what Microsoft allows one app on one team would be 1.33 requests a second. */
export const betweenRequestsMs = 1_000

/** Of a stand-in on this computer, which has no limits to keep. */
export const noPace: Pace = {
  turn: () => Promise.resolve({ kind: 'go' }),
  slowDown: () => 0,
  accepted: () => undefined,
}

/** A `Fetch` whose requests leave at least so long after one another. */
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

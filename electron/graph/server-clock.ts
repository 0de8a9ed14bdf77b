import type { Clock, Instant } from '../base/clock.ts'
import type { Fetch } from '../base/fetch.ts'
import { isMicrosofts } from './microsoft-answer.ts'
import { dateHeaderMs } from './retry-after.ts'

/**
 * What time it is for Microsoft's servers, by the `Date` headers of their answers, carried on by the monotonic
 * clock: so a PC clock that is wrong, jumps or is set by hand does not falsify a punch.
 */
export interface ServerClock {
  /** The servers' time at a moment of this computer, in milliseconds since the Unix epoch; undefined: none seen. */
  timeOf(at: Instant): number | undefined
  /** The host's `fetch`, with an eye on the `Date` headers that pass. */
  readonly fetch: Fetch
  /**
   * How far this computer's clock is ahead (behind: negative), in milliseconds; undefined: no server seen yet, or none
   * since this computer's clock jumped, for it may have slept.
   */
  aheadMs(): number | undefined
}

/** Bounds of (servers' time − monotonic clock), in milliseconds, as they were at `seenAtMs` (monotonic). */
interface Bounds {
  readonly low: number
  readonly high: number
  readonly seenAtMs: number
}

/** Less than anybody would see, and more than a clock that is kept right by its network is moved by at once. */
const jumpMs = 2_000
/** A `Date` header has whole seconds. */
const headerStepMs = 1_000
/** How fast a PC's crystal may run wrong: 100 millionths, four seconds in half a day. */
const drift = 100e-6

export function createServerClock(fetch: Fetch, clock: Clock): ServerClock {
  let bounds: Bounds | undefined
  /** This computer's wall clock − its monotonic one, when a server was last seen. */
  let offsetWhenSeenMs = 0

  const note = (dateMs: number, sentAt: Instant, arrivedAt: Instant): void => {
    const seen = {
      low: dateMs - arrivedAt.monotonicMs,
      high: dateMs + headerStepMs - sentAt.monotonicMs,
      seenAtMs: arrivedAt.monotonicMs,
    }
    const known = bounds === undefined ? undefined : widened(bounds, arrivedAt.monotonicMs)
    const low = Math.max(seen.low, known?.low ?? -Infinity)
    const high = Math.min(seen.high, known?.high ?? Infinity)
    // Where the two do not meet, this computer slept or the server's clock was set: the newest is right.
    bounds = low <= high ? { low, high, seenAtMs: seen.seenAtMs } : seen
    offsetWhenSeenMs = arrivedAt.wallMs - arrivedAt.monotonicMs
  }

  const timeOf = (at: Instant): number | undefined => {
    if (bounds === undefined) return undefined
    const { low, high } = widened(bounds, at.monotonicMs)
    // A PC clock that agrees with the servers is finer than their whole seconds, so it is kept as it is.
    const offset = Math.min(Math.max(at.wallMs - at.monotonicMs, low), high)
    return Math.round(at.monotonicMs + offset)
  }

  return {
    timeOf,
    aheadMs: () => {
      const now = clock.now()
      if (Math.abs(now.wallMs - now.monotonicMs - offsetWhenSeenMs) > jumpMs) return undefined
      const serverMs = timeOf(now)
      return serverMs === undefined ? undefined : now.wallMs - serverMs
    },
    fetch: async (url, init) => {
      const sentAt = clock.now()
      const response = await fetch(url, init)
      const dateMs = isMicrosofts(response) ? dateHeaderMs(response.headers) : undefined
      if (dateMs !== undefined) note(dateMs, sentAt, clock.now())
      return response
    },
  }
}

function widened(
  { low, high, seenAtMs }: Bounds,
  atMs: number,
): { readonly low: number; readonly high: number } {
  const byMs = Math.abs(atMs - seenAtMs) * drift
  return { low: low - byMs, high: high + byMs }
}

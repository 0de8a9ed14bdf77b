import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import type { GraphSighting } from '../graph.ts'

/**
 * A connection that was kept open may lead nowhere after a change of network, and swallow one request after the
 * other. So all are closed when nothing has answered for this long since the first request that went without an answer,
 * and again after twice as long each time; the next request makes one anew.
 */
const unansweredMs = { first: 30_000, longest: 10 * 60_000 }

export interface ReconnectParts {
  readonly clock: Clock
  readonly log: Log
  /** Closes the connections the host keeps open. */
  readonly dropConnections: () => void
}

/** Returns what has to be told of each exchange. */
export function createReconnect({
  clock,
  log,
  dropConnections,
}: ReconnectParts): (sighting: Pick<GraphSighting, 'reached' | 'roundTripMs'>) => void {
  let sinceMs: number | undefined
  let limitMs = unansweredMs.first
  return ({ reached, roundTripMs }) => {
    if (reached) {
      sinceMs = undefined
      limitMs = unansweredMs.first
      return
    }
    const nowMs = clock.now().monotonicMs
    sinceMs ??= nowMs - roundTripMs
    if (nowMs - sinceMs < limitMs) return
    log.warn('graph.reconnecting', { unansweredMs: Math.round(nowMs - sinceMs) })
    sinceMs = nowMs
    limitMs = Math.min(limitMs * 2, unansweredMs.longest)
    dropConnections()
  }
}

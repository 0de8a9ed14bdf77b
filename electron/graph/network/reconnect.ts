import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import type { ExchangeReport } from '../graph.ts'

/**
 * After a network change, a kept-alive connection may be dead and swallow one request after another. All
 * connections are closed when nothing has answered for this long since the first unanswered request, and
 * again with the time doubled each time; the next request opens a new one.
 */
const unansweredMs = { first: 30_000, longest: 10 * 60_000 }

export interface ReconnectParts {
  readonly clock: Clock
  readonly log: Log
  /** Closes the connections the host keeps open. */
  readonly dropConnections: () => void
}

/** Returns a function to call after each exchange. */
export function createReconnect({
  clock,
  log,
  dropConnections,
}: ReconnectParts): (report: Pick<ExchangeReport, 'reached' | 'roundTripMs'>) => void {
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

import type { Log } from '../base/log.ts'
import type { GraphSighting } from './graph.ts'

/**
 * A connection that was kept open may lead nowhere after a change of network, and swallow one request after the
 * other. So after so many requests in a row without an answer all are closed; the next request makes one anew.
 */
const unansweredInARow = 10

export interface ReconnectParts {
  readonly log: Log
  /** Closes the connections the host keeps open. */
  readonly dropConnections: () => void
}

/** Returns what has to be told of each exchange. */
export function createReconnect({
  log,
  dropConnections,
}: ReconnectParts): (sighting: Pick<GraphSighting, 'reached'>) => void {
  let inARow = 0
  return ({ reached }) => {
    inARow = reached ? 0 : inARow + 1
    if (inARow === 0 || inARow % unansweredInARow !== 0) return
    log.warn('graph.reconnecting', { inARow })
    dropConnections()
  }
}

import type { Log } from '../base/log/log.ts'
import type { Connection } from '../contract/kiosk-state.ts'
import type { GraphNews } from '../graph/open-graph.ts'
import type { HealthFacts } from './health.ts'

/** The connection to Graph and its problems, according to the latest news. */
export interface GraphStatus {
  readonly facts: Pick<
    HealthFacts,
    | 'connection'
    | 'proxyProblem'
    | 'inTheWay'
    | 'signInProblem'
    | 'newCertificateProblem'
    | 'permissionProblem'
  >
  /** The connection as the screen shows it. */
  readonly shown: Connection
  take(news: GraphNews): void
}

export interface GraphStatusParts {
  readonly log: Log
  /** Whether taps may reach Shifts. Called when the connection or the sign-in problem may have changed that. */
  readonly reachabilityChanged: (isReachable: boolean) => void
  /** A problem began, changed or ended. */
  readonly problemChanged: () => void
}

export function createGraphStatus({
  log,
  reachabilityChanged,
  problemChanged,
}: GraphStatusParts): GraphStatus {
  let connection: Connection = 'unknown'
  /** By the kind of news; undefined: no problem. */
  const problems: Partial<Record<Exclude<GraphNews['kind'], 'exchange'>, string | undefined>> = {}

  /** Without a token nothing is sent to Graph, so the last known connection is no longer meaningful. */
  const shown = (): Connection => (problems['sign-in'] === undefined ? connection : 'signed-out')
  const tellReachability = (): void => {
    const known = shown()
    reachabilityChanged(known === 'online' || known === 'unknown')
  }

  const exchanged = (next: Connection): void => {
    if (next === connection) return
    connection = next
    log.info('graph.connection', { connection })
    tellReachability()
  }

  return {
    get facts() {
      return {
        connection,
        proxyProblem: problems.proxy,
        inTheWay: problems['in-the-way'],
        signInProblem: problems['sign-in'],
        newCertificateProblem: problems['new-certificate'],
        permissionProblem: problems.permission,
      }
    },
    get shown() {
      return shown()
    },
    take: (news) => {
      if (news.kind === 'exchange') {
        exchanged(news.reached ? 'online' : 'offline')
        return
      }
      problems[news.kind] = news.problem
      if (news.kind === 'sign-in') tellReachability()
      problemChanged()
    },
  }
}

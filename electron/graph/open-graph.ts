import type { Clock } from '../base/clock.ts'
import type { Fetch } from '../base/fetch.ts'
import type { Log } from '../base/log.ts'
import { createGraph, type Graph } from './graph.ts'
import { createInTheWay } from './in-the-way.ts'
import { createPace, type Pace } from './pace.ts'
import { watchProxy } from './proxy-watch.ts'
import { createReconnect } from './reconnect.ts'
import { createServerClock, type ServerClock } from './server-clock.ts'
import { createTokenSource, type Credential, type TokenAnswer } from './token.ts'

/** Who the app is to Entra. */
export interface GraphSignIn {
  readonly tenantId: string
  readonly clientId: string
  /** `https://login.microsoftonline.com`, or that of a proxy or a test tenant. */
  readonly loginEndpoint: string
  /** Asked for at each token: IT may have renewed the certificate. */
  readonly credential: () => Credential
}

export interface OpenGraphOptions {
  /** `https://graph.microsoft.com`, or that of a proxy or a test tenant. */
  readonly endpoint: string
  readonly signIn: GraphSignIn
  readonly fetch: Fetch
  readonly clock: Clock
  readonly log: Log
  /** When requests may leave. Default: as often as Microsoft allows one app on one team. */
  readonly pace?: Pace
  /** Closes the connections the host keeps open. */
  readonly dropConnections?: () => void
}

/** What is learned on the way to Graph, besides the answers. */
export type GraphNews =
  /** After each exchange: whether Graph itself answered, whatever it said. */
  | { readonly kind: 'exchange'; readonly reached: boolean }
  /** `problem`: which proxy wants a password, and what to do, in words; undefined: Microsoft has answered. */
  | { readonly kind: 'proxy'; readonly problem: string | undefined }
  /** `problem`: what answers in Microsoft's place, and what to look at, in words; undefined: nothing does any more. */
  | { readonly kind: 'in-the-way'; readonly problem: string | undefined }

/** Microsoft Graph, signed in as one app: token, paced requests, the servers' time. */
export interface OpenedGraph extends Graph {
  readonly serverClock: Pick<ServerClock, 'timeOf' | 'aheadMs' | 'agreedNowMs'>
  /** The access token at hand, or why there is none. For the online check, which reads its permissions. */
  token(): Promise<TokenAnswer>
  /** Fetches the first token now, and each next one well before the last expires. Without it, with the first request. */
  start(): void
  stop(): void
  /** Returns what ends it. */
  subscribe(listener: (news: GraphNews) => void): () => void
}

/**
 * Opens the way to Graph. Sends nothing by itself before `start`.
 *
 *     const graph = openGraph({ endpoint, signIn, fetch, clock, log })
 *     const answer = await graph.request({ method: 'GET', target: '/v1.0/…', priority: 'live' })
 */
export function openGraph(options: OpenGraphOptions): OpenedGraph {
  const { endpoint, signIn, clock, log } = options
  const listeners = new Set<(news: GraphNews) => void>()
  const tell = (news: GraphNews): void => listeners.forEach((listener) => listener(news))
  const hosts = [signIn.loginEndpoint, endpoint].map((url) => new URL(url).host)

  const watchedFetch = watchProxy(options.fetch, (problem) =>
    tell({
      kind: 'proxy',
      problem: problem && `${problem}: let ${hosts.join(' and ')} through without one`,
    }),
  )
  const inTheWay = createInTheWay((problem) => tell({ kind: 'in-the-way', problem }))
  const serverClock = createServerClock(watchedFetch, clock)
  const { fetch } = serverClock
  const token = createTokenSource({
    ...signIn,
    graphEndpoint: endpoint,
    fetch,
    clock,
    log,
    onAnswer: (status) => inTheWay.answered(signIn.loginEndpoint, status),
    onAssertionAccepted: (signedAt) => serverClock.assertionAccepted(signedAt),
  })
  const noteAnswer = createReconnect({ clock, log, dropConnections: () => options.dropConnections?.() })
  const { pace = createPace({ clock }) } = options
  const graph = createGraph({
    endpoint,
    token,
    fetch,
    clock,
    log,
    pace,
    isTimeUndecided: () => serverClock.isUndecided(),
    onAnswer: (sighting) => {
      const { reached, statusInItsPlace } = sighting
      if (reached || statusInItsPlace !== undefined) inTheWay.answered(endpoint, statusInItsPlace)
      tell({ kind: 'exchange', reached })
      noteAnswer(sighting)
    },
  })
  return {
    request: (asked) => graph.request(asked),
    serverClock,
    token: () => token.get(),
    start: () => token.start(),
    stop: () => token.stop(),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

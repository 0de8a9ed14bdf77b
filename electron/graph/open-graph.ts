import type { Clock } from '../base/time/clock.ts'
import type { Fetch } from '../base/fetch.ts'
import type { Log } from '../base/log/log.ts'
import { entraCodes } from './sign-in/aadsts.ts'
import { createGraph, type Graph } from './graph.ts'
import { createInTheWay } from './in-the-way.ts'
import { createPace, type Pace } from './pace.ts'
import { watchProxy } from './network/proxy-watch.ts'
import { createReconnect } from './network/reconnect.ts'
import { createServerClock, type ServerClock } from './server-time/server-clock.ts'
import { howToConsent, missingIn, rolesIn } from './sign-in/token-roles.ts'
import type { NoToken } from './sign-in/token-request.ts'
import {
  createTokenSource,
  type Credential,
  type NewCredentialRefused,
  type TokenSource,
} from './sign-in/token.ts'

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
  /** `problem`: why Entra lets nobody sign in with what this computer has, in words; undefined: it has given a token. */
  | { readonly kind: 'sign-in'; readonly problem: string | undefined }
  /** `problem`: why a certificate put in place of one that Entra takes is refused, in words; undefined: it is not. */
  | { readonly kind: 'new-certificate'; readonly problem: string | undefined }
  /** `problem`: which permission the token lacks, and what to do, in words; undefined: none, or nobody can tell. */
  | { readonly kind: 'permission'; readonly problem: string | undefined }

/** `roles`: the app's permissions, where its token tells them (`token-roles.ts`). */
export type SignedIn = { readonly kind: 'signed-in'; readonly roles: readonly string[] | undefined } | NoToken

/** Microsoft Graph, signed in as one app: token, paced requests, the servers' time. */
export interface OpenedGraph extends Graph {
  readonly serverClock: Pick<ServerClock, 'timeOf' | 'aheadMs' | 'agreedNowMs'>
  /**
   * Whether Entra lets this app in, by the token at hand or a new one. `wanted`: where the token at hand can be read and
   * lacks this permission, a new one is fetched first, for consent counts from the next token on.
   */
  signedIn(wanted?: string): Promise<SignedIn>
  /** Fetches the first token now, and each next one well before the last expires. Without it, with the first request. */
  start(): void
  /** The credential has changed: signs in with it at once, to hear whether Entra takes it. */
  credentialChanged(): void
  stop(): void
  /** Returns what ends it. */
  subscribe(listener: (news: GraphNews) => void): () => void
}

/** What the code means, and what to do; of a code that is not known Entra's own text, which begins with its code. */
function wordsOf({ why, code, detail }: NoToken): string {
  const known = code === undefined || why === 'clock-wrong' ? undefined : entraCodes[code]
  if (code !== undefined && known !== undefined) return `${code}: ${known.detail}. ${known.fix}`
  return code === undefined || detail.includes(code) ? detail : `${code}: ${detail}`
}

function newCertificateWords({ refused, isOldAccepted }: NewCredentialRefused): string {
  const old = isOldAccepted
    ? 'The one before is still accepted, and used meanwhile: taps go out.'
    : 'The one before is refused as well: no tap reaches Shifts.'
  const upload = 'Upload the new certificate under Certificates & secrets of the app registration.'
  return `${refused.code ?? ''}: Entra does not know the certificate that was put in place. ${upload} ${old}`
}

/** Nothing is decided by it but what to tell IT, and when to look again. */
function permissionWords(accessToken: string): string | undefined {
  const roles = rolesIn(accessToken)
  const missing = roles && missingIn(roles)
  return missing && `${missing} ${howToConsent}`
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
    onRefused: (refused) => tell({ kind: 'sign-in', problem: refused && wordsOf(refused) }),
    onNewCredentialRefused: (refused) =>
      tell({ kind: 'new-certificate', problem: refused && newCertificateWords(refused) }),
    onToken: (accessToken) => {
      const problem = permissionWords(accessToken)
      tell({ kind: 'permission', problem })
      return problem === undefined ? undefined : 'provisional'
    },
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
    signedIn: (wanted) => signedIn(token, wanted),
    start: () => token.start(),
    credentialChanged: () => token.renew(),
    stop: () => token.stop(),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

async function signedIn(token: TokenSource, wanted: string | undefined): Promise<SignedIn> {
  const answer = await token.get()
  if (answer.kind === 'no-token') return answer
  const roles = rolesIn(answer.accessToken)
  if (wanted === undefined || roles === undefined || roles.includes(wanted))
    return { kind: 'signed-in', roles }
  const renewed = await token.get({ refuse: answer.accessToken })
  return renewed.kind === 'no-token' ? renewed : { kind: 'signed-in', roles: rolesIn(renewed.accessToken) }
}

import type { Clock } from '../base/time/clock.ts'
import type { Fetch } from '../base/fetch.ts'
import type { Log } from '../base/log/log.ts'
import { entraCodes } from './sign-in/aadsts.ts'
import { createGraph, type Graph } from './graph.ts'
import { createInterceptorWatch } from './interceptor-watch.ts'
import { createPace, type Pace } from './pace.ts'
import { watchProxy } from './network/proxy-watch.ts'
import { createReconnect } from './network/reconnect.ts'
import { createServerClock, type ServerClock } from './server-time/server-clock.ts'
import { howToConsent, describeMissing, rolesIn } from './sign-in/token-roles.ts'
import type { NoToken } from './sign-in/token-request.ts'
import type { Credential } from './sign-in/token-credential.ts'
import { createTokenSource, type NewCredentialRefused, type TokenSource } from './sign-in/token.ts'

/** The app's identity for Entra. */
export interface GraphSignIn {
  readonly tenantId: string
  readonly clientId: string
  /** `https://login.microsoftonline.com`, or a proxy or a test tenant. */
  readonly loginEndpoint: string
  /** Called for each token, because IT may have renewed the certificate. */
  readonly credential: () => Credential
}

export interface OpenGraphOptions {
  /** `https://graph.microsoft.com`, or a proxy or a test tenant. */
  readonly endpoint: string
  readonly signIn: GraphSignIn
  readonly fetch: Fetch
  readonly clock: Clock
  readonly log: Log
  /** Rate limiter. Default: Microsoft's limits for one app (`pace.ts`). */
  readonly pace?: Pace
  /** Closes the connections the host keeps open. */
  readonly dropConnections?: () => void
}

/** State changes of the connection to Graph, apart from the answers themselves. */
export type GraphNews =
  /** After each exchange: whether Graph itself answered, with any status. */
  | { readonly kind: 'exchange'; readonly reached: boolean }
  /** `problem`: which proxy requires a password, and what to do; undefined: Microsoft has answered. */
  | { readonly kind: 'proxy'; readonly problem: string | undefined }
  /** `problem`: what answers instead of Microsoft, and what to check; undefined: nothing does now. */
  | { readonly kind: 'in-the-way'; readonly problem: string | undefined }
  /** `problem`: why Entra rejects the sign-in; undefined: Entra has issued a token. */
  | { readonly kind: 'sign-in'; readonly problem: string | undefined }
  /**
   * `problem`: why Entra rejects the new certificate while it accepted the old one; undefined: it does not.
   */
  | { readonly kind: 'new-certificate'; readonly problem: string | undefined }
  /** `problem`: which permission the token lacks, and what to do; undefined: none, or unknown. */
  | { readonly kind: 'permission'; readonly problem: string | undefined }

/** `roles`: the app's permissions, if its token shows them (`token-roles.ts`). */
export type SignInResult =
  { readonly kind: 'signed-in'; readonly roles: readonly string[] | undefined } | NoToken

/** Microsoft Graph, signed in as one app: tokens, rate limiting, the servers' time. */
export interface OpenedGraph extends Graph {
  readonly serverClock: Pick<ServerClock, 'timeOf' | 'aheadMs' | 'agreedNowMs'>
  /**
   * Whether Entra lets this app sign in, using the current token or a new one. `wanted`: if the current token
   * is readable and lacks this permission, fetches a new one first, because consent takes effect only in new
   * tokens.
   */
  signedIn(wanted?: string): Promise<SignInResult>
  /**
   * Fetches the first token now, and each next one well before the last expires. Without it: with the first
   * request.
   */
  start(): void
  /**
   * Call after the credential has changed: signs in with it at once, to find out whether Entra accepts it.
   */
  credentialChanged(): void
  stop(): void
  /** Returns the unsubscribe function. */
  subscribe(listener: (news: GraphNews) => void): () => void
}

/** Explains a known code and its fix; otherwise Entra's own text, which begins with its code. */
function describeRefusal({ why, code, detail }: NoToken): string {
  const known = code === undefined || why === 'clock-wrong' ? undefined : entraCodes[code]
  if (code !== undefined && known !== undefined) return `${code}: ${known.detail}. ${known.fix}`
  return code === undefined || detail.includes(code) ? detail : `${code}: ${detail}`
}

function describeNewCertificate({ refused, isOldAccepted }: NewCredentialRefused): string {
  const old = isOldAccepted
    ? 'The previous certificate still works, so taps are still delivered.'
    : 'The previous certificate is rejected as well: no tap reaches Shifts.'
  const upload = 'Upload it under Certificates & secrets of the app registration.'
  return `${refused.code ?? ''}: Entra does not know the new certificate. ${upload} ${old}`
}

/** Decides only what to report to IT, and when to fetch the next token. */
function describeMissingPermission(accessToken: string): string | undefined {
  const roles = rolesIn(accessToken)
  const missing = roles && describeMissing(roles)
  return missing && `${missing} ${howToConsent}`
}

/**
 * Connects to Graph. Sends nothing before `start` or the first request.
 *
 *     const graph = openGraph({ endpoint, signIn, fetch, clock, log })
 *     const answer = await graph.request({ method: 'GET', target: '/v1.0/…', priority: 'live' })
 */
export function openGraph(options: OpenGraphOptions): OpenedGraph {
  const { endpoint, signIn, clock, log } = options
  const listeners = new Set<(news: GraphNews) => void>()
  const emit = (news: GraphNews): void => listeners.forEach((listener) => listener(news))
  const hosts = [signIn.loginEndpoint, endpoint].map((url) => new URL(url).host)

  const watchedFetch = watchProxy(options.fetch, (problem) =>
    emit({
      kind: 'proxy',
      problem: problem && `${problem}: let ${hosts.join(' and ')} through without one`,
    }),
  )
  const inTheWay = createInterceptorWatch((problem) => emit({ kind: 'in-the-way', problem }))
  const serverClock = createServerClock(watchedFetch, clock)
  const { fetch } = serverClock
  const token = createTokenSource({
    ...signIn,
    graphEndpoint: endpoint,
    fetch,
    clock,
    log,
    onAnswer: (status) => inTheWay.answered(signIn.loginEndpoint, status),
    onRefused: (refused) => emit({ kind: 'sign-in', problem: refused && describeRefusal(refused) }),
    onNewCredentialRefused: (refused) =>
      emit({ kind: 'new-certificate', problem: refused && describeNewCertificate(refused) }),
    onToken: (accessToken) => {
      const problem = describeMissingPermission(accessToken)
      emit({ kind: 'permission', problem })
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
    onAnswer: (report) => {
      const { reached, foreignStatus } = report
      if (reached || foreignStatus !== undefined) inTheWay.answered(endpoint, foreignStatus)
      emit({ kind: 'exchange', reached })
      noteAnswer(report)
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

async function signedIn(token: TokenSource, wanted: string | undefined): Promise<SignInResult> {
  const answer = await token.get()
  if (answer.kind === 'no-token') return answer
  const roles = rolesIn(answer.accessToken)
  if (wanted === undefined || roles === undefined || roles.includes(wanted))
    return { kind: 'signed-in', roles }
  const renewed = await token.get({ refuse: answer.accessToken })
  return renewed.kind === 'no-token' ? renewed : { kind: 'signed-in', roles: rolesIn(renewed.accessToken) }
}

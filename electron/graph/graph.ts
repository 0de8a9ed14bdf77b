import { randomUUID } from 'node:crypto'
import type { Clock, Instant } from '../base/time/clock.ts'
import type { Fetch } from '../base/fetch.ts'
import type { Log } from '../base/log/log.ts'
import { measured } from '../base/measured-work.ts'
import { boundedFetch, type HttpAnswer } from './network/bounded-fetch.ts'
import { maxGraphBodyBytes, readGraphAnswer, type GraphReading, type GraphReply } from './graph-answer.ts'
import type { GraphAnswer, GraphFailure } from './graph-failure.ts'
import { clientRequestIdHeader } from './network/microsoft-answer.ts'
import type { Pace } from './pace.ts'
import type { CallOptions } from './call-options.ts'
import { rolesIn } from './sign-in/token-roles.ts'
import type { TokenSource } from './sign-in/token.ts'

export interface GraphRequest extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** A path below the endpoint, such as `/v1.0/teams/…`, or an `@odata.nextLink`, unchanged. */
  readonly target: string
  /** Sent as JSON. */
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  /** Abandons the request, also while it waits for its turn. */
  readonly signal?: AbortSignal
}

/**
 * Sends requests to Microsoft Graph. Expected failures are values. Retries only after a 401, and repeats a
 * read while the servers' time is undecided.
 */
export interface Graph {
  request(request: GraphRequest): Promise<GraphAnswer<GraphReply>>
}

/** What one exchange showed about the connection to Graph and about the clocks. */
export interface ExchangeReport {
  /** Whether Graph itself answered, with any status. */
  readonly reached: boolean
  /** The status of an answer that did not come from Graph; undefined if there was none. */
  readonly foreignStatus?: number
  /** When the answer's headers arrived, or when the request was abandoned. */
  readonly at: Instant
  /** From sending to `at`. */
  readonly roundTripMs: number
}

export interface GraphOptions {
  /** `https://graph.microsoft.com`, or a proxy or a test tenant; may include a path. */
  readonly endpoint: string
  readonly token: TokenSource
  readonly fetch: Fetch
  readonly clock: Clock
  readonly log: Log
  readonly pace: Pace
  /** For one read, including its body; excludes waiting for a turn. */
  readonly readTimeoutMs?: number
  /** For one write. */
  readonly writeTimeoutMs?: number
  /** Called after each exchange, and when there is no token because Entra is unreachable. */
  readonly onAnswer?: (report: ExchangeReport) => void
  /**
   * Whether the servers' time is still undecided after the latest answer (`server-clock.ts`). A read is then
   * repeated up to twice before its answer is returned, so that nothing is decided about a card by a time the
   * next answer would correct.
   */
  readonly isTimeUndecided?: () => boolean
}

/**
 * For how long after it was sent a write may still take effect, in milliseconds. A workforce connector behind
 * Shifts has 30 s to approve a change ("Workforce integrations", Microsoft Graph); the rest is for transfer.
 */
export const maxEffectMs = 40_000
/** With three dates, one wrong date cannot keep the other two from agreeing. */
const maxRepeatsForTime = 2
/** A next link contains a token of a few hundred characters. */
const maxTargetLength = 8_192

export function createGraph(options: GraphOptions): Graph {
  const { clock, log, pace, token, readTimeoutMs = 10_000, writeTimeoutMs = maxEffectMs, onAnswer } = options
  const base = options.endpoint.replace(/\/$/, '')
  const { origin, pathname } = new URL(base)
  const below = pathname.endsWith('/') ? pathname : `${pathname}/`

  const request = async (asked: GraphRequest): Promise<GraphAnswer<GraphReply>> => {
    const url = resolve(asked.target)
    if (url === undefined) {
      return fail({
        kind: 'unreadable',
        detail: 'the address is not below the Graph endpoint',
      })
    }
    let answer = await attemptWithRetryAfter401(asked, url)
    for (let again = 0; again < maxRepeatsForTime; again += 1) {
      const isReading = asked.method === 'GET' && answer.kind === 'ok'
      if (!isReading || options.isTimeUndecided?.() !== true) break
      answer = await attemptWithRetryAfter401(asked, url)
    }
    return answer
  }

  const attemptWithRetryAfter401 = async (
    asked: GraphRequest,
    url: string,
  ): Promise<GraphAnswer<GraphReply>> => {
    const first = await attempt(asked, url, undefined)
    if (first.answer.kind === 'ok' || first.answer.failure.kind !== 'unauthorized') return first.answer
    // Graph did not act on a request it answered with 401, so it may be sent once more.
    return (await attempt(asked, url, first.accessToken)).answer
  }

  /** The absolute URL; undefined if it is invalid or not below the endpoint. */
  const resolve = (target: string): string | undefined => {
    const isPath = target.startsWith('/') && !target.startsWith('//')
    const text = isPath ? base + target : target
    if (text.length > maxTargetLength || !URL.canParse(text)) return undefined
    const url = new URL(text)
    const hasCredentials = url.username !== '' || url.password !== ''
    // A server may treat `%2f` as a slash.
    const isBelow = url.origin === origin && url.pathname.startsWith(below) && !/%(2f|5c)/i.test(url.pathname)
    return isBelow && !hasCredentials && url.hash === '' ? url.href : undefined
  }

  const attempt = async (
    asked: GraphRequest,
    url: string,
    refusedToken: string | undefined,
  ): Promise<{ readonly answer: GraphAnswer<GraphReply>; readonly accessToken?: string }> => {
    // The token comes first, so that the turn is used as soon as it is granted.
    const credential = await token.get(refusedToken === undefined ? {} : { refuse: refusedToken })
    if (credential.kind === 'no-token') {
      const { why, code, detail } = credential
      if (why === 'unreachable') onAnswer?.({ reached: false, at: clock.now(), roundTripMs: 0 })
      return { answer: fail({ kind: 'no-token', detail, ...(code === undefined ? {} : { code }) }) }
    }
    const turn = await pace.turn({ ...asked, teamId: teamIn(url) })
    if (turn.kind === 'paused') {
      const detail = 'not sent: the pause requested by Graph is not over'
      return { answer: fail({ kind: 'throttled', detail, retryAfterMs: Math.ceil(turn.forMs) }) }
    }
    if (turn.kind === 'canceled') {
      return { answer: fail({ kind: 'throttled', detail: 'not sent: canceled while waiting for its turn' }) }
    }
    if (asked.isStillWanted?.() === false) {
      return { answer: fail({ kind: 'throttled', detail: 'not sent: no longer needed' }) }
    }
    const { accessToken } = credential
    return { answer: await exchange(asked, url, accessToken), accessToken }
  }

  const exchange = async (
    { method, body, headers, signal, priority }: GraphRequest,
    url: string,
    accessToken: string,
  ): Promise<GraphAnswer<GraphReply>> => {
    const clientRequestId = randomUUID()
    const sentAt = clock.now()
    const http = await boundedFetch({
      fetch: options.fetch,
      clock,
      url,
      init: {
        method,
        headers: {
          ...headers,
          authorization: `Bearer ${accessToken}`,
          accept: 'application/json',
          [clientRequestIdHeader]: clientRequestId,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      timeoutMs: method === 'GET' ? readTimeoutMs : writeTimeoutMs,
      maxBodyBytes: maxGraphBodyBytes,
      signal,
    })
    const reading = measured('graph.read', () =>
      readGraphAnswer(http, {
        clientRequestId,
        accessToken,
        nowWallMs: clock.now().wallMs,
      }),
    )
    onAnswer?.(reportOf(http, reading, sentAt))
    const failure =
      reading.answer.kind === 'failed'
        ? withRoles({ ...reading.answer.failure, leftAtMs: sentAt.monotonicMs }, accessToken)
        : undefined
    if (reading.answeredBy === 'graph' && failure?.kind !== 'throttled') pace.accepted()
    if (failure === undefined) return reading.answer
    if (failure.kind === 'throttled' || failure.retryAfterMs !== undefined) {
      log.warn('graph.throttled', { pauseMs: pace.slowDown(failure.retryAfterMs), ...idsOf(failure) })
    }
    const { detail, kind } = failure
    log.warn('graph.failed', {
      kind,
      method,
      // Without the query, because a filter names people.
      path: new URL(url).pathname,
      priority,
      detail,
      ms: Math.round(clock.now().monotonicMs - sentAt.monotonicMs),
      ...idsOf(failure),
    })
    return fail(failure)
  }

  const reportOf = (http: HttpAnswer, { answeredBy }: GraphReading, sentAt: Instant): ExchangeReport => {
    const at = http.kind === 'answered' ? http.arrivedAt : clock.now()
    const roundTripMs = at.monotonicMs - sentAt.monotonicMs
    return {
      reached: answeredBy === 'graph',
      at,
      roundTripMs,
      ...(http.kind === 'answered' && answeredBy === 'other' && { foreignStatus: http.status }),
    }
  }

  return { request }
}

/**
 * The team whose limit a request counts against. Read from the address, so that no caller has to say it and
 * next links count too.
 */
function teamIn(url: string): string | undefined {
  return /\/teams\/([^/?]+)/.exec(url)?.[1]?.toLowerCase()
}

function fail(failure: GraphFailure): GraphAnswer<never> {
  return { kind: 'failed', failure }
}

function withRoles(failure: GraphFailure, accessToken: string): GraphFailure {
  const roles = failure.kind === 'forbidden' ? rolesIn(accessToken) : undefined
  return roles === undefined ? failure : { ...failure, roles }
}

function idsOf({ status, code, requestId, clientRequestId }: GraphFailure) {
  return { status, code, requestId, clientRequestId }
}

import { randomUUID } from 'node:crypto'
import type { Clock, Instant } from '../base/time/clock.ts'
import type { Fetch } from '../base/fetch.ts'
import type { Log } from '../base/log/log.ts'
import { working } from '../base/measured-work.ts'
import { boundedFetch, type HttpAnswer } from './network/bounded-fetch.ts'
import { largestGraphBodyBytes, readGraphAnswer, type GraphReading, type GraphReply } from './graph-answer.ts'
import type { GraphAnswer, GraphFailure } from './graph-failure.ts'
import { requestNameHeader } from './network/microsoft-answer.ts'
import type { Pace } from './pace.ts'
import type { CallOptions } from './call-options.ts'
import { rolesIn } from './sign-in/token-roles.ts'
import type { TokenSource } from './sign-in/token.ts'

export type { GraphReply } from './graph-answer.ts'

export interface GraphRequest extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** A path from the endpoint, such as `/v1.0/teams/…`, or an `@odata.nextLink` as it came. */
  readonly target: string
  /** Sent as JSON. */
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  /** Gives the request up, also while it waits for its turn. */
  readonly signal?: AbortSignal
}

/** One request to Microsoft Graph. Expected failures are values; a request is repeated only after a 401, and a reading while the time is undecided. */
export interface Graph {
  request(request: GraphRequest): Promise<GraphAnswer<GraphReply>>
}

/** What one exchange showed of the way to Graph and of the clocks. */
export interface GraphSighting {
  /** Whether Graph itself answered, whatever it said. */
  readonly reached: boolean
  /** The status of what something else answered in Graph's place; undefined: nothing did. */
  readonly statusInItsPlace?: number
  /** When the answer's headers arrived, or when it was given up. */
  readonly at: Instant
  /** From sending to `at`. */
  readonly roundTripMs: number
}

export interface GraphOptions {
  /** `https://graph.microsoft.com`, or that of a proxy or a test tenant; it may have a path. */
  readonly endpoint: string
  readonly token: TokenSource
  readonly fetch: Fetch
  readonly clock: Clock
  readonly log: Log
  readonly pace: Pace
  /** For one exchange that reads, the body included; waiting for a turn does not count. */
  readonly readTimeoutMs?: number
  /** For one that changes something. */
  readonly writeTimeoutMs?: number
  /** Called after each exchange, and when no token could be had because Entra was out of reach. */
  readonly onAnswer?: (sighting: GraphSighting) => void
  /**
   * Whether the answer that just came leaves open what time it is (`server-clock.ts`). A reading is then asked for again,
   * up to twice, before it is handed on, so that nothing is decided about a card by a time that the next answer would correct.
   */
  readonly isTimeUndecided?: () => boolean
}

/**
 * How long after it left a write may still take effect, in milliseconds. A workforce connector behind Shifts has 30 s
 * to agree to a change ("Workforce integrations", Microsoft Graph); the rest is for the ways there and back.
 */
export const longestEffectMs = 40_000
/** One false date among three cannot keep the two others from agreeing. */
const mostReadingsForTime = 2
/** A next link carries a token of a few hundred characters. */
const longestTarget = 8_192

export function createGraph(options: GraphOptions): Graph {
  const {
    clock,
    log,
    pace,
    token,
    readTimeoutMs = 10_000,
    writeTimeoutMs = longestEffectMs,
    onAnswer,
  } = options
  const base = options.endpoint.replace(/\/$/, '')
  const { origin, pathname } = new URL(base)
  const below = pathname.endsWith('/') ? pathname : `${pathname}/`

  const request = async (asked: GraphRequest): Promise<GraphAnswer<GraphReply>> => {
    const url = resolve(asked.target)
    if (url === undefined) {
      return fail({
        kind: 'unreadable',
        detail: 'the address leads away from the Graph endpoint',
      })
    }
    let answer = await attemptTwiceAfter401(asked, url)
    for (let again = 0; again < mostReadingsForTime; again += 1) {
      const isReading = asked.method === 'GET' && answer.kind === 'ok'
      if (!isReading || options.isTimeUndecided?.() !== true) break
      answer = await attemptTwiceAfter401(asked, url)
    }
    return answer
  }

  const attemptTwiceAfter401 = async (asked: GraphRequest, url: string): Promise<GraphAnswer<GraphReply>> => {
    const first = await attempt(asked, url, undefined)
    if (first.answer.kind === 'ok' || first.answer.failure.kind !== 'unauthorized') return first.answer
    // A 401 was not acted upon, so the same request may go out once more.
    return (await attempt(asked, url, first.accessToken)).answer
  }

  /** The address as it is sent; undefined where it is not below the endpoint, or is no address at all. */
  const resolve = (target: string): string | undefined => {
    const isPath = target.startsWith('/') && !target.startsWith('//')
    const text = isPath ? base + target : target
    if (text.length > longestTarget || !URL.canParse(text)) return undefined
    const url = new URL(text)
    const hasCredentials = url.username !== '' || url.password !== ''
    // A server may take `%2f` for the slash it stands for.
    const isBelow = url.origin === origin && url.pathname.startsWith(below) && !/%(2f|5c)/i.test(url.pathname)
    return isBelow && !hasCredentials && url.hash === '' ? url.href : undefined
  }

  const attempt = async (
    asked: GraphRequest,
    url: string,
    refusedToken: string | undefined,
  ): Promise<{ readonly answer: GraphAnswer<GraphReply>; readonly accessToken?: string }> => {
    // The token comes first, so that the turn is used the moment it is given.
    const credential = await token.get(refusedToken === undefined ? {} : { refuse: refusedToken })
    if (credential.kind === 'no-token') {
      const { why, code, detail } = credential
      if (why === 'unreachable') onAnswer?.({ reached: false, at: clock.now(), roundTripMs: 0 })
      return { answer: fail({ kind: 'no-token', detail, ...(code === undefined ? {} : { code }) }) }
    }
    const turn = await pace.turn(asked.priority, asked.signal)
    if (turn.kind === 'paused') {
      const detail = 'not sent: Graph asked for a pause that is not over'
      return { answer: fail({ kind: 'throttled', detail, retryAfterMs: Math.ceil(turn.forMs) }) }
    }
    if (turn.kind === 'canceled') {
      return { answer: fail({ kind: 'throttled', detail: 'not sent: given up while waiting for its turn' }) }
    }
    if (asked.stillWanted?.() === false) {
      return { answer: fail({ kind: 'throttled', detail: 'not sent: nobody waits for it any more' }) }
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
          [requestNameHeader]: clientRequestId,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      timeoutMs: method === 'GET' ? readTimeoutMs : writeTimeoutMs,
      largestBodyBytes: largestGraphBodyBytes,
      signal,
    })
    const reading = working('graph.read', () =>
      readGraphAnswer(http, {
        clientRequestId,
        accessToken,
        nowWallMs: clock.now().wallMs,
      }),
    )
    onAnswer?.(sightingOf(http, reading, sentAt))
    const failure =
      reading.answer.kind === 'failed'
        ? withRoles({ ...reading.answer.failure, leftAtMs: sentAt.monotonicMs }, accessToken)
        : undefined
    if (reading.answeredBy === 'graph' && failure?.kind !== 'throttled') pace.taken()
    if (failure === undefined) return reading.answer
    if (failure.kind === 'throttled' || failure.retryAfterMs !== undefined) {
      log.warn('graph.throttled', { pauseMs: pace.slowDown(failure.retryAfterMs), ...idsOf(failure) })
    }
    const { detail, kind } = failure
    log.warn('graph.failed', {
      kind,
      method,
      // Without the query: a filter names people.
      path: new URL(url).pathname,
      priority,
      detail,
      ms: Math.round(clock.now().monotonicMs - sentAt.monotonicMs),
      ...idsOf(failure),
    })
    return fail(failure)
  }

  const sightingOf = (http: HttpAnswer, { answeredBy }: GraphReading, sentAt: Instant): GraphSighting => {
    const at = http.kind === 'answered' ? http.arrivedAt : clock.now()
    const roundTripMs = at.monotonicMs - sentAt.monotonicMs
    return {
      reached: answeredBy === 'graph',
      at,
      roundTripMs,
      ...(http.kind === 'answered' && answeredBy === 'other' && { statusInItsPlace: http.status }),
    }
  }

  return { request }
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

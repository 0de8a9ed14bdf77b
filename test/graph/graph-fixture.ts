import type { Fetch } from '../../electron/base/fetch.ts'
import {
  createGraph,
  type GraphOptions,
  type GraphRequest,
  type ExchangeReport,
} from '../../electron/graph/graph.ts'
import { createPace } from '../../electron/graph/pace.ts'
import type { TokenAnswer, TokenSource } from '../../electron/graph/sign-in/token.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

export interface Seen {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: unknown
  readonly init: RequestInit
  readonly atMs: number
}

/** What the hand-made Graph answers: a response, a way to make one, or an error that `fetch` rejects with. */
export type Answer = Response | Error | ((seen: Seen) => Response | Promise<Response>)

/** Hands out `token-1`, `token-2`, … : the next one each time the current one is refused. */
function countingTokens(): TokenSource & { readonly asked: (string | undefined)[] } {
  let number = 1
  const asked: (string | undefined)[] = []
  const get = (options?: { readonly refuse?: string }): Promise<TokenAnswer> => {
    asked.push(options?.refuse)
    if (options?.refuse === `token-${number}`) number += 1
    return Promise.resolve({ kind: 'token', accessToken: `token-${number}`, expiresAtMs: Infinity })
  }
  return { get, asked, renew: () => undefined, start: () => undefined, stop: () => undefined }
}

/** The real request path on a virtual clock, against answers given in advance. The last one repeats. */
export function createGraphFixture(answers: readonly Answer[], changes: Partial<GraphOptions> = {}) {
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const token = countingTokens()
  const seen: Seen[] = []
  const sightings: ExchangeReport[] = []
  const fetch: Fetch = async (url, init = {}) => {
    const answer = answers[Math.min(seen.length, answers.length - 1)]
    const now: Seen = {
      method: init.method ?? 'GET',
      url: new URL(url),
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      init,
      atMs: clock.now().monotonicMs,
    }
    seen.push(now)
    if (answer === undefined) throw new Error('the test has no answer for this request')
    if (answer instanceof Error) throw answer
    return answer instanceof Response ? answer.clone() : answer(now)
  }
  const graph = createGraph({
    endpoint: 'https://graph.example',
    token,
    fetch,
    clock,
    log,
    pace: createPace({ clock, random: () => 0 }),
    onAnswer: (sighting) => sightings.push(sighting),
    ...changes,
  })
  const get = (target = '/v1.0/x', more: Partial<GraphRequest> = {}) =>
    graph.request({ method: 'GET', target, priority: 'live', ...more })
  return { clock, log, token, seen, sightings, graph, get }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'request-id': 'r-1', ...headers },
  })
}

export function graphError(status: number, code: string, headers: Record<string, string> = {}): Response {
  return json(
    status,
    { error: { code, message: `${code} happened.`, innerError: { 'request-id': 'r-1' } } },
    headers,
  )
}

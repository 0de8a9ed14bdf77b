import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import type { Clock, Instant } from '../base/clock.ts'
import type { Fetch } from '../base/fetch.ts'
import { boundedFetch, type HttpAnswer } from './bounded-fetch.ts'
import { dateHeaderMs } from './http-date.ts'
import { retryAfterMs } from './retry-after.ts'

/** Why Entra brought no answer that MSAL can read: nothing arrived, it is overloaded, or something else answered. */
export interface EntraUnreachable {
  readonly code?: string
  readonly detail: string
  readonly retryAfterMs?: number
}

export interface MsalNetwork extends INetworkModule {
  /** What went wrong on the way, if anything did. MSAL drops the reason, so it is kept here. */
  readonly failure: EntraUnreachable | undefined
  /** How far this computer's clock is ahead of Entra's (behind: negative), by the last answer's `Date`. */
  readonly clockAheadMs: number | undefined
  /** When the form with the credential was last sent. MSAL signs an assertion right before. */
  readonly formSentAt: Instant | undefined
}

export interface MsalNetworkOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  /** For one request. One token takes one, or two where the endpoint is not Microsoft's own. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

const largestBodyBytes = 1024 * 1024

/** MSAL's requests, sent by the kiosk's one `Fetch`. Serves one attempt at a token. */
export function createMsalNetwork(options: MsalNetworkOptions): MsalNetwork {
  const { clock } = options
  let failure: EntraUnreachable | undefined
  let clockAheadMs: number | undefined
  let formSentAt: Instant | undefined

  async function send<T>(url: string, init: RequestInit): Promise<NetworkResponse<T>> {
    const answer = await boundedFetch({ ...options, url, init, largestBodyBytes })
    if (answer.kind === 'answered') {
      const serverMs = dateHeaderMs(answer.headers)
      if (serverMs !== undefined) clockAheadMs = answer.arrivedAt.wallMs - serverMs
    }
    const read = readAnswer(answer, clock.now().wallMs)
    if (read.kind === 'unreachable') {
      failure = read.why
      throw new Error(read.why.detail)
    }
    // MSAL states the type it wants and checks the parts it uses; nothing here can check for it.
    return { status: read.status, headers: Object.fromEntries(read.headers), body: read.json as T }
  }

  return {
    sendGetRequestAsync: (url, request) => send(url, { method: 'GET', headers: headersOf(request) }),
    sendPostRequestAsync: (url, request) => {
      formSentAt = clock.now()
      return send(url, { method: 'POST', headers: headersOf(request), body: request?.body ?? '' })
    },
    get failure() {
      return failure
    },
    get clockAheadMs() {
      return clockAheadMs
    },
    get formSentAt() {
      return formSentAt
    },
  }
}

function headersOf(request: NetworkRequestOptions | undefined): Record<string, string> {
  return { accept: 'application/json', ...request?.headers }
}

type Read =
  | { readonly kind: 'json'; readonly status: number; readonly headers: Headers; readonly json: object }
  | { readonly kind: 'unreachable'; readonly why: EntraUnreachable }

function readAnswer(answer: HttpAnswer, nowWallMs: number): Read {
  if (answer.kind === 'no-answer') {
    const { code, detail } = answer
    return { kind: 'unreachable', why: code === undefined ? { detail } : { code, detail } }
  }
  const { status, headers, body } = answer
  if (status === 429 || status >= 500) {
    const waitMs = retryAfterMs(headers, nowWallMs)
    const why = { code: String(status), detail: `the sign-in service answered with status ${status}` }
    return { kind: 'unreachable', why: waitMs === undefined ? why : { ...why, retryAfterMs: waitMs } }
  }
  if (body.kind !== 'text') return { kind: 'unreachable', why: { code: String(status), detail: body.detail } }
  const json = parseJsonObject(body.text)
  if (json === undefined) {
    const detail = `something other than the sign-in service answered with status ${status}: not JSON`
    return { kind: 'unreachable', why: { code: String(status), detail } }
  }
  return { kind: 'json', status, headers, json }
}

function parseJsonObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

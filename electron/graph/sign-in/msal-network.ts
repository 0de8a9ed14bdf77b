import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import type { Clock, Instant } from '../../base/time/clock.ts'
import type { Fetch } from '../../base/fetch.ts'
import { boundedFetch, type HttpAnswer } from '../network/bounded-fetch.ts'
import { dateHeaderMs } from '../server-time/http-date.ts'
import { parseBoundedJson } from '../network/bounded-json.ts'
import { asId, hasMicrosoftId } from '../network/microsoft-answer.ts'
import { isMicrosoftSignIn } from './microsoft-hosts.ts'
import { retryAfterMs } from '../retry-after.ts'

/** Why Entra brought no answer that MSAL can read: nothing arrived, it is overloaded, or something else answered. */
export interface EntraUnreachable {
  readonly code?: string
  readonly detail: string
  readonly retryAfterMs?: number
}

export interface MsalNetwork extends INetworkModule {
  /** What went wrong on the way, if anything did. MSAL drops the reason, so it is kept here. */
  readonly failure: EntraUnreachable | undefined
  /** Why a request of MSAL's was not sent: it would have gone to a place that nobody named. */
  readonly refusal: string | undefined
  /** How far this computer's clock is ahead of Entra's (behind: negative), by the last answer's `Date`. */
  readonly clockAheadMs: number | undefined
  /** When the form with the credential was last sent. MSAL signs an assertion right before. */
  readonly formSentAt: Instant | undefined
}

export interface MsalNetworkOptions {
  /** `https://login.microsoftonline.com`, or that of a proxy or a test tenant. */
  readonly loginEndpoint: string
  readonly fetch: Fetch
  readonly clock: Clock
  /** For one request. One token takes one, or two where the endpoint is not Microsoft's own. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Called with each answer: the status of what something else answered in Entra's place, or undefined. */
  readonly onAnswer?: ((statusInItsPlace: number | undefined) => void) | undefined
}

const largestBodyBytes = 1024 * 1024
const limits = { length: largestBodyBytes, marks: 10_000 }

/** MSAL's requests, sent by the kiosk's one `Fetch`. Serves one attempt at a token. */
export function createMsalNetwork(options: MsalNetworkOptions): MsalNetwork {
  const { clock } = options
  let failure: EntraUnreachable | undefined
  let refusal: string | undefined
  let clockAheadMs: number | undefined
  let formSentAt: Instant | undefined

  async function send<T>(url: string, init: RequestInit): Promise<NetworkResponse<T>> {
    if (!isSignIn(url, options.loginEndpoint)) {
      refusal = `the sign-in endpoint's metadata leads to ${originOf(url)}, which is not ${originOf(options.loginEndpoint)}: nothing was sent there`
      throw new Error(refusal)
    }
    const answer = await boundedFetch({ ...options, url, init, largestBodyBytes })
    if (answer.kind === 'answered') {
      const serverMs = dateHeaderMs(answer.headers)
      if (serverMs !== undefined) clockAheadMs = answer.arrivedAt.wallMs - serverMs
    }
    const read = readAnswer(answer, init.method === 'POST', clock.now().wallMs)
    const tells = read.isSigned || read.kind === 'unreachable'
    if (answer.kind === 'answered' && tells) options.onAnswer?.(read.isSigned ? undefined : answer.status)
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
    get refusal() {
      return refusal
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

/**
 * MSAL posts the credential to whatever `token_endpoint` the metadata names (msal-common, `Authority.tokenEndpoint`), so
 * metadata that was tampered with would send a client secret anywhere. A proxy may hand on Microsoft's own metadata
 * unchanged, so Microsoft's own hosts are allowed beside the endpoint's.
 */
function isSignIn(url: string, loginEndpoint: string): boolean {
  const { protocol, origin, username, password } = new URL(url)
  if (username !== '' || password !== '') return false
  return origin === originOf(loginEndpoint) || (protocol === 'https:' && isMicrosoftSignIn(url))
}

function originOf(url: string): string {
  return new URL(url).origin
}

type Read = { readonly isSigned: boolean } & (
  | { readonly kind: 'json'; readonly status: number; readonly headers: Headers; readonly json: object }
  | { readonly kind: 'unreachable'; readonly why: EntraUnreachable }
)

/**
 * Entra gives each of its answers an id (`x-ms-request-id`), and names it again in a refusal (`trace_id`). What has none
 * is said by something on the way: it is no refusal. `hasCredential`: the request was the one for a token.
 */
function readAnswer(answer: HttpAnswer, hasCredential: boolean, nowWallMs: number): Read {
  if (answer.kind === 'no-answer') {
    const { code, detail } = answer
    return unreachable(false, code === undefined ? { detail } : { code, detail })
  }
  const { status, headers, body } = answer
  const code = String(status)
  const parsed = body.kind === 'text' ? parseBoundedJson(body.text, limits) : body
  const json = parsed.kind === 'json' && isObject(parsed.value) ? parsed.value : undefined
  const isSigned = hasMicrosoftId(headers) || (status >= 400 && json !== undefined && namesAnId(json))
  if (status === 429 || status >= 500) {
    const waitMs = retryAfterMs(headers, nowWallMs)
    const why = { code, detail: `the sign-in service answered with status ${status}` }
    return unreachable(isSigned, waitMs === undefined ? why : { ...why, retryAfterMs: waitMs })
  }
  if (body.kind !== 'text') return unreachable(isSigned, { code, detail: body.detail })
  const isMetadata = !hasCredential && status >= 200 && status < 300
  if (json === undefined || !(isSigned || isMetadata)) {
    const why = json === undefined ? 'not a JSON object' : 'without x-ms-request-id'
    const detail = `something other than the sign-in service answered with status ${status}: ${why}`
    return unreachable(isSigned, { code, detail })
  }
  return { kind: 'json', isSigned, status, headers, json }
}

function unreachable(isSigned: boolean, why: EntraUnreachable): Read {
  return { kind: 'unreachable', isSigned, why }
}

function namesAnId(json: object): boolean {
  const { trace_id, correlation_id } = json as { trace_id?: unknown; correlation_id?: unknown }
  return asId(trace_id) !== undefined || asId(correlation_id) !== undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

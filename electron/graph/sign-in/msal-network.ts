import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import type { Clock, Instant } from '../../base/time/clock.ts'
import type { Fetch } from '../../base/fetch.ts'
import { boundedFetch, type HttpAnswer } from '../network/bounded-fetch.ts'
import { dateHeaderMs } from '../server-time/http-date.ts'
import { parseBoundedJson } from '../network/bounded-json.ts'
import { asId, hasMicrosoftId } from '../network/microsoft-answer.ts'
import { isMicrosoftSignIn } from './microsoft-hosts.ts'
import { retryAfterMs } from '../retry-after.ts'

/**
 * Why there is no answer that MSAL can read: nothing arrived, Entra is overloaded, or something else
 * answered.
 */
export interface EntraUnreachable {
  readonly code?: string
  readonly detail: string
  readonly retryAfterMs?: number
}

export interface MsalNetwork extends INetworkModule {
  /** The network error, if any. MSAL drops the reason, so it is kept here. */
  readonly failure: EntraUnreachable | undefined
  /** Why a request from MSAL was not sent: its destination is not the configured sign-in endpoint. */
  readonly refusal: string | undefined
  /** How far this computer's clock is ahead of Entra's (negative: behind), by the last answer's `Date`. */
  readonly clockAheadMs: number | undefined
  /** When the form with the credential was last sent. MSAL signs an assertion right before. */
  readonly formSentAt: Instant | undefined
}

export interface MsalNetworkOptions {
  /** `https://login.microsoftonline.com`, or a proxy or a test tenant. */
  readonly loginEndpoint: string
  readonly fetch: Fetch
  readonly clock: Clock
  /** For one request. A token takes one request, or two if the endpoint is not Microsoft's own. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Called with each answer: the status of an answer that did not come from Entra, or undefined. */
  readonly onAnswer?: ((foreignStatus: number | undefined) => void) | undefined
}

const maxBodyBytes = 1024 * 1024
const limits = { length: maxBodyBytes, structuralCharacters: 10_000 }

/** Sends MSAL's requests through the kiosk's `Fetch`. Use one for each token request. */
export function createMsalNetwork(options: MsalNetworkOptions): MsalNetwork {
  const { clock } = options
  let failure: EntraUnreachable | undefined
  let refusal: string | undefined
  let clockAheadMs: number | undefined
  let formSentAt: Instant | undefined

  async function send<T>(url: string, init: RequestInit): Promise<NetworkResponse<T>> {
    if (!isSignIn(url, options.loginEndpoint)) {
      refusal = `the sign-in endpoint's metadata points to ${originOf(url)} instead of ${originOf(options.loginEndpoint)}: nothing was sent there`
      throw new Error(refusal)
    }
    const answer = await boundedFetch({ ...options, url, init, maxBodyBytes })
    if (answer.kind === 'answered') {
      const serverMs = dateHeaderMs(answer.headers)
      if (serverMs !== undefined) clockAheadMs = answer.arrivedAt.wallMs - serverMs
    }
    const read = readAnswer(answer, init.method === 'POST', clock.now().wallMs)
    const isReportable = read.isSigned || read.kind === 'unreachable'
    if (answer.kind === 'answered' && isReportable)
      options.onAnswer?.(read.isSigned ? undefined : answer.status)
    if (read.kind === 'unreachable') {
      failure = read.why
      throw new Error(read.why.detail)
    }
    // MSAL names the type it expects and checks the parts it uses; it cannot be checked here.
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
 * MSAL posts the credential to the `token_endpoint` in the metadata (msal-common, `Authority.tokenEndpoint`),
 * so tampered metadata could send a client secret anywhere. A proxy may pass on Microsoft's metadata
 * unchanged, so Microsoft's own hosts are allowed as well as the endpoint's.
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
 * Entra gives each answer an id (`x-ms-request-id`), and repeats it in an error (`trace_id`). An answer
 * without one comes from something between the kiosk and Entra and is no refusal. `hasCredential`: the
 * request was the token request.
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

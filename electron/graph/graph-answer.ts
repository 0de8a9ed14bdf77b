import { parseBoundedJson } from './network/bounded-json.ts'
import type { HttpAnswer, HttpBody } from './network/bounded-fetch.ts'
import { parseGraphError } from './graph-error-body.ts'
import type { GraphAnswer, GraphFailure } from './graph-failure.ts'
import { isAnswerToOtherRequest, asId, clientRequestIdHeader } from './network/microsoft-answer.ts'
import { retryAfterMs } from './retry-after.ts'
import { withoutSecrets } from '../base/log/without-secrets.ts'

/** A success. `json` is undefined if the answer had no body (204, or an empty 200). */
export interface GraphReply {
  readonly status: number
  readonly json: unknown
}

export interface GraphReading {
  readonly answer: GraphAnswer<GraphReply>
  /** `other`: a system between the kiosk and Graph answered instead. */
  readonly answeredBy: 'graph' | 'other' | 'nothing'
}

export interface ReadingContext {
  readonly clientRequestId: string
  /** Removed from every detail, in case an answer repeats it. */
  readonly accessToken: string
  readonly nowWallMs: number
}

type Details = Omit<GraphFailure, 'kind'>

/**
 * Limit of a body that is read, in bytes. A page of 1,000 cards, each corrected once, with two breaks and
 * notes, takes 2.5 MB.
 */
export const maxGraphBodyBytes = 8 * 1024 * 1024
/** The page above has 225,000 structural characters. */
const listPageLimits = { length: maxGraphBodyBytes, structuralCharacters: 500_000 }

/** The success statuses Graph documents. 203 and 206 come from a proxy that changed or shortened the body. */
const doneStatuses: ReadonlySet<number> = new Set([200, 201, 202, 204])

/** Limit of a pause requested by an unidentified system between the kiosk and Graph. */
const maxUnsignedPauseMs = 60_000

/**
 * Interprets an HTTP exchange ("Microsoft Graph error responses and resource types"). Graph gives every
 * answer an id, in a header or in the error's body. An answer without one comes from a proxy, a gateway or a
 * sign-in page, whatever its status: it is no success, no refusal and no empty list, because Graph may never
 * have seen the request. The same holds for an answer that names another request.
 */
export function readGraphAnswer(http: HttpAnswer, context: ReadingContext): GraphReading {
  const { clientRequestId, accessToken, nowWallMs } = context
  const clean = (text: string): string => withoutSecrets(text, [accessToken])
  if (http.kind === 'no-answer') {
    const code = http.code === undefined ? {} : { code: http.code }
    return failed('no-answer', { detail: clean(http.detail), clientRequestId, ...code }, 'nothing')
  }
  const { status, headers, body } = http
  const error = status >= 400 && body.kind === 'text' ? parseGraphError(body.text) : undefined
  const requestId = asId(headers.get('request-id')) ?? error?.requestId
  const waitMs = retryAfterMs(headers, nowWallMs)
  if (requestId === undefined)
    return readForeign(
      `without Graph's request-id: a proxy or gateway answered instead`,
      http,
      waitMs,
      clientRequestId,
    )
  const named = asId(headers.get(clientRequestIdHeader)) ?? error?.clientRequestId
  if (isAnswerToOtherRequest({ requestId, named }, clientRequestId))
    return readForeign(`that answers another request (${requestId})`, http, waitMs, clientRequestId)

  const ids = { status, clientRequestId, requestId }
  if (doneStatuses.has(status)) return readSuccess(status, body, ids, clean)
  const details: Details = {
    ...ids,
    ...(error?.code === undefined ? {} : { code: clean(error.code) }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    detail: `status ${status}${error?.message === undefined ? ' without an explanation' : ''}`,
    ...(error?.message === undefined ? {} : { message: clean(error.message) }),
  }
  return failed(kindOf(status, waitMs !== undefined), details, 'graph')
}

/** Interprets an answer that did not come from Graph. */
function readForeign(
  what: string,
  { status, body }: { readonly status: number; readonly body: HttpBody },
  waitMs: number | undefined,
  clientRequestId: string,
): GraphReading {
  const asksToWait = waitMs !== undefined && (status === 429 || status === 503)
  const details: Details = {
    status,
    clientRequestId,
    detail: `status ${status} ${what}`,
    ...(body.kind === 'cut-off' && body.code !== undefined && { code: body.code }),
    ...(asksToWait && { retryAfterMs: Math.min(waitMs, maxUnsignedPauseMs) }),
  }
  return failed('no-answer', details, 'other')
}

function readSuccess(
  status: number,
  body: HttpBody,
  ids: Omit<Details, 'detail'>,
  clean: (text: string) => string,
): GraphReading {
  switch (body.kind) {
    case 'cut-off': {
      const code = body.code === undefined ? {} : { code: body.code }
      const detail = `the answer broke off: ${clean(body.detail)}`
      return failed('no-answer', { ...ids, ...code, detail }, 'graph')
    }
    case 'too-large':
      return failed('unreadable', { ...ids, detail: body.detail }, 'graph')
    case 'text': {
      if (status === 204 || body.text.trim() === '') {
        return { answer: { kind: 'ok', value: { status, json: undefined } }, answeredBy: 'graph' }
      }
      const parsed = parseBoundedJson(body.text, listPageLimits)
      if (parsed.kind === 'json') {
        return { answer: { kind: 'ok', value: { status, json: parsed.value } }, answeredBy: 'graph' }
      }
      return failed(
        'unreadable',
        { ...ids, detail: `status ${status} with a body: ${parsed.detail}` },
        'graph',
      )
    }
    default:
      return body satisfies never
  }
}

function kindOf(status: number, saysWhen: boolean): GraphFailure['kind'] {
  // Redirects are not followed, and no other status below 400 is expected here. A write may have taken
  // effect.
  if (status < 400) return 'unreadable'
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not-found'
  if (status === 429 || (status === 503 && saysWhen)) return 'throttled'
  // 408 comes from a gateway that timed out: it says nothing about the request itself.
  return status >= 500 || status === 408 ? 'unavailable' : 'rejected'
}

function failed(
  kind: GraphFailure['kind'],
  details: Details,
  answeredBy: GraphReading['answeredBy'],
): GraphReading {
  return { answer: { kind: 'failed', failure: { kind, ...details } }, answeredBy }
}

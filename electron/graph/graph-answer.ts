import type { HttpAnswer, HttpBody } from './bounded-fetch.ts'
import { parseGraphError } from './graph-error-body.ts'
import type { GraphAnswer, GraphFailure } from './graph-failure.ts'
import { retryAfterMs } from './retry-after.ts'
import { withoutSecrets } from './without-secrets.ts'

/** A success. `json` is undefined where the answer had no body (204, or an empty 200). */
export interface GraphReply {
  readonly status: number
  readonly json: unknown
}

export interface GraphReading {
  readonly answer: GraphAnswer<GraphReply>
  /** False where nothing arrived, or where something between here and Graph answered in its place. */
  readonly fromGraph: boolean
}

export interface ReadingContext {
  /** Whether the request was to change something. */
  readonly changes: boolean
  readonly clientRequestId: string
  /** Kept out of every detail, should an answer repeat it. */
  readonly accessToken: string
  readonly nowWallMs: number
}

type Details = Omit<GraphFailure, 'kind'>

/** What an HTTP exchange means ("Microsoft Graph error responses and resource types"). */
export function readGraphAnswer(http: HttpAnswer, context: ReadingContext): GraphReading {
  const { clientRequestId, accessToken } = context
  const clean = (text: string): string => withoutSecrets(text, [accessToken])
  if (http.kind === 'no-answer') {
    const code = http.code === undefined ? {} : { code: http.code }
    return failed('no-answer', { detail: clean(http.detail), clientRequestId, ...code }, false)
  }
  const { status, headers, body } = http
  const requestId = headers.get('request-id') ?? undefined
  const ids = { status, clientRequestId, ...(requestId === undefined ? {} : { requestId }) }

  if (answeredByAnother(status, headers, body)) {
    const detail = `something other than Graph answered with status ${status}: a proxy or a sign-in page?`
    return failed('no-answer', { detail, ...ids }, false)
  }
  if (status >= 200 && status < 300) {
    // Graph gives every answer an id. A gateway that says yes in its place has ended nobody's shift: the card tells.
    if (context.changes && requestId === undefined && body.kind === 'text') {
      const detail = `status ${status} without Graph's request-id: did something on the way answer?`
      return failed('unreadable', { ...ids, detail }, false)
    }
    return readSuccess(status, body, ids, clean)
  }

  const error = body.kind === 'text' ? parseGraphError(body.text) : undefined
  const waitMs = retryAfterMs(headers, context.nowWallMs)
  const details: Details = {
    ...ids,
    ...(requestId === undefined && error?.requestId !== undefined ? { requestId: error.requestId } : {}),
    ...(error?.code === undefined ? {} : { code: clean(error.code) }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    detail: `status ${status}${error?.message === undefined ? ' without an explanation' : ''}`,
    ...(error?.message === undefined ? {} : { message: clean(error.message) }),
  }
  // A gateway on the way speaks for itself with a 5xx; Graph signs its own.
  const fromGraph = status < 500 || details.requestId !== undefined || error !== undefined
  return failed(kindOf(status, waitMs !== undefined), details, fromGraph)
}

/**
 * A redirect, a proxy's own statuses, or a page of HTML with a 4xx status and no sign of Graph. Taken at its word,
 * such an answer would park a tap for good although Graph never saw the request.
 */
function answeredByAnother(status: number, headers: Headers, body: HttpBody): boolean {
  if (status < 200 || (status >= 300 && status < 400) || status === 407 || status === 511) return true
  if (status < 400 || status >= 500 || headers.has('request-id')) return false
  const isHtml = /\bhtml\b/i.test(headers.get('content-type') ?? '')
  return isHtml && (body.kind !== 'text' || parseGraphError(body.text) === undefined)
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
      return failed('no-answer', { ...ids, ...code, detail }, true)
    }
    case 'too-large':
      return failed('unreadable', { ...ids, detail: body.detail }, true)
    case 'text': {
      if (status === 204 || body.text.trim() === '') {
        return { answer: { kind: 'ok', value: { status, json: undefined } }, fromGraph: true }
      }
      try {
        const json: unknown = JSON.parse(body.text)
        return { answer: { kind: 'ok', value: { status, json } }, fromGraph: true }
      } catch {
        const detail = `status ${status} with a body that is not JSON`
        return failed('unreadable', { ...ids, detail }, ids.requestId !== undefined)
      }
    }
    default:
      return body satisfies never
  }
}

function kindOf(status: number, saysWhen: boolean): GraphFailure['kind'] {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not-found'
  if (status === 429 || (status === 503 && saysWhen)) return 'throttled'
  // 408 comes from a gateway that got tired of waiting: it says nothing about the request itself.
  return status >= 500 || status === 408 ? 'unavailable' : 'rejected'
}

function failed(kind: GraphFailure['kind'], details: Details, fromGraph: boolean): GraphReading {
  return { answer: { kind: 'failed', failure: { kind, ...details } }, fromGraph }
}

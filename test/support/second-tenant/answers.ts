import type { IncomingHttpHeaders } from 'node:http'

/*
 * Pages are cited by their path in microsoftgraph/microsoft-graph-docs-contrib, "entra:" for MicrosoftDocs/entra-docs, with
 * ms.date or, where the page has none, the commit that was read. "learn:" is the page as learn.microsoft.com showed it.
 * `Silent:` marks a choice that no page makes.
 */

export interface Incoming {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** An error of Graph's; `graphErrorBody` gives it its body once the ids of the request are known. */
export interface Refused extends Answer {
  readonly kind: 'refused'
  readonly code: string
  readonly message: string
}

export type Read<T> = { readonly kind: 'read'; readonly value: T } | Refused

export const read = <T>(value: T): Read<T> => ({ kind: 'read', value })

export const isRefused = (answer: object): answer is Refused => 'kind' in answer && answer.kind === 'refused'

export const refuse = (
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Refused => ({ kind: 'refused', status, code, message, headers })

/**
 * An error of the Shifts service: Graph passes its own error on as text within `message`.
 * Source: microsoft-graph-docs-contrib issues 2884 (2021-10-12) and microsoft-graph-docs 9745 (2020-09-01); no page tells it.
 */
export const refuseByShifts = (status: number, code: string, message: string, innerCode: string): Refused =>
  refuse(
    status,
    code,
    JSON.stringify({ error: { code, message, details: [], innererror: { code: innerCode } } }),
  )

export const badRequest = (message: string): Refused => refuse(400, 'BadRequest', message)

/** concepts/errors.md (02b4cba): 405 "The HTTP method in the request isn't allowed on the resource". */
export const methodNotAllowed = (): Refused =>
  refuse(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.')

/**
 * Silent: a path that v1.0 does not have. OData calls it a malformed request, so 400 rather than 404.
 */
export const unknownSegment = (segment: string | undefined): Refused =>
  badRequest(`Resource not found for the segment '${segment ?? ''}'.`)

/**
 * concepts/errors.md (02b4cba): `error` with `code`, `message`, and `innerError` (the page's table writes `innererror`).
 * concepts/aad-advanced-queries.md (04/14/2023) shows `date` without zone or fraction beside both ids.
 */
export function graphErrorBody(refused: Refused, ids: RequestIds, nowMs: number): unknown {
  const date = new Date(nowMs).toISOString().slice(0, 19)
  const innerError = { date, 'request-id': ids.requestId, 'client-request-id': ids.clientRequestId }
  return { error: { code: refused.code, message: refused.message, innerError } }
}

export interface RequestIds {
  readonly requestId: string
  /**
   * concepts/best-practices-concept.md (085de41): the client sends it. Where it sent none, an error body shows the
   * request's own id in its place (microsoft-graph-docs issue 16010, 2022-02-28).
   */
  readonly clientRequestId: string
}

/** A header that came once. */
export function header(request: Incoming, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()]
  return typeof value === 'string' ? value : undefined
}

/** The request's JSON object. */
export function jsonBody(request: Incoming): Read<Readonly<Record<string, unknown>>> {
  // Each timeCard page: "Content-type: application/json. Required." concepts/errors.md: 415 for an unsupported one.
  // Silent: what a missing one does; as an unsupported one.
  if (!/^application\/json\s*(;|$)/i.test(header(request, 'content-type') ?? '')) {
    return refuse(415, 'UnsupportedMediaType', 'The content type of the request is not supported.')
  }
  // concepts/use-the-api.md (0ca4d68): "POST, PATCH, and PUT methods require a request body".
  let value: unknown
  try {
    value = JSON.parse(request.body)
  } catch {
    return badRequest('Unable to read JSON request payload.')
  }
  return isObject(value) ? read(value) : badRequest('The request payload has to be a JSON object.')
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

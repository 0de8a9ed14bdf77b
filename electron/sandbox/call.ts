import { randomUUID } from 'node:crypto'
import { findRoute, type Route } from './routes.ts'

/** One request as the service reads it. */
export interface Call {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string
  readonly route: Route
  /** The service's own id of the request. */
  readonly requestId: string
  /** What the client calls the request; the service's id where the client gave none. */
  readonly clientRequestId: string
  /** When it arrived, by the service's clock. */
  readonly atMs: number
}

export async function readCall(request: Request, service: 'entra' | 'graph', atMs: number): Promise<Call> {
  const url = new URL(request.url)
  const requestId = randomUUID()
  return {
    method: request.method,
    url,
    headers: request.headers,
    body: await request.text(),
    route: findRoute(service, request.method, url.pathname),
    requestId,
    clientRequestId: request.headers.get('client-request-id') ?? requestId,
    atMs,
  }
}

/** What the service answers with, before it becomes a `Response`. */
export interface Answer {
  readonly status: number
  /** Sent as JSON; absent: no body. */
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

import { randomUUID } from 'node:crypto'
import { findRoute, type Route } from './routes.ts'

/** One parsed request to the service. */
export interface Call {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string
  readonly route: Route
  /** The service's own id for the request. */
  readonly requestId: string
  /** The client's id for the request; the service's id if the client gave none. */
  readonly clientRequestId: string
  /** Arrival time by the service's clock. */
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

/** The service's answer, before it becomes a `Response`. */
export interface Answer {
  readonly status: number
  /** Sent as JSON; absent: no body. */
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

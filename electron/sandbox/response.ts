import type { Answer, Call } from './call.ts'
import type { Fault } from './injected-faults.ts'
import type { Rules } from './rules.ts'

const graphJson =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'

/**
 * Turns an answer into a response, with the headers that both services send. `nowMs`: the service's clock.
 */
export function respond(
  answer: Answer,
  call: Call,
  nowMs: number,
  rules: Pick<Rules, 'dateTimeDigits' | 'echoesClientRequestId'>,
): Response {
  const isGraph = call.route.service === 'graph'
  const headers = new Headers({ Date: new Date(nowMs).toUTCString(), ...answer.headers })
  headers.set(isGraph ? 'request-id' : 'x-ms-request-id', call.requestId)
  if (!isGraph || rules.echoesClientRequestId) headers.set('client-request-id', call.clientRequestId)
  if (answer.json === undefined) return new Response(null, { status: answer.status, headers })
  headers.set('Content-Type', isGraph ? graphJson : 'application/json; charset=utf-8')
  return new Response(withDateDigits(answer.json, rules.dateTimeDigits), { status: answer.status, headers })
}

/**
 * Truncates a response in the middle. Without a body, it becomes a 200 whose JSON ends after its first brace.
 */
export async function truncate(response: Response): Promise<Response> {
  const text = (await response.text()) || '{ }'
  const headers = new Headers(response.headers)
  if (!headers.has('Content-Type')) headers.set('Content-Type', graphJson)
  const status = response.status === 204 ? 200 : response.status
  return new Response(text.slice(0, Math.ceil(text.length / 2)), { status, headers })
}

/** An HTML page, such as from a proxy or a captive portal. */
export function htmlPage(status: number, nowMs: number): Response {
  return new Response(
    '<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body></body></html>',
    {
      status,
      headers: { Date: new Date(nowMs).toUTCString(), 'Content-Type': 'text/html; charset=utf-8' },
    },
  )
}

/** JSON without the service's ids, such as from a firewall or a gateway. */
export function unsignedAnswer(
  { status, json, retryAfter }: Extract<Fault, { kind: 'unsigned' }>,
  nowMs: number,
): Response {
  const headers = new Headers({ Date: new Date(nowMs).toUTCString() })
  if (retryAfter !== undefined) headers.set('Retry-After', retryAfter)
  if (json === undefined) return new Response(null, { status, headers })
  headers.set('Content-Type', 'application/json')
  return new Response(JSON.stringify(json), { status, headers })
}

function withDateDigits(json: unknown, digits: Rules['dateTimeDigits']): string {
  return JSON.stringify(json, (key, value: unknown) => {
    if (typeof value !== 'string' || !/dateTime$/i.test(key) || digits === 3) return value
    return digits === 0 ? value.replace(/\.\d+Z$/, 'Z') : value.replace(/\.(\d+)Z$/, '.$10000Z')
  })
}

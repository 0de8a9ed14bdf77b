import { randomUUID } from 'node:crypto'
import type { Answer, Call } from '../call.ts'
import type { FaultStatus } from '../injected-faults.ts'
import type { Rules } from '../rules.ts'

/** An error from Graph. Expected, so a value; `answerGraphFailure` gives it Graph's shape. */
export interface GraphFailure {
  readonly kind: 'failure'
  readonly status: number
  readonly code: string
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

export function graphFailure(
  status: number,
  code: string,
  message: string,
  headers?: Readonly<Record<string, string>>,
): GraphFailure {
  return { kind: 'failure', status, code, message, ...(headers && { headers }) }
}

export function badRequest(message: string): GraphFailure {
  return graphFailure(400, 'BadRequest', message)
}

/**
 * Per Microsoft's page "Microsoft Graph error responses and resource types", plus variants seen in practice.
 */
export function answerGraphFailure(
  failure: GraphFailure,
  call: Call,
  rules: Pick<Rules, 'errorForm' | 'innerErrorName'>,
): Answer {
  const inner = {
    date: new Date(call.atMs).toISOString().slice(0, 19),
    'request-id': call.requestId,
    'client-request-id': call.clientRequestId,
  }
  const { status, code, message, headers } = failure
  const outerCode = codeOfStatus(status)
  const name = rules.innerErrorName
  const error = () => {
    switch (rules.errorForm) {
      case 'plain':
        return { code, message, [name]: inner }
      case 'json-in-message':
        return {
          code: outerCode,
          message: JSON.stringify({ error: { code, message, details: [] } }),
          [name]: inner,
        }
      case 'nested':
        return { code: outerCode, message, [name]: { code: outerCode, [name]: { code }, ...inner } }
      default:
        return rules.errorForm satisfies never
    }
  }
  return { status, json: { error: error() }, ...(headers && { headers }) }
}

/** The code Graph uses if it has nothing more specific. */
export function codeOfStatus(status: number): string {
  const codes: Readonly<Record<number, string>> = {
    400: 'BadRequest',
    401: 'InvalidAuthenticationToken',
    403: 'Forbidden',
    404: 'NotFound',
    405: 'MethodNotAllowed',
    409: 'Conflict',
    412: 'PreconditionFailed',
    429: 'TooManyRequests',
    500: 'InternalServerError',
    502: 'BadGateway',
    503: 'ServiceUnavailable',
    504: 'GatewayTimeout',
  }
  return codes[status] ?? 'UnknownError'
}

/** An error from Entra's token endpoint: an OAuth error and an AADSTS number. */
export interface EntraFailure {
  readonly kind: 'failure'
  readonly status: FaultStatus
  readonly error: string
  /** The number after AADSTS; see "Microsoft Entra authentication and authorization error codes". */
  readonly aadsts: number
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

export function entraFailure(
  status: 400 | 401,
  error: string,
  aadsts: number,
  message: string,
): EntraFailure {
  return { kind: 'failure', status, error, aadsts, message }
}

export function answerEntraFailure(failure: EntraFailure, call: Call): Answer {
  const { status, error, aadsts, message, headers } = failure
  const traceId = randomUUID()
  const timestamp = `${new Date(call.atMs).toISOString().slice(0, 19).replace('T', ' ')}Z`
  return {
    status,
    json: {
      error,
      error_description:
        `AADSTS${aadsts}: ${message} ` +
        `Trace ID: ${traceId} Correlation ID: ${call.clientRequestId} Timestamp: ${timestamp}`,
      error_codes: [aadsts],
      timestamp,
      trace_id: traceId,
      correlation_id: call.clientRequestId,
      error_uri: `${call.url.origin}/error?code=${aadsts}`,
    },
    ...(headers && { headers }),
  }
}

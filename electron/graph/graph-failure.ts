/**
 * Why a request to Microsoft Graph brought no usable result. A value, not an exception.
 * Branch only on `kind`; `code` and `detail` are for logs and support.
 */
export interface GraphFailure {
  readonly kind:
    /** Nothing was sent: no access token is available. */
    | 'no-token'
    /** 401: the token was not accepted. */
    | 'unauthorized'
    /** 403: consent is missing, or the app has no access to the team. */
    | 'forbidden'
    /** 404: no such team, no such card, or no access; Graph does not say which. */
    | 'not-found'
    /** Any other 4xx. */
    | 'rejected'
    /** 429, or 503 with Retry-After. */
    | 'throttled'
    /** 5xx. */
    | 'unavailable'
    /** Timeout, reset, no route: the request may or may not have arrived. */
    | 'no-answer'
    /** A success status with a body that does not match the documentation. */
    | 'unreadable'
    /** A list with more pages than a tap may wait for. */
    | 'too-long'
  /** This program's own wording: contains no names of people. */
  readonly detail: string
  /** Text from Graph or a connector behind Shifts. May name people: never logged, erased when names are. */
  readonly message?: string
  readonly status?: number
  /** Graph's (or, for `no-token`, Entra's) error code, unwrapped from nested and JSON-in-message errors. */
  readonly code?: string
  readonly requestId?: string
  readonly clientRequestId?: string
  /** How long Graph asked to wait, in milliseconds. */
  readonly retryAfterMs?: number
  /** With a 403: the permissions in the rejected token (`token-roles.ts`). Only a hint for people. */
  readonly roles?: readonly string[]
  /** When the request was sent, on the monotonic clock; absent if it was not. */
  readonly leftAtMs?: number
}

export type GraphAnswer<T> =
  { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'failed'; readonly failure: GraphFailure }

/**
 * Whether a failed write may have taken effect anyway. If so, the kiosk reads the current state before it
 * sends anything again. A 429 is rejected before processing; a 503 may come from behind that point.
 */
export function mayHaveTakenEffect(failure: GraphFailure): boolean {
  switch (failure.kind) {
    case 'no-answer':
    case 'unavailable':
    case 'unreadable':
      return true
    case 'no-token':
    case 'unauthorized':
    case 'forbidden':
    case 'not-found':
    case 'rejected':
    case 'too-long':
      return false
    case 'throttled':
      return failure.status === 503
    default:
      return failure.kind satisfies never
  }
}

/** Status, code and request id of a failure, for the IT admin and for Microsoft's support. */
export function failureCodes({ status, code, requestId, kind }: GraphFailure): string {
  const parts = [status ?? kind, code, requestId === undefined ? undefined : `request-id ${requestId}`]
  return parts.filter((part) => part !== undefined).join(', ')
}

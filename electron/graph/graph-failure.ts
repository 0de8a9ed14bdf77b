/**
 * Why a request to Microsoft Graph brought nothing usable. A value, not an exception.
 * Branch on `kind` only; `code` and `detail` are for logs and support.
 */
export interface GraphFailure {
  readonly kind:
    /** Nothing was sent: no access token could be had. */
    | 'no-token'
    /** 401: the token was not accepted. */
    | 'unauthorized'
    /** 403: consent is missing, or the team is not this app's. */
    | 'forbidden'
    /** 404: no such team, no such card, or no access; Graph does not tell which. */
    | 'not-found'
    /** Any other 4xx. */
    | 'rejected'
    /** 429, or 503 with Retry-After. */
    | 'throttled'
    /** 5xx. */
    | 'unavailable'
    /** Time-out, reset, no route: the request may or may not have arrived. */
    | 'no-answer'
    /** A success status whose body is not what the documentation says. */
    | 'unreadable'
    /** A list of more pages than a tap may wait for. */
    | 'too-long'
  /** In this program's own words: names nobody. */
  readonly detail: string
  /** In Graph's words, or those of a connector behind Shifts. May name people: never logged, kept only as long as names. */
  readonly message?: string
  readonly status?: number
  /** Graph's (or, for `no-token`, Entra's) error code, unwrapped from nested and JSON-in-message errors. */
  readonly code?: string
  readonly requestId?: string
  readonly clientRequestId?: string
  /** How long Graph asked to wait, in milliseconds. */
  readonly retryAfterMs?: number
  /** With a 403: the permissions that the refused token names (`token-roles.ts`). A hint to people, nothing more. */
  readonly roles?: readonly string[]
  /** When the request left, on the monotonic clock; absent where none did. */
  readonly leftAtMs?: number
}

export type GraphAnswer<T> =
  { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'failed'; readonly failure: GraphFailure }

/**
 * Whether a write that failed so may have taken effect all the same. Where it may, what it was to change is read
 * before anything is sent again. A 429 was refused at the door; a 503 may come from behind it.
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

/** What Graph's and Entra's ids look like; anything else in such a header is not theirs, and reaches no log. */
const idShape = /^[A-Za-z0-9-]{1,64}$/
/** What an error code looks like, such as `Forbidden` or `AADSTS7000215`. */
const codeShape = /^[A-Za-z0-9._:-]{1,100}$/

/**
 * Whether an answer has the id that Graph or Entra gives it. What a proxy on the way says in their place has none. This is
 * no signature: a box that opens TLS can copy it.
 */
export function hasMicrosoftId(headers: Headers): boolean {
  return microsoftId(headers) !== undefined
}

/** That id. */
export function microsoftId(headers: Headers): string | undefined {
  return asId(headers.get('request-id')) ?? asId(headers.get('x-ms-request-id'))
}

/** By which a request is told from all others; Graph and Entra give it back with their answer. */
export const requestNameHeader = 'client-request-id'

/**
 * Whether an answer names another request than the one that was sent as `sentAs`: an older one that was kept, or one that was
 * mixed up on the way. Where the name did not reach Microsoft, the answer bears none, or Microsoft's own id in its place.
 */
export function answersAnother(
  answer: { readonly requestId: string | undefined; readonly named: string | undefined },
  sentAs: string,
): boolean {
  const named = answer.named?.toLowerCase()
  return named !== undefined && named !== sentAs.toLowerCase() && named !== answer.requestId?.toLowerCase()
}

/** The value, where it has the shape of an id. */
export function asId(value: unknown): string | undefined {
  return typeof value === 'string' && idShape.test(value) ? value : undefined
}

/** The value, where it has the shape of an error code. */
export function asCode(value: unknown): string | undefined {
  return typeof value === 'string' && codeShape.test(value) ? value : undefined
}

/** What Graph's and Entra's ids look like; anything else in such a header is not theirs, and reaches no log. */
const idShape = /^[A-Za-z0-9-]{1,64}$/
/** What an error code looks like, such as `Forbidden` or `AADSTS7000215`. */
const codeShape = /^[A-Za-z0-9._:-]{1,100}$/

/**
 * Whether an answer has the id that Graph or Entra gives it. What a proxy on the way says in their place has none. This is
 * no signature: a box that opens TLS can copy it.
 */
export function hasMicrosoftId(headers: Headers): boolean {
  return ['request-id', 'x-ms-request-id'].some((name) => asId(headers.get(name)) !== undefined)
}

/** The value, where it has the shape of an id. */
export function asId(value: unknown): string | undefined {
  return typeof value === 'string' && idShape.test(value) ? value : undefined
}

/** The value, where it has the shape of an error code. */
export function asCode(value: unknown): string | undefined {
  return typeof value === 'string' && codeShape.test(value) ? value : undefined
}

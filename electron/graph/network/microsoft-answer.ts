/** The shape of Graph's and Entra's ids; a header of any other shape is not theirs and is never logged. */
const idShape = /^[A-Za-z0-9-]{1,64}$/
/** The shape of an error code, such as `Forbidden` or `AADSTS7000215`. */
const codeShape = /^[A-Za-z0-9._:-]{1,100}$/

/**
 * Whether an answer carries an id from Graph or Entra. An answer from a proxy has none. This is no proof of
 * origin: a TLS-inspecting proxy can copy it.
 */
export function hasMicrosoftId(headers: Headers): boolean {
  return microsoftId(headers) !== undefined
}

/** The id that Graph or Entra gave an answer. */
export function microsoftId(headers: Headers): string | undefined {
  return asId(headers.get('request-id')) ?? asId(headers.get('x-ms-request-id'))
}

/** Header with the kiosk's own id of a request; Graph and Entra return it with their answer. */
export const clientRequestIdHeader = 'client-request-id'

/**
 * Whether an answer belongs to a request other than `sentAs`: a cached one, or one that was mixed up on the
 * network. If the kiosk's id did not reach Microsoft, the answer carries none, or Microsoft's own id instead.
 */
export function isAnswerToOtherRequest(
  answer: { readonly requestId: string | undefined; readonly named: string | undefined },
  sentAs: string,
): boolean {
  const named = answer.named?.toLowerCase()
  return named !== undefined && named !== sentAs.toLowerCase() && named !== answer.requestId?.toLowerCase()
}

/** The value if it has the shape of an id. */
export function asId(value: unknown): string | undefined {
  return typeof value === 'string' && idShape.test(value) ? value : undefined
}

/** The value if it has the shape of an error code. */
export function asCode(value: unknown): string | undefined {
  return typeof value === 'string' && codeShape.test(value) ? value : undefined
}

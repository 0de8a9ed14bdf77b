/** RFC 9110, section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`, the only form that a sender may use. */
const imfFixdate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * Parses an HTTP date to milliseconds since the Unix epoch, in whole seconds; undefined unless it is an
 * IMF-fixdate with the right weekday. `Date.parse` alone guesses: it reads `-5` as a year and ignores a wrong
 * weekday.
 */
export function httpDateMs(text: string): number | undefined {
  if (!imfFixdate.test(text)) return undefined
  const ms = Date.parse(text)
  // The round trip gives the same text only if nothing was guessed (ECMA-262, Date.prototype.toUTCString).
  return !Number.isNaN(ms) && new Date(ms).toUTCString() === text ? ms : undefined
}

/** The answer's `Date` header; undefined if it is missing or invalid. */
export function dateHeaderMs(headers: Headers): number | undefined {
  return httpDateMs(headers.get('date') ?? '')
}

/** RFC 9110, section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that a sender may use. */
const imfFixdate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * An HTTP date in milliseconds since the Unix epoch, whole seconds; undefined for anything but an IMF-fixdate whose
 * weekday fits. `Date.parse` alone guesses: it takes `-5` for a year and skips a wrong weekday.
 */
export function httpDateMs(text: string): number | undefined {
  if (!imfFixdate.test(text)) return undefined
  const ms = Date.parse(text)
  // What was read, written out again, is the same text only if nothing was guessed (ECMA-262, Date.prototype.toUTCString).
  return !Number.isNaN(ms) && new Date(ms).toUTCString() === text ? ms : undefined
}

/** The answer's `Date` header; undefined where it has none that can be read. */
export function dateHeaderMs(headers: Headers): number | undefined {
  return httpDateMs(headers.get('date') ?? '')
}

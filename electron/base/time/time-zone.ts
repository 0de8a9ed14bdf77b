/**
 * The canonical name of a time zone in this runtime's tz database; undefined if unknown. An offset such as
 * +01:00, which Intl accepts, is rejected: it would be wrong after the next daylight saving change.
 */
export function canonicalTimeZone(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

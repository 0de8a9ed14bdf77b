/**
 * The zone as this runtime's tz database names it; undefined where it knows none of that name.
 * An offset such as +01:00, which Intl would take, is none: it would be wrong after the next change of the clocks.
 */
export function knownTimeZone(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

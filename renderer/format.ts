import type { Site } from '../electron/contract/kiosk-state.ts'

/** A part of the clock: digits, or AM/PM, which is smaller. In the locale's order. */
export interface ClockPiece {
  readonly text: string
  readonly kind: 'digits' | 'day-period'
}

/** Formats times and numbers in the site's locale. All times in milliseconds since the Unix epoch. */
export interface SiteFormat {
  /** Hours and minutes, in pieces. */
  clock(atMs: number): readonly ClockPiece[]
  /** Only the seconds, always two digits. */
  seconds(atMs: number): string
  /** `17:02` or `5:02 PM`. */
  time(atMs: number): string
  /** `Wednesday, 5 March`. */
  date(atMs: number): string
  /** `Wed, 5 Mar`. */
  day(atMs: number): string
  /**
   * The time, preceded by *yesterday* or the date if it is not on the same day as `referenceMs` in the
   * site's time zone.
   */
  moment(atMs: number, referenceMs: number): string
  count(value: number): string
  /** Hours and minutes, such as `7 hr 32 min`; whole minutes, rounded down. */
  duration(ms: number): string
}

const minuteMs = 60_000
const dayMs = 86_400_000

const formats = new Map<string, SiteFormat>()

/**
 * The format of a site, cached per locale and time zone, because Intl formatters are slow to create.
 * Throws a RangeError if Intl does not know the locale or time zone.
 */
export function formatFor(site: Pick<Site, 'locale' | 'timeZone'>): SiteFormat {
  const key = `${site.locale} ${site.timeZone}`
  const cached = formats.get(key)
  if (cached) return cached
  const format = makeFormat(site.locale, site.timeZone)
  formats.set(key, format)
  return format
}

function makeFormat(locale: string, timeZone: string): SiteFormat {
  const time = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' })
  const date = new Intl.DateTimeFormat(locale, { timeZone, weekday: 'long', day: 'numeric', month: 'long' })
  const shortDate = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  })
  // Never shown, only parsed into a day number: in English, because `Date.parse` reads that.
  const day = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short' })
  const dayNumber = (atMs: number): number => Date.parse(`${day.format(atMs)} UTC`) / dayMs
  const yesterday = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-1, 'day')
  const hours = new Intl.NumberFormat(locale, { style: 'unit', unit: 'hour', unitDisplay: 'short' })
  const minutes = new Intl.NumberFormat(locale, { style: 'unit', unit: 'minute', unitDisplay: 'short' })
  const joined = new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' })
  const count = new Intl.NumberFormat(locale)
  const twoDigits = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 })

  return {
    clock: (atMs) => joinDigits(time.formatToParts(atMs)),
    // Every time zone in use today has an offset of whole minutes.
    seconds: (atMs) => twoDigits.format(Math.floor(atMs / 1000) % 60),
    time: (atMs) => time.format(atMs),
    date: (atMs) => date.format(atMs),
    day: (atMs) => shortDate.format(atMs),
    moment: (atMs, referenceMs) => {
      const daysAgo = dayNumber(referenceMs) - dayNumber(atMs)
      if (daysAgo === 0) return time.format(atMs)
      // Joined here, because Intl writes the hour differently next to a date.
      return `${daysAgo === 1 ? yesterday : shortDate.format(atMs)}, ${time.format(atMs)}`
    },
    count: (value) => count.format(value),
    duration: (ms) => {
      const wholeMinutes = Math.floor(ms / minuteMs)
      const minutesText = minutes.format(wholeMinutes % 60)
      if (wholeMinutes < 60) return minutesText
      const hoursText = hours.format(Math.floor(wholeMinutes / 60))
      return wholeMinutes % 60 === 0 ? hoursText : joined.format([hoursText, minutesText])
    },
  }
}

/** Joins hour, separator and minute, and drops the space around AM/PM, which the layout adds. */
function joinDigits(parts: readonly Intl.DateTimeFormatPart[]): readonly ClockPiece[] {
  const pieces: ClockPiece[] = []
  for (const part of parts) {
    const kind = part.type === 'dayPeriod' ? 'day-period' : 'digits'
    const last = pieces.at(-1)
    if (last?.kind === kind) pieces[pieces.length - 1] = { kind, text: last.text + part.value }
    else pieces.push({ kind, text: part.value })
  }
  return pieces.map((piece) => ({ ...piece, text: piece.text.trim() })).filter((piece) => piece.text !== '')
}

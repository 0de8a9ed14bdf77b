import type { Site } from '../electron/contract/kiosk-state.ts'

/** A piece of the clock: the digits, or AM/PM, which stand smaller. In the order the locale writes them. */
export interface ClockPiece {
  readonly text: string
  readonly kind: 'digits' | 'day-period'
}

/** Writes times and numbers the way the site does. All times in milliseconds since the Unix epoch. */
export interface SiteFormat {
  /** Hours and minutes, as pieces. */
  clock(atMs: number): readonly ClockPiece[]
  /** The seconds alone, always two digits. */
  seconds(atMs: number): string
  /** `17:02` or `5:02 PM`. */
  time(atMs: number): string
  /** `Wednesday, 5 March`. */
  date(atMs: number): string
  /** The time; *yesterday* or the day before it where it is not the day of `nearMs` in the site's time zone. */
  moment(atMs: number, nearMs: number): string
  count(value: number): string
  /** Hours and minutes, such as `7 hr 32 min`; whole minutes, rounded down. */
  duration(ms: number): string
}

const minuteMs = 60_000
const dayMs = 86_400_000

const made = new Map<string, SiteFormat>()

/**
 * The format of a site, made once for each locale and time zone, since Intl's formatters are slow to make.
 * Throws a RangeError where Intl knows no such locale or time zone.
 */
export function formatFor(site: Pick<Site, 'locale' | 'timeZone'>): SiteFormat {
  const key = `${site.locale} ${site.timeZone}`
  const known = made.get(key)
  if (known) return known
  const format = makeFormat(site.locale, site.timeZone)
  made.set(key, format)
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
  // Only ever compared and counted, so its language does not matter.
  const day = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short' })
  const dayNumber = (atMs: number): number => Date.parse(`${day.format(atMs)} UTC`) / dayMs
  const yesterday = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-1, 'day')
  const hours = new Intl.NumberFormat(locale, { style: 'unit', unit: 'hour', unitDisplay: 'short' })
  const minutes = new Intl.NumberFormat(locale, { style: 'unit', unit: 'minute', unitDisplay: 'short' })
  const together = new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' })
  const count = new Intl.NumberFormat(locale)
  const twoDigits = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 })

  return {
    clock: (atMs) => joinDigits(time.formatToParts(atMs)),
    // No time zone in use today is off by a part of a minute.
    seconds: (atMs) => twoDigits.format(Math.floor(atMs / 1000) % 60),
    time: (atMs) => time.format(atMs),
    date: (atMs) => date.format(atMs),
    moment: (atMs, nearMs) => {
      const daysAgo = dayNumber(nearMs) - dayNumber(atMs)
      if (daysAgo === 0) return time.format(atMs)
      // Joined here, as Intl would write the hour in another way beside a date than alone.
      return `${daysAgo === 1 ? yesterday : shortDate.format(atMs)}, ${time.format(atMs)}`
    },
    count: (value) => count.format(value),
    duration: (ms) => {
      const wholeMinutes = Math.floor(ms / minuteMs)
      const rest = minutes.format(wholeMinutes % 60)
      if (wholeMinutes < 60) return rest
      const full = hours.format(Math.floor(wholeMinutes / 60))
      return wholeMinutes % 60 === 0 ? full : together.format([full, rest])
    },
  }
}

/** Puts hour, separator and minute together, and leaves out the space around AM/PM: layout makes it. */
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

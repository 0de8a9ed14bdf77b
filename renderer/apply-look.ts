import type { Look, NightHours } from '../electron/contract/look.ts'

/** The look until main has sent one: the operating system's theme, no shifting, no dimming. */
export const plainLook: Look = {
  theme: 'system',
  night: { fromMinute: 0, toMinute: 0 },
  pixelShift: false,
  panelDiagonalMm: 546,
  viewingDistanceMm: 1000,
  // The default of `screen.readerSide`.
  readerSide: 'below',
}

/** Whether `minute` of the day (0 to 1439) is in the night hours, which may span midnight. */
export function isNight({ fromMinute, toMinute }: NightHours, minute: number): boolean {
  return fromMinute <= toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute
}

export function themeOf(look: Look, night: boolean, systemIsDark: boolean): 'light' | 'dark' {
  switch (look.theme) {
    case 'light':
    case 'dark':
      return look.theme
    case 'system':
      return systemIsDark ? 'dark' : 'light'
    case 'night':
      return night ? 'dark' : 'light'
    default:
      return look.theme satisfies never
  }
}

/** Maximum shift of the picture, as a fraction of the screen's shorter side. */
export const maxShift = 0.008
const stepMs = 60_000
const steps = 8

/**
 * The picture's offset at a time, as fractions of the screen's shorter side: one step per minute, line by
 * line through 8 × 8 positions and back, so that no edge stays in place (burn-in) and nobody notices the
 * movement.
 */
export function pixelShift(atMs: number): { readonly x: number; readonly y: number } {
  const step = Math.floor(atMs / stepMs)
  const row = Math.floor(step / steps)
  const along = step - row * steps
  const across = row % 2 === 0 ? along : steps - 1 - along
  const down = triangle(row, steps)
  const part = (place: number) => (place / (steps - 1)) * 2 * maxShift - maxShift
  return { x: part(across), y: part(down) }
}

/** Triangle wave: 0, 1, … `places` - 1, … 1, 0, … */
function triangle(step: number, places: number): number {
  const period = 2 * (places - 1)
  const at = ((step % period) + period) % period
  return at < places ? at : period - at
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Minutes since midnight in a time zone. */
export function minuteOfDay(atMs: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(timeZone, format)
  }
  const [hours = 0, minutes = 0] = format.format(atMs).split(':').map(Number)
  return hours * 60 + minutes
}

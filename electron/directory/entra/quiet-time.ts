const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** From one to four in the morning. */
const fromHour = 1
const hours = 3
/** Right after a start, the list is new anyway. */
const soonestMs = 6 * hourMs

/**
 * How long until the site's next quiet time. `share`, from 0 to 1, is the kiosk's place in it: kiosks with
 * different shares do not read at once.
 */
export function untilQuietTimeMs(nowMs: number, timeZone: string, share: number): number {
  const quietMs = (fromHour + hours * share) * hourMs
  const waitMs = (quietMs - timeOfDayMs(nowMs, timeZone) + dayMs) % dayMs
  return waitMs < soonestMs ? waitMs + dayMs : waitMs
}

function timeOfDayMs(nowMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
    numberingSystem: 'latn',
  }).formatToParts(nowMs)
  const part = (type: 'hour' | 'minute'): number => Number(parts.find((each) => each.type === type)?.value)
  return part('hour') * hourMs + part('minute') * 60_000
}

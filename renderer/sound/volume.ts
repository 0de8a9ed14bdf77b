import type { Site } from '../../electron/contract/kiosk-state.ts'
import { isNight, minuteOfDay } from '../apply-look.ts'

/** The volume at a time, from 0 to 1: the site's setting, and 0 in its quiet hours. */
export function volumeAt({ sound, timeZone }: Pick<Site, 'sound' | 'timeZone'>, atMs: number): number {
  if (sound === undefined) return 0
  const { volume, quietHours } = sound
  const isQuiet = quietHours !== undefined && isNight(quietHours, minuteOfDay(atMs, timeZone))
  return isQuiet ? 0 : volume
}

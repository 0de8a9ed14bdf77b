import type { SoundSettings } from '../contract/kiosk-state.ts'
import type { KioskConfig } from './config.ts'
import { minuteOf } from './time-of-day.ts'

/** The renderer's sound settings, from a valid config. */
export function soundOf({ volume, quietHours }: KioskConfig['sound']): SoundSettings {
  return {
    volume: volume / 100,
    ...(quietHours !== undefined && {
      quietHours: { fromMinute: minuteOf(quietHours.from), toMinute: minuteOf(quietHours.to) },
    }),
  }
}

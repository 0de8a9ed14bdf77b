import type { SoundSettings } from '../contract/kiosk-state.ts'
import type { KioskConfig } from './config.ts'
import { minuteOf } from './time-of-day.ts'

/** What the renderer sounds by, from the values of a config that was found good. */
export function soundOf({ volume, quietHours }: KioskConfig['sound']): SoundSettings {
  return {
    volume: volume / 100,
    ...(quietHours !== undefined && {
      quietHours: { fromMinute: minuteOf(quietHours.from), toMinute: minuteOf(quietHours.to) },
    }),
  }
}

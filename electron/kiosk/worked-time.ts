import type { ShownHours } from '../contract/kiosk-state.ts'
import type { CardTimes } from '../shifts/time-cards/time-cards.ts'

/**
 * Worked time and breaks of a shift that ends at `endedAtMs`. Worked time is from clocking in to clocking
 * out, minus the breaks. Elapsed time, so midnight and daylight saving changes do not matter. A running break
 * ends with the shift; breaks are clipped to the shift, and overlapping breaks count once.
 */
export function hoursOf({ clockedInAtMs, breaks }: CardTimes, endedAtMs: number): ShownHours {
  let breaksMs = 0
  let countedUntilMs = clockedInAtMs
  for (const { startMs, endMs = endedAtMs } of breaks.toSorted((a, b) => a.startMs - b.startMs)) {
    const fromMs = Math.max(startMs, countedUntilMs)
    const toMs = Math.min(endMs, endedAtMs)
    if (toMs <= fromMs) continue
    breaksMs += toMs - fromMs
    countedUntilMs = toMs
  }
  return { workedMs: Math.max(0, endedAtMs - clockedInAtMs - breaksMs), breaksMs }
}

import type { ShownHours } from '../contract/kiosk-state.ts'
import type { CardTimes } from '../shifts/time-cards/time-cards.ts'

/**
 * What the shift on a time card comes to once it ends at `endedAtMs`: from clocking in to clocking out, without the
 * breaks. In elapsed time, so neither midnight nor a change of the clocks counts for anything. A break that still
 * goes on ends with the shift; what lies outside of the shift, or in two breaks at once, is not counted twice.
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

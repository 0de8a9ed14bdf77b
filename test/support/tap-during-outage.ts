import type { Script } from '../fakes/fake-time-cards.ts'
import { badges, type Harness } from './kiosk-harness.ts'

export const minuteMs = 60_000
const outage: readonly Script[] = Array.from({ length: 500 }, () => ({ kind: 'fail', failure: 'no-answer' }))

/** Taps while Shifts cannot be reached, and lets `outageMs` pass before it can. Returns the time of the tap. */
export async function tapDuringOutage(harness: Harness, outageMs: number): Promise<number> {
  const tappedAtMs = harness.clock.now().wallMs
  harness.timeCards.script('listOpen', ...outage)
  await harness.tap(badges.ana)
  await harness.clock.advance(outageMs)
  harness.timeCards.clearScripts()
  return tappedAtMs
}

import type { PendingTap } from '../journal/journal.ts'
import type { ServerClock } from '../graph/server-time/server-clock.ts'

/**
 * When the person tapped, by the servers' clock. A tap taken before any server had been seen was written down with
 * this computer's time; once one has been seen, the monotonic clock tells how long ago that was, as long as the
 * program has run since. After a restart nothing tells, and this computer's time stands.
 *
 * A computer that slept wakes with a monotonic clock that has lost that time (CLOCK_MONOTONIC on Linux), so what was
 * known of the servers takes its clock, right as it is, for one that was set ahead. The servers' next answer tells:
 * a clock that agrees with them after all is not corrected.
 *
 * One case is not told apart: a tap taken before any server had been seen, and a sleep before one was. The monotonic
 * clock then tells too little time since the tap, so the tap is moved later by the length of the sleep. A wrong
 * clock and a sleep look the same from here.
 */
export function tapTimeMs(
  { tapped }: Pick<PendingTap, 'tapped'>,
  serverClock: Pick<ServerClock, 'timeOf'>,
  runId: string,
): number {
  if (tapped.runId !== runId) return tapped.tappedAtMs
  const { clockCorrectionMs, tappedAtMonotonicMs: monotonicMs } = tapped
  const wallMs = tapped.tappedAtMs - (clockCorrectionMs ?? 0)
  const byNowMs = serverClock.timeOf({ wallMs, monotonicMs }) ?? tapped.tappedAtMs
  return clockCorrectionMs === null || byNowMs === wallMs ? byNowMs : tapped.tappedAtMs
}

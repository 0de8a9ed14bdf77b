import type { PendingTap } from '../journal/journal.ts'
import type { ServerClock } from '../graph/server-time/server-clock.ts'

/**
 * When the person tapped, in the servers' time. A tap made before any server answered was recorded with this
 * computer's time. Once a server has answered, the monotonic clock says how long ago the tap was, within the
 * same run of the program. After a restart it cannot, and this computer's time is used.
 *
 * While a computer sleeps, its monotonic clock stops (CLOCK_MONOTONIC on Linux). After the sleep, a correct
 * wall clock looks as if it had been set ahead, until the next answer from a server: a clock that agrees with
 * the servers is not corrected.
 *
 * Known limit: a tap before the first answer, and a sleep between the two. The tap is then moved later by the
 * length of the sleep, because a wrong clock and a sleep cannot be distinguished here.
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

import type { PendingTap } from '../journal/journal.ts'
import type { ServerClock } from '../shifts/server-clock.ts'

/**
 * When the person tapped, by the servers' clock. A tap taken before any server had been seen was written down with
 * this computer's time; once one has been seen, the monotonic clock tells how long ago that was, as long as the
 * program has run since. After a restart nothing tells, and this computer's time stands.
 */
export function tapTimeMs(
  { tapped }: Pick<PendingTap, 'tapped'>,
  serverClock: Pick<ServerClock, 'timeOf'>,
  runId: string,
): number {
  if (tapped.clockCorrectionMs !== null || tapped.runId !== runId) return tapped.tappedAtMs
  const at = { wallMs: tapped.tappedAtMs, monotonicMs: tapped.tappedAtMonotonicMs }
  return serverClock.timeOf(at) ?? tapped.tappedAtMs
}

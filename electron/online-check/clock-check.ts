import { formatDuration } from '../base/time/zoned-time.ts'
import { good, notChecked, problem, warning, type CheckResult } from '../check/check-result.ts'
import type { ClockSighting } from './network-check.ts'

/** "… application authentication certificate credentials" (Microsoft): five minutes are tolerated. */
const refusedFromMs = 5 * 60_000
const goodToMs = 30_000
/** If the two servers differ by more than this, one of them is not Microsoft's. */
const agreeWithinMs = 30_000

/** Compares this computer's clock with the servers' dates. */
export function checkClock(sightings: readonly ClockSighting[]): CheckResult {
  const [first, second] = sightings
  if (first === undefined) return notChecked('clock', 'No Microsoft server sent its time.')
  if (second !== undefined) {
    const apartMs = Math.abs(first.aheadMs - second.aheadMs) - first.uncertainMs - second.uncertainMs
    if (apartMs > agreeWithinMs) {
      return problem(
        'clock',
        'The two servers report different times, so one of them is not Microsoft’s, or its answer is outdated.',
        'Check what answers in their place: a proxy or a cache.',
        'network',
      )
    }
  }
  const best = second !== undefined && second.uncertainMs < first.uncertainMs ? second : first
  const offMs = Math.max(0, Math.abs(best.aheadMs) - best.uncertainMs)
  if (offMs <= goodToMs)
    return good('clock', `Within ${Math.max(1, Math.ceil(offMs / 1000))} s of Microsoft’s.`)
  const detail = `${formatDuration(Math.abs(best.aheadMs))} ${best.aheadMs > 0 ? 'ahead of' : 'behind'} Microsoft’s (±${Math.ceil(best.uncertainMs / 1000)} s).`
  const fix =
    'Set the clock and keep it synchronized by NTP (Windows: w32tm /resync; Linux: timedatectl set-ntp true).'
  return offMs < refusedFromMs
    ? warning('clock', `${detail} Times of taps are corrected by the servers' clock.`, fix)
    : problem('clock', `${detail} Entra may reject the sign-in with the certificate.`, fix)
}

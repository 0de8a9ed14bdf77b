import { good, notChecked, problem, warning, type CheckResult } from '../check/check-result.ts'
import type { ClockSighting } from './network-check.ts'

/** "Microsoft identity platform application authentication certificate credentials": five minutes are allowed for. */
const refusedFromMs = 5 * 60_000
const goodToMs = 30_000
/** Servers that contradict each other by more than this: one of them is none of Microsoft's. */
const agreeWithinMs = 30_000

/** This computer's clock against the servers' dates. */
export function checkClock(sightings: readonly ClockSighting[]): CheckResult {
  const [first, second] = sightings
  if (first === undefined) return notChecked('clock', 'No server of Microsoft told its time.')
  if (second !== undefined) {
    const apartMs = Math.abs(first.aheadMs - second.aheadMs) - first.uncertainMs - second.uncertainMs
    if (apartMs > agreeWithinMs) {
      return problem(
        'clock',
        'The two servers do not tell the same time, so one of them is not Microsoft’s, or its answer is an old one.',
        'Look at what answers in their place: a proxy, a cache.',
        'network',
      )
    }
  }
  const best = second !== undefined && second.uncertainMs < first.uncertainMs ? second : first
  const offMs = Math.max(0, Math.abs(best.aheadMs) - best.uncertainMs)
  if (offMs <= goodToMs)
    return good('clock', `Within ${Math.max(1, Math.ceil(offMs / 1000))} s of Microsoft’s.`)
  const detail = `${inWords(Math.abs(best.aheadMs))} ${best.aheadMs > 0 ? 'ahead of' : 'behind'} Microsoft’s (±${Math.ceil(best.uncertainMs / 1000)} s).`
  const fix =
    'Set it, and have it kept right by NTP (Windows: w32tm /resync; Linux: timedatectl set-ntp true).'
  return offMs < refusedFromMs
    ? warning('clock', `${detail} Times of taps are corrected by the servers' clock.`, fix)
    : problem('clock', `${detail} Entra may refuse the certificate’s sign-in.`, fix)
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60),
  ]
  if (days > 1) return `${days} days`
  if (hours > 1) return `${hours} h ${minutes - hours * 60} min`
  return minutes > 0 ? `${minutes} min ${seconds - minutes * 60} s` : `${seconds} s`
}

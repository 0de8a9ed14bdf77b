import type { Instant } from '../../base/time/clock.ts'

/** Bounds of (servers' time − monotonic clock), in milliseconds, as they were at `seenAtMs` (monotonic). */
export interface TimeBounds {
  readonly low: number
  readonly high: number
  readonly seenAtMs: number
}

/** A `Date` header has whole seconds. */
const headerStepMs = 1_000
/** How fast a PC's crystal may run wrong: 100 millionths, four seconds in half a day. */
const drift = 100e-6

/** What one answer shows: its date was written between the sending of the request and the answer's arrival. */
export function boundsOfAnswer(dateMs: number, sentAt: Instant, arrivedAt: Instant): TimeBounds {
  return {
    low: dateMs - arrivedAt.monotonicMs,
    high: dateMs + headerStepMs - sentAt.monotonicMs,
    seenAtMs: arrivedAt.monotonicMs,
  }
}

/** The same bounds as they are at another moment: the monotonic clock drifts. */
export function widened({ low, high, seenAtMs }: TimeBounds, atMs: number): TimeBounds {
  const byMs = Math.abs(atMs - seenAtMs) * drift
  return { low: low - byMs, high: high + byMs, seenAtMs: atMs }
}

/** What older and newer bounds both allow; undefined where they contradict each other. */
export function inCommon(older: TimeBounds | undefined, newer: TimeBounds): TimeBounds | undefined {
  if (older === undefined) return undefined
  const known = widened(older, newer.seenAtMs)
  const low = Math.max(known.low, newer.low)
  const high = Math.min(known.high, newer.high)
  return low <= high ? { low, high, seenAtMs: newer.seenAtMs } : undefined
}

/** This computer's wall clock − its monotonic one, in milliseconds. */
export function wallOffsetMs({ wallMs, monotonicMs }: Instant): number {
  return wallMs - monotonicMs
}

/**
 * How far the servers' time is ahead of this computer's clock at least (behind: negative), in milliseconds;
 * 0 where the clock is within the bounds.
 */
export function correctionMs(bounds: TimeBounds, at: Instant): number {
  const { low, high } = widened(bounds, at.monotonicMs)
  const offsetMs = wallOffsetMs(at)
  return Math.min(Math.max(offsetMs, low), high) - offsetMs
}

import type { Instant } from '../../base/time/clock.ts'

/** Bounds of (servers' time − monotonic clock), in milliseconds, as they were at `seenAtMs` (monotonic). */
export interface TimeBounds {
  readonly low: number
  readonly high: number
  readonly seenAtMs: number
}

/** A `Date` header has whole seconds. */
const headerStepMs = 1_000
/** Maximum drift of a PC's crystal: 100 ppm, four seconds in half a day. */
const drift = 100e-6

/** Bounds from one answer: its date was written between sending the request and receiving the answer. */
export function boundsOfAnswer(dateMs: number, sentAt: Instant, arrivedAt: Instant): TimeBounds {
  return {
    low: dateMs - arrivedAt.monotonicMs,
    high: dateMs + headerStepMs - sentAt.monotonicMs,
    seenAtMs: arrivedAt.monotonicMs,
  }
}

/** Widens bounds to another moment by the drift of the monotonic clock. */
export function widened({ low, high, seenAtMs }: TimeBounds, atMs: number): TimeBounds {
  const byMs = Math.abs(atMs - seenAtMs) * drift
  return { low: low - byMs, high: high + byMs, seenAtMs: atMs }
}

/** The intersection of older and newer bounds; undefined if they contradict each other. */
export function intersection(older: TimeBounds | undefined, newer: TimeBounds): TimeBounds | undefined {
  if (older === undefined) return undefined
  const known = widened(older, newer.seenAtMs)
  const low = Math.max(known.low, newer.low)
  const high = Math.min(known.high, newer.high)
  return low <= high ? { low, high, seenAtMs: newer.seenAtMs } : undefined
}

/** Wall clock − monotonic clock of this computer, in milliseconds. */
export function wallOffsetMs({ wallMs, monotonicMs }: Instant): number {
  return wallMs - monotonicMs
}

/**
 * The least by which the servers' time is ahead of this computer's clock (negative: behind), in milliseconds;
 * 0 if the clock is within the bounds.
 */
export function correctionMs(bounds: TimeBounds, at: Instant): number {
  const { low, high } = widened(bounds, at.monotonicMs)
  const offsetMs = wallOffsetMs(at)
  return Math.min(Math.max(offsetMs, low), high) - offsetMs
}

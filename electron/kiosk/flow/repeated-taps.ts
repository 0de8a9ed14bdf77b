import type { BadgeId } from '../../badge/badge-id.ts'
import type { RefusalReason } from '../../contract/kiosk-state.ts'
import { refusalOf, type Streak, type Tap } from './tap.ts'

/** A refused badge that was away for this long counts as a new tap. */
export const tryAgainMs = 2_000
/**
 * How long an outcome may be shown again. A later tap is meant for another shift, even if the badge was at
 * the reader all the time.
 */
export const sameVisitMs = 5 * 60_000
/** Shifts may end the card slightly after the tap, within the tolerance that needs no correction. */
export const sameEndMs = 2 * 60_000
/** Reads with a shorter gap belong to the same streak. */
const sameStreakMs = 20_000
/** No person taps this often for this long: the badge was left on the reader, or the reader repeats it. */
const readsOfBadgeLeftOnReader = 5
const maxTappingMs = 10_000
/** A badge left on the reader is gone after twice its mean interval between reads, but at least this long. */
const goneMs = 5_000

/** The latest tap of the badge. */
export function latestOf(taps: ReadonlyMap<string, Tap>, badge: BadgeId): Tap | undefined {
  let latest: Tap | undefined
  for (const tap of taps.values()) if (tap.badge === badge) latest = tap
  return latest
}

/** Whether the read repeats the earlier tap: its outcome is shown again, and nothing is sent. */
export function isSameTap(earlier: Tap, atMs: number, repeatWindowMs: number): boolean {
  if (atMs - earlier.at.monotonicMs > sameVisitMs) return false
  const awayMs = atMs - earlier.lastSeenMs
  const refusal = refusalOf(earlier)
  if (refusal === undefined) return awayMs <= repeatWindowMs
  const next = afterRefusal(refusal)
  switch (next) {
    case 'at-once':
      return false
    case 'once-away':
      return awayMs < tryAgainMs
    case 'kept':
      return true
    default:
      return next satisfies never
  }
}

function afterRefusal(refusal: RefusalReason): 'at-once' | 'once-away' | 'kept' {
  switch (refusal.kind) {
    case 'not-recorded':
      return 'at-once'
    case 'random-number':
    case 'unreadable-badge':
    case 'several-badges':
    case 'reader-misconfigured':
    case 'unknown-badge':
    case 'ambiguous-badge':
    case 'account-disabled':
    case 'badge-blocked':
    case 'badge-not-checked':
    case 'badge-left-on-reader':
    case 'not-clocked-in':
    case 'no-time-card':
    case 'already-clocked-out':
      return 'once-away'
    // A manager has it already: a new tap would only duplicate it.
    case 'open-too-long':
    case 'parked':
    case 'kiosk-refused':
      return 'kept'
    default:
      return refusal satisfies never
  }
}

export function streakAfter(earlier: Tap | undefined, atMs: number): Streak {
  return earlier === undefined || atMs - earlier.lastSeenMs >= gapThatEnds(earlier)
    ? { reads: 1, sinceMs: atMs, untilMs: atMs }
    : { ...earlier.streak, reads: earlier.streak.reads + 1, untilMs: atMs }
}

function gapThatEnds({ streak }: Tap): number {
  if (!isLeftOnReader({ streak })) return sameStreakMs
  return Math.max(goneMs, (2 * (streak.untilMs - streak.sinceMs)) / (streak.reads - 1))
}

export function isLeftOnReader({ streak: { reads, sinceMs, untilMs } }: Pick<Tap, 'streak'>): boolean {
  return reads >= readsOfBadgeLeftOnReader && untilMs - sinceMs >= maxTappingMs
}

/** Whether the screen says so. It never hides an outcome that has not been seen. */
export function isShownAsLeftOnReader(tap: Tap): boolean {
  return isLeftOnReader(tap) && tap.told.hasSeenOutcome === true
}

/** Whether the outcome of the tap can still change: a manager may request a retry. */
export function isKept(tap: Tap): boolean {
  const refusal = refusalOf(tap)
  return refusal !== undefined && afterRefusal(refusal) === 'kept'
}

/** Since when a badge has been left on the reader, on the monotonic clock; undefined: none is. */
export function leftOnReaderSinceMs(taps: ReadonlyMap<string, Tap>, nowMs: number): number | undefined {
  let sinceMs: number | undefined
  for (const tap of taps.values()) {
    if (!isLeftOnReader(tap) || nowMs - tap.lastSeenMs >= gapThatEnds(tap)) continue
    sinceMs = Math.min(sinceMs ?? Infinity, tap.streak.sinceMs)
  }
  return sinceMs
}

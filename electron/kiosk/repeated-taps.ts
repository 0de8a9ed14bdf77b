import type { BadgeRead } from '../badge/badge-reader.ts'
import type { RefusalReason } from '../contract/kiosk-state.ts'
import { refusalOf, type Streak, type Tap } from './tap.ts'

/** A refused badge that was away for so long is tried anew. */
export const tryAgainMs = 2_000
/** How long a tap that is kept for a manager is shown again, and one's own clock-out is confirmed again. */
export const sameVisitMs = 5 * 60_000
/** Reads that follow each other sooner belong together. */
const sameStreakMs = 5_000
/** Nobody taps so often in a row: the badge lies there, or a reader repeats it by itself. */
const readsOfALyingBadge = 5

/** The latest tap of the same badge. Badges that cannot be read may be of as many people. */
export function latestOf(taps: ReadonlyMap<string, Tap>, read: BadgeRead): Tap | undefined {
  if (read.kind === 'unreadable') return undefined
  return [...taps.values()].reverse().find((tap) => tap.badge === read.badge)
}

/** Whether the read means the tap that is there: its outcome is shown again, and nothing is sent. */
export function isSameTap(earlier: Tap, atMs: number, repeatWindowMs: number): boolean {
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
      return awayMs <= sameVisitMs
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
    case 'badge-left-on-reader':
    case 'not-clocked-in':
    case 'no-time-card':
    case 'already-clocked-out':
      return 'once-away'
    // A manager has it already: another would be one more of the same.
    case 'open-too-long':
    case 'parked':
    case 'kiosk-refused':
      return 'kept'
    default:
      return refusal satisfies never
  }
}

export function streakAfter(earlier: Tap | undefined, atMs: number): Streak {
  return earlier === undefined || atMs - earlier.lastSeenMs >= sameStreakMs
    ? { reads: 1, sinceMs: atMs }
    : { ...earlier.streak, reads: earlier.streak.reads + 1 }
}

export function isLying({ streak }: Pick<Tap, 'streak'>): boolean {
  return streak.reads >= readsOfALyingBadge
}

/** Since when a badge has been coming again and again, on the monotonic clock; undefined: none does any more. */
export function lyingSinceMs(taps: ReadonlyMap<string, Tap>, nowMs: number): number | undefined {
  const lying = [...taps.values()].filter((tap) => isLying(tap) && nowMs - tap.lastSeenMs < 2 * sameStreakMs)
  return lying.length === 0 ? undefined : Math.min(...lying.map(({ streak }) => streak.sinceMs))
}

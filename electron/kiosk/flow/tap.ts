import type { Instant } from '../../base/time/clock.ts'
import type { BadgeId } from '../../badge/badge-id.ts'
import type { RefusalReason, SlotRow } from '../../contract/kiosk-state.ts'
import type { Person } from '../../directory/directory.ts'
import type { TapResult } from '../settlement.ts'

/** One tap as the flow knows it. `…AtMs` and `…SinceMs` but `tappedAtMs` are on the monotonic clock. */
export interface Tap {
  readonly tapId: string
  readonly at: Instant
  /** `at` by the servers' clock as far as it is known: what the screen shows and Shifts is told. */
  readonly tappedAtMs: number
  readonly badge?: BadgeId
  readonly person?: Person
  /** The person has waited for `patienceMs`. */
  readonly patienceEnded?: true
  readonly stage: TapStage
  /** When the badge was last at the reader, as far as the reader tells. */
  readonly lastSeenMs: number
  readonly streak: Streak
  readonly told: Told
}

export type IdentifiedTap = Tap & { readonly badge: BadgeId; readonly person: Person }

export type TapStage =
  | { readonly phase: 'heard' }
  | { readonly phase: 'recording' }
  | { readonly phase: 'delivering' }
  | { readonly phase: 'saved' }
  | { readonly phase: 'settled'; readonly result: TapResult }

/** Reads of one badge, each soon after the one before. */
export interface Streak {
  readonly reads: number
  /** The first and the last of them. */
  readonly sinceMs: number
  readonly untilMs: number
}

/** What the person has seen of their outcome. */
export interface Told {
  /** Since when there is one. */
  readonly outcomeAtMs?: number
  /** Since when this very outcome has been in sight without a gap. Absent: it is not. */
  readonly seen?: { readonly outcome: Outcome; readonly sinceMs: number }
  /** The slot it had last. */
  readonly slot?: number
  /** An outcome was in sight for long enough. */
  readonly isTold?: true
  /** It was given up: nobody has seen it. */
  readonly isNotTold?: true
}

export type Outcome = Exclude<SlotRow['outcome'], 'waiting'>

/** Undefined: there is none yet. */
export function outcomeOf({ stage }: Tap): Outcome | undefined {
  switch (stage.phase) {
    case 'heard':
    case 'recording':
    case 'delivering':
      return undefined
    case 'saved':
      return 'saved'
    case 'settled':
      return stage.result.kind
    default:
      return stage satisfies never
  }
}

export function refusalOf(tap: Tap | undefined): RefusalReason | undefined {
  const refused = tap?.stage.phase === 'settled' && tap.stage.result.kind === 'refused'
  return refused ? tap.stage.result.reason : undefined
}

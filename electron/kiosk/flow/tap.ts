import type { Instant } from '../../base/time/clock.ts'
import type { BadgeId } from '../../badge/badge-id.ts'
import type { RefusalReason, ShownHours, SlotRow } from '../../contract/kiosk-state.ts'
import type { Person } from '../../directory/directory.ts'

/** One tap in the flow. All times except `tappedAtMs` are on the monotonic clock. */
export interface Tap {
  readonly tapId: string
  readonly at: Instant
  /** `at` in the servers' time if known: what the screen shows and what is sent to Shifts. */
  readonly tappedAtMs: number
  readonly badge?: BadgeId
  readonly person?: Person
  /** The person has waited for `patienceMs`. */
  readonly patienceEnded?: true
  readonly stage: TapStage
  /** When the badge was last at the reader, as far as the reader reports it. */
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

/** The result of a settled tap, shown to the person if they are still there. */
export type TapResult =
  | {
      readonly kind: 'confirmed'
      readonly endedAtMs: number
      readonly hours?: ShownHours
      /** The confirmation of an earlier tap; this one ended nothing. */
      readonly isShownAgain?: true
    }
  | { readonly kind: 'refused'; readonly reason: RefusalReason }

/** Reads of one badge in quick succession. */
export interface Streak {
  readonly reads: number
  /** The first and the last of them. */
  readonly sinceMs: number
  readonly untilMs: number
}

/** What the person has seen of their outcome. */
export interface Told {
  /** When the outcome became known. */
  readonly outcomeAtMs?: number
  /** Since when this outcome has been shown without a gap. Absent: it is not shown. */
  readonly seen?: { readonly outcome: Outcome; readonly sinceMs: number }
  /** The last slot of the screen it had. */
  readonly screenSlot?: number
  /** An outcome was shown for long enough. */
  readonly hasSeenOutcome?: true
  /** Given up: the person did not see it. */
  readonly isGivenUp?: true
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

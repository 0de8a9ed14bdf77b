import type { GraphFailure } from '../graph/graph-failure.ts'
import type { DeliveryStage, HowKnown } from '../journal/delivery-stage.ts'
import type { EndedCard, TapOfPerson } from './card-of-tap.ts'
import type { CardTimes, TimeCard } from './time-cards/time-cards.ts'

/** A recorded tap, as far as Shifts is concerned. */
export interface TapToDeliver extends TapOfPerson {
  readonly tapId: string
  readonly stage: DeliveryStage
  /** Of the attempts before, in this run; each attempt writes down what the next has to know. */
  readonly memory: AttemptMemory
}

/** What attempts of one run of the program know of each other; a restart forgets it. */
export interface AttemptMemory {
  /**
   * A clock-out whose effect is not known, and when it left, on the monotonic clock: until `longestEffectMs` after that
   * the card may read as open and still be ended by it.
   */
  unclear?: { readonly cardId: string; readonly sinceMs: number }
  /** A card whose clock-out certainly had no effect (a 429, or it never left): it may go again without a look. */
  untouched?: { readonly card: TimeCard; readonly sinceMs: number }
  /** Since when Shifts has refused it in ways that may pass, on the monotonic clock. */
  refusedSinceMs?: number
}

/** What one attempt came to. */
export type ClockOutOutcome =
  /** The card is ended, at `endedAtMs` within the tolerance. */
  | (EndedCard & {
      readonly kind: 'confirmed'
      readonly how: HowKnown
      readonly correctedFromMs?: number
      /** As the card was read before it was ended; absent where it was not at hand. For the person alone, not for the journal. */
      readonly times?: CardTimes
    })
  /** The person has no card this tap could end: see `FoundCard`. */
  | { readonly kind: 'nothing-to-end'; readonly lastEnded?: EndedCard; readonly hasNone?: true }
  /** Somebody else ended the card that was to be ended, or changed it since: it is left as it is. */
  | (EndedCard & { readonly kind: 'superseded' })
  /** Open for so long that the clock-out of an earlier shift must have been forgotten. */
  | { readonly kind: 'open-too-long'; readonly cardId: string; readonly clockedInAtMs: number }
  /** Shifts refuses it. */
  | { readonly kind: 'refused'; readonly failure: GraphFailure; readonly cardId?: string }
  /** The card belongs to somebody else than who tapped: nothing is ever changed on it. */
  | { readonly kind: 'not-theirs'; readonly cardId: string }
  /** The card is ended, late, and Shifts will not have the tap's time. */
  | (EndedCard & {
      readonly kind: 'correction-refused'
      readonly failure: GraphFailure
      /** What the card says of the reason: Teams lets nobody edit a confirmed card, or one older than a month. */
      readonly because?: 'confirmed' | 'month-old'
    })
  /** Not now: try again. */
  | { readonly kind: 'later'; readonly failure: GraphFailure }
  /** A clock-out that left may still end the card: look again in `forMs`. Says nothing of other people's taps. */
  | { readonly kind: 'under-way'; readonly forMs: number }
  /** The journal did not take the note that something is about to be sent, so nothing was. */
  | { readonly kind: 'not-recorded' }

export function afterFailure(failure: GraphFailure, cardId?: string): ClockOutOutcome {
  switch (failure.kind) {
    case 'no-token':
    case 'unauthorized':
    case 'throttled':
    case 'unavailable':
    case 'no-answer':
    case 'unreadable':
    case 'too-long':
      return { kind: 'later', failure }
    case 'forbidden':
    case 'not-found':
    case 'rejected':
      return { kind: 'refused', failure, ...(cardId !== undefined && { cardId }) }
    default:
      return failure.kind satisfies never
  }
}

/**
 * Whether a refusal may be gone in some minutes: somebody else is changing the card (409, 412, 423), or it is not to be
 * seen yet (404); and a 400 without a code, which Graph never sends for a request it has understood.
 */
export function mayPass({ status, code }: GraphFailure): boolean {
  return (
    status === 404 ||
    status === 409 ||
    status === 412 ||
    status === 423 ||
    (status === 400 && code === undefined)
  )
}

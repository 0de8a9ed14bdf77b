import type { GraphFailure } from '../graph/graph-failure.ts'
import type { CardTimes } from './time-cards.ts'

/** A recorded tap, as far as Shifts is concerned. */
export interface TapToDeliver {
  readonly tapId: string
  readonly userId: string
  /** When the person tapped, by the servers' clock; milliseconds since the Unix epoch. */
  readonly tappedAtMs: number
  readonly stage: DeliveryStage
}

/** How far the delivery has come, as it was written down before the step it names was taken. */
export type DeliveryStage =
  | { readonly kind: 'tapped' }
  /** A clock-out may have been sent for this card: it is read before anything is sent again. */
  | { readonly kind: 'sending'; readonly cardId: string }
  /** The card is ended; its time is still to be compared with the tap's. */
  | {
      readonly kind: 'clocked-out'
      readonly cardId: string
      readonly endedAtMs: number
      readonly how: HowKnown
    }
  /** A correction may have been sent: the card is read before it is sent again. `fromMs`: what it showed before. */
  | { readonly kind: 'correcting'; readonly cardId: string; readonly toMs: number; readonly fromMs?: number }

/** `answered`: Shifts said so itself; `read-back`: the card was read as ended. */
export type HowKnown = 'answered' | 'read-back'

export interface EndedCard {
  readonly cardId: string
  readonly endedAtMs: number
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
  /** The person has no card this tap could end. `lastEnded`: their latest card that was open before the tap. */
  | { readonly kind: 'nothing-to-end'; readonly lastEnded?: EndedCard }
  /** Somebody else ended the card that was to be ended, or changed it since: it is left as it is. */
  | (EndedCard & { readonly kind: 'superseded' })
  /** Open for so long that the clock-out of an earlier shift must have been forgotten. */
  | { readonly kind: 'open-too-long'; readonly cardId: string; readonly clockedInAtMs: number }
  /** Shifts will not have it, now or later. */
  | { readonly kind: 'refused-for-good'; readonly failure: GraphFailure; readonly cardId?: string }
  /** The card is ended, late, and Shifts will not have the tap's time. */
  | (EndedCard & { readonly kind: 'correction-refused'; readonly failure: GraphFailure })
  /** Not now: try again. */
  | { readonly kind: 'later'; readonly failure: GraphFailure }
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
      return { kind: 'refused-for-good', failure, ...(cardId !== undefined && { cardId }) }
    default:
      return failure.kind satisfies never
  }
}

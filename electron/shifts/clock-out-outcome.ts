import type { GraphFailure } from '../graph/graph-failure.ts'
import type { HowKnown } from '../journal/delivery-stage.ts'
import type { EndedCard, FoundCard } from './card-of-tap.ts'
import type { CardTimes } from './time-cards/time-cards.ts'

/** The result of one attempt. */
export type ClockOutOutcome =
  /** The card has ended at `endedAtMs`, which is within the tolerance. */
  | (EndedCard & {
      readonly kind: 'confirmed'
      readonly how: HowKnown
      readonly correctedFromMs?: number
      /** Times of the card as read before it ended; absent if unknown. Shown to the person, not journaled. */
      readonly times?: CardTimes
    })
  | Extract<FoundCard, { kind: 'nothing-to-end' }>
  /** Somebody else ended the card, or changed it since: it is left unchanged. */
  | (EndedCard & { readonly kind: 'superseded' })
  /** Open for so long that the person must have forgotten to clock out of an earlier shift. */
  | { readonly kind: 'open-too-long'; readonly cardId: string; readonly clockedInAtMs: number }
  /** Shifts refuses the request: the tap is parked. The journal's `refused` is `nothing-to-end`. */
  | { readonly kind: 'refused'; readonly failure: Refusal; readonly cardId?: string }
  /** The card belongs to another person: it is never changed. */
  | { readonly kind: 'not-theirs'; readonly cardId: string }
  /** The card has ended late, and Shifts refuses to set the time of the tap. */
  | (EndedCard & {
      readonly kind: 'correction-refused'
      readonly failure: GraphFailure
      /** The likely reason: Teams lets nobody edit a confirmed card, or one older than a month. */
      readonly because?: 'confirmed' | 'month-old'
    })
  /** A temporary failure: retry. */
  | { readonly kind: 'later'; readonly failure: GraphFailure }
  /**
   * A clock-out that was sent may still end the card: check again in `forMs`. Other taps are not affected.
   */
  | { readonly kind: 'under-way'; readonly forMs: number }
  /** The journal could not record the step before sending, so nothing was sent. */
  | { readonly kind: 'not-recorded' }

/** A failure that a retry does not fix. */
export type Refusal = GraphFailure & { readonly kind: 'forbidden' | 'not-found' | 'rejected' }

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
      return {
        kind: 'refused',
        failure: { ...failure, kind: failure.kind },
        ...(cardId !== undefined && { cardId }),
      }
    default:
      return failure.kind satisfies never
  }
}

/**
 * Whether a refusal may pass within minutes: somebody else is changing the card (409, 412, 423), the card is
 * not visible yet (404), or a 400 without an error code, which Graph never sends for a request that it
 * understood.
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

import { mayHaveTakenEffect, type GraphAnswer, type GraphFailure } from './graph-failure.ts'
import type { OpenCards } from './open-cards.ts'
import type { CallOptions, ClockOutBody, TimeCard, TimeCards } from './time-cards.ts'

/** A recorded tap, as far as Shifts is concerned. */
export interface TapToDeliver {
  readonly tapId: string
  readonly userId: string
  readonly tappedAtMs: number
  /** The card a clock-out may have been sent for already: it is read before anything is sent again. */
  readonly sentForCardId?: string
}

/** What one attempt at ending the tap's card came to. */
export type ClockOutOutcome =
  | {
      readonly kind: 'confirmed'
      readonly cardId: string
      readonly endedAtMs: number
      readonly how: 'answered' | 'read-back'
    }
  /** The person has no card this tap could end. `lastEnded`: their latest card that was open before the tap. */
  | {
      readonly kind: 'nothing-to-end'
      readonly lastEnded?: { readonly cardId: string; readonly endedAtMs: number }
    }
  /** Open for so long that the clock-out of an earlier shift must have been forgotten. */
  | { readonly kind: 'open-too-long'; readonly cardId: string; readonly clockedInAtMs: number }
  /** Shifts will not have it, now or later. */
  | { readonly kind: 'refused-for-good'; readonly failure: GraphFailure; readonly cardId?: string }
  /** Not now: try again. */
  | { readonly kind: 'later'; readonly failure: GraphFailure }
  /** The journal did not take the note that a clock-out is about to leave, so none left. */
  | { readonly kind: 'not-recorded' }

export interface ClockOutParts {
  readonly timeCards: TimeCards
  readonly openCards: OpenCards
  readonly maxOpenMs: number
  body(tap: TapToDeliver): ClockOutBody
  /** Writes down that a clock-out for this card is about to leave. Nothing leaves unless it answers true. */
  recordSending(tapId: string, cardId: string): boolean
}

/** One attempt for one tap. Sends at most one clock-out that may have taken effect. */
export function attemptClockOut(
  parts: ClockOutParts,
  tap: TapToDeliver,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  return tap.sentForCardId === undefined
    ? endOpenCard(parts, tap, options)
    : resume(parts, tap, tap.sentForCardId, options)
}

async function endOpenCard(
  parts: ClockOutParts,
  tap: TapToDeliver,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  const open = await parts.openCards.ofPerson(tap.userId, options)
  if (open.kind === 'failed') return afterFailure(open.failure)
  const card = cardOfTap(open.value, tap.tappedAtMs)
  return card === undefined ? nothingToEnd(parts, tap, options) : endCard(parts, tap, card, options)
}

/** An earlier attempt may have reached Shifts: what the card says now decides. */
async function resume(
  parts: ClockOutParts,
  tap: TapToDeliver,
  cardId: string,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  const read = await parts.timeCards.get(cardId, options)
  if (read.kind === 'failed') return afterFailure(read.failure, cardId)
  return read.value.state === 'clockedOut'
    ? readAsEnded(parts, tap, read.value)
    : endCard(parts, tap, read.value, options)
}

/** The latest card clocked in at or before the tap. One clocked in after the tap is never this tap's card. */
export function cardOfTap(cards: readonly TimeCard[], tappedAtMs: number): TimeCard | undefined {
  return cards
    .filter((card) => card.clockedInAtMs <= tappedAtMs)
    .reduce<TimeCard | undefined>(
      (latest, card) => (latest === undefined || card.clockedInAtMs > latest.clockedInAtMs ? card : latest),
      undefined,
    )
}

async function endCard(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: TimeCard,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  if (tap.tappedAtMs - card.clockedInAtMs > parts.maxOpenMs) {
    return { kind: 'open-too-long', cardId: card.id, clockedInAtMs: card.clockedInAtMs }
  }
  const alreadyWrittenDown = tap.sentForCardId === card.id
  if (!alreadyWrittenDown && !parts.recordSending(tap.tapId, card.id)) return { kind: 'not-recorded' }
  const answer = await sendClockOut(parts, tap, card.id, options)
  if (answer.kind === 'ok')
    return { kind: 'confirmed', cardId: card.id, endedAtMs: tap.tappedAtMs, how: 'answered' }
  return afterClockOutFailed(parts, tap, card, answer.failure, options)
}

async function sendClockOut(
  parts: ClockOutParts,
  tap: TapToDeliver,
  cardId: string,
  options: CallOptions,
): Promise<GraphAnswer<null>> {
  const answer = await parts.timeCards.clockOut(cardId, parts.body(tap), options)
  parts.openCards.forget(cardId)
  return answer
}

/** Unclear, or refused for a reason only the card can tell: read it once and decide by what it says. */
async function afterClockOutFailed(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: TimeCard,
  failure: GraphFailure,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  const worthReading =
    mayHaveTakenEffect(failure) || failure.kind === 'rejected' || failure.kind === 'not-found'
  if (!worthReading) return afterFailure(failure, card.id)
  const read = await parts.timeCards.get(card.id, options)
  if (read.kind === 'failed') return afterFailure(read.failure, card.id)
  if (read.value.state === 'clockedOut') {
    return mayHaveTakenEffect(failure) ? readAsEnded(parts, tap, read.value) : endedBySomebodyElse(read.value)
  }
  if (mayHaveTakenEffect(failure)) return { kind: 'later', failure }
  if (read.value.state === 'onBreak') return endBreakFirst(parts, tap, card.id, failure, options)
  return { kind: 'refused-for-good', failure, cardId: card.id }
}

/** No document says what clockOut does to a card on a break; where the service refuses it, the break ends first. */
async function endBreakFirst(
  parts: ClockOutParts,
  tap: TapToDeliver,
  cardId: string,
  refused: GraphFailure,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  const ended = await parts.timeCards.endBreak(cardId, parts.body(tap), options)
  if (ended.kind === 'failed') {
    return afterFailure(ended.failure.kind === 'rejected' ? refused : ended.failure, cardId)
  }
  const answer = await sendClockOut(parts, tap, cardId, options)
  if (answer.kind === 'ok') return { kind: 'confirmed', cardId, endedAtMs: tap.tappedAtMs, how: 'answered' }
  return afterFailure(answer.failure, cardId)
}

function readAsEnded(parts: ClockOutParts, tap: TapToDeliver, card: TimeCard): ClockOutOutcome {
  parts.openCards.forget(card.id)
  return {
    kind: 'confirmed',
    cardId: card.id,
    endedAtMs: card.clockedOutAtMs ?? tap.tappedAtMs,
    how: 'read-back',
  }
}

function endedBySomebodyElse(card: TimeCard): ClockOutOutcome {
  return card.clockedOutAtMs === undefined
    ? { kind: 'nothing-to-end' }
    : { kind: 'nothing-to-end', lastEnded: { cardId: card.id, endedAtMs: card.clockedOutAtMs } }
}

/** No open card: whether one was ended lately is worth one more request, because the person wants to know. */
async function nothingToEnd(
  parts: ClockOutParts,
  tap: TapToDeliver,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  const cards = await parts.timeCards.listOfUser(tap.userId, options)
  if (cards.kind === 'failed') {
    // Not every service answers this question; that it has no open card is known all the same.
    return cards.failure.kind === 'rejected' ? { kind: 'nothing-to-end' } : afterFailure(cards.failure)
  }
  const last = cardOfTap(cards.value, tap.tappedAtMs)
  if (last === undefined) return { kind: 'nothing-to-end' }
  if (last.state !== 'clockedOut') return endCard(parts, tap, last, options)
  return endedBySomebodyElse(last)
}

function afterFailure(failure: GraphFailure, cardId?: string): ClockOutOutcome {
  switch (failure.kind) {
    case 'no-token':
    case 'unauthorized':
    case 'throttled':
    case 'unavailable':
    case 'no-answer':
    case 'unreadable':
      return { kind: 'later', failure }
    case 'forbidden':
    case 'not-found':
    case 'rejected':
      return { kind: 'refused-for-good', failure, ...(cardId !== undefined && { cardId }) }
    default:
      return failure.kind satisfies never
  }
}

import type { CallOptions } from '../graph/call-options.ts'
import { afterFailure, type ClockOutOutcome, type HowKnown, type TapToDeliver } from './clock-out-outcome.ts'
import type { ClockOutParts } from './clock-out-parts.ts'
import { correctTime, endedByThisKiosk, isTapsTime } from './correct-time.ts'
import { mayHaveTakenEffect, type GraphAnswer, type GraphFailure } from '../graph/graph-failure.ts'
import type { TimeCard, WholeTimeCard } from './time-cards.ts'

/**
 * One attempt for one tap, from where the last one left off. Sends at most one clock-out that may have taken
 * effect; each step is written down before it is taken.
 */
export function attemptClockOut(
  parts: ClockOutParts,
  tap: TapToDeliver,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  const { stage } = tap
  switch (stage.kind) {
    case 'tapped':
      return endOpenCard(parts, tap, options)
    case 'sending':
      return resume(parts, tap, stage.cardId, options)
    case 'clocked-out':
    case 'correcting':
      return correctTime(parts, tap, stage.cardId, options)
    default:
      return stage satisfies never
  }
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
    ? readAsEnded(parts, tap, read.value, options)
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
  const writtenDown = tap.stage.kind === 'sending' && tap.stage.cardId === card.id
  if (!writtenDown && !parts.record(tap.tapId, { kind: 'sending', cardId: card.id })) {
    return { kind: 'not-recorded' }
  }
  const answer = await sendClockOut(parts, tap, card.id, options)
  if (answer.kind === 'ok') return ended(parts, tap, card, options)
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

/** Shifts took it, and stamped its own time: near enough to the tap's, or to be corrected. */
function ended(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: TimeCard,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  return withTapsTime(parts, tap, card, parts.nowMs(), 'answered', options)
}

function withTapsTime(
  parts: ClockOutParts,
  tap: TapToDeliver,
  { id: cardId, clockedInAtMs, breaks }: TimeCard,
  endedAtMs: number,
  how: HowKnown,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  if (isTapsTime(parts, tap, endedAtMs)) {
    const shownMs = how === 'answered' ? tap.tappedAtMs : endedAtMs
    const times = breaks === undefined ? {} : { times: { clockedInAtMs, breaks } }
    return Promise.resolve({ kind: 'confirmed', cardId, endedAtMs: shownMs, how, ...times })
  }
  const stage = { kind: 'clocked-out', cardId, endedAtMs, how } as const
  if (!parts.record(tap.tapId, stage)) return Promise.resolve({ kind: 'not-recorded' })
  return correctTime(parts, { ...tap, stage }, cardId, options)
}

/** Unclear, or refused for a reason only the card can tell: read it once and decide by what it says. */
async function afterClockOutFailed(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: TimeCard,
  failure: GraphFailure,
  options: CallOptions,
  breakEnded = false,
): Promise<ClockOutOutcome> {
  const unclear = mayHaveTakenEffect(failure)
  const worthReading = unclear || failure.kind === 'rejected' || failure.kind === 'not-found'
  if (!worthReading) return afterFailure(failure, card.id)
  const read = await parts.timeCards.get(card.id, options)
  if (read.kind === 'failed') return afterFailure(read.failure, card.id)
  if (read.value.state === 'clockedOut') return readAsEnded(parts, tap, read.value, options)
  if (unclear) return { kind: 'later', failure }
  if (read.value.state === 'onBreak' && !breakEnded) {
    return endBreakFirst(parts, tap, read.value, failure, options)
  }
  return { kind: 'refused-for-good', failure, cardId: card.id }
}

/** No document says what clockOut does to a card on a break; where the service refuses it, the break ends first. */
async function endBreakFirst(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: TimeCard,
  refused: GraphFailure,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  const breakEnded = await parts.timeCards.endBreak(card.id, parts.body(tap), options)
  if (breakEnded.kind === 'failed') {
    return breakEnded.failure.kind === 'rejected'
      ? afterClockOutFailed(parts, tap, card, refused, options, true)
      : afterFailure(breakEnded.failure, card.id)
  }
  const answer = await sendClockOut(parts, tap, card.id, options)
  return answer.kind === 'ok'
    ? ended(parts, tap, card, options)
    : afterClockOutFailed(parts, tap, card, answer.failure, options, true)
}

/** By this kiosk, in an attempt whose answer was lost; or by somebody else, and then it is left as it is. */
function readAsEnded(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: WholeTimeCard,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  parts.openCards.forget(card.id)
  if (!endedByThisKiosk(parts, tap, card)) return Promise.resolve(endedBySomebodyElse(card))
  return withTapsTime(parts, tap, card, card.clockedOutAtMs ?? parts.nowMs(), 'read-back', options)
}

/** The card this tap was about to end. */
function endedBySomebodyElse({ id, clockedOutAtMs }: TimeCard): ClockOutOutcome {
  return clockedOutAtMs === undefined
    ? { kind: 'nothing-to-end' }
    : { kind: 'superseded', cardId: id, endedAtMs: clockedOutAtMs }
}

/** No open card: whether one was ended lately is worth one more request, because the person wants to know. */
async function nothingToEnd(
  parts: ClockOutParts,
  tap: TapToDeliver,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  const cards = await parts.timeCards.listOfUser(tap.userId, options)
  if (cards.kind === 'failed') {
    // Not every service answers this question; that there is no open card is known all the same.
    return cards.failure.kind === 'rejected' ? { kind: 'nothing-to-end' } : afterFailure(cards.failure)
  }
  const last = cardOfTap(cards.value, tap.tappedAtMs)
  if (last === undefined) return { kind: 'nothing-to-end' }
  if (last.state !== 'clockedOut') return endCard(parts, tap, last, options)
  return last.clockedOutAtMs === undefined
    ? { kind: 'nothing-to-end' }
    : { kind: 'nothing-to-end', lastEnded: { cardId: last.id, endedAtMs: last.clockedOutAtMs } }
}

import { afterFailure, type ClockOutOutcome } from './clock-out-outcome.ts'
import type { ClockOutParts } from './clock-out-parts.ts'
import { mayHaveTakenEffect, type GraphFailure } from '../graph/graph-failure.ts'
import { hasOwnNote, noteOf } from './own-note.ts'
import type { TapToDeliver } from './tap-to-deliver.ts'
import { isOfPerson, type TimeCard, type WholeTimeCard } from './time-cards/time-cards.ts'

/** Shifts stamps a time between our request and its answer; a time further off was edited by somebody. */
const stampToAnswerMs = 60_000
/** Tolerance for equal times: Graph uses up to 100 ns resolution, and some services round to the second. */
const sameMomentMs = 1_500

/** Read-after-write delay is undocumented: a card that ended this recently may still read as open. */
const maxLagMs = 5 * 60_000
const monthMs = 30 * 24 * 3_600_000
const stillOpen: GraphFailure = {
  kind: 'unavailable',
  detail: 'Shifts has accepted the clock-out, but the card does not show it yet',
}

/**
 * Sets the clock-out time of a card that this tap ended to the time of the tap. `clockOut` accepts no time,
 * so a late delivery ends the card too late: reads the card, compares it, and replaces it with the time of
 * the tap.
 */
export async function correctTime(
  parts: ClockOutParts,
  tap: TapToDeliver,
  cardId: string,
): Promise<ClockOutOutcome> {
  const read = await parts.timeCards.get(cardId, parts.options)
  if (read.kind === 'failed') return afterCorrectionFailed(tap, cardId, read.failure)
  const card = read.value
  if (!isOfPerson(tap.userId)(card)) return { kind: 'not-theirs', cardId }
  const endedAtMs = card.state === 'clockedOut' ? card.clockedOutAtMs : undefined
  if (endedAtMs === undefined) {
    if (mayLagBehind(parts, tap)) return { kind: 'later', failure: stillOpen }
    // Reopened since, or without a time: a person did this, so it is left to a person.
    return { kind: 'superseded', cardId, endedAtMs: endedAtOf(tap) }
  }
  if (isTapsTime(parts, tap, endedAtMs)) return corrected(tap, cardId, endedAtMs)
  if (!isAsThisKioskLeftIt(parts, tap, card)) return { kind: 'superseded', cardId, endedAtMs }
  const toMs = tap.tappedAtMs()
  const isRecorded = tap.stage.kind === 'correcting' && tap.stage.cardId === cardId
  const correcting = {
    kind: 'correcting',
    cardId,
    toMs,
    fromMs: endedAtMs,
    note: noteOf(parts, tap),
  } as const
  if (!isRecorded && !parts.record(correcting)) return { kind: 'not-recorded' }
  return sendCorrection(parts, tap, card, endedAtMs)
}

/** Whether the card ended so recently that this read may be from before (read-after-write delay). */
function mayLagBehind(parts: ClockOutParts, tap: TapToDeliver): boolean {
  const { kind } = tap.stage
  const wasEnded = kind === 'clocked-out' || kind === 'correcting'
  return wasEnded && parts.nowMs() - endedAtOf(tap) < maxLagMs
}

async function sendCorrection(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: WholeTimeCard,
  endedAtMs: number,
): Promise<ClockOutOutcome> {
  const note = parts.correctionNote(card.clockOutNote ?? '', tap)
  const sent = await parts.timeCards.correctClockOut(
    card,
    { clockedOutAtMs: tap.tappedAtMs(), note },
    parts.options,
  )
  if (sent.kind === 'ok') return confirmed(tap, card.id, endedAtMs)
  const refused = afterCorrectionFailed(tap, card.id, sent.failure, endedAtMs, whyNotEdited(parts, card))
  if (!mayHaveTakenEffect(sent.failure)) return refused
  const read = await parts.timeCards.get(card.id, parts.options)
  const nowEndedAtMs = read.kind === 'ok' ? read.value.clockedOutAtMs : undefined
  const tookEffect = nowEndedAtMs !== undefined && Math.abs(nowEndedAtMs - tap.tappedAtMs()) <= sameMomentMs
  return tookEffect ? confirmed(tap, card.id, endedAtMs) : refused
}

function corrected(tap: TapToDeliver, cardId: string, endedAtMs: number): ClockOutOutcome {
  // Only a correction gives exactly the time of the tap; otherwise Shifts' own stamp was within the
  // tolerance.
  const byCorrection =
    tap.stage.kind === 'correcting' && Math.abs(endedAtMs - tap.tappedAtMs()) <= sameMomentMs
  return byCorrection
    ? confirmed(tap, cardId, undefined)
    : { kind: 'confirmed', cardId, endedAtMs, how: howOf(tap) }
}

function confirmed(tap: TapToDeliver, cardId: string, fromMs: number | undefined): ClockOutOutcome {
  return {
    kind: 'confirmed',
    cardId,
    endedAtMs: tap.tappedAtMs(),
    how: howOf(tap),
    ...(fromMs !== undefined && { correctedFromMs: fromMs }),
  }
}

function afterCorrectionFailed(
  tap: TapToDeliver,
  cardId: string,
  failure: GraphFailure,
  endedAtMs = endedAtOf(tap),
  because?: 'confirmed' | 'month-old',
): ClockOutOutcome {
  const outcome = afterFailure(failure, cardId)
  return outcome.kind === 'refused'
    ? { kind: 'correction-refused', cardId, endedAtMs, failure, ...(because !== undefined && { because }) }
    : outcome
}

/**
 * Teams itself does not let anybody edit such cards; that Graph refuses it too is expected but undocumented.
 */
function whyNotEdited(
  parts: ClockOutParts,
  { isConfirmed, clockedInAtMs }: TimeCard,
): 'confirmed' | 'month-old' | undefined {
  if (isConfirmed === true) return 'confirmed'
  return parts.nowMs() - clockedInAtMs > monthMs ? 'month-old' : undefined
}

/** Whether the card's end is within the tolerance of the tap. */
export function isTapsTime(parts: ClockOutParts, tap: TapToDeliver, endedAtMs: number): boolean {
  return Math.abs(endedAtMs - tap.tappedAtMs()) <= parts.lateToleranceMs
}

/**
 * Whether this kiosk ended the card for this tap. Needs this kiosk's note (unless the config turns notes off)
 * and an end no earlier than the tap: Shifts cannot stamp an earlier time, so somebody set it, and Teams may
 * keep the note.
 */
export function endedByThisKiosk(parts: ClockOutParts, tap: TapToDeliver, card: WholeTimeCard): boolean {
  const hasStamp = (card.clockedOutAtMs ?? -Infinity) >= tap.tappedAtMs() - parts.lateToleranceMs
  return hasStamp && hasOwnNote(parts, tap, card)
}

/**
 * Teams may keep the kiosk's note on a card whose time was edited, so the time must be the kiosk's as well.
 */
function isAsThisKioskLeftIt(parts: ClockOutParts, tap: TapToDeliver, card: WholeTimeCard): boolean {
  const { stage } = tap
  if (!hasOwnNote(parts, tap, card)) return false
  const near = (ms: number, withinMs: number): boolean =>
    card.clockedOutAtMs !== undefined && Math.abs(card.clockedOutAtMs - ms) <= withinMs
  switch (stage.kind) {
    case 'clocked-out':
      return near(stage.endedAtMs, stage.how === 'answered' ? stampToAnswerMs : sameMomentMs)
    case 'correcting':
      return stage.fromMs === undefined || near(stage.fromMs, sameMomentMs)
    case 'tapped':
    case 'sending':
      return endedByThisKiosk(parts, tap, card)
    default:
      return stage satisfies never
  }
}

function howOf({ stage }: TapToDeliver): 'answered' | 'read-back' {
  return stage.kind === 'clocked-out' ? stage.how : 'read-back'
}

/** The end of the card when it was last read as ended. */
function endedAtOf(tap: TapToDeliver): number {
  const { stage } = tap
  switch (stage.kind) {
    case 'clocked-out':
      return stage.endedAtMs
    case 'correcting':
      return stage.fromMs ?? tap.tappedAtMs()
    case 'tapped':
    case 'sending':
      return tap.tappedAtMs()
    default:
      return stage satisfies never
  }
}

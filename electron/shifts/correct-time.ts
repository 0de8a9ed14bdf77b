import type { CallOptions } from '../graph/call-options.ts'
import { afterFailure, type ClockOutOutcome, type TapToDeliver } from './clock-out-outcome.ts'
import type { ClockOutParts } from './clock-out-parts.ts'
import { mayHaveTakenEffect, type GraphFailure } from '../graph/graph-failure.ts'
import { hasOwnNote, noteOf } from './own-note.ts'
import { isOfPerson, type TimeCard, type WholeTimeCard } from './time-cards/time-cards.ts'

/** Shifts' stamp lies between our sending and its answer. A time further off than this is somebody's edit. */
const stampToAnswerMs = 60_000
/** Graph writes times with up to a tenth of a microsecond, and some services round to the second. */
const sameMomentMs = 1_500

/** No document says how soon a card reads as what it was made: a card ended so lately may not show it yet. */
const longestLagMs = 5 * 60_000
const monthMs = 30 * 24 * 3_600_000
const stillOpen: GraphFailure = {
  kind: 'unavailable',
  detail: 'Shifts has taken the clock-out, but the card does not show it yet',
}

/**
 * Brings the clock-out time of a card that this tap has ended to the tap's own time. `clockOut` takes no time, so a
 * late delivery ends the card too late: the card is read, compared, and put back with the tap's time.
 */
export async function correctTime(
  parts: ClockOutParts,
  tap: TapToDeliver,
  cardId: string,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  const read = await parts.timeCards.get(cardId, options)
  if (read.kind === 'failed') return afterCorrectionFailed(tap, cardId, read.failure)
  const card = read.value
  if (!isOfPerson(tap.userId)(card)) return { kind: 'not-theirs', cardId }
  const endedAtMs = card.state === 'clockedOut' ? card.clockedOutAtMs : undefined
  if (endedAtMs === undefined) {
    if (mayLagBehind(parts, tap)) return { kind: 'later', failure: stillOpen }
    // Opened again since, or without a time: a person's doing, and a person's to sort out.
    return { kind: 'superseded', cardId, endedAtMs: endedAtOf(tap) }
  }
  if (isTapsTime(parts, tap, endedAtMs)) return corrected(tap, cardId, endedAtMs)
  if (!isAsThisKioskLeftIt(parts, tap, card)) return { kind: 'superseded', cardId, endedAtMs }
  const toMs = tap.tappedAtMs()
  const writtenDown = tap.stage.kind === 'correcting' && tap.stage.cardId === cardId
  const correcting = {
    kind: 'correcting',
    cardId,
    toMs,
    fromMs: endedAtMs,
    note: noteOf(parts, tap),
  } as const
  if (!writtenDown && !parts.record(correcting)) return { kind: 'not-recorded' }
  return sendCorrection(parts, tap, card, endedAtMs, options)
}

/** Whether the card was known to be ended, however that was known, so lately that this page may be from before. */
function mayLagBehind(parts: ClockOutParts, tap: TapToDeliver): boolean {
  const { kind } = tap.stage
  const wasEnded = kind === 'clocked-out' || kind === 'correcting'
  return wasEnded && parts.nowMs() - endedAtOf(tap) < longestLagMs
}

async function sendCorrection(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: WholeTimeCard,
  endedAtMs: number,
  options: CallOptions,
): Promise<ClockOutOutcome> {
  const note = parts.correctionNote(card.clockOutNote ?? '', tap)
  const sent = await parts.timeCards.correctClockOut(
    card,
    { clockedOutAtMs: tap.tappedAtMs(), note },
    options,
  )
  if (sent.kind === 'ok') return confirmed(tap, card.id, endedAtMs)
  const refused = afterCorrectionFailed(tap, card.id, sent.failure, endedAtMs, whyNotEdited(parts, card))
  if (!mayHaveTakenEffect(sent.failure)) return refused
  const read = await parts.timeCards.get(card.id, options)
  const nowEndedAtMs = read.kind === 'ok' ? read.value.clockedOutAtMs : undefined
  const tookEffect = nowEndedAtMs !== undefined && Math.abs(nowEndedAtMs - tap.tappedAtMs()) <= sameMomentMs
  return tookEffect ? confirmed(tap, card.id, endedAtMs) : refused
}

function corrected(tap: TapToDeliver, cardId: string, endedAtMs: number): ClockOutOutcome {
  // Only a correction brings the card to the tap's very moment; otherwise Shifts' own stamp was close enough.
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

/** Teams' own screens let nobody edit such cards; that Graph refuses it is expected, and documented nowhere. */
function whyNotEdited(
  parts: ClockOutParts,
  { isConfirmed, clockedInAtMs }: TimeCard,
): 'confirmed' | 'month-old' | undefined {
  if (isConfirmed === true) return 'confirmed'
  return parts.nowMs() - clockedInAtMs > monthMs ? 'month-old' : undefined
}

/** Whether the card shows the tap's time, as near as the tolerance asks. */
export function isTapsTime(parts: ClockOutParts, tap: TapToDeliver, endedAtMs: number): boolean {
  return Math.abs(endedAtMs - tap.tappedAtMs()) <= parts.lateToleranceMs
}

/**
 * Whether the card was ended by this kiosk for this tap. The note this kiosk leaves tells, unless IT has chosen to
 * leave none; and Shifts cannot have stamped a time before the tap: that was set by somebody, and Teams may leave
 * the note as it was.
 */
export function endedByThisKiosk(parts: ClockOutParts, tap: TapToDeliver, card: WholeTimeCard): boolean {
  const hasStamp = (card.clockedOutAtMs ?? -Infinity) >= tap.tappedAtMs() - parts.lateToleranceMs
  return hasStamp && hasOwnNote(parts, tap, card)
}

/** Teams may leave the kiosk's note on a card whose time somebody has changed, so the time has to be ours too. */
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

/** What the card showed when it was last seen to be ended. */
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

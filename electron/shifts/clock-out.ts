import { maxEffectMs } from '../graph/graph.ts'
import { mayHaveTakenEffect, type GraphAnswer, type GraphFailure } from '../graph/graph-failure.ts'
import type { HowKnown } from '../journal/delivery-stage.ts'
import { afterFailure, mayPass, type ClockOutOutcome } from './clock-out-outcome.ts'
import { cardOfTap, findCard, isOpenTooLong } from './card-of-tap.ts'
import type { AttemptParts, ClockOutParts } from './clock-out-parts.ts'
import { correctTime, endedByThisKiosk, isTapsTime } from './correct-time.ts'
import { bodyOf, noteOf } from './own-note.ts'
import type { TapToDeliver } from './tap-to-deliver.ts'
import { findTeam, type FoundTeam } from './team-of-tap.ts'
import { isOfPerson, type TimeCard, type WholeTimeCard } from './time-cards/time-cards.ts'

/** How long a tap is retried after refusals that may pass. */
const retryRefusedForMs = 10 * 60_000
/**
 * For how long a throttled clock-out may be sent again without reading the card. In a longer pause a person who was
 * shown *saved here* may have clocked out by phone, and a service that accepts a second clock-out would not say so.
 */
const resendWithoutReadMs = 30_000
/**
 * The list of open cards may lack a card that was opened up to this long before the tap: it may be 20 s old, have taken
 * 8 s to be read, and lag a minute behind.
 */
const openCardsLagMs = 90_000

/**
 * One attempt for one tap, starting from the stage that the last attempt reached. Sends at most one clock-out
 * that may have taken effect, and records each step before taking it (write-ahead).
 */
export async function attemptClockOut(parts: AttemptParts, tap: TapToDeliver): Promise<ClockOutOutcome> {
  const outcome = await attemptInTeam(parts, tap)
  if (outcome.kind !== 'refused' && outcome.kind !== 'correction-refused') return outcome
  if (!mayPass(outcome.failure)) return outcome
  const nowMs = parts.monotonicMs()
  tap.memory.refusedSinceMs ??= nowMs
  const { failure } = outcome
  return nowMs - tap.memory.refusedSinceMs < retryRefusedForMs ? { kind: 'later', failure } : outcome
}

async function attemptInTeam(parts: AttemptParts, tap: TapToDeliver): Promise<ClockOutOutcome> {
  const { teams, log, ...shared } = parts
  const found = await teamOf(parts, tap)
  if (found.kind === 'failed') return afterFailure(found.failure)
  if (found.kind === 'nothing-to-end') return found
  const { tapId } = tap
  for (const { teamId, card } of found.others)
    log.info('tap.other-open-card', { tapId, teamId, cardId: card.id })
  // Journals of a kiosk with one team name no team.
  const team = teams.ids.length > 1 || tap.teamIds !== undefined ? { teamId: found.teamId } : {}
  const inTeam: ClockOutParts = {
    ...shared,
    ...teams.cardsOf(found.teamId),
    record: (stage) => parts.record({ ...stage, ...team }),
  }
  return resume(inTeam, tap)
}

/** The team of the tap's card. Once something was sent, the journal names it. */
function teamOf(parts: AttemptParts, tap: TapToDeliver): Promise<FoundTeam> | FoundTeam {
  const { teams, options } = parts
  const { stage } = tap
  if (stage.kind === 'tapped') return findTeam(parts, tap, options, parts.nowMs() - tap.tappedAtMs())
  return { kind: 'team', teamId: stage.teamId ?? teams.ids[0] ?? '', others: [] }
}

/** Continues from the stage that the journal names. */
function resume(parts: ClockOutParts, tap: TapToDeliver): Promise<ClockOutOutcome> {
  const { stage } = tap
  switch (stage.kind) {
    case 'tapped':
      return endOpenCard(parts, tap)
    case 'sending':
      return readThenEnd(parts, tap, stage.cardId)
    case 'clocked-out':
    case 'correcting':
      return correctTime(parts, tap, stage.cardId)
    default:
      return stage satisfies never
  }
}

async function endOpenCard(parts: ClockOutParts, tap: TapToDeliver): Promise<ClockOutOutcome> {
  const found = await findCard(parts, tap, parts.options, parts.nowMs() - tap.tappedAtMs())
  switch (found.kind) {
    case 'open':
      return endCard(parts, tap, found.card)
    case 'nothing-to-end':
      return found
    case 'failed':
      return afterFailure(found.failure)
    default:
      return found satisfies never
  }
}

/** An earlier attempt may have reached Shifts: read the card to decide, unless that attempt had no effect. */
async function readThenEnd(
  parts: ClockOutParts,
  tap: TapToDeliver,
  cardId: string,
): Promise<ClockOutOutcome> {
  const { untouched } = tap.memory
  if (untouched?.card.id === cardId) {
    const agoMs = Math.max(parts.monotonicMs() - untouched.sinceMs, parts.nowMs() - untouched.sinceTimeMs)
    if (agoMs <= resendWithoutReadMs) return endCard(parts, tap, untouched.card)
  }
  const read = await parts.timeCards.get(cardId, parts.options)
  if (read.kind === 'failed') return afterFailure(read.failure, cardId)
  // If the clock-out is throttled again, `resendWithoutReadMs` counts from this read, not from an older one.
  delete tap.memory.untouched
  return afterRead(parts, tap, read.value) ?? endCard(parts, tap, read.value)
}

/** The outcome that the card shows; undefined: the card is open, and no earlier request can still end it. */
function afterRead(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: WholeTimeCard,
): Promise<ClockOutOutcome> | ClockOutOutcome | undefined {
  if (!isOfPerson(tap.userId)(card)) return { kind: 'not-theirs', cardId: card.id }
  if (card.state === 'clockedOut') return afterReadAsEnded(parts, tap, card)
  const { unclear } = tap.memory
  if (unclear?.cardId !== card.id) return undefined
  const forMs = unclear.sinceMs + (parts.maxEffectMs ?? maxEffectMs) - parts.monotonicMs()
  if (forMs > 0) return { kind: 'under-way', forMs }
  delete tap.memory.unclear
  return undefined
}

async function endCard(parts: ClockOutParts, tap: TapToDeliver, card: TimeCard): Promise<ClockOutOutcome> {
  if (isOpenTooLong(parts, tap, card)) {
    return { kind: 'open-too-long', cardId: card.id, clockedInAtMs: card.clockedInAtMs }
  }
  const { stage } = tap
  const isRecorded = stage.kind === 'sending' && stage.cardId === card.id
  const sending = isRecorded
    ? stage
    : ({ kind: 'sending', cardId: card.id, note: noteOf(parts, tap) } as const)
  if (!isRecorded && !parts.record(sending)) return { kind: 'not-recorded' }
  const toSend = { ...tap, stage: sending }
  const answer = await sendClockOut(parts, toSend, card)
  if (answer.kind === 'ok') return afterAccepted(parts, toSend, card)
  return afterClockOutFailed(parts, toSend, card, answer.failure)
}

async function sendClockOut(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: TimeCard,
): Promise<GraphAnswer<null>> {
  const { memory } = tap
  const answer = await parts.timeCards.clockOut(card, bodyOf(parts, tap), parts.options)
  parts.openCards.forget(card.id)
  const failure = answer.kind === 'failed' ? answer.failure : undefined
  const isUnclear = failure !== undefined && mayHaveTakenEffect(failure)
  if (isUnclear) memory.unclear = { cardId: card.id, sinceMs: failure.leftAtMs ?? parts.monotonicMs() }
  // Also after Shifts has accepted it: the journal may be unable to take that.
  if (failure === undefined || isUnclear || !isHeldBack(failure)) delete memory.untouched
  else if (memory.untouched?.card.id !== card.id)
    memory.untouched = { card, sinceMs: parts.monotonicMs(), sinceTimeMs: parts.nowMs() }
  return answer
}

/** Whether the clock-out had no effect and was not refused: throttled, or without a valid token. */
function isHeldBack({ kind }: GraphFailure): boolean {
  return kind === 'throttled' || kind === 'no-token' || kind === 'unauthorized'
}

/** Shifts accepted the clock-out and stamped its own time, which is within the tolerance or needs correction. */
function afterAccepted(parts: ClockOutParts, tap: TapToDeliver, card: TimeCard): Promise<ClockOutOutcome> {
  return withTapsTime(parts, tap, card, parts.nowMs(), 'answered')
}

function withTapsTime(
  parts: ClockOutParts,
  tap: TapToDeliver,
  { id: cardId, clockedInAtMs, breaks }: TimeCard,
  endedAtMs: number,
  how: HowKnown,
): Promise<ClockOutOutcome> {
  if (isTapsTime(parts, tap, endedAtMs)) {
    const shownMs = how === 'answered' ? tap.tappedAtMs() : endedAtMs
    const times = breaks === undefined ? {} : { times: { clockedInAtMs, breaks } }
    return Promise.resolve({ kind: 'confirmed', cardId, endedAtMs: shownMs, how, ...times })
  }
  const stage = { kind: 'clocked-out', cardId, endedAtMs, how, note: noteOf(parts, tap) } as const
  if (!parts.record(stage)) return Promise.resolve({ kind: 'not-recorded' })
  return correctTime(parts, { ...tap, stage }, cardId)
}

/**
 * If the effect of the clock-out is unknown, or only the card shows why it was refused: reads the card once, and decides
 * by it.
 */
async function afterClockOutFailed(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: TimeCard,
  failure: GraphFailure,
  breakEnded = false,
): Promise<ClockOutOutcome> {
  const isUnclear = mayHaveTakenEffect(failure)
  const isWorthReading = isUnclear || failure.kind === 'rejected' || failure.kind === 'not-found'
  if (!isWorthReading) return afterFailure(failure, card.id)
  const read = await parts.timeCards.get(card.id, parts.options)
  if (read.kind === 'failed') return afterFailure(read.failure, card.id)
  const outcome = afterRead(parts, tap, read.value)
  if (outcome !== undefined) return outcome
  if (isUnclear) return { kind: 'later', failure }
  if (read.value.state === 'onBreak' && !breakEnded) {
    return endBreakFirst(parts, tap, read.value, failure)
  }
  return afterFailure(failure, card.id)
}

/**
 * What clockOut does to a card on a break is undocumented; if the service refuses it, ends the break first.
 */
async function endBreakFirst(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: TimeCard,
  refused: GraphFailure,
): Promise<ClockOutOutcome> {
  const breakEnded = await parts.timeCards.endBreak(card, bodyOf(parts, tap), parts.options)
  if (breakEnded.kind === 'failed') {
    return breakEnded.failure.kind === 'rejected'
      ? afterClockOutFailed(parts, tap, card, refused, true)
      : afterFailure(breakEnded.failure, card.id)
  }
  const answer = await sendClockOut(parts, tap, card)
  return answer.kind === 'ok'
    ? afterAccepted(parts, tap, card)
    : afterClockOutFailed(parts, tap, card, answer.failure, true)
}

/**
 * The card reads as ended. Either this kiosk ended it and the answer was lost, or somebody else did: then it is left
 * unchanged.
 */
function afterReadAsEnded(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: WholeTimeCard,
): Promise<ClockOutOutcome> {
  parts.openCards.forget(card.id)
  if (!endedByThisKiosk(parts, tap, card)) return endedBySomebodyElse(parts, tap, card)
  return withTapsTime(parts, tap, card, card.clockedOutAtMs ?? parts.nowMs(), 'read-back')
}

/**
 * Somebody else ended the card of this tap. If the person then clocked in again, right before the tap, the newer card
 * is ended. No other open card is. The tap may already be done: its own clock-out may have ended the first card before
 * somebody edited it. And an open card that the tap's list did not show may have been reopened since.
 */
async function endedBySomebodyElse(
  parts: ClockOutParts,
  tap: TapToDeliver,
  card: TimeCard,
): Promise<ClockOutOutcome> {
  const open = await parts.openCards.ofPerson(tap.userId, parts.options)
  if (open.kind === 'failed') return afterFailure(open.failure, card.id)
  const notBeforeMs = Math.max(card.clockedOutAtMs ?? card.clockedInAtMs, tap.tappedAtMs() - openCardsLagMs)
  const openedSince = open.value.filter(
    ({ id, clockedInAtMs }) => id !== card.id && clockedInAtMs >= notBeforeMs,
  )
  const newer = cardOfTap(openedSince, tap.tappedAtMs())
  if (newer !== undefined) return endCard(parts, tap, newer)
  return card.clockedOutAtMs === undefined
    ? { kind: 'nothing-to-end' }
    : { kind: 'superseded', cardId: card.id, endedAtMs: card.clockedOutAtMs }
}

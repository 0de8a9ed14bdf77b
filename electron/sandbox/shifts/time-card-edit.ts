import type { Answer, Call } from '../call.ts'
import { badRequest, type GraphFailure } from '../graph/graph-errors.ts'
import type { GraphWorld } from '../graph/graph-world.ts'
import { refusal } from './schedule.ts'
import { createBody, readBody, replaceBody, type CreateBody, type TimeCardEvent } from './time-card-body.ts'
import {
  isoTime,
  keptNote,
  keptTo,
  newBreakId,
  newCardId,
  type TimeCardBreak,
  type TimeCardResource,
} from './time-card-store.ts'
import { cardAnswer, noSuchCard } from './time-card-answer.ts'

/** `POST …/timeCards`: "Create timeCard". */
export function createTimeCard(world: GraphWorld, call: Call): Answer | GraphFailure {
  const body = readBody(call, createBody, world.rules)
  if (body.kind === 'failure') return body
  if (!world.groups.isMember(world.teamId, body.value.userId)) {
    return badRequest(`The user '${body.value.userId}' is not a member of the team.`)
  }
  const failure = checkTimes(world, call, body.value)
  if (failure) return failure
  const card: TimeCardResource = {
    id: newCardId(),
    confirmedBy: 'none',
    ...contentOf(body.value, world.rules),
    userId: body.value.userId,
    originalEntry: emptyEntry,
    createdDateTime: isoTime(call.atMs),
    createdBy: world.app,
    lastModifiedDateTime: isoTime(call.atMs),
    lastModifiedBy: world.app,
  }
  save(world, call, 'create', card)
  return cardAnswer(world, card, 201)
}

const monthMs = 31 * 24 * 3_600_000

/** `PUT …/timeCards/{id}`: "Replace timeCard". Removes what the body omits; keeps `originalEntry`. */
export function replaceTimeCard(world: GraphWorld, call: Call): Answer | GraphFailure {
  const body = readBody(call, replaceBody, world.rules)
  if (body.kind === 'failure') return body
  const card = world.cards.get(call.route.cardId)
  if (card === undefined) return noSuchCard(world, call)
  const old = call.atMs - Date.parse(card.clockInEvent.dateTime) > monthMs
  if (card.confirmedBy !== 'none' && world.rules.editOfConfirmed === 'refuse') {
    return refusal(world, 'The time card is confirmed.')
  }
  if (old && world.rules.editOfMonthOld === 'refuse') return refusal(world, 'The time card is too old.')
  const { id, userId, state, confirmedBy } = body.value
  const { rules } = world
  if (state === undefined && rules.stateInReplacement === 'required') {
    return badRequest('The state of the time card is missing.')
  }
  if (confirmedBy !== undefined && rules.confirmedByInReplacement === 'refuse') {
    return badRequest('The property confirmedBy cannot be set.')
  }
  if (id !== undefined && id !== card.id) return badRequest("The body's id is not the id of the address.")
  if (userId.toLowerCase() !== card.userId.toLowerCase())
    return badRequest('The user of a time card cannot change.')
  const content = contentOf(body.value, rules)
  if (state !== undefined && state !== content.state) {
    return badRequest(`The state '${state}' does not agree with the events of the time card.`)
  }
  const failure = checkTimes(world, call, body.value)
  if (failure) return failure
  if (
    card.state !== 'clockedOut' &&
    content.state === 'clockedOut' &&
    world.rules.putOnOpenCard === 'refuse'
  ) {
    return refusal(world, 'The time card is open.')
  }
  const replaced = {
    ...card,
    ...content,
    originalEntry: rules.originalEntry === 'kept' ? card.originalEntry : emptyEntry,
    lastModifiedDateTime: isoTime(call.atMs),
    lastModifiedBy: world.app,
  }
  save(world, call, 'replace', replaced)
  return rules.replaceAnswer === 200 ? cardAnswer(world, replaced, 200) : { status: 204 }
}

/** `DELETE …/timeCards/{id}`: "Delete timeCard". */
export function deleteTimeCard(world: GraphWorld, call: Call): Answer | GraphFailure {
  const card = world.cards.get(call.route.cardId)
  if (card === undefined) return noSuchCard(world, call)
  if (card.state !== 'clockedOut' && world.rules.deleteOpenCard === 'refuse') {
    return refusal(world, 'The time card is open.')
  }
  world.cards.delete(card.id)
  noteChange(world, call, 'delete', card)
  return { status: 204 }
}

const emptyEntry: TimeCardResource['originalEntry'] = { clockInEvent: null, clockOutEvent: null, breaks: [] }

type Content = Pick<TimeCardResource, 'state' | 'clockInEvent' | 'clockOutEvent' | 'breaks' | 'notes'>

function contentOf(body: CreateBody, rules: GraphWorld['rules']): Content {
  const inUtc = (event: TimeCardEvent): TimeCardEvent => ({
    ...event,
    dateTime: isoTime(keptTo(rules.writtenTimesKeptTo, Date.parse(event.dateTime))),
    notes: keptNote(event.notes, rules.notesKeptAs),
  })
  const breaks = body.breaks.map((taken): TimeCardBreak => ({
    ...taken,
    breakId: taken.breakId ?? newBreakId(),
    start: inUtc(taken.start),
    end: taken.end && inUtc(taken.end),
  }))
  const openState = breaks.some(({ end }) => end === null) ? 'onBreak' : 'clockedIn'
  return {
    state: body.clockOutEvent ? 'clockedOut' : openState,
    clockInEvent: inUtc(body.clockInEvent),
    clockOutEvent: body.clockOutEvent && inUtc(body.clockOutEvent),
    breaks,
    notes: keptNote(body.notes, rules.notesKeptAs),
  }
}

function checkTimes(world: GraphWorld, call: Call, body: CreateBody): GraphFailure | undefined {
  const { clockInEvent, clockOutEvent, breaks } = body
  const startMs = Date.parse(clockInEvent.dateTime)
  const endMs = clockOutEvent ? Date.parse(clockOutEvent.dateTime) : undefined
  if (endMs !== undefined && endMs < startMs) return badRequest('The clock-out is before the clock-in.')
  if (world.rules.futureTimes === 'refuse' && Math.max(startMs, endMs ?? startMs) > call.atMs) {
    return badRequest('The time is in the future.')
  }
  for (const { start, end } of breaks) {
    const [fromMs, toMs] = [Date.parse(start.dateTime), end ? Date.parse(end.dateTime) : undefined]
    if (toMs === undefined && endMs !== undefined)
      return badRequest('A break is open on a card that is clocked out.')
    if (fromMs < startMs || (toMs ?? fromMs) < fromMs || (toMs ?? fromMs) > (endMs ?? Infinity)) {
      return badRequest('A break is outside of the time card.')
    }
  }
  return undefined
}

function save(world: GraphWorld, call: Call, kind: 'create' | 'replace', card: TimeCardResource): void {
  world.cards.write(card, call.atMs)
  noteChange(world, call, kind, card)
}

function noteChange(
  world: GraphWorld,
  call: Call,
  kind: 'create' | 'replace' | 'delete',
  card: TimeCardResource,
): void {
  world.ledger.change({
    atMs: call.atMs,
    kind,
    cardId: card.id,
    userId: card.userId,
    isAtApprovedLocation: card.clockOutEvent?.isAtApprovedLocation ?? null,
    notes: card.clockOutEvent?.notes?.content ?? null,
    clockedOutAtMs: card.clockOutEvent ? Date.parse(card.clockOutEvent.dateTime) : null,
  })
}

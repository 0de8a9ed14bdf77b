import type { Answer, Call } from '../call.ts'
import { badRequest, graphFailure, type GraphFailure } from '../graph/graph-errors.ts'
import { needOneOf, type GraphHandler, type GraphWorld } from '../graph/graph-world.ts'
import type { Change } from '../ledger.ts'
import { readQuery } from '../graph/odata-query.ts'
import type { GraphRoute } from '../routes.ts'
import {
  needSchedule,
  needTeam,
  needTimeClock,
  readPermissions,
  refusal,
  writePermissions,
} from './schedule.ts'
import { clockBody, clockInBody, readBody, type ClockBody, type TimeCardEvent } from './time-card-body.ts'
import {
  isoTime,
  keptNote,
  keptTo,
  newBreakId,
  newCardId,
  type TimeCardBreak,
  type TimeCardResource,
} from './time-card-store.ts'
import { timeCardListHandler } from './time-card-list-handler.ts'
import { createTimeCard, deleteTimeCard, replaceTimeCard } from './time-card-edit.ts'
import { cardAnswer, noSuchCard } from './time-card-answer.ts'

type TimeCardRoute = Extract<
  GraphRoute,
  | 'list-time-cards'
  | 'get-time-card'
  | 'create-time-card'
  | 'replace-time-card'
  | 'delete-time-card'
  | 'clock-in'
  | 'clock-out'
  | 'start-break'
  | 'end-break'
  | 'confirm'
>

/** All calls under `/teams/{id}/schedule/timeCards`. */
export function timeCardHandlers(world: GraphWorld): Readonly<Record<TimeCardRoute, GraphHandler>> {
  const reading = (handler: GraphHandler): GraphHandler => {
    return (call, permissions) =>
      needOneOf(readPermissions, permissions, 'Forbidden') ??
      needTeam(world, call) ??
      needSchedule(world) ??
      handler(call, permissions)
  }
  const writing = (handler: GraphHandler): GraphHandler => {
    return (call, permissions) => {
      const failure =
        needOneOf(writePermissions, permissions, 'Forbidden') ??
        needTeam(world, call) ??
        needSchedule(world) ??
        needTimeClock(world)
      if (failure) return failure
      const query = readQuery(call.url, [])
      if (query.kind === 'failure') return query
      const { connectorVeto, actsAsHeader } = world.rules
      const missing = actsAsHeader === 'by-every-change' ? needActsAs(world, call) : undefined
      if (missing) return missing
      return connectorVeto === undefined ? handler(call, permissions) : refusal(world, connectorVeto)
    }
  }
  return {
    'list-time-cards': reading(timeCardListHandler(world)),
    'get-time-card': reading((call) => getTimeCard(world, call)),
    'create-time-card': writing((call) => createTimeCard(world, call)),
    'replace-time-card': writing((call) => needActsAs(world, call) ?? replaceTimeCard(world, call)),
    'delete-time-card': writing((call) => deleteTimeCard(world, call)),
    'clock-in': writing((call) => needActsAs(world, call) ?? clockIn(world, call)),
    'clock-out': writing((call) => changeCard(world, call, 'clockOut', clockOut)),
    'start-break': writing((call) => changeCard(world, call, 'startBreak', startBreak)),
    'end-break': writing((call) => changeCard(world, call, 'endBreak', endBreak)),
    confirm: writing(() =>
      graphFailure(403, 'Forbidden', 'A time card cannot be confirmed with an application token.'),
    ),
  }
}

function getTimeCard(world: GraphWorld, call: Call): Answer | GraphFailure {
  const query = readQuery(call.url, [])
  if (query.kind === 'failure') return query
  const { cards, rules } = world
  const { cardId } = call.route
  const card = rules.getLagMs === 0 ? cards.get(cardId) : cards.getAsOf(cardId, call.atMs - rules.getLagMs)
  return card === undefined ? noSuchCard(world, call) : cardAnswer(world, card, 200)
}

function clockIn(world: GraphWorld, call: Call): Answer | GraphFailure {
  const body = readBody(call, clockInBody, world.rules)
  if (body.kind === 'failure') return body
  const { onBehalfOfUserId: userId } = body.value
  if (!world.groups.isMember(world.teamId, userId))
    return badRequest(`The user '${userId}' is not a member of the team.`)
  const open = world.cards.all().find((card) => card.userId === userId && card.state !== 'clockedOut')
  const { clockInWhileClockedIn } = world.rules
  if (open && clockInWhileClockedIn === 'refuse') return refusal(world, 'The user is clocked in already.')
  if (open && clockInWhileClockedIn === 'ignore') return cardAnswer(world, open, 201)
  const clockInEvent = eventNow(world, call, body.value)
  const card: TimeCardResource = {
    id: newCardId(),
    userId,
    state: 'clockedIn',
    confirmedBy: 'none',
    clockInEvent,
    clockOutEvent: null,
    breaks: [],
    notes: null,
    originalEntry: { clockInEvent, clockOutEvent: null, breaks: [] },
    createdDateTime: isoTime(call.atMs),
    createdBy: world.app,
    lastModifiedDateTime: isoTime(call.atMs),
    lastModifiedBy: world.app,
  }
  world.cards.write(card, call.atMs)
  note(world, call, 'clockIn', card, body.value)
  return cardAnswer(world, card, 201)
}

type Changed = Pick<TimeCardResource, 'state' | 'clockOutEvent' | 'breaks'>

/** The result of an action on a card: a changed card, `unchanged`, or a refusal. */
type Action = (
  card: TimeCardResource,
  event: TimeCardEvent,
  rules: GraphWorld['rules'],
) => { readonly kind: 'changed'; readonly to: Changed } | { readonly kind: 'unchanged' } | Refused

type Refused = { readonly kind: 'refused'; readonly why: string }

function changeCard(
  world: GraphWorld,
  call: Call,
  kind: 'clockOut' | 'startBreak' | 'endBreak',
  action: Action,
): Answer | GraphFailure {
  const { rules } = world
  const body = readBody(call, clockBody, rules)
  if (body.kind === 'failure') return body
  const card = world.cards.get(call.route.cardId)
  if (card === undefined) return noSuchCard(world, call)
  const outcome = action(card, eventNow(world, call, body.value), rules)
  if (outcome.kind === 'refused') return refusal(world, outcome.why)
  const result = outcome.kind === 'unchanged' ? card : withChange(world, call, card, outcome.to)
  if (outcome.kind === 'changed') {
    world.cards.write(result, call.atMs)
    note(world, call, kind, result, body.value)
  }
  const status = kind === 'clockOut' ? rules.clockOutAnswer : rules.breakAnswer
  return status === 200 ? cardAnswer(world, result, 200) : { status: 204 }
}

const clockOut: Action = (card, event, rules) => {
  if (card.state === 'clockedOut') {
    switch (rules.secondClockOut) {
      case 'refuse':
        return { kind: 'refused', why: 'The time card is clocked out already.' }
      case 'ignore':
        return { kind: 'unchanged' }
      case 'overwrite':
        break
      default:
        return rules.secondClockOut satisfies never
    }
  }
  if (card.state === 'onBreak' && rules.clockOutOnBreak === 'refuse') {
    return { kind: 'refused', why: 'The time card is on a break.' }
  }
  const to = { state: 'clockedOut', clockOutEvent: event, breaks: endOpenBreak(card.breaks, event) } as const
  return { kind: 'changed', to }
}

const startBreak: Action = (card, event) => {
  if (card.state !== 'clockedIn') return { kind: 'refused', why: 'The time card is not clocked in.' }
  const begun: TimeCardBreak = { breakId: newBreakId(), start: event, end: null, notes: null }
  return { kind: 'changed', to: { state: 'onBreak', clockOutEvent: null, breaks: [...card.breaks, begun] } }
}

const endBreak: Action = (card, event, rules) => {
  if (card.state !== 'onBreak' && rules.endBreakWithoutBreak === 'ignore') return { kind: 'unchanged' }
  if (card.state !== 'onBreak') return { kind: 'refused', why: 'The time card is not on a break.' }
  return {
    kind: 'changed',
    to: { state: 'clockedIn', clockOutEvent: null, breaks: endOpenBreak(card.breaks, event) },
  }
}

function endOpenBreak(breaks: readonly TimeCardBreak[], end: TimeCardEvent): readonly TimeCardBreak[] {
  return breaks.map((taken) => (taken.end === null ? { ...taken, end } : taken))
}

function withChange(world: GraphWorld, call: Call, card: TimeCardResource, to: Changed): TimeCardResource {
  return {
    ...card,
    ...to,
    originalEntry: { ...card.originalEntry, clockOutEvent: to.clockOutEvent, breaks: to.breaks },
    lastModifiedDateTime: isoTime(call.atMs),
    lastModifiedBy: world.app,
  }
}

function eventNow({ rules }: GraphWorld, call: Call, body: ClockBody): TimeCardEvent {
  return {
    dateTime: isoTime(keptTo(rules.stampsKeptTo, call.atMs)),
    isAtApprovedLocation: body.isAtApprovedLocation,
    notes: keptNote(body.notes, rules.notesKeptAs),
  }
}

function note(
  world: GraphWorld,
  call: Call,
  kind: Change['kind'],
  card: TimeCardResource,
  body: ClockBody,
): void {
  world.ledger.change({
    atMs: call.atMs,
    kind,
    cardId: card.id,
    userId: card.userId,
    isAtApprovedLocation: body.isAtApprovedLocation,
    notes: body.notes?.content ?? null,
    clockedOutAtMs: card.clockOutEvent ? Date.parse(card.clockOutEvent.dateTime) : null,
  })
}

function needActsAs(world: GraphWorld, call: Call): GraphFailure | undefined {
  return world.rules.actsAsHeader === 'ignored' || call.headers.has('MS-APP-ACTS-AS')
    ? undefined
    : graphFailure(
        400,
        'MissingUserIdHeaderInAppContext',
        'The header MS-APP-ACTS-AS is required with an application token.',
      )
}

import type { TimeCard } from '@microsoft/microsoft-graph-types'
import {
  type Answer,
  badRequest,
  header,
  type Incoming,
  isRefused,
  jsonBody,
  methodNotAllowed,
  read,
  refuse,
  refuseByShifts,
  unknownSegment,
} from './answers.ts'
import {
  type Card,
  type Entry,
  entryAfter,
  type IdentitySet,
  readAction,
  readEntry,
  readNotes,
  stateOf,
  timestamp,
} from './card.ts'
import { isMatch, option, pageOf, readFilter, readOrder } from './query.ts'
import type { Caller } from './sign-in.ts'

export interface TimeCardsGiven {
  readonly graphUrl: () => string
  readonly nowMs: () => number
  readonly isMember: (teamId: string, userId: string) => boolean
  readonly nameOf: (userId: string) => string
  /** Of a page without `$top`, and the most that `$top` brings. */
  readonly pageSize: number
  readonly isTimeClockEnabled: boolean
  /** Whether clockIn and PUT want MS-APP-ACTS-AS, as their pages' "Important" says. */
  readonly needsActsAs: boolean
}

export interface TimeCards {
  /** `rest`: what follows …/schedule/timeCards in the path. */
  readonly answer: (teamId: string, rest: readonly string[], request: Incoming, caller: Caller) => Answer
  readonly openCard: (teamId: string, userId: string, startedMs: number) => void
  readonly cards: () => readonly TimeCard[]
}

interface Stored {
  readonly teamId: string
  /** Its place in the order of creation, of a fixed length. */
  readonly sequence: string
  card: Card
}

export function openTimeCards(given: TimeCardsGiven): TimeCards {
  const stored = new Map<string, Stored>()
  let created = 0

  const add = (teamId: string, card: Omit<Card, 'id'>): Card => {
    // timecard-clockin.md, "Response": the form of the id.
    const whole = { id: `TCK_${crypto.randomUUID()}`, ...card }
    stored.set(whole.id, { teamId, sequence: String((created += 1)).padStart(8, '0'), card: whole })
    return whole
  }

  /** Who did it. */
  const identity = (request: Incoming, caller: Caller): IdentitySet => {
    const userId = header(request, 'MS-APP-ACTS-AS')
    // Silent: every example is of a signed-in user. An application is `application`, unless it acts as a user by the header.
    return userId === undefined
      ? { application: { id: caller.clientId, displayName: 'Second tenant' }, device: null, user: null }
      : { application: null, device: null, user: { id: userId, displayName: given.nameOf(userId) } }
  }

  const newCard = (userId: string, by: IdentitySet, nowMs: number, entry: Entry, original: Entry) => ({
    createdDateTime: timestamp(nowMs),
    lastModifiedDateTime: timestamp(nowMs),
    userId,
    state: stateOf(entry),
    confirmedBy: 'none' as const,
    notes: null,
    lastModifiedBy: by,
    ...entry,
    originalEntry: original,
    createdBy: by,
  })

  const list = (teamId: string, request: Incoming): Answer => {
    // schedule-list-timecards.md: `$filter`, `$orderby`, `$top`, `$skipToken`. concepts/query-parameters.md: others "might
    // fail silently"; here they do.
    const text = option(request, 'filter')
    const filter = text === undefined ? read([[]]) : readFilter(text)
    if (isRefused(filter)) return filter
    for (const { property, operator } of filter.value.flat()) {
      // The only documented filter is `state eq 'clockedOut'` (api-reference/beta/api/timecard-list.md, 04/04/2024). A filter on
      // clockInEvent/dateTime is answered with this message (techcommunity.microsoft.com, Microsoft365DeveloperPlatform ideas,
      // 2023-11-07). Silent: which other properties may be filtered; here `userId` too, nothing but `eq`, with `and` and `or`.
      if (operator !== 'eq' || (property !== 'state' && property !== 'userId')) {
        const kind = operator === 'lt' ? 'LessThan' : operator
        const what = `The entity property '${property}' and operationKind '${kind}'`
        return badRequest(`${what} is not allowed in $filter query.`)
      }
    }
    // Silent: what may be ordered by, and the order without it; here the order of creation.
    const order = readOrder(option(request, 'orderby'), ['createdDateTime', 'lastModifiedDateTime'])
    if (isRefused(order)) return order
    const top = option(request, 'top')
    // concepts/query-parameters.md, "top parameter": at least 1.
    if (top !== undefined && !/^[1-9]\d{0,6}$/.test(top)) return badRequest('Invalid top value')
    const key = order.value.property as 'createdDateTime' | undefined
    const page = pageOf({
      request,
      graphUrl: given.graphUrl(),
      items: [...stored.values()].filter(
        (item) => item.teamId === teamId && isMatch(filter.value, (name) => item.card[name as keyof Card]),
      ),
      positionOf: ({ card, sequence }) =>
        key === undefined ? sequence : `${new Date(card[key]).toISOString()} ${sequence}`,
      isDescending: order.value.isDescending,
      // Silent: default and maximum. concepts/paging.md: a larger `$top` "might default to the maximum page size".
      size: Math.min(Number(top ?? given.pageSize), given.pageSize),
    })
    if (isRefused(page)) return page
    return { status: 200, json: { ...page.value.link, value: page.value.items.map(({ card }) => card) } }
  }

  const create = (teamId: string, request: Incoming, caller: Caller): Answer => {
    const body = jsonBody(request)
    if (isRefused(body)) return body
    // "Provide the new timeCard object in the request body"; the example has `userId`. Silent: without it, the header's user.
    const userId = body.value['userId'] ?? header(request, 'MS-APP-ACTS-AS')
    const entry = readEntry(body.value)
    if (isRefused(entry)) return entry
    if (typeof userId !== 'string') return missingUser()
    if (!given.isMember(teamId, userId)) return notMember()
    // "Response": `originalEntry` has no events. Silent: a second open card of one person is a conflict, as for clockIn.
    if (stateOf(entry.value) !== 'clockedOut' && openCardOf(userId)) return conflict('AlreadyClockedIn')
    const notes = readNotes(body.value['notes'])
    if (isRefused(notes)) return notes
    const original = { clockInEvent: null, clockOutEvent: null, breaks: [] }
    const card = newCard(userId, identity(request, caller), given.nowMs(), entry.value, original)
    return { status: 201, json: add(teamId, { ...card, notes: notes.value }) }
  }

  /** Silent: whether a person may have an open card in two teams; here in one at a time. */
  const openCardOf = (userId: string): boolean =>
    [...stored.values()].some(({ card }) => card.userId === userId && card.state !== 'clockedOut')

  const clockIn = (teamId: string, request: Incoming, caller: Caller): Answer => {
    const body = jsonBody(request)
    if (isRefused(body)) return body
    const event = readAction(body.value, ['onBehalfOfUserId'], given.nowMs())
    if (isRefused(event)) return event
    const actsAs = header(request, 'MS-APP-ACTS-AS')
    // timecard-clockin.md (0299103) calls the header "Required" with application permissions; the other pages, the beta page
    // of clockIn and devblogs "Deprecation of MS-APP-ACTS-AS header" (2025-06-23) call it deprecated, with
    // `onBehalfOfUserId` in its place.
    if (given.needsActsAs && actsAs === undefined) return missingUser()
    const userId = body.value['onBehalfOfUserId'] ?? actsAs
    if (userId === undefined) return missingUser()
    if (typeof userId !== 'string' || !given.isMember(teamId, userId)) return notMember()
    // Silent: what a time clock that is off does (resources/schedule.md, `timeClockEnabled`).
    if (!given.isTimeClockEnabled) {
      return refuseByShifts(403, 'Forbidden', 'Time clock is off.', 'TimeClockDisabled')
    }
    // Silent: a second clock-in. concepts/errors.md: 409 "The current state conflicts with what the request expects".
    if (openCardOf(userId)) return conflict('AlreadyClockedIn')
    const entry = { clockInEvent: event.value, clockOutEvent: null, breaks: [] }
    const card = newCard(userId, identity(request, caller), given.nowMs(), entry, entry)
    return { status: 201, json: add(teamId, card) }
  }

  const change = (found: Stored, by: IdentitySet, changed: Partial<Card>): Answer => {
    found.card = {
      ...found.card,
      ...changed,
      lastModifiedBy: by,
      lastModifiedDateTime: timestamp(given.nowMs()),
    }
    return { status: 204 }
  }

  const confirm = (found: Stored, request: Incoming, caller: Caller): Answer => {
    const by = identity(request, caller)
    // timecard-confirm (learn:, v1.0): "support for application permissions in this API is deprecated and will end on
    // January 1, 2026", until then only with the header. The repository's page (045e84f) does not say so.
    if (by.user === null || given.nowMs() >= Date.UTC(2026, 0, 1)) {
      return refuseByShifts(403, 'Forbidden', 'Not for application permissions.', 'AppOnlyNotSupported')
    }
    // Silent: confirming an open card, or twice, succeeds.
    return change(found, by, { confirmedBy: by.user.id === found.card.userId ? 'user' : 'manager' })
  }

  const act = (found: Stored, action: string, request: Incoming, caller: Caller): Answer => {
    const { card } = found
    const body = jsonBody(request)
    if (isRefused(body)) return body
    const event = readAction(body.value, [], given.nowMs())
    if (isRefused(event)) return event
    const breakId = `BRK_${crypto.randomUUID()}`
    const entry = entryAfter(card, action, event.value, breakId)
    if (entry === undefined) return conflict('InvalidTimeCardState')
    // resources/timecard.md: "The original timeCardEntry … before it was edited"; in the examples what was clocked is in both.
    // Silent: a card that was created, not clocked in, keeps its empty one.
    const { originalEntry } = card
    const original =
      originalEntry.clockInEvent === null
        ? originalEntry
        : (entryAfter(originalEntry, action, event.value, breakId) ?? originalEntry)
    const changed = { ...entry, state: stateOf(entry), originalEntry: original }
    return change(found, identity(request, caller), changed)
  }

  const replace = (found: Stored, request: Incoming, caller: Caller): Answer => {
    const body = jsonBody(request)
    if (isRefused(body)) return body
    // timecard-replace.md (028b8e3) calls the header "Required"; learn: (v1.0) shows it as deprecated.
    if (given.needsActsAs && header(request, 'MS-APP-ACTS-AS') === undefined) return missingUser()
    const { userId, state } = body.value
    if (userId !== undefined && userId !== found.card.userId) return badRequest('userId cannot be changed.')
    // "Replace": what the body lacks is gone, breaks too.
    const entry = readEntry(body.value)
    if (isRefused(entry)) return entry
    const notes = readNotes(body.value['notes'])
    if (isRefused(notes)) return notes
    // Silent: `state` against the events is refused; identities and times of the body are not taken; the confirmation is lost.
    const isOtherState = state !== undefined && state !== stateOf(entry.value)
    if (isOtherState) return badRequest('state does not fit the events.')
    const changed = { notes: notes.value, state: stateOf(entry.value), confirmedBy: 'none' as const }
    // resources/timecard.md has "Replace" return a timeCard; timecard-replace.md: `204 No Content`.
    return change(found, identity(request, caller), { ...entry.value, ...changed })
  }

  return {
    answer(teamId, [first, second, ...more], request, caller) {
      const { method } = request
      if (more.length > 0) return unknownSegment(more[0])
      // The pages' paths say `clockIn`, their examples `clockin`: case does not matter.
      const action = (second ?? first)?.toLowerCase()
      if (first === undefined) {
        if (method === 'GET') return list(teamId, request)
        return method === 'POST' ? create(teamId, request, caller) : methodNotAllowed()
      }
      if (second === undefined && action === 'clockin') {
        return method === 'POST' ? clockIn(teamId, request, caller) : methodNotAllowed()
      }
      // Silent: a card of another team is not found under this one.
      const found = stored.get(first)
      if (found?.teamId !== teamId) return notFound()
      if (second !== undefined) {
        const isKnown = ['clockout', 'startbreak', 'endbreak', 'confirm'].includes(second.toLowerCase())
        if (!isKnown) return unknownSegment(second)
        if (method !== 'POST') return methodNotAllowed()
        return action === 'confirm'
          ? confirm(found, request, caller)
          : act(found, second.toLowerCase(), request, caller)
      }
      switch (method) {
        case 'GET':
          return { status: 200, json: found.card }
        case 'PUT':
          return replace(found, request, caller)
        case 'DELETE':
          stored.delete(first)
          return { status: 204 }
        default:
          return methodNotAllowed()
      }
    },
    openCard(teamId, userId, startedMs) {
      const event = { dateTime: timestamp(startedMs), isAtApprovedLocation: null, notes: null }
      const entry = { clockInEvent: event, clockOutEvent: null, breaks: [] }
      const user = { id: userId, displayName: given.nameOf(userId) }
      add(teamId, newCard(userId, { application: null, device: null, user }, startedMs, entry, entry))
    },
    cards: () => [...stored.values()].map(({ card }) => ({ ...card, breaks: [...card.breaks] }) as TimeCard),
  }
}

const notFound = () => refuseByShifts(404, 'NotFound', 'The time card was not found.', 'TimeCardNotFound')
const conflict = (innerCode: string) =>
  refuseByShifts(409, 'Conflict', 'The time card is not in a state that allows this.', innerCode)
/** microsoft-graph-docs-contrib issue 2884 (2021-10-12). */
const missingUser = () =>
  refuseByShifts(
    403,
    'Forbidden',
    'MS-APP-ACTS-AS header needs to be set for application context requests.',
    'MissingUserIdHeaderInAppContext',
  )
/** Silent: somebody who is not in the team. */
const notMember = () => refuse(400, 'BadRequest', 'The user is not a member of the team.')

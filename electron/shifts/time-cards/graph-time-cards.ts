import type * as Microsoft from '@microsoft/microsoft-graph-types'
import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import type { CallOptions } from '../../graph/call-options.ts'
import type { GraphAnswer } from '../../graph/graph-failure.ts'
import { graphCall } from '../../graph/graph-call.ts'
import type { GraphReply } from '../../graph/graph-answer.ts'
import type { Graph } from '../../graph/graph.ts'
import {
  pagesWhilePersonWaits,
  readTimeCardList,
  startListBudget,
  type ListBudget,
  type TimeCardList,
} from './time-card-list.ts'
import { parseTimeCard, parseWholeTimeCard } from './time-card-schema.ts'
import { replacementOf } from './time-card-replacement.ts'
import {
  isOfPerson,
  isSamePerson,
  type CardOfPerson,
  type ClockOutBody,
  type TimeCard,
  type TimeCards,
} from './time-cards.ts'

export interface GraphTimeCardsOptions {
  readonly graph: Graph
  readonly teamId: string
  readonly clock: Clock
  readonly log: Log
}

/**
 * Ways to request the open cards, best first: one list, two lists, all cards. Which filters Graph accepts is
 * undocumented, so a 400 leads to the next way, and the one that worked is kept for the life of the process.
 */
export const waysToListOpen: readonly (readonly (string | undefined)[])[] = [
  ["state eq 'clockedIn' or state eq 'onBreak'"],
  ["state eq 'clockedIn'", "state eq 'onBreak'"],
  [undefined],
]

/**
 * The current documentation calls the header deprecated and not needed with an application token; earlier
 * versions required it ("timeCard: clockIn", "Replace timeCard", Microsoft Graph v1.0). A service that still
 * requires it answers with this code.
 */
const actsAsHeader = 'MS-APP-ACTS-AS'
const missingActsAs = 'MissingUserIdHeaderInAppContext'

/** The calls that change a card. */
const cardActions = {
  clockOut: 'POST /v1.0/teams/{team}/schedule/timeCards/{card}/clockOut',
  endBreak: 'POST /v1.0/teams/{team}/schedule/timeCards/{card}/endBreak',
  replace: 'PUT /v1.0/teams/{team}/schedule/timeCards/{card}',
} as const
type CardAction = keyof typeof cardActions

/** The time cards of one team by Microsoft Graph ("timeCard resource type", v1.0). */
export function createGraphTimeCards({ graph, teamId, clock, log }: GraphTimeCardsOptions): TimeCards {
  let workingWay = 0
  let takesUserFilter = true
  /**
   * Whether changes carry the person's id in a header: only once Graph has required it, then for the whole
   * run.
   */
  let namesPerson = false

  const list = async (
    filter: string | undefined,
    call: CallOptions,
    budget: ListBudget,
  ): Promise<GraphAnswer<TimeCardList>> => {
    const to = graphCall('GET /v1.0/teams/{team}/schedule/timeCards', { team: teamId })
    if (to.kind === 'failed') return to
    const query = filter === undefined ? '' : `?$filter=${encodeURIComponent(filter)}`
    const first = { ...to.value, target: `${to.value.target}${query}` }
    const answer = await readTimeCardList({ graph, first, call, budget })
    if (answer.kind === 'ok' && answer.value.skipped > 0) {
      log.warn('graph.cards-skipped', { skipped: answer.value.skipped, kept: answer.value.cards.length })
    }
    return answer
  }

  const listAll = async (
    filters: readonly (string | undefined)[],
    call: CallOptions,
    budget: ListBudget,
  ): Promise<GraphAnswer<readonly TimeCard[]>> => {
    const cards = new Map<string, TimeCard>()
    for (const filter of filters) {
      const answer = await list(filter, call, budget)
      if (answer.kind === 'failed') return answer
      if (!answer.value.complete) {
        return {
          kind: 'failed',
          failure: { kind: 'too-long', detail: 'the list of time cards is too long' },
        }
      }
      for (const card of answer.value.cards) cards.set(card.id, card)
    }
    return { kind: 'ok', value: [...cards.values()].filter(isOpen) }
  }

  const listOpen = async (
    call: CallOptions,
    budget: ListBudget,
  ): Promise<GraphAnswer<readonly TimeCard[]>> => {
    let way = workingWay
    for (;;) {
      const answer = await listAll(waysToListOpen[way] ?? [undefined], call, budget)
      if (answer.kind === 'ok') workingWay = way
      if (!isBadRequest(answer) || way === waysToListOpen.length - 1) return answer
      way += 1
    }
  }

  /** Sends a change; with the person's id in a header once Graph has required it. */
  const change = async (
    { id, userId }: CardOfPerson,
    action: CardAction,
    body: object,
    call: CallOptions,
  ): Promise<GraphAnswer<null>> => {
    const to = graphCall(cardActions[action], { team: teamId, card: id })
    if (to.kind === 'failed') return to
    const send = (): Promise<GraphAnswer<GraphReply>> =>
      graph.request({
        ...to.value,
        body,
        ...(namesPerson && { headers: { [actsAsHeader]: userId } }),
        ...call,
      })
    let answer = await send()
    // Only a 400: with any other status the change may have taken effect despite the code.
    if (isBadRequest(answer) && answer.failure.code === missingActsAs && !namesPerson) {
      namesPerson = true
      answer = await send()
    }
    if (answer.kind === 'failed') return answer
    if (saysDone(answer.value, id, action)) return { kind: 'ok', value: null }
    const detail = `status ${answer.value.status}, and an unexpected answer to a change of a card`
    return { kind: 'failed', failure: { kind: 'unreadable', detail, status: answer.value.status } }
  }

  return {
    listOpen: (call) => {
      const pages = call.priority === 'live' ? pagesWhilePersonWaits : undefined
      return withBudget(clock, (budget) => listOpen(call, budget), pages)
    },

    listOpenOfUser: (userId, call) =>
      withBudget(clock, async (budget) => {
        const answer = await listAll([ofUser(userId)], call, budget)
        return answer.kind === 'ok' ? { kind: 'ok', value: answer.value.filter(isOfPerson(userId)) } : answer
      }),

    listOfUser: (userId, call) =>
      withBudget(clock, async (budget) => {
        let answer = await list(takesUserFilter ? ofUser(userId) : undefined, call, budget)
        if (isBadRequest(answer) && takesUserFilter) {
          takesUserFilter = false
          answer = await list(undefined, call, budget)
        }
        if (answer.kind === 'failed') return answer
        if (answer.value.unreadableOf.some(isSamePerson(userId))) return unreadableCard
        const cards = answer.value.cards
          .filter(isOfPerson(userId))
          .sort((a, b) => b.clockedInAtMs - a.clockedInAtMs)
        return { kind: 'ok', value: cards }
      }),

    get: async (cardId, call) => {
      const to = graphCall('GET /v1.0/teams/{team}/schedule/timeCards/{card}', { team: teamId, card: cardId })
      if (to.kind === 'failed') return to
      const answer = await graph.request({ ...to.value, ...call })
      if (answer.kind === 'failed') return answer
      const card = parseWholeTimeCard(answer.value.json)
      if (card?.id === cardId) return { kind: 'ok', value: card }
      const detail = card === undefined ? 'the answer is not a time card' : 'the answer is another time card'
      return { kind: 'failed', failure: { kind: 'unreadable', detail } }
    },

    clockOut: (card, body, call) => change(card, 'clockOut', toRequestBody(body), call),
    endBreak: (card, body, call) => change(card, 'endBreak', toRequestBody(body), call),
    correctClockOut: (card, correction, call) =>
      change(card, 'replace', replacementOf(card, correction), call),
  }
}

async function withBudget<T>(
  clock: Clock,
  use: (budget: ListBudget) => Promise<T>,
  pages?: number,
): Promise<T> {
  const budget = startListBudget(clock, pages)
  try {
    return await use(budget)
  } finally {
    budget.end()
  }
}

function ofUser(userId: string): string {
  return `userId eq '${userId.replaceAll("'", "''")}'`
}

function isOpen({ state }: TimeCard): boolean {
  return state === 'clockedIn' || state === 'onBreak'
}

/** The unreadable card may be open, so the person cannot be said to have no open card. */
const unreadableCard: GraphAnswer<never> = {
  kind: 'failed',
  failure: { kind: 'unreadable', detail: 'a card of the person cannot be read' },
}

/** The documentation says 204, the metadata a card as the result: only these two count as success. */
function saysDone({ status, json }: GraphReply, cardId: string, action: CardAction): boolean {
  if (status !== 200 && status !== 204) return false
  if (json === undefined) return true
  const card = parseTimeCard(json)
  if (card?.id !== cardId) return false
  return action === 'endBreak' ? card.state !== 'onBreak' : card.state === 'clockedOut'
}

function isBadRequest(
  answer: GraphAnswer<unknown>,
): answer is Extract<GraphAnswer<unknown>, { kind: 'failed' }> {
  return answer.kind === 'failed' && answer.failure.kind === 'rejected' && answer.failure.status === 400
}

function toRequestBody({ isAtApprovedLocation, notes }: ClockOutBody): object {
  const itemBody: Microsoft.ItemBody | undefined =
    notes === undefined ? undefined : { contentType: 'text', content: notes }
  return itemBody === undefined ? { isAtApprovedLocation } : { isAtApprovedLocation, notes: itemBody }
}

import type * as Microsoft from '@microsoft/microsoft-graph-types'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { CallOptions } from '../graph/call-options.ts'
import type { GraphAnswer } from '../graph/graph-failure.ts'
import type { Graph } from '../graph/graph.ts'
import {
  pagesWhilePersonWaits,
  readTimeCardList,
  startListBudget,
  type ListBudget,
  type TimeCardList,
} from './time-card-list.ts'
import { parseWholeTimeCard } from './time-card-schema.ts'
import { replacementOf } from './time-card-replacement.ts'
import type { ClockOutBody, TimeCard, TimeCards } from './time-cards.ts'

export interface GraphTimeCardsOptions {
  readonly graph: Graph
  readonly teamId: string
  readonly clock: Clock
  readonly log: Log
}

/**
 * Ways to ask for the open cards, best first: one list, two lists, everything. Which filters Graph takes is not
 * documented, so a 400 leads on to the next way, and the one that worked is kept for the life of the process.
 */
const waysToListOpen: readonly (readonly (string | undefined)[])[] = [
  ["state eq 'clockedIn' or state eq 'onBreak'"],
  ["state eq 'clockedIn'", "state eq 'onBreak'"],
  [undefined],
]

/** The time cards of one team by Microsoft Graph ("timeCard resource type", v1.0). */
export function createGraphTimeCards({ graph, teamId, clock, log }: GraphTimeCardsOptions): TimeCards {
  const base = `/v1.0/teams/${encodeURIComponent(teamId)}/schedule/timeCards`
  let workingWay = 0

  const list = async (
    filter: string | undefined,
    call: CallOptions,
    budget: ListBudget,
  ): Promise<GraphAnswer<TimeCardList>> => {
    const path = filter === undefined ? base : `${base}?$filter=${encodeURIComponent(filter)}`
    const answer = await readTimeCardList({ graph, path, call, budget })
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
      if (!isFilterRefused(answer) || way === waysToListOpen.length - 1) return answer
      way += 1
    }
  }

  const post = async (
    cardId: string,
    action: 'clockOut' | 'endBreak',
    body: ClockOutBody,
    call: CallOptions,
  ): Promise<GraphAnswer<null>> => {
    const answer = await graph.request({
      method: 'POST',
      target: `${base}/${encodeURIComponent(cardId)}/${action}`,
      body: toRequestBody(body),
      ...call,
    })
    // The pages say 204, the metadata declares a card as the result: either is a success.
    return answer.kind === 'ok' ? { kind: 'ok', value: null } : answer
  }

  return {
    listOpen: (call) => {
      const pages = call.priority === 'live' ? pagesWhilePersonWaits : undefined
      return withBudget(clock, (budget) => listOpen(call, budget), pages)
    },

    listOpenOfUser: (userId, call) =>
      withBudget(clock, async (budget) => {
        const answer = await listAll([ofUser(userId)], call, budget)
        return answer.kind === 'ok' ? { kind: 'ok', value: answer.value.filter(isOf(userId)) } : answer
      }),

    listOfUser: (userId, call) =>
      withBudget(clock, async (budget) => {
        const answer = await list(ofUser(userId), call, budget)
        if (answer.kind === 'failed') return answer
        const cards = answer.value.cards
          .filter(isOf(userId))
          .sort((a, b) => b.clockedInAtMs - a.clockedInAtMs)
        return { kind: 'ok', value: cards }
      }),

    get: async (cardId, call) => {
      const target = `${base}/${encodeURIComponent(cardId)}`
      const answer = await graph.request({ method: 'GET', target, ...call })
      if (answer.kind === 'failed') return answer
      const card = parseWholeTimeCard(answer.value.json)
      if (card !== undefined) return { kind: 'ok', value: card }
      return { kind: 'failed', failure: { kind: 'unreadable', detail: 'the answer is not a time card' } }
    },

    clockOut: (cardId, body, options) => post(cardId, 'clockOut', body, options),
    endBreak: (cardId, body, options) => post(cardId, 'endBreak', body, options),

    correctClockOut: async (card, correction, call) => {
      const target = `${base}/${encodeURIComponent(card.id)}`
      const body = replacementOf(card, correction)
      const answer = await graph.request({ method: 'PUT', target, body, ...call })
      return answer.kind === 'ok' ? { kind: 'ok', value: null } : answer
    },
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

/** A GUID is the same in upper and lower case. */
function isOf(userId: string): (card: TimeCard) => boolean {
  return (card) => card.userId.toLowerCase() === userId.toLowerCase()
}

function isOpen({ state }: TimeCard): boolean {
  return state === 'clockedIn' || state === 'onBreak'
}

function isFilterRefused(answer: GraphAnswer<unknown>): boolean {
  return answer.kind === 'failed' && answer.failure.kind === 'rejected' && answer.failure.status === 400
}

function toRequestBody({ isAtApprovedLocation, notes }: ClockOutBody): object {
  const itemBody: Microsoft.ItemBody | undefined =
    notes === undefined ? undefined : { contentType: 'text', content: notes }
  return itemBody === undefined ? { isAtApprovedLocation } : { isAtApprovedLocation, notes: itemBody }
}

import type { CallOptions, Priority } from '../../graph/call-options.ts'
import type { Clock } from '../../base/time/clock.ts'
import type { GraphAnswer } from '../../graph/graph-failure.ts'
import { isOfPerson, type TimeCard, type TimeCards } from './time-cards.ts'

/**
 * The team's open cards, as the last list request that a tap caused brought them. There is no polling: Microsoft
 * allows an app to poll a Teams resource once a day only, while a GET that a person's tap causes is fine. In a
 * shift change one list serves everybody who taps within the next seconds. Where that list has too many pages (after
 * a week's outage thousands of cards may be open), each tap asks for its own person's cards instead.
 */
export interface OpenCards {
  /**
   * The person's open cards. Asks Shifts where no recent list shows one. `tappedAgoMs`: how long ago they tapped; a
   * replay may use a list for longer if it was requested after the tap.
   */
  ofPerson(
    userId: string,
    options: CallOptions,
    tappedAgoMs?: number,
  ): Promise<GraphAnswer<readonly TimeCard[]>>
  /** Forgets a card that is known to be ended, or known to be not what the list said. */
  forget(cardId: string): void
}

/** How long a list may serve later taps. */
const snapshotServesMs = 15_000
/**
 * How long a list serves replays of taps that are older than it. Whatever card the person had open when they tapped is
 * in it, so it cannot name the wrong card; only that somebody has ended the card since is not in it, and then Shifts
 * refuses the clock-out.
 */
const snapshotServesOlderTapsMs = 120_000
/** How long a list that was too long is not asked for again. */
const tooLongHoldsMs = 10 * 60_000
/** No list that was asked for before serves anybody any more: it was given up long ago. */
const forgottenForMs = 300_000

interface Asked {
  readonly atMs: number
  /** Its place among the requests for lists and the cards that were forgotten. */
  readonly turn: number
  readonly priority: Priority
  settled: boolean
  readonly answer: Promise<GraphAnswer<readonly TimeCard[]>>
}

export function createOpenCards(
  timeCards: Pick<TimeCards, 'listOpen' | 'listOpenOfUser'>,
  clock: Clock,
): OpenCards {
  let asked: Asked | undefined
  /** A replay may read more pages than somebody who stands there can wait for. */
  const tooLongUntilMs: Record<Priority, number> = { live: -Infinity, replay: -Infinity }
  /** When each card was forgotten: a list that was asked for before says nothing of it, one after it does. */
  const forgotten = new Map<string, { readonly turn: number; readonly atMs: number }>()
  let turns = 0

  const ask = (options: CallOptions): Asked => {
    const { priority } = options
    const atMs = clock.now().monotonicMs
    for (const [cardId, forgot] of forgotten) {
      if (atMs - forgot.atMs > forgottenForMs) forgotten.delete(cardId)
    }
    const list: Asked = {
      atMs,
      turn: (turns += 1),
      priority,
      settled: false,
      answer: timeCards.listOpen(options).finally(() => (list.settled = true)),
    }
    asked = list
    return list
  }

  const cardsIn = async (list: Asked, userId: string): Promise<GraphAnswer<readonly TimeCard[]>> => {
    const answer = await list.answer
    if (answer.kind === 'failed') {
      if (answer.failure.kind === 'too-long') tooLongUntilMs[list.priority] = list.atMs + tooLongHoldsMs
      return answer
    }
    return { kind: 'ok', value: answer.value.filter(isOfPerson(userId)) }
  }

  const isForgotten = (list: Asked, { id }: TimeCard): boolean => {
    const forgot = forgotten.get(id)
    return forgot !== undefined && forgot.turn > list.turn
  }

  /** Where Shifts does not answer that question either, the tap has to wait, not to be refused. */
  const inOwnList = async (
    userId: string,
    options: CallOptions,
  ): Promise<GraphAnswer<readonly TimeCard[]>> => {
    const answer = await timeCards.listOpenOfUser(userId, options)
    return answer.kind === 'failed' && answer.failure.kind === 'rejected'
      ? { kind: 'failed', failure: { ...answer.failure, kind: 'too-long' } }
      : answer
  }

  return {
    ofPerson: async (userId, options, tappedAgoMs = 0) => {
      const askedAtMs = clock.now().monotonicMs
      const { priority } = options
      if (askedAtMs < tooLongUntilMs[priority]) return inOwnList(userId, options)
      const recent = asked
      if (
        recent !== undefined &&
        isWorthWaiting(recent, priority) &&
        askedAtMs - recent.atMs <= servesMs(recent, priority, askedAtMs - tappedAgoMs)
      ) {
        const found = await cardsIn(recent, userId)
        // Of a person whose card has changed since, the list tells nothing: another one may be open now.
        const isCurrent = (card: TimeCard): boolean => !isForgotten(recent, card)
        if (found.kind === 'ok' && found.value.length > 0 && found.value.every(isCurrent)) return found
      }
      // Somebody else's request that left after this tap answers for this tap too.
      const newer = asked !== recent && (asked?.atMs ?? -Infinity) >= askedAtMs ? asked : undefined
      const list = newer !== undefined && isWorthWaiting(newer, priority) ? newer : ask(options)
      const found = await cardsIn(list, userId)
      if (found.kind === 'ok')
        return { kind: 'ok', value: found.value.filter((card) => !isForgotten(list, card)) }
      return found.failure.kind === 'too-long' ? inOwnList(userId, options) : found
    },
    forget: (cardId) => void forgotten.set(cardId, { turn: (turns += 1), atMs: clock.now().monotonicMs }),
  }
}

/** A person does not wait for the long list of a replay: the pages of their own list go before its pages. */
function isWorthWaiting(list: Asked, priority: Priority): boolean {
  return list.settled || list.priority === 'live' || priority === 'replay'
}

function servesMs(list: Asked, priority: Priority, tappedAtMs: number): number {
  return priority === 'replay' && list.atMs >= tappedAtMs ? snapshotServesOlderTapsMs : snapshotServesMs
}

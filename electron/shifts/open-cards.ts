import type { Clock } from '../base/clock.ts'
import type { GraphAnswer } from './graph-failure.ts'
import type { CallOptions, TimeCard, TimeCards } from './time-cards.ts'

/**
 * The team's open cards, as the last list request that a tap caused brought them. There is no polling: Microsoft
 * allows an app to poll a Teams resource once a day only, while a GET that a person's tap causes is fine. In a
 * shift change one list serves everybody who taps within the next seconds. Where that list has too many pages (after
 * a week's outage thousands of cards may be open), each tap asks for its own person's cards instead.
 */
export interface OpenCards {
  /** The person's open cards. Asks Shifts where no recent list shows one. */
  ofPerson(userId: string, options: CallOptions): Promise<GraphAnswer<readonly TimeCard[]>>
  /** Forgets a card that is known to be ended, or known to be not what the list said. */
  forget(cardId: string): void
}

/** How long a list may serve later taps. */
const snapshotServesMs = 15_000
/** How long a list that was too long is not asked for again. */
const tooLongHoldsMs = 10 * 60_000

interface Asked {
  readonly atMs: number
  readonly answer: Promise<GraphAnswer<readonly TimeCard[]>>
}

export function createOpenCards(timeCards: TimeCards, clock: Clock): OpenCards {
  let asked: Asked | undefined
  let tooLongUntilMs = -Infinity
  const forgotten = new Set<string>()

  const ask = (options: CallOptions): Asked => {
    forgotten.clear()
    asked = { atMs: clock.now().monotonicMs, answer: timeCards.listOpen(options) }
    return asked
  }

  const cardsIn = async (list: Asked, userId: string): Promise<GraphAnswer<readonly TimeCard[]>> => {
    const answer = await list.answer
    if (answer.kind === 'failed') {
      if (answer.failure.kind === 'too-long') tooLongUntilMs = list.atMs + tooLongHoldsMs
      return answer
    }
    // A GUID is the same in upper and lower case, and a roster may hold either.
    const person = userId.toLowerCase()
    return { kind: 'ok', value: answer.value.filter((card) => card.userId.toLowerCase() === person) }
  }

  const isForgotten = ({ id }: TimeCard): boolean => forgotten.has(id)

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
    ofPerson: async (userId, options) => {
      const tappedAtMs = clock.now().monotonicMs
      if (tappedAtMs < tooLongUntilMs) return inOwnList(userId, options)
      const recent = asked
      if (recent !== undefined && tappedAtMs - recent.atMs <= snapshotServesMs) {
        const found = await cardsIn(recent, userId)
        // Of a person whose card has changed since, the list tells nothing: another one may be open now.
        if (found.kind === 'ok' && found.value.length > 0 && !found.value.some(isForgotten)) return found
      }
      // Somebody else's request that left after this tap answers for this tap too.
      const newer = asked !== undefined && asked !== recent && asked.atMs >= tappedAtMs ? asked : undefined
      const found = await cardsIn(newer ?? ask(options), userId)
      if (found.kind === 'ok') return { kind: 'ok', value: found.value.filter((card) => !isForgotten(card)) }
      return found.failure.kind === 'too-long' ? inOwnList(userId, options) : found
    },
    forget: (cardId) => void forgotten.add(cardId),
  }
}

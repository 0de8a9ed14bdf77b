import type { Clock } from '../base/clock.ts'
import type { GraphAnswer } from './graph-failure.ts'
import type { CallOptions, TimeCard, TimeCards } from './time-cards.ts'

/**
 * The team's open cards, as the last list request that a tap caused brought them. There is no polling: Microsoft
 * allows an app to poll a Teams resource once a day only, while a GET that a person's tap causes is fine. In a
 * shift change one list serves everybody who taps within the next seconds.
 */
export interface OpenCards {
  /** The person's open cards. Asks Shifts where no recent list shows one. */
  ofPerson(userId: string, options: CallOptions): Promise<GraphAnswer<readonly TimeCard[]>>
  /** Forgets a card that is known to be ended, or known to be not what the list said. */
  forget(cardId: string): void
}

/** How long a list may serve later taps. */
const snapshotServesMs = 15_000

interface Asked {
  readonly atMs: number
  readonly answer: Promise<GraphAnswer<readonly TimeCard[]>>
}

export function createOpenCards(timeCards: TimeCards, clock: Clock): OpenCards {
  let asked: Asked | undefined
  const forgotten = new Set<string>()

  const ask = (options: CallOptions): Asked => {
    forgotten.clear()
    asked = { atMs: clock.now().monotonicMs, answer: timeCards.listOpen(options) }
    return asked
  }

  const cardsIn = async (list: Asked, userId: string): Promise<GraphAnswer<readonly TimeCard[]>> => {
    const answer = await list.answer
    if (answer.kind === 'failed') return answer
    // A GUID is the same in upper and lower case, and a roster may hold either.
    const person = userId.toLowerCase()
    return {
      kind: 'ok',
      value: answer.value.filter((card) => card.userId.toLowerCase() === person && !forgotten.has(card.id)),
    }
  }

  return {
    ofPerson: async (userId, options) => {
      const tappedAtMs = clock.now().monotonicMs
      const recent = asked
      if (recent !== undefined && tappedAtMs - recent.atMs <= snapshotServesMs) {
        const found = await cardsIn(recent, userId)
        if (found.kind === 'ok' && found.value.length > 0) return found
      }
      // Somebody else's request that left after this tap answers for this tap too.
      const newer = asked !== undefined && asked !== recent && asked.atMs >= tappedAtMs ? asked : undefined
      return cardsIn(newer ?? ask(options), userId)
    },
    forget: (cardId) => void forgotten.add(cardId),
  }
}

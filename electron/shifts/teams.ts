import type { Clock } from '../base/time/clock.ts'
import {
  createOpenCards,
  listServesMs,
  listServesSeveralTeamsMs,
  type OpenCards,
} from './time-cards/open-cards.ts'
import type { TimeCards } from './time-cards/time-cards.ts'

/** The time cards of one team, and the recent list of its open ones. */
export interface TeamCards {
  readonly timeCards: TimeCards
  readonly openCards: OpenCards
}

/** The teams whose people tap at this kiosk. */
export interface Teams {
  /** Graph ids, in the config's order. The first is the team of taps that were recorded without one. */
  readonly ids: readonly string[]
  /**
   * Also for a team that the config no longer names: a tap that was recorded for it is still delivered there.
   */
  cardsOf(teamId: string): TeamCards
}

/** `open`: called once per team, when its cards are first needed. */
export function createTeams(
  ids: readonly string[],
  open: (teamId: string) => TimeCards,
  clock: Clock,
): Teams {
  const servesMs = ids.length > 1 ? listServesSeveralTeamsMs : listServesMs
  const opened = new Map<string, TeamCards>()
  return {
    ids,
    cardsOf: (teamId) => {
      const known = opened.get(teamId)
      if (known !== undefined) return known
      const timeCards = open(teamId)
      const cards = { timeCards, openCards: createOpenCards(timeCards, clock, servesMs) }
      opened.set(teamId, cards)
      return cards
    },
  }
}

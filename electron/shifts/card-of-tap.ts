import type { CallOptions } from '../graph/call-options.ts'
import type { GraphFailure } from '../graph/graph-failure.ts'
import type { OpenCards } from './time-cards/open-cards.ts'
import type { TimeCard, TimeCards } from './time-cards/time-cards.ts'

/** What finding the card of a tap needs. Read-only: nothing here can change a card. */
export interface FindCardParts {
  readonly timeCards: Pick<TimeCards, 'listOfUser'>
  readonly openCards: OpenCards
  /** A card open for longer is a forgotten clock-out. */
  readonly maxOpenMs: number
}

export interface TapOfPerson {
  readonly userId: string
  /** The teams whose cards the tap may end; absent: all teams of the kiosk. */
  readonly teamIds?: readonly string[]
  /**
   * When the person tapped, in the servers' time if known by now; milliseconds since the Unix epoch. A
   * function, since the first answer during an attempt may reveal how wrong this computer's clock is.
   */
  tappedAtMs(): number
}

export interface EndedCard {
  readonly cardId: string
  readonly endedAtMs: number
}

/** Which card a tap would end. */
export type FoundCard =
  /** The latest open card; it may be open too long (`isOpenTooLong`). */
  | { readonly kind: 'open'; readonly card: TimeCard }
  /**
   * The person has no card this tap could end. `lastEnded`: their latest card that was open before the tap.
   * `hasNone`: the team has no card of this person at all.
   */
  | { readonly kind: 'nothing-to-end'; readonly lastEnded?: EndedCard; readonly hasNone?: true }
  | { readonly kind: 'failed'; readonly failure: GraphFailure }

/**
 * Finds the card of a tap. `tappedAgoMs`: age of the tap; a replay may use an older list (`open-cards.ts`).
 */
export async function findCard(
  parts: FindCardParts,
  tap: TapOfPerson,
  options: CallOptions,
  tappedAgoMs?: number,
): Promise<FoundCard> {
  const { openCards } = parts
  const open = await openCards.ofPerson(tap.userId, options, tappedAgoMs)
  if (open.kind === 'failed') return open
  const card = cardOfTap(open.value, tap.tappedAtMs())
  if (card === undefined) return lastCard(parts, tap, options)
  if (!isOpenTooLong(parts, tap, card)) return { kind: 'open', card }
  // Before refusing, read the cards again: the list may be some seconds old.
  openCards.forget(card.id)
  const now = await openCards.ofPerson(tap.userId, options)
  if (now.kind === 'failed') return now
  const cardNow = cardOfTap(now.value, tap.tappedAtMs())
  return cardNow === undefined ? lastCard(parts, tap, options) : { kind: 'open', card: cardNow }
}

/** The latest card clocked in at or before the tap. One clocked in after the tap is never this tap's card. */
export function cardOfTap(cards: readonly TimeCard[], tappedAtMs: number): TimeCard | undefined {
  return cards
    .filter((card) => card.clockedInAtMs <= tappedAtMs)
    .reduce<TimeCard | undefined>(
      (latest, card) => (latest === undefined || card.clockedInAtMs > latest.clockedInAtMs ? card : latest),
      undefined,
    )
}

export function isOpenTooLong(
  { maxOpenMs }: Pick<FindCardParts, 'maxOpenMs'>,
  tap: Pick<TapOfPerson, 'tappedAtMs'>,
  card: TimeCard,
): boolean {
  return tap.tappedAtMs() - card.clockedInAtMs > maxOpenMs
}

/** No open card: one more request finds out whether one ended recently, to show that to the person. */
export async function lastCard(
  { timeCards }: Pick<FindCardParts, 'timeCards'>,
  tap: TapOfPerson,
  options: CallOptions,
): Promise<FoundCard> {
  const cards = await timeCards.listOfUser(tap.userId, options)
  if (cards.kind === 'failed') {
    // Not every service supports this request; it is still known that there is no open card.
    return cards.failure.kind === 'rejected' ? { kind: 'nothing-to-end' } : cards
  }
  const last = cardOfTap(cards.value, tap.tappedAtMs())
  if (last === undefined)
    return { kind: 'nothing-to-end', ...(cards.value.length === 0 && { hasNone: true }) }
  if (last.state !== 'clockedOut') return { kind: 'open', card: last }
  return last.clockedOutAtMs === undefined
    ? { kind: 'nothing-to-end' }
    : { kind: 'nothing-to-end', lastEnded: { cardId: last.id, endedAtMs: last.clockedOutAtMs } }
}

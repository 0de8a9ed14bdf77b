import type { CallOptions, Priority } from '../../graph/call-options.ts'
import type { Clock } from '../../base/time/clock.ts'
import type { GraphAnswer } from '../../graph/graph-failure.ts'
import { isOfPerson, type TimeCard, type TimeCards } from './time-cards.ts'

/**
 * A short-lived cache of the team's open cards, filled by the list requests that taps cause. There is no
 * polling: Microsoft allows an app to poll a Teams resource only once a day, while a GET caused by a person's
 * tap is fine. At a shift change one list is used for everybody who taps within the next seconds. If the list has
 * too many pages (after a week's outage thousands of cards may be open), each tap requests its own person's
 * cards instead.
 */
export interface OpenCards {
  /**
   * The person's open cards. Sends a request unless a recent list shows one. `tappedAgoMs`: age of the tap; a
   * replay may use an older list if that list was requested after the tap.
   */
  ofPerson(
    userId: string,
    options: CallOptions,
    tappedAgoMs?: number,
  ): Promise<GraphAnswer<readonly TimeCard[]>>
  /** Forgets a card that has ended or no longer matches the list. */
  forget(cardId: string): void
}

/** How long a list may serve later taps. */
export const listServesMs = 15_000
/**
 * The same where the kiosk serves several teams: fewer people share each list. Still shorter than it takes to
 * end a card on a phone and to open the next one.
 */
export const listServesSeveralTeamsMs = 20_000
/**
 * How long a list serves replays of taps that are older than the list. Such a list contains the card that was
 * open at the tap, so it cannot give a wrong card. It may miss that somebody has ended the card since; then
 * Shifts refuses the clock-out.
 */
const listServesOlderTapsMs = 120_000
/** How long a list that was too long is not requested again. */
const tooLongHoldsMs = 10 * 60_000
/** By then, older list requests have timed out, so the entry is no longer needed. */
const forgottenForMs = 300_000

interface ListRequest {
  /** On the monotonic clock. */
  readonly atMs: number
  /** By this computer's clock. */
  readonly wallMs: number
  /** Sequence number, shared with `forgotten`: shows which came first. */
  readonly order: number
  readonly priority: Priority
  isAnswered: boolean
  readonly answer: Promise<GraphAnswer<readonly TimeCard[]>>
}

export function createOpenCards(
  timeCards: Pick<TimeCards, 'listOpen' | 'listOpenOfUser'>,
  clock: Clock,
  servesMs = listServesMs,
): OpenCards {
  let latest: ListRequest | undefined
  /** Per priority, since a replay may read more pages than a waiting person has time for. */
  const tooLongUntilMs: Record<Priority, number> = { live: -Infinity, replay: -Infinity }
  /** When each card was forgotten: lists requested before that are not valid for this card. */
  const forgotten = new Map<string, { readonly order: number; readonly atMs: number }>()
  let lastOrder = 0

  const ask = (options: CallOptions): ListRequest => {
    const { priority } = options
    const { monotonicMs: atMs, wallMs } = clock.now()
    for (const [cardId, forgot] of forgotten) {
      if (atMs - forgot.atMs > forgottenForMs) forgotten.delete(cardId)
    }
    const list: ListRequest = {
      atMs,
      wallMs,
      order: (lastOrder += 1),
      priority,
      isAnswered: false,
      answer: timeCards.listOpen(options).finally(() => (list.isAnswered = true)),
    }
    latest = list
    return list
  }

  const cardsIn = async (list: ListRequest, userId: string): Promise<GraphAnswer<readonly TimeCard[]>> => {
    const answer = await list.answer
    if (answer.kind === 'failed') {
      if (answer.failure.kind === 'too-long') tooLongUntilMs[list.priority] = list.atMs + tooLongHoldsMs
      return answer
    }
    return { kind: 'ok', value: answer.value.filter(isOfPerson(userId)) }
  }

  const isForgotten = (list: ListRequest, { id }: TimeCard): boolean => {
    const forgot = forgotten.get(id)
    return forgot !== undefined && forgot.order > list.order
  }

  /** If Shifts rejects this request too, the tap must wait and must not be refused. */
  const inOwnList = async (
    userId: string,
    options: CallOptions,
  ): Promise<GraphAnswer<readonly TimeCard[]>> => {
    const answer = await timeCards.listOpenOfUser(userId, options)
    return answer.kind === 'failed' && answer.failure.kind === 'rejected'
      ? { kind: 'failed', failure: { ...answer.failure, kind: 'too-long' } }
      : answer
  }

  /** By the clock that shows more: the monotonic one stops during sleep, the other may be set back. */
  const ageMs = (list: ListRequest): number => {
    const { monotonicMs, wallMs } = clock.now()
    return Math.max(monotonicMs - list.atMs, wallMs - list.wallMs)
  }

  return {
    ofPerson: async (userId, options, tappedAgoMs = 0) => {
      const askedAtMs = clock.now().monotonicMs
      const { priority } = options
      if (askedAtMs < tooLongUntilMs[priority]) return inOwnList(userId, options)
      const recent = latest
      if (
        recent !== undefined &&
        isWorthWaiting(recent, priority) &&
        ageMs(recent) <=
          (servesReplay(recent, priority, askedAtMs - tappedAgoMs) ? listServesOlderTapsMs : servesMs)
      ) {
        const found = await cardsIn(recent, userId)
        // If one of the person's cards has changed since, the list is outdated: another card may be open now.
        const isCurrent = (card: TimeCard): boolean => !isForgotten(recent, card)
        if (found.kind === 'ok' && found.value.length > 0 && found.value.every(isCurrent)) return found
      }
      // Share another person's request if it was sent after this tap.
      const newer = latest !== recent && (latest?.atMs ?? -Infinity) >= askedAtMs ? latest : undefined
      const list = newer !== undefined && isWorthWaiting(newer, priority) ? newer : ask(options)
      const found = await cardsIn(list, userId)
      if (found.kind === 'ok')
        return { kind: 'ok', value: found.value.filter((card) => !isForgotten(list, card)) }
      return found.failure.kind === 'too-long' ? inOwnList(userId, options) : found
    },
    forget: (cardId) =>
      void forgotten.set(cardId, { order: (lastOrder += 1), atMs: clock.now().monotonicMs }),
  }
}

/** A waiting person does not wait for a replay's long list: their own list request has priority. */
function isWorthWaiting(list: ListRequest, priority: Priority): boolean {
  return list.isAnswered || list.priority === 'live' || priority === 'replay'
}

function servesReplay(list: ListRequest, priority: Priority, tappedAtMs: number): boolean {
  return priority === 'replay' && list.atMs >= tappedAtMs
}

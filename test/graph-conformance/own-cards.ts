import { randomBytes } from 'node:crypto'
import type { GraphCall } from './calls.ts'
import { mustHaveStatus, type Exchange } from './exchange.ts'
import { NotSeen } from './graph-case.ts'
import { cardIn, type SeenCard } from './reading.ts'
import type { RequestOptions } from './tested-tenant.ts'

export const cardCall = {
  list: 'GET /v1.0/teams/{team}/schedule/timeCards',
  create: 'POST /v1.0/teams/{team}/schedule/timeCards',
  clockIn: 'POST /v1.0/teams/{team}/schedule/timeCards/clockIn',
  get: 'GET /v1.0/teams/{team}/schedule/timeCards/{card}',
  replace: 'PUT /v1.0/teams/{team}/schedule/timeCards/{card}',
  delete: 'DELETE /v1.0/teams/{team}/schedule/timeCards/{card}',
  clockOut: 'POST /v1.0/teams/{team}/schedule/timeCards/{card}/clockOut',
  startBreak: 'POST /v1.0/teams/{team}/schedule/timeCards/{card}/startBreak',
  endBreak: 'POST /v1.0/teams/{team}/schedule/timeCards/{card}/endBreak',
} as const satisfies Readonly<Record<string, GraphCall>>

/** What has to be known of the own cards should this program be ended in the middle. */
export interface CardNotes {
  /** A card with this mark in its note is about to be made. */
  aboutToMake(): void
  made(cardId: string): void
  deleted(cardId: string): void
}

/** The time cards that a run makes and deletes; it touches no other. */
export interface OwnCards {
  /** Stands in the note of each. */
  readonly mark: string
  /** The note of a card, as a request carries it. */
  readonly note: { readonly contentType: 'text'; readonly content: string }
  clockIn(): Promise<SeenCard>
  /** Clocked in and, a little later, out. */
  ended(): Promise<SeenCard>
  /** A card of the past, made at once with both its times. */
  create(times: { readonly inMs: number; readonly outMs: number }): Promise<SeenCard>
  /** The card as a GET shows it, once `isThere` holds; as it is shown last where that takes too long. */
  readWhen(cardId: string, isThere: (card: SeenCard) => boolean): Promise<SeenCard>
  /** Takes one over that a case has made by itself. */
  adopt(cardId: string): void
  /** Deletes what is left of them; the ids of those that could not be. */
  removeAll(): Promise<readonly string[]>
}

export interface OwnCardsOptions {
  readonly userId: string
  readonly request: (call: GraphCall, options?: RequestOptions) => Promise<Exchange>
  readonly change: (call: GraphCall, options?: RequestOptions) => Promise<Exchange>
  readonly notes: CardNotes
  readonly patience: { readonly limitMs: number; readonly everyMs: number; readonly betweenWritesMs: number }
  readonly wait: (ms: number) => Promise<void>
  readonly mark?: string
}

export function newMark(): string {
  return `kiosk-probe-${randomBytes(8).toString('hex')}`
}

export function createOwnCards(options: OwnCardsOptions): OwnCards {
  const { userId, request, change, notes, patience, wait, mark = newMark() } = options
  const live = new Set<string>()
  const note = { contentType: 'text', content: `${mark}: made by a test, and deleted by it` } as const

  const made = (exchange: Exchange): SeenCard => {
    mustHaveStatus(exchange, 201)
    const card = cardIn(exchange)
    if (card.userId.toLowerCase() !== userId.toLowerCase()) throw new NotSeen('the card is another person’s')
    cards.adopt(card.id)
    return card
  }

  const remove = async (card: string): Promise<boolean> => {
    const answer = await change(cardCall.delete, { card })
    if (answer.status === 204 || answer.status === 200 || answer.status === 404) return true
    // Some services may delete only what has ended.
    await change(cardCall.clockOut, { card, body: { isAtApprovedLocation: true, notes: note } })
    return [200, 204, 404].includes((await change(cardCall.delete, { card })).status)
  }

  const cards: OwnCards = {
    mark,
    note,
    clockIn: async () => {
      notes.aboutToMake()
      const body = { isAtApprovedLocation: true, onBehalfOfUserId: userId, notes: note }
      return made(await change(cardCall.clockIn, { body }))
    },
    ended: async () => {
      const { id: card } = await cards.clockIn()
      await wait(patience.betweenWritesMs)
      const body = { isAtApprovedLocation: true, notes: note }
      mustHaveStatus(await change(cardCall.clockOut, { card, body }), 200, 204)
      return cards.readWhen(card, ({ state }) => state === 'clockedOut')
    },
    create: async ({ inMs, outMs }) => {
      notes.aboutToMake()
      const body = {
        userId,
        clockInEvent: { dateTime: new Date(inMs).toISOString(), isAtApprovedLocation: true, notes: note },
        clockOutEvent: { dateTime: new Date(outMs).toISOString(), isAtApprovedLocation: true },
      }
      return made(await change(cardCall.create, { body }))
    },
    readWhen: async (card, isThere) => {
      const untilMs = Date.now() + patience.limitMs
      for (;;) {
        const answer = await request(cardCall.get, { card })
        const seen = answer.status === 404 ? undefined : cardIn(answer)
        const isLast = Date.now() >= untilMs
        if (seen !== undefined && (isThere(seen) || isLast)) return seen
        if (isLast) return cardIn(answer)
        await wait(patience.everyMs)
      }
    },
    adopt: (cardId) => {
      live.add(cardId)
      notes.made(cardId)
    },
    removeAll: async () => {
      const left: string[] = []
      for (const card of [...live]) {
        if (await remove(card)) {
          live.delete(card)
          notes.deleted(card)
        } else left.push(card)
      }
      return left
    },
  }
  return cards
}

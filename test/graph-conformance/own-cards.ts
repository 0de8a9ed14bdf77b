import { randomBytes } from 'node:crypto'
import type { GraphCall } from './calls.ts'
import { mustHaveStatus, type Exchange } from './exchange.ts'
import { NotOwnCard, NotSeen, Unforeseen } from './graph-case.ts'
import { bears, cardIn, type SeenCard } from './reading.ts'
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
  /** What became of the last one that was about to be made is known: it has its id, or was refused. */
  settled(): void
  deleted(cardId: string): void
}

/** The time cards that a run makes and deletes; it touches no other. */
export interface OwnCards {
  /** Stands in the note of each. */
  readonly mark: string
  /** The note of a card, as a request carries it. */
  readonly note: { readonly contentType: 'text'; readonly content: string }
  /** Sends what makes a card, and answers what came back; the card is then one of them. Default: a clock-in. */
  make(asked?: MakeCard): Promise<Exchange>
  clockIn(): Promise<SeenCard>
  /** Clocked in and, a little later, out. */
  ended(): Promise<SeenCard>
  /** A card of the past, made at once with both its times. */
  create(times: { readonly inMs: number; readonly outMs: number }): Promise<SeenCard>
  /** The card as a GET shows it, once `isThere` holds; as it is shown last where that takes too long. */
  readWhen(cardId: string, isThere: (card: SeenCard) => boolean): Promise<SeenCard>
  /** Takes one over that was found by its mark, or laid down by a stand-in. */
  adopt(cardId: string): void
  /** Deletes what is left of them; the ids of those that could not be. */
  removeAll(): Promise<readonly string[]>
}

type Send = (call: GraphCall, options?: RequestOptions) => Promise<Exchange>

export interface MakeCard {
  readonly call?: GraphCall
  readonly body?: object
  /** Default: a change that repeats itself with `MS-APP-ACTS-AS`. */
  readonly send?: Send
}

export interface OwnCardsOptions {
  readonly userId: string
  readonly request: Send
  readonly change: Send
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
    return cardIn(exchange)
  }

  /**
   * Takes over a card that a change was answered with, if it is the run's own. A service may answer a clock-in of
   * somebody who is clocked in with the card that is open already, which is then the user's.
   */
  const takeOver = async (card: SeenCard): Promise<void> => {
    if (live.has(card.id)) return
    const isUsers = card.userId.toLowerCase() === userId.toLowerCase()
    // An answer may be shorter than the card is.
    if (!isUsers || !(bears(card, mark) || bears(await cards.readWhen(card.id, () => true), mark)))
      throw new NotOwnCard()
    cards.adopt(card.id)
  }

  /** Undefined: no answer came, or none that can be read. */
  const statusOf: (...asked: Parameters<Send>) => Promise<number | undefined> = async (...asked) => {
    try {
      return (await change(...asked)).status
    } catch (problem) {
      if (problem instanceof NotSeen || problem instanceof Unforeseen) return undefined
      throw problem
    }
  }

  const isDeleted = async (card: string): Promise<boolean> =>
    [200, 204, 404].includes((await statusOf(cardCall.delete, { card })) ?? 0)

  const remove = async (card: string): Promise<boolean> => {
    if (await isDeleted(card)) return true
    // Some services may delete only what has ended.
    await statusOf(cardCall.clockOut, { card, body: { isAtApprovedLocation: true, notes: note } })
    return isDeleted(card)
  }

  const cards: OwnCards = {
    mark,
    note,
    make: async ({ call = cardCall.clockIn, send = change, ...asked } = {}) => {
      const body = asked.body ?? { isAtApprovedLocation: true, onBehalfOfUserId: userId, notes: note }
      notes.aboutToMake()
      const exchange = await send(call, { body })
      const { status } = exchange
      if (status === 201) await takeOver(cardIn(exchange))
      // Of any other answer nobody can tell whether there is a card now.
      if (status === 201 || (status >= 400 && status < 500 && status !== 408)) notes.settled()
      return exchange
    },
    clockIn: async () => made(await cards.make()),
    ended: async () => {
      const { id: card } = await cards.clockIn()
      await wait(patience.betweenWritesMs)
      const body = { isAtApprovedLocation: true, notes: note }
      mustHaveStatus(await change(cardCall.clockOut, { card, body }), 200, 204)
      return cards.readWhen(card, ({ state }) => state === 'clockedOut')
    },
    create: async ({ inMs, outMs }) => {
      const body = {
        userId,
        clockInEvent: { dateTime: new Date(inMs).toISOString(), isAtApprovedLocation: true, notes: note },
        clockOutEvent: { dateTime: new Date(outMs).toISOString(), isAtApprovedLocation: true },
      }
      return made(await cards.make({ call: cardCall.create, body }))
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

import { z } from 'zod'
import { foreseen, type Exchange } from './exchange.ts'

const itemBody = z.looseObject({ contentType: z.string().nullish(), content: z.string().nullish() })
const event = z.looseObject({
  dateTime: z.string(),
  isAtApprovedLocation: z.boolean().nullish(),
  notes: itemBody.nullish(),
})
const entry = z.looseObject({ clockInEvent: event.nullish(), clockOutEvent: event.nullish() })

/** A time card, as far as a case looks at it. */
const card = z.looseObject({
  id: z.string(),
  userId: z.string(),
  state: z.string(),
  confirmedBy: z.string().nullish(),
  clockInEvent: event,
  clockOutEvent: event.nullish(),
  breaks: z
    .array(z.looseObject({ breakId: z.string().nullish(), start: event, end: event.nullish() }))
    .nullish(),
  notes: itemBody.nullish(),
  originalEntry: entry.nullish(),
})
export type SeenCard = z.infer<typeof card>

const page = z.looseObject({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() })

export function cardIn(exchange: Exchange): SeenCard {
  const parsed = card.safeParse(exchange.json)
  foreseen(parsed.success, exchange, 'expected a time card')
  return parsed.data
}

export interface SeenPage {
  readonly items: readonly unknown[]
  readonly nextLink: string | undefined
}

export function pageIn(exchange: Exchange): SeenPage {
  const parsed = page.safeParse(exchange.json)
  foreseen(parsed.success, exchange, 'expected a page of a list')
  return { items: parsed.data.value, nextLink: parsed.data['@odata.nextLink'] }
}

/** The cards on a page; what is none fails the case. */
export function cardsIn(exchange: Exchange): readonly SeenCard[] {
  return pageIn(exchange).items.map((item) => {
    const parsed = card.safeParse(item)
    foreseen(parsed.success, exchange, 'expected a list of time cards')
    return parsed.data
  })
}

export function timeOf({ dateTime }: { readonly dateTime: string }): number {
  return Date.parse(dateTime)
}

/** Whether a card bears the mark of a run, in any of its notes. */
export function bears(card: SeenCard, mark: string): boolean {
  return [card.notes, card.clockInEvent.notes, card.clockOutEvent?.notes].some(
    (note) => note?.content?.includes(mark) === true,
  )
}

export function isOpen({ state }: SeenCard): boolean {
  return state === 'clockedIn' || state === 'onBreak'
}

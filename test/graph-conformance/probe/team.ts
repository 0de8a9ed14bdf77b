import { z } from 'zod'
import { describe } from '../exchange.ts'
import { cardCall } from '../own-cards.ts'
import { cardsIn, pageIn, type SeenCard } from '../reading.ts'
import type { TestedTenant } from '../tested-tenant.ts'

export type TeamCheck = { readonly kind: 'ok' } | { readonly kind: 'refused'; readonly why: string }

const wanted = 'kiosk test'
const named = z.looseObject({ displayName: z.string() })

/** Only a team that is meant for it: people's hours stand on any other. */
export async function checkTeam(tenant: TestedTenant, isKnown: boolean): Promise<TeamCheck> {
  const exchange = await tenant.request('GET /v1.0/teams/{team}', { query: { $select: 'displayName' } })
  const team = named.safeParse(exchange.json).data
  if (exchange.status === 200 && team !== undefined) {
    if (team.displayName.toLowerCase().includes(wanted)) return { kind: 'ok' }
    return {
      kind: 'refused',
      why: `the team's name does not contain "${wanted}": use a team that is made for this`,
    }
  }
  if (exchange.status !== 401 && exchange.status !== 403) {
    return { kind: 'refused', why: `the team cannot be read: ${describe(exchange)}` }
  }
  if (isKnown) return { kind: 'ok' }
  const why = `the app may not read the team's name, so nobody can tell that it is made for this. Consent to Team.ReadBasic.All, or say --i-know`
  return { kind: 'refused', why }
}

const maxPages = 500

/** All cards of the user, by the filter where it answers; undefined where they cannot be listed. */
export async function cardsOfUser(tenant: TestedTenant): Promise<readonly SeenCard[] | undefined> {
  const call = cardCall.list
  let exchange = await tenant.request(call, { query: { $filter: `userId eq '${tenant.userId}'` } })
  if (exchange.status === 400) exchange = await tenant.request(call)
  const cards: SeenCard[] = []
  for (let count = 0; count < maxPages; count += 1) {
    if (exchange.status !== 200) return undefined
    cards.push(
      ...cardsIn(exchange).filter(({ userId }) => userId.toLowerCase() === tenant.userId.toLowerCase()),
    )
    const { nextLink } = pageIn(exchange)
    if (nextLink === undefined) return cards
    exchange = await tenant.follow(call, nextLink)
  }
  return undefined
}

/** A state that nobody knows is not taken for an ended card. */
export function hasOpen(cards: readonly SeenCard[]): boolean {
  return cards.some(({ state }) => state !== 'clockedOut')
}

/** What tells whether the user's cards are as they were: which, and when each was changed last. */
export function stateOf(cards: readonly SeenCard[]): string {
  return JSON.stringify(cards.map((card) => [card.id, card['lastModifiedDateTime']]).sort())
}

import type { TimeCardResource } from '../../electron/sandbox/shifts/time-card-store.ts'

/**
 * A box on the way that answers for itself. It does not sign: what it makes up has none of Graph's ids. What it hands on
 * of Graph's it may date falsely, or keep for up to a minute.
 */
export type Lie =
  /** `effect`: the request has been passed on, and Graph's answer withheld. */
  | {
      readonly kind: 'unsigned'
      readonly status: number
      readonly says: (typeof liesTold)[number]
      readonly retryAfter: string | undefined
      readonly effect: boolean
    }
  /** `signed`: with Graph's id. `age`: with the header of a cache. */
  | {
      readonly kind: 'false-date'
      readonly date: 'shifted' | (typeof strangeDates)[number]
      readonly offsetMs: number
      readonly signed: boolean
      readonly age: boolean
    }
  /** A page as it was so long ago, with Graph's id and the date of now. */
  | { readonly kind: 'stale'; readonly ageMs: number }

/** `ended-card`: the requested card, ended now with the kiosk's note. `other-cards`: everybody's, as open. */
export const liesTold = ['nothing', 'html', 'empty-list', 'other-cards', 'ended-card', 'error'] as const
export const strangeDates = [
  'Fri, 31 Dec 9999 23:59:59 GMT',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Mon, 05 Jan 2026 08:00:00 +0300',
  'Sun, 05 Jan 2026 08:00:00 GMT',
  'yesterday',
  '',
] as const

/** A date closer to the truth than this is not a lie. */
export const minLieMs = 5_000

/** What the box answers in Graph's place. */
export function lieOf(
  { status, says, retryAfter }: Extract<Lie, { kind: 'unsigned' }>,
  cards: readonly TimeCardResource[],
  cardId: string,
  nowMs: number,
): Response {
  const headers = new Headers({ date: new Date(nowMs).toUTCString() })
  if (retryAfter !== undefined) headers.set('retry-after', retryAfter)
  if (says === 'nothing' || status === 204 || status === 304) return new Response(null, { status, headers })
  if (says === 'html') {
    headers.set('content-type', 'text/html')
    return new Response('<html>Please sign in</html>', { status, headers })
  }
  return Response.json(bodyOf(says, cards, cardId, nowMs), { status, headers })
}

function bodyOf(
  says: Exclude<(typeof liesTold)[number], 'nothing' | 'html'>,
  cards: readonly TimeCardResource[],
  cardId: string,
  nowMs: number,
): object {
  switch (says) {
    case 'empty-list':
      return { value: [] }
    case 'other-cards':
      return { value: cards.map((card) => ({ ...card, state: 'clockedIn', clockOutEvent: null })) }
    case 'ended-card': {
      const card = cards.find(({ id }) => id === cardId) ?? cards[0]
      const notes = { contentType: 'text', content: 'Badge kiosk Dock 0' }
      const clockOutEvent = { dateTime: new Date(nowMs).toISOString(), isAtApprovedLocation: true, notes }
      const ended = { ...card, state: 'clockedOut', clockOutEvent }
      return cardId === '' ? { value: [ended] } : ended
    }
    case 'error':
      return { error: { code: 'Forbidden', message: 'Policy 17 does not let this through.' } }
    default:
      return says satisfies never
  }
}

/** Graph's answer, with another date. */
export function withFalseDate(
  response: Response,
  { date, offsetMs, signed, age }: Extract<Lie, { kind: 'false-date' }>,
  nowMs: number,
): Response {
  const headers = new Headers(response.headers)
  headers.set('date', date === 'shifted' ? new Date(nowMs + offsetMs).toUTCString() : date)
  if (!signed) headers.delete('request-id')
  if (age) headers.set('age', '30')
  return new Response(response.body, { status: response.status, headers })
}

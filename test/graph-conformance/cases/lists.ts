import type { FilterForm } from '../../../electron/sandbox/graph/odata-filter.ts'
import type { Rules } from '../../../electron/sandbox/rules.ts'
import { foreseen, mustHaveStatus, type Exchange } from '../exchange.ts'
import { documented, undocumented, type GraphCase } from '../graph-case.ts'
import { cardCall } from '../own-cards.ts'
import { cardsIn, isOpen, pageIn, type SeenCard } from '../reading.ts'
import type { TestedTenant } from '../tested-tenant.ts'
import { pages } from './pages.ts'

const covers = [cardCall.list] as const
/** No team has more; a list that never ends must not hold a probe up. */
const maxPages = 200

interface WholeList {
  readonly cards: readonly SeenCard[]
  readonly pageLengths: readonly number[]
}

/** All pages from this one on, each by the link of the one before. */
async function restOf(tenant: TestedTenant, first: Exchange): Promise<WholeList> {
  const cards: SeenCard[] = []
  const pageLengths: number[] = []
  let exchange = first
  for (;;) {
    mustHaveStatus(exchange, 200)
    const onPage = cardsIn(exchange)
    cards.push(...onPage)
    pageLengths.push(onPage.length)
    const { nextLink } = pageIn(exchange)
    if (nextLink === undefined) return { cards, pageLengths }
    foreseen(pageLengths.length < maxPages, exchange, `expected an end within ${maxPages} pages`)
    exchange = await tenant.follow(cardCall.list, nextLink)
  }
}

const ofUser = ({ userId }: TestedTenant): string => `userId eq '${userId}'`

/** What became of a filter: `answered` alike for all that pass it and for nothing else, where the own card must be on the list. */
async function fateOf(
  tenant: TestedTenant,
  filter: string,
  passes: (card: SeenCard) => boolean,
): Promise<'answered' | 'refused' | 'ignored'> {
  // One that passes, and one that fails it if it is about the state.
  const nowMs = Date.now()
  const ended = await tenant.cards.create({ inMs: nowMs - 3 * hourMs, outMs: nowMs - 2 * hourMs })
  const open = await tenant.cards.clockIn()
  const first = await tenant.request(cardCall.list, { query: { $filter: filter } })
  if (first.status === 400) return 'refused'
  const untilMs = nowMs + tenant.patience.limitMs
  for (let answer = first; ; answer = await tenant.request(cardCall.list, { query: { $filter: filter } })) {
    const { cards } = await restOf(tenant, answer)
    const own = [open, ended].filter(({ id }) => cards.some((card) => card.id === id))
    if (own.length === 2 && !passes(ended)) return 'ignored'
    if (own.some(passes)) return cards.every(passes) ? 'answered' : 'ignored'
    foreseen(Date.now() < untilMs, answer, 'expected the own card on the list')
    await tenant.wait(tenant.patience.everyMs)
  }
}

const hourMs = 3_600_000
const nobody = '00000000-0000-4000-8000-000000000000'

/** A filter of state or user, with what the kiosk does without it. */
function filterCase(
  form: FilterForm,
  given: Pick<GraphCase, 'id' | 'title'> & {
    readonly filter: (tenant: TestedTenant) => string
    readonly passes: (card: SeenCard, tenant: TestedTenant) => boolean
    /** The same of a person who does not exist: on a team of one it alone tells whether a filter was ignored. */
    readonly ofNobody?: string
    readonly refused: string
  },
): GraphCase {
  const { id, title, filter, passes, ofNobody, refused } = given
  const without = (rules: Rules): void => {
    rules.filters = rules.filters.filter((one) => one !== form)
  }
  return undocumented({
    id,
    title,
    covers,
    changes: 'own card',
    answers: {
      answered: { kiosk: 'filters what has come once more', hours: 'as they were punched' },
      refused: { kiosk: refused, hours: 'as they were punched', setting: without },
      ignored: {
        kiosk: 'filters what has come by itself',
        hours: 'as they were punched',
        setting: (rules) => {
          without(rules)
          rules.otherFilters = 'ignore'
        },
      },
    },
    otherwise: 'a person with an open card may be told that they are not clocked in',
    run: async (tenant) => {
      const fate = await fateOf(tenant, filter(tenant), (card) => passes(card, tenant))
      if (fate !== 'answered' || ofNobody === undefined) return fate
      const answer = await tenant.request(cardCall.list, { query: { $filter: ofNobody } })
      return (await restOf(tenant, answer)).cards.length === 0 ? 'answered' : 'ignored'
    },
  })
}

export const listCases = [
  documented({
    id: 'list.whole',
    title: 'A list without a filter is a page of time cards, the team’s open ones among them',
    source: pages.list,
    covers,
    changes: 'own card',
    kiosk: 'asks for it where no filter answers',
    otherwise: 'a person with an open card may be told that they are not clocked in',
    run: async (tenant) => {
      const { id } = await tenant.cards.clockIn()
      const untilMs = Date.now() + tenant.patience.limitMs
      for (;;) {
        const exchange = await tenant.request(cardCall.list)
        const { cards } = await restOf(tenant, exchange)
        if (cards.some((card) => card.id === id && isOpen(card))) return
        foreseen(Date.now() < untilMs, exchange, 'expected the own card on the list')
        await tenant.wait(tenant.patience.everyMs)
      }
    },
  }),
  filterCase('state eq or state eq', {
    id: 'list.filter.either-state',
    title: "A list by state eq 'clockedIn' or state eq 'onBreak'",
    filter: () => "state eq 'clockedIn' or state eq 'onBreak'",
    passes: isOpen,
    refused: 'asks for each state by itself, for the rest of the run',
  }),
  filterCase('state eq', {
    id: 'list.filter.state',
    title: "A list by state eq 'clockedIn'",
    filter: () => "state eq 'clockedIn'",
    passes: ({ state }) => state === 'clockedIn',
    refused: 'asks for all cards, for the rest of the run',
  }),
  filterCase('userId eq', {
    id: 'list.filter.user',
    title: "A list by userId eq '…'",
    filter: ofUser,
    ofNobody: `userId eq '${nobody}'`,
    passes: ({ userId }, tenant) => userId.toLowerCase() === tenant.userId.toLowerCase(),
    refused: 'asks for all cards; where the team has too many, the tap waits',
  }),
  filterCase('userId and state', {
    id: 'list.filter.user-and-state',
    title: "A list by userId eq '…' and state eq 'clockedIn'",
    filter: (tenant) => `${ofUser(tenant)} and state eq 'clockedIn'`,
    ofNobody: `userId eq '${nobody}' and state eq 'clockedIn'`,
    passes: ({ userId, state }, tenant) =>
      state === 'clockedIn' && userId.toLowerCase() === tenant.userId.toLowerCase(),
    refused: 'does not ask so',
  }),
  documented({
    id: 'list.filter.time',
    title: 'A list by a comparison of clockInEvent/dateTime is 400',
    source: pages.timeFilterReport,
    covers,
    changes: 'nothing',
    kiosk: 'never asks so: lists go back to the first card, within a budget of pages',
    otherwise: 'none: lists could be made shorter',
    run: async (tenant) => {
      const since = new Date(Date.now() - 24 * hourMs).toISOString()
      const query = { $filter: `clockInEvent/dateTime ge ${since}` }
      mustHaveStatus(await tenant.request(cardCall.list, { query }), 400)
    },
  }),
  undocumented({
    id: 'list.next-link',
    title: 'A list by $top=1 comes whole by its next links, each card once',
    covers,
    changes: 'own card',
    answers: {
      followed: { kiosk: 'follows every next link as it came', hours: 'as they were punched' },
      'all on one page': {
        kiosk: 'does not ask for a page size',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.top = 'ignore'
        },
      },
      refused: {
        kiosk: 'does not ask for a page size',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.top = 'refuse'
        },
      },
    },
    otherwise: 'a person whose card is on a later page may be told that they are not clocked in',
    run: async (tenant) => {
      const nowMs = Date.now()
      const own = [
        await tenant.cards.create({ inMs: nowMs - 3 * hourMs, outMs: nowMs - 2 * hourMs }),
        await tenant.cards.create({ inMs: nowMs - 5 * hourMs, outMs: nowMs - 4 * hourMs }),
      ]
      await Promise.all(own.map(({ id }) => tenant.cards.readWhen(id, () => true)))
      const query = { $top: '1' }
      const first = await tenant.request(cardCall.list, { query })
      if (first.status === 400) return 'refused'
      const { cards, pageLengths } = await restOf(tenant, first)
      const ids = cards.map(({ id }) => id)
      foreseen(
        own.every(({ id }) => ids.filter((one) => one === id).length === 1),
        first,
        `expected each own card once on ${pageLengths.length} pages`,
      )
      return pageLengths.every((length) => length <= 1) ? 'followed' : 'all on one page'
    },
  }),
  undocumented({
    id: 'list.empty-pages',
    title: 'Whether an empty page comes in the middle of a list',
    covers,
    changes: 'own card',
    answers: {
      no: { kiosk: 'follows the next link of an empty page too', hours: 'as they were punched' },
      yes: {
        kiosk: 'follows the next link of an empty page too',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.emptyPages = true
        },
      },
    },
    otherwise: 'none',
    run: async (tenant) => {
      await tenant.cards.clockIn()
      const { pageLengths } = await restOf(tenant, await tenant.request(cardCall.list))
      return pageLengths.length > 1 && pageLengths.slice(0, -1).includes(0) ? 'yes' : 'no'
    },
  }),
  undocumented({
    id: 'list.lag',
    title: 'How soon a list shows a card as it was made',
    covers: [cardCall.list, cardCall.clockIn],
    changes: 'own card',
    answers: {
      'at once': { kiosk: 'ends the card at the first tap', hours: 'as they were punched' },
      later: {
        kiosk: 'says that the person is not clocked in to whoever taps out before that',
        hours: 'they tap again; nobody clocks out so soon',
        setting: (rules) => {
          rules.listLagMs = 150
        },
      },
      'not within the wait': {
        kiosk: 'says that the person is not clocked in to whoever taps out before that',
        hours: 'whoever works for less than that has to be ended by a manager',
        setting: (rules) => {
          rules.listLagMs = 600_000
        },
      },
    },
    otherwise: 'none',
    run: async (tenant) => {
      const { id } = await tenant.cards.clockIn()
      return sinceWritten(tenant, async () => {
        const { cards } = await restOf(tenant, await tenant.request(cardCall.list))
        return cards.some((card) => card.id === id)
      })
    },
  }),
  undocumented({
    id: 'get.lag',
    title: 'How soon a GET shows a clock-out',
    covers: [cardCall.get, cardCall.clockOut],
    changes: 'own card',
    answers: {
      'at once': { kiosk: 'believes what the card shows', hours: 'as they were punched' },
      later: {
        kiosk:
          'waits for it for five minutes before it corrects a time, and sends no second clock-out for 40 s',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.getLagMs = 150
        },
      },
      'not within the wait': {
        kiosk:
          'after a lost answer sends a second clock-out, once 40 s have passed; corrects no time after five minutes, for it takes the card for opened again by somebody',
        hours:
          'where a second clock-out moves the time, a minute too long; of a late tap the time of delivery stays, to be corrected by hand',
        setting: (rules) => {
          rules.getLagMs = 600_000
        },
      },
    },
    otherwise: 'none',
    run: async (tenant) => {
      const { id: card } = await tenant.cards.clockIn()
      const body = { isAtApprovedLocation: true, notes: tenant.cards.note }
      mustHaveStatus(await tenant.change(cardCall.clockOut, { card, body }), 200, 204)
      return sinceWritten(tenant, async () => {
        const exchange = await tenant.request(cardCall.get, { card })
        if (exchange.status === 404) return false
        mustHaveStatus(exchange, 200)
        return (exchange.json as { readonly state?: unknown }).state === 'clockedOut'
      })
    },
  }),
]

/** Looks until what was written this moment is to be seen. */
async function sinceWritten(tenant: TestedTenant, isThere: () => Promise<boolean>) {
  const startMs = Date.now()
  const { limitMs, everyMs } = tenant.patience
  for (let looks = 0; ; looks += 1) {
    const found = await isThere()
    const afterMs = Date.now() - startMs
    if (found && looks === 0) return { name: 'at once', measuredMs: { afterMs } } as const
    if (found) return { name: 'later', measuredMs: { afterMs } } as const
    if (afterMs > limitMs) return { name: 'not within the wait', measuredMs: { waitedMs: limitMs } } as const
    await tenant.wait(everyMs)
  }
}

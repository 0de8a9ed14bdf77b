import { describe, expect, test } from 'vitest'
import { mayHaveTakenEffect } from '../../../electron/graph/graph-failure.ts'
import { createGraphTimeCards } from '../../../electron/shifts/time-cards/graph-time-cards.ts'
import { createGraphFixture, graphError, json, type Answer, type Seen } from '../../graph/graph-fixture.ts'

const base = '/v1.0/teams/team-1/schedule/timeCards'

function setUp(answers: readonly Answer[]) {
  const fixture = createGraphFixture(answers)
  const { graph, clock, log } = fixture
  const timeCards = createGraphTimeCards({ graph, teamId: 'team-1', clock, log })
  return { ...fixture, timeCards }
}

const card = (id: string, state = 'clockedIn', more: object = {}) => ({
  id,
  userId: 'u-1',
  state,
  clockInEvent: { dateTime: '2026-03-01T08:00:00Z' },
  ...more,
})

const someCard = { id: 'TCK_1', userId: 'u-1' }

const filterOf = (seen: Seen | undefined): string | null | undefined => seen?.url.searchParams.get('$filter')

const page = (cards: readonly unknown[], next?: string): Response =>
  json(
    200,
    next === undefined
      ? { value: cards }
      : { value: cards, '@odata.nextLink': `https://graph.example${next}` },
  )

const live = { priority: 'live' } as const

describe('the open cards of a team', () => {
  test('are requested in one list, including those on a break', async () => {
    const { seen, timeCards } = setUp([page([card('A'), card('B', 'onBreak')])])
    const answer = await timeCards.listOpen(live)
    expect(answer).toMatchObject({ kind: 'ok', value: [{ id: 'A' }, { id: 'B', state: 'onBreak' }] })
    expect(seen).toHaveLength(1)
    expect(seen[0]?.url.pathname).toBe(base)
    expect(filterOf(seen[0])).toBe("state eq 'clockedIn' or state eq 'onBreak'")
  })

  test('are filtered again here, whatever the server sends', async () => {
    const { timeCards } = setUp([
      page([card('A'), card('B', 'clockedOut'), card('C', 'later'), card('D', 'onBreak')]),
    ])
    expect(await timeCards.listOpen(live)).toMatchObject({ kind: 'ok', value: [{ id: 'A' }, { id: 'D' }] })
  })

  test('are read to the last page, including empty pages, by the links as given', async () => {
    const { seen, timeCards } = setUp([
      page([card('A')], `${base}?$skiptoken=one%20two`),
      page([], `${base}?$skiptoken=three`),
      page([card('B')]),
    ])
    expect(await timeCards.listOpen(live)).toMatchObject({ kind: 'ok', value: [{ id: 'A' }, { id: 'B' }] })
    expect(seen.map(({ url }) => url.search)).toEqual([
      expect.stringContaining('filter='),
      '?$skiptoken=one%20two',
      '?$skiptoken=three',
    ])
  })

  test('a card that moved between two pages counts once, in its last state', async () => {
    const { timeCards } = setUp([page([card('A')], `${base}?$skiptoken=2`), page([card('A', 'onBreak')])])
    const answer = await timeCards.listOpen(live)
    expect(answer).toMatchObject({ kind: 'ok', value: [{ id: 'A', state: 'onBreak' }] })
    expect(answer.kind === 'ok' && answer.value).toHaveLength(1)
  })

  test('are requested in two lists from the first time Graph refuses "or"', async () => {
    const { clock, seen, timeCards } = setUp([
      graphError(400, 'BadRequest'),
      page([card('A')]),
      page([card('B', 'onBreak')]),
      page([card('A')]),
      page([]),
    ])
    expect(await timeCards.listOpen(live)).toMatchObject({ kind: 'ok', value: [{ id: 'A' }, { id: 'B' }] })
    expect(seen.slice(1).map(filterOf)).toEqual(["state eq 'clockedIn'", "state eq 'onBreak'"])
    const second = timeCards.listOpen(live)
    await clock.advance(2000)
    expect(await second).toMatchObject({ kind: 'ok', value: [{ id: 'A' }] })
    expect(seen.slice(3).map(filterOf)).toEqual(["state eq 'clockedIn'", "state eq 'onBreak'"])
  })

  test('are filtered here from all cards if Graph refuses every filter', async () => {
    const refused = graphError(400, 'BadRequest')
    const { seen, timeCards } = setUp([refused, refused, page([card('A'), card('B', 'clockedOut')])])
    expect(await timeCards.listOpen(live)).toMatchObject({ kind: 'ok', value: [{ id: 'A' }] })
    expect(filterOf(seen[2])).toBeNull()
  })

  test('a refusal that is not about the filter is returned, and the filter is tried again next time', async () => {
    const { seen, timeCards } = setUp([graphError(403, 'Forbidden'), page([])])
    expect(await timeCards.listOpen(live)).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden' } })
    await timeCards.listOpen(live)
    expect(filterOf(seen[1])).toBe("state eq 'clockedIn' or state eq 'onBreak'")
  })

  test('a 400 for every kind of list is returned after the last one', async () => {
    const { seen, timeCards } = setUp([graphError(400, 'BadRequest')])
    expect(await timeCards.listOpen(live)).toMatchObject({ kind: 'failed', failure: { kind: 'rejected' } })
    expect(seen).toHaveLength(3)
  })

  test('a list that links back to an earlier page ends', async () => {
    const { seen, timeCards } = setUp([page([card('A')], `${base}?$skiptoken=2`)])
    expect(await timeCards.listOpen(live)).toMatchObject({ kind: 'failed', failure: { kind: 'unreadable' } })
    expect(seen).toHaveLength(2)
  })

  test.each([
    ['live', 8],
    ['replay', 20],
  ] as const)(
    'a list of endless pages ends after 8 seconds; %s, after %i of them',
    async (priority, most) => {
      let number = 0
      const endless = (): Response => page([card(`A${number}`)], `${base}?$skiptoken=${number++}`)
      const { clock, seen, timeCards } = setUp([endless])
      const answer = timeCards.listOpen({ priority })
      await clock.advance(8_000)
      expect(await answer).toMatchObject({ kind: 'failed', failure: { kind: 'too-long' } })
      expect(seen).toHaveLength(most)
      expect(clock.waiting).toBe(0)
    },
  )

  test('a missing page fails the whole list', async () => {
    const { clock, timeCards } = setUp([
      page([], `${base}?$skiptoken=2`),
      () => new Promise<Response>(() => undefined),
    ])
    const answer = timeCards.listOpen(live)
    await clock.advance(8_000)
    const detail = 'the list of time cards is too long'
    expect(await answer).toEqual({ kind: 'failed', failure: { kind: 'too-long', detail } })
  })

  test('a missing first page is no answer', async () => {
    const { clock, timeCards } = setUp([() => new Promise<Response>(() => undefined)])
    const answer = timeCards.listOpen(live)
    await clock.advance(8_000)
    expect(await answer).toMatchObject({ kind: 'failed', failure: { kind: 'no-answer' } })
  })

  test('invalid cards are left out, and the log says how many', async () => {
    const { log, timeCards } = setUp([page([card('A'), card('B', 'clockedIn', { userId: null }), 7])])
    expect(await timeCards.listOpen(live)).toMatchObject({ kind: 'ok', value: [{ id: 'A' }] })
    expect(log.of('graph.cards-skipped')).toEqual([{ skipped: 2, kept: 1 }])
  })

  test.each([{ value: null }, [], 'list', null])('%j is unreadable', async (body) => {
    expect(await setUp([json(200, body)]).timeCards.listOpen(live)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'unreadable' },
    })
  })

  test('a missing body is unreadable', async () => {
    const empty = new Response(null, { status: 204, headers: { 'request-id': 'r-1' } })
    expect(await setUp([empty]).timeCards.listOpen(live)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'unreadable' },
    })
  })
})

describe("one person's cards", () => {
  test('are returned newest first, open and ended, and only that person’s', async () => {
    const at = (hour: string) => ({ clockInEvent: { dateTime: `2026-03-01T${hour}:00:00Z` } })
    const { seen, timeCards } = setUp([
      page([
        card('A', 'clockedOut', at('06')),
        card('B', 'clockedIn', { ...at('09'), userId: 'U-1' }),
        card('C', 'clockedIn', { userId: 'u-2' }),
      ]),
    ])
    const answer = await timeCards.listOfUser('u-1', live)
    expect(answer.kind === 'ok' && answer.value.map(({ id }) => id)).toEqual(['B', 'A'])
    expect(filterOf(seen[0])).toBe("userId eq 'u-1'")
  })

  test('an id with a quote cannot widen the filter', async () => {
    const { seen, timeCards } = setUp([page([])])
    await timeCards.listOfUser("x' or userId ne '", live)
    expect(filterOf(seen[0])).toBe("userId eq 'x'' or userId ne '''")
  })

  test('a filter Graph refuses is reported as rejected', async () => {
    const { timeCards } = setUp([graphError(400, 'BadRequest')])
    expect(await timeCards.listOfUser('u-1', live)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'rejected', status: 400 },
    })
  })

  test('a history longer than the page limit is returned as far as it was read', async () => {
    let number = 0
    const endless = (): Response => page([card(`A${number}`)], `${base}?$skiptoken=${number++}`)
    const { clock, timeCards } = setUp([endless])
    const answer = timeCards.listOfUser('u-1', live)
    await clock.advance(7_999)
    const got = await answer
    expect(got.kind === 'ok' && got.value).toHaveLength(20)
  })

  test('so is one that is so slow that the time limit ends first', async () => {
    let number = 0
    const { clock, timeCards } = setUp([
      async () => {
        await new Promise<void>((resolve) => clock.after(1_500, resolve))
        return page([card(`A${number}`)], `${base}?$skiptoken=${number++}`)
      },
    ])
    const answer = timeCards.listOfUser('u-1', live)
    await clock.advance(8_000)
    const got = await answer
    expect(got.kind === 'ok' && got.value).toHaveLength(5)
    await clock.advance(2_000)
  })
})

test('a person with a card that cannot be read is not said to have none', async () => {
  const broken = { ...card('TCK_1'), clockInEvent: { dateTime: '2026-03-01T08:00:60Z' } }
  const { timeCards } = setUp([page([broken, card('TCK_2', 'clockedOut', { userId: 'u-2' })])])
  expect(await timeCards.listOfUser('U-1', live)).toMatchObject({ failure: { kind: 'unreadable' } })
  expect(await setUp([page([broken])]).timeCards.listOfUser('u-2', live)).toMatchObject({
    kind: 'ok',
    value: [],
  })
})

describe('one card', () => {
  test('is read by its id', async () => {
    const { seen, timeCards } = setUp([json(200, card('TCK_1'))])
    expect(await timeCards.get('TCK_1', live)).toMatchObject({ kind: 'ok', value: { id: 'TCK_1' } })
    expect(seen[0]?.url.pathname).toBe(`${base}/TCK_1`)
  })

  test.each([
    '..',
    '.',
    '',
    'a/b',
    '../../users',
    'TCK_1\n',
    'TCK 1',
    'TCK_1?$select=id',
    '%2e%2e',
    'x'.repeat(300),
  ])('an ID that would lead elsewhere (%j) is never requested, and a card with it is invalid', async (id) => {
    const { seen, timeCards } = setUp([page([card(id), card('TCK_1')])])
    expect(await timeCards.get(id, live)).toMatchObject({ kind: 'failed', failure: { kind: 'unreadable' } })
    const change = { isAtApprovedLocation: true }
    expect(await timeCards.clockOut({ id, userId: 'u-1' }, change, live)).toMatchObject({ kind: 'failed' })
    expect(seen).toEqual([])
    expect(await timeCards.listOpen(live)).toMatchObject({ kind: 'ok', value: [{ id: 'TCK_1' }] })
  })

  test.each([
    ['an error inside a success', 200, { error: { code: 'Busy' } }],
    ['another card', 200, card('TCK_2', 'clockedOut')],
    ['the card, still open', 200, card('TCK_1')],
    ['a page of a list', 200, { value: [] }],
    ['accepted, not done', 202, {}],
    ['a part of it', 206, card('TCK_1', 'clockedOut')],
  ])('a signed success with %s is not a completed clock-out', async (_, status, body) => {
    const { timeCards } = setUp([json(status, body)])
    expect(await timeCards.clockOut(someCard, { isAtApprovedLocation: true }, live)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'unreadable' },
    })
  })

  test('a card other than the requested one is not accepted', async () => {
    const { timeCards } = setUp([json(200, card('TCK_2', 'clockedOut'))])
    expect(await timeCards.get('TCK_1', live)).toMatchObject({ failure: { kind: 'unreadable' } })
  })

  test('a failure after which the change may have taken effect is not resent', async () => {
    const { seen, timeCards } = setUp([graphError(504, 'MissingUserIdHeaderInAppContext')])
    await timeCards.clockOut(someCard, { isAtApprovedLocation: true }, live)
    expect(seen).toHaveLength(1)
  })

  test('a page with more entries than any page has is unreadable, and takes no time', async () => {
    const { timeCards } = setUp([page(Array.from({ length: 240_000 }, () => ({})))])
    expect(await timeCards.listOpen(live)).toMatchObject({ failure: { kind: 'unreadable' } })
  })

  test('without its required fields it is unreadable', async () => {
    expect(await setUp([json(200, { id: 'TCK_1' })]).timeCards.get('TCK_1', live)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'unreadable' },
    })
  })

  test.each(['clockOut', 'endBreak'] as const)(
    '%s sends the flag and the note, and 200 is as good as 204',
    async (action) => {
      for (const response of [
        new Response(null, { status: 204, headers: { 'request-id': 'r-1' } }),
        json(200, card('TCK_1', action === 'endBreak' ? 'clockedIn' : 'clockedOut')),
      ]) {
        const { seen, timeCards } = setUp([response])
        const body = { isAtApprovedLocation: true, notes: 'by kiosk' }
        expect(await timeCards[action](someCard, body, live)).toEqual({ kind: 'ok', value: null })
        expect(seen[0]).toMatchObject({
          method: 'POST',
          body: { isAtApprovedLocation: true, notes: { contentType: 'text', content: 'by kiosk' } },
        })
        expect(seen[0]?.url.pathname).toBe(`${base}/TCK_1/${action}`)
      }
    },
  )

  test.each([
    ['an empty 204', new Response(null, { status: 204 })],
    ['an empty 200', new Response('', { status: 200 })],
    ['a page of its own', new Response('{"status":"ok"}', { status: 200 })],
  ])('%s from something on the way is not a clock-out: the card is read', async (_, response) => {
    const { timeCards } = setUp([response])
    const answer = await timeCards.clockOut(someCard, { isAtApprovedLocation: true }, live)
    if (answer.kind === 'ok') throw new Error('taken at its word')
    expect(answer.failure).toMatchObject({ kind: 'no-answer', status: response.status })
    expect(mayHaveTakenEffect(answer.failure)).toBe(true)
  })

  test('without a note none is sent', async () => {
    const { seen, timeCards } = setUp([new Response(null, { status: 204 })])
    await timeCards.clockOut(someCard, { isAtApprovedLocation: false }, live)
    expect(seen[0]?.body).toEqual({ isAtApprovedLocation: false })
  })

  test('an HTML page is never taken for a clock-out', async () => {
    const page = new Response('<html>Welcome</html>', { headers: { 'content-type': 'text/html' } })
    const { seen, timeCards } = setUp([page])
    expect(await timeCards.clockOut(someCard, { isAtApprovedLocation: true }, live)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'no-answer' },
    })
    expect(seen).toHaveLength(1)
  })

  test('a clock-out that fails is not repeated', async () => {
    for (const answer of [graphError(500, 'InternalServerError'), new TypeError('fetch failed')]) {
      const { clock, seen, timeCards } = setUp([answer])
      expect(await timeCards.clockOut(someCard, { isAtApprovedLocation: true }, live)).toMatchObject({
        kind: 'failed',
      })
      await clock.advance(60_000)
      expect(seen).toHaveLength(1)
    }
  })
})

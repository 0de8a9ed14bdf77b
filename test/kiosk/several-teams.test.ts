import { expect, test } from 'vitest'
import type { FakeTimeCards } from '../fakes/fake-time-cards.ts'
import { badges, createHarness, hourMs, people, type Harness } from '../support/kiosk-harness.ts'

/** People of several teams tap at one kiosk. */

const teamIds = ['bakery', 'deli', 'till']
const minuteMs = 60_000

function setUp(teams?: readonly string[]): Harness {
  return createHarness(undefined, {
    teamIds,
    find: () => ({ kind: 'found', person: { ...people.ana, ...(teams !== undefined && { teams }) } }),
  })
}

function clockIn(harness: Harness, teamId: string, agoMs: number): string {
  const id = `TCK_${teamId}`
  harness.cardsOf(teamId).add({
    id,
    userId: people.ana.userId,
    clockedInAtMs: harness.clock.now().wallMs - agoMs,
  })
  return id
}

const endedIn = (harness: Harness): readonly string[] =>
  [...teamIds, 'gone'].flatMap((teamId) => harness.cardsOf(teamId).ended.map(({ cardId }) => cardId))

const callsOf = ({ calls }: FakeTimeCards): readonly string[] => calls.map(({ call }) => call)

const failing = (failure: 'no-answer' | 'not-found' | 'forbidden', times = 20) =>
  Array.from({ length: times }, () => ({ kind: 'fail', failure }) as const)

test('reads only the cards of the person’s teams, and ends the card there', async () => {
  const harness = setUp(['deli', 'till'])
  clockIn(harness, 'till', 6 * hourMs)
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(harness.screens.at(-1)).toBe('confirmed')
  expect(endedIn(harness)).toEqual(['TCK_till'])
  expect(callsOf(harness.cardsOf('bakery'))).toEqual([])
  expect(callsOf(harness.cardsOf('deli'))).toEqual(['listOpen'])
  expect(callsOf(harness.cardsOf('till'))).toEqual(['listOpen', 'clockOut'])
})

test.each([{ teams: ['deli'] }, { teams: ['deli', 'bakery'] }])(
  'ends a card that is open in a team that the person joined lately, with $teams.length known before',
  async ({ teams }) => {
    const harness = setUp(teams)
    clockIn(harness, 'till', 6 * hourMs)
    await harness.tap(badges.ana)
    await harness.clock.advance(1_000)
    expect(harness.screens.at(-1)).toBe('confirmed')
    expect(endedIn(harness)).toEqual(['TCK_till'])
  },
)

test('with a card open in the one team of the person, reads no other team, and that list once', async () => {
  const harness = setUp(['deli'])
  clockIn(harness, 'deli', 6 * hourMs)
  clockIn(harness, 'till', hourMs)
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(endedIn(harness)).toEqual(['TCK_deli'])
  expect(callsOf(harness.cardsOf('deli'))).toEqual(['listOpen', 'clockOut'])
  expect(callsOf(harness.cardsOf('till'))).toEqual([])
})

test('waits rather than refuses while a team cannot be read in which the person may have a card', async () => {
  const harness = setUp(['deli'])
  clockIn(harness, 'till', 6 * hourMs)
  harness.cardsOf('till').script('listOpen', ...failing('no-answer', 2))
  await harness.tap(badges.ana)
  await harness.clock.advance(500)
  expect(harness.screens).not.toContain('refused')
  await harness.clock.advance(10_000)
  expect(endedIn(harness)).toEqual(['TCK_till'])
})

test('a card that was forgotten in a team of before is not the answer to a second tap', async () => {
  const harness = setUp(['deli'])
  clockIn(harness, 'deli', 6 * hourMs)
  clockIn(harness, 'till', 40 * hourMs)
  await harness.tap(badges.ana)
  await harness.clock.advance(6 * minuteMs)
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(harness.kiosk.state.screen).toMatchObject({
    name: 'refused',
    reason: { kind: 'already-clocked-out' },
  })
  expect(endedIn(harness)).toEqual(['TCK_deli'])
  expect(harness.kiosk.queue.parkedTaps).toBe(0)
})

test('a card that was forgotten in the team of before does not hide the one of the new team', async () => {
  const harness = setUp(['deli'])
  clockIn(harness, 'deli', 40 * hourMs)
  clockIn(harness, 'till', 6 * hourMs)
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(harness.screens.at(-1)).toBe('confirmed')
  expect(endedIn(harness)).toEqual(['TCK_till'])
  expect(harness.logged.filter(({ event }) => event === 'tap.other-open-card')).toMatchObject([
    { fields: { teamId: 'deli', cardId: 'TCK_deli' } },
  ])
})

test('a team that Shifts refuses to show keeps nobody of another team waiting', async () => {
  const harness = setUp(['deli'])
  const nowMs = harness.clock.now().wallMs
  harness.cardsOf('deli').add({
    id: 'TCK_deli',
    userId: people.ana.userId,
    state: 'clockedOut',
    clockedInAtMs: nowMs - 8 * hourMs,
    clockedOutAtMs: nowMs - 10 * minuteMs,
  })
  harness.cardsOf('till').script('listOpen', ...failing('forbidden'))
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(harness.kiosk.state.screen).toMatchObject({
    name: 'refused',
    reason: { kind: 'already-clocked-out' },
  })
  expect(harness.kiosk.queue.parkedTaps).toBe(0)
})

test('a person whose only known team is gone is looked for in the others', async () => {
  const harness = setUp(['gone'])
  clockIn(harness, 'till', 6 * hourMs)
  harness.cardsOf('gone').script('listOpen', ...failing('not-found'))
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(harness.screens.at(-1)).toBe('confirmed')
  expect(endedIn(harness)).toEqual(['TCK_till'])
})

test('nothing is ended while the person’s own team refuses to show its cards', async () => {
  const harness = setUp(['deli'])
  clockIn(harness, 'till', 6 * hourMs)
  harness.cardsOf('deli').script('listOpen', ...failing('forbidden'))
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(harness.kiosk.state.screen).toMatchObject({ name: 'refused', reason: { kind: 'kiosk-refused' } })
  expect(endedIn(harness)).toEqual([])
})

test('reads all teams if the person’s teams are not known', async () => {
  const harness = setUp()
  clockIn(harness, 'till', 6 * hourMs)
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(endedIn(harness)).toEqual(['TCK_till'])
  for (const teamId of teamIds) expect(callsOf(harness.cardsOf(teamId))).toContain('listOpen')
})

test('ends the card with the latest clock-in before the tap, and logs the other one', async () => {
  const harness = setUp(teamIds)
  clockIn(harness, 'bakery', 6 * hourMs)
  clockIn(harness, 'deli', 2 * hourMs)
  clockIn(harness, 'till', -minuteMs)
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(endedIn(harness)).toEqual(['TCK_deli'])
  expect(harness.logged.filter(({ event }) => event === 'tap.other-open-card')).toEqual([
    {
      event: 'tap.other-open-card',
      fields: { tapId: 'tap00001-0000', teamId: 'bakery', cardId: 'TCK_bakery' },
    },
  ])
})

test('writes the person’s teams and the card’s team into the journal', async () => {
  const harness = setUp(['deli', 'till'])
  clockIn(harness, 'till', 6 * hourMs)
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  const [tapped, sending] = harness.journal.eventsOf('tap00001-0000')
  expect(tapped).toMatchObject({ kind: 'tapped', teamIds: ['deli', 'till'] })
  expect(sending).toMatchObject({ kind: 'sending', teamId: 'till', cardId: 'TCK_till' })
})

test('names no team in the journal of a kiosk with one team', async () => {
  const harness = createHarness()
  harness.timeCards.add({
    id: 'TCK_ana',
    userId: people.ana.userId,
    clockedInAtMs: harness.clock.now().wallMs - hourMs,
  })
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  const events = harness.journal.eventsOf('tap00001-0000')
  expect(events.map(({ kind }) => kind)).toEqual(['tapped', 'sending', 'confirmed'])
  for (const event of events) {
    expect(event).not.toHaveProperty('teamId')
    expect(event).not.toHaveProperty('teamIds')
  }
})

test('delivers to the right team after a restart, also if the config no longer names it', async () => {
  const harness = setUp(['deli', 'till'])
  clockIn(harness, 'till', 6 * hourMs)
  harness.cardsOf('till').script('clockOut', { kind: 'lose-answer' })
  harness.cardsOf('till').script('get', ...failing('no-answer'))
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(endedIn(harness)).toEqual(['TCK_till'])
  harness.cardsOf('till').clearScripts()
  harness.setTeams(['bakery'])
  harness.restart()
  await harness.clock.advance(minuteMs)
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({ kind: 'confirmed' })
  expect(endedIn(harness)).toEqual(['TCK_till'])
  expect(callsOf(harness.cardsOf('bakery'))).toEqual([])
})

test('after a restart reads the teams that the person was in when they tapped', async () => {
  const harness = setUp(['till'])
  clockIn(harness, 'till', 6 * hourMs)
  harness.cardsOf('till').script('listOpen', ...failing('no-answer'))
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  harness.cardsOf('till').clearScripts()
  harness.restart()
  await harness.clock.advance(minuteMs)
  expect(endedIn(harness)).toEqual(['TCK_till'])
  expect(callsOf(harness.cardsOf('bakery'))).toEqual([])
})

test("ends no card while one of the person's teams cannot be read: it may hold the later card", async () => {
  const harness = setUp(teamIds)
  clockIn(harness, 'bakery', 6 * hourMs)
  clockIn(harness, 'deli', 2 * hourMs)
  harness.cardsOf('deli').script('listOpen', ...failing('no-answer', 2))
  await harness.tap(badges.ana)
  await harness.clock.advance(500)
  expect(endedIn(harness)).toEqual([])
  await harness.clock.advance(10_000)
  expect(endedIn(harness)).toEqual(['TCK_deli'])
})

test('a team that Graph does not find holds no cards', async () => {
  const harness = setUp(teamIds)
  clockIn(harness, 'bakery', 6 * hourMs)
  harness.cardsOf('deli').script('listOpen', ...failing('not-found'))
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(endedIn(harness)).toEqual(['TCK_bakery'])
})

test('shows the latest clock-out of any team if no card is open', async () => {
  const harness = setUp(teamIds)
  const nowMs = harness.clock.now().wallMs
  for (const [teamId, agoMs] of [
    ['bakery', 3 * hourMs],
    ['deli', 10 * minuteMs],
  ] as const) {
    harness.cardsOf(teamId).add({
      id: `TCK_${teamId}`,
      userId: people.ana.userId,
      state: 'clockedOut',
      clockedInAtMs: nowMs - 8 * hourMs,
      clockedOutAtMs: nowMs - agoMs,
    })
  }
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(harness.kiosk.state.screen).toMatchObject({
    name: 'refused',
    reason: { kind: 'already-clocked-out', clockedOutAtMs: nowMs - 10 * minuteMs },
  })
})

test('says that the person has no time card if no team has one', async () => {
  const harness = setUp(teamIds)
  await harness.tap(badges.ana)
  await harness.clock.advance(1_000)
  expect(harness.kiosk.state.screen).toMatchObject({ name: 'refused', reason: { kind: 'no-time-card' } })
  expect(endedIn(harness)).toEqual([])
})

import { expect, test } from 'vitest'
import { badges, createHarness, type Harness, hourMs, onShift, people } from '../support/kiosk-harness.ts'

/** Which open card a tap ends, and what it shows where there is none to end. */

/** Somebody ends Ana's card so long ago, on a phone or in Teams. Returns when. */
function endElsewhere({ timeCards, clock }: Harness, agoMs: number): number {
  const card = timeCards.cards.get('TCK_ana')
  if (card === undefined) throw new Error('Ana is not on shift.')
  const clockedOutAtMs = clock.now().wallMs - agoMs
  timeCards.cards.set(card.id, { ...card, state: 'clockedOut', clockedOutAtMs })
  return clockedOutAtMs
}

const screenOf = (harness: Harness) => harness.kiosk.state.screen

test('a person who is not clocked in sees that, and no card is created', async () => {
  const harness = createHarness()
  onShift(harness, { hours: 20 })
  const card = harness.timeCards.cards.get('TCK_ana')
  if (card !== undefined) {
    const clockedOutAtMs = harness.clock.now().wallMs - 13 * hourMs
    harness.timeCards.cards.set(card.id, { ...card, state: 'clockedOut', clockedOutAtMs })
  }
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'not-clocked-in' } })
  expect(harness.timeCards.count('clockOut')).toBe(0)
  expect(harness.journal.eventsOf('tap00001-0000').map(({ kind }) => kind)).toEqual(['tapped', 'refused'])
})

test('a person without any time card sees that, with a code: they are new, or their ID in the roster is wrong', async () => {
  const harness = createHarness()
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({
    name: 'refused',
    reason: { kind: 'no-time-card', code: 'TAP00001' },
  })
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({
    kind: 'refused',
    reason: 'no-time-card',
  })
})

test('of several open cards the latest clocked in before the tap is ended, never one clocked in after it', async () => {
  const harness = createHarness()
  onShift(harness, { hours: 8, id: 'TCK_early' })
  onShift(harness, { hours: 2, id: 'TCK_late' })
  onShift(harness, { hours: -0.01, id: 'TCK_future' })
  await harness.tap(badges.ana)
  expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_late'])
})

test('a card open longer than the limit is left for a manager, and the screen shows since when it is open', async () => {
  const harness = createHarness()
  onShift(harness, { hours: 17 })
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'open-too-long' } })
  expect(harness.timeCards.count('clockOut')).toBe(0)
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({
    kind: 'parked',
    reason: 'open-too-long',
    cardId: 'TCK_ana',
  })
})

test('a night shift below the limit is ended', async () => {
  const harness = createHarness()
  onShift(harness, { hours: 15.9 })
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
})

test('someone on a break is clocked out; if the service refuses that, the break is ended first', async () => {
  for (const refused of [false, true]) {
    const harness = createHarness()
    harness.timeCards.onBreakRefused = refused
    onShift(harness, { id: 'TCK_break', hours: 1, state: 'onBreak' })
    await harness.tap(badges.ana)
    expect(screenOf(harness).name).toBe('confirmed')
    expect(harness.timeCards.count('endBreak')).toBe(refused ? 1 : 0)
    expect(harness.timeCards.ended).toHaveLength(1)
  }
})

test('someone else ended the card between the list and the clock-out: it is left as it is', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ben)
  const clockedOutAtMs = endElsewhere(harness, 60_000)
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'already-clocked-out' } })
  expect(harness.timeCards.ended).toEqual([])
  expect(harness.journal.eventsOf('tap00002-0000').at(-1)).toMatchObject({
    kind: 'superseded',
    cardId: 'TCK_ana',
    endedAtMs: clockedOutAtMs,
  })
})

test('someone ended the card by phone and clocked in again, all since the list: the newer card is ended', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ben)
  endElsewhere(harness, 5_000)
  onShift(harness, { id: 'TCK_again', hours: 2 / 3600 })
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
  expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_again'])
})

test('after a sleep, in which the monotonic clock may stand still, the list from before it is not used', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ben)
  harness.clock.jumpWall(8 * hourMs)
  endElsewhere(harness, 6 * hourMs)
  onShift(harness, { id: 'TCK_again', hours: 5 / 60 })
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
  expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_again'])
})

test('someone else ends the card while its break is ended first: it is left as it is', async () => {
  const harness = createHarness()
  harness.timeCards.onBreakRefused = true
  const clockedInAtMs = harness.clock.now().wallMs - hourMs
  harness.timeCards.add({ id: 'TCK_break', userId: people.ana.userId, state: 'onBreak', clockedInAtMs })
  harness.timeCards.script('endBreak', { kind: 'hold' })
  await harness.tap(badges.ana)
  expect(harness.timeCards.count('endBreak')).toBe(1)
  const clockedOutAtMs = harness.clock.now().wallMs - 60_000
  harness.timeCards.add({
    ...{ id: 'TCK_break', userId: people.ana.userId, clockedInAtMs },
    ...{ state: 'clockedOut', clockedOutAtMs },
  })
  harness.timeCards.release()
  await harness.clock.settle()
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({
    kind: 'superseded',
    cardId: 'TCK_break',
    endedAtMs: clockedOutAtMs,
  })
  expect(harness.timeCards.ended).toEqual([])
})

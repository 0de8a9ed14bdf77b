import { expect, test } from 'vitest'
import { createOpenCards } from '../../../electron/shifts/time-cards/open-cards.ts'
import { FakeTimeCards } from '../../fakes/fake-time-cards.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const live = { priority: 'live' } as const

function setUp() {
  const clock = createVirtualClock()
  const timeCards = new FakeTimeCards(() => clock.now().wallMs)
  for (const userId of ['ana', 'ben']) {
    timeCards.add({ id: `TCK_${userId}`, userId, clockedInAtMs: clock.now().wallMs - 1 })
  }
  return { clock, timeCards, openCards: createOpenCards(timeCards, clock) }
}

test('one list is used for everybody who taps within the next fifteen seconds', async () => {
  const { clock, timeCards, openCards } = setUp()
  await openCards.ofPerson('ana', live)
  await clock.advance(14_000)
  expect(await openCards.ofPerson('ben', live)).toMatchObject({ value: [{ id: 'TCK_ben' }] })
  expect(timeCards.count('listOpen')).toBe(1)
  await clock.advance(2_000)
  await openCards.ofPerson('ana', live)
  expect(timeCards.count('listOpen')).toBe(2)
})

test('a person who clocked in after the list was read is found by one more request', async () => {
  const { timeCards, openCards } = setUp()
  await openCards.ofPerson('ana', live)
  timeCards.add({ id: 'TCK_new', userId: 'cho', clockedInAtMs: 0 })
  expect(await openCards.ofPerson('cho', live)).toMatchObject({ value: [{ id: 'TCK_new' }] })
  expect(timeCards.count('listOpen')).toBe(2)
})

test('a card known to be ended is not handed out again', async () => {
  const { timeCards, openCards } = setUp()
  await openCards.ofPerson('ana', live)
  openCards.forget('TCK_ana')
  timeCards.cards.delete('TCK_ana')
  expect(await openCards.ofPerson('ana', live)).toMatchObject({ kind: 'ok', value: [] })
})

test('a failed list is not used: the next tap requests another', async () => {
  const { timeCards, openCards } = setUp()
  timeCards.script('listOpen', { kind: 'fail', failure: 'unavailable' })
  expect((await openCards.ofPerson('ana', live)).kind).toBe('failed')
  expect(await openCards.ofPerson('ana', live)).toMatchObject({ kind: 'ok', value: [{ id: 'TCK_ana' }] })
})

test('the same GUID in upper case, as a roster may have it, finds the card', async () => {
  const { openCards } = setUp()
  expect(await openCards.ofPerson('ANA', live)).toMatchObject({ value: [{ id: 'TCK_ana' }] })
})

test('a person does not wait for the long list of a replay', async () => {
  const { timeCards, openCards } = setUp()
  timeCards.script('listOpen', { kind: 'hold' })
  void openCards.ofPerson('ana', { priority: 'replay' })
  expect(await openCards.ofPerson('ben', live)).toMatchObject({ value: [{ id: 'TCK_ben' }] })
  expect(timeCards.count('listOpen')).toBe(2)
})

test('nor if a replay was the first to ask again after a list that both had waited for', async () => {
  const { timeCards, openCards } = setUp()
  timeCards.script('listOpen', { kind: 'hold' }, { kind: 'hold' })
  void openCards.ofPerson('ana', live)
  void openCards.ofPerson('dee', { priority: 'replay' })
  let answered = false
  // Neither is in the first list. The replay's second one is held for good.
  void openCards.ofPerson('cho', live).then(() => (answered = true))
  timeCards.release()
  await new Promise((resolve) => setImmediate(resolve))
  expect(timeCards.count('listOpen')).toBe(3)
  expect(answered).toBe(true)
})

test('a list requested before a card was ended does not bring it back, whatever was requested since', async () => {
  const { timeCards, openCards } = setUp()
  timeCards.script('listOpen', { kind: 'hold' })
  const replayed = openCards.ofPerson('ana', { priority: 'replay' })
  openCards.forget('TCK_ana')
  await openCards.ofPerson('ben', live)
  timeCards.release()
  expect(await replayed).toMatchObject({ kind: 'ok', value: [] })
})

test('a list requested after the tap is used for its replay for two minutes', async () => {
  const { clock, timeCards, openCards } = setUp()
  const replay = { priority: 'replay' } as const
  await openCards.ofPerson('ana', replay, 5_000)
  await clock.advance(119_000)
  expect(await openCards.ofPerson('ben', replay, 120_000)).toMatchObject({ value: [{ id: 'TCK_ben' }] })
  expect(timeCards.count('listOpen')).toBe(1)
  await clock.advance(2_000)
  await openCards.ofPerson('ben', replay, 122_000)
  expect(timeCards.count('listOpen')).toBe(2)
})

test('an older list is used neither for a later tap nor for a waiting person', async () => {
  const { clock, timeCards, openCards } = setUp()
  await openCards.ofPerson('ana', live)
  await clock.advance(20_000)
  timeCards.add({ id: 'TCK_new', userId: 'ben', clockedInAtMs: clock.now().wallMs - 11_000 })
  await openCards.ofPerson('ben', { priority: 'replay' }, 10_000)
  expect(timeCards.count('listOpen')).toBe(2)
  await clock.advance(20_000)
  await openCards.ofPerson('ben', live, 30_000)
  expect(timeCards.count('listOpen')).toBe(3)
})

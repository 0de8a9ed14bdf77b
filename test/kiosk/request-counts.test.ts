import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { badges, createHarness, type Harness, hourMs, onShift } from '../support/kiosk-harness.ts'

/** What a tap costs the service and this computer, by count. `npm run bench` measures how long it takes. */

const callsOf = (harness: Harness): readonly string[] => harness.timeCards.calls.map(({ call }) => call)

test('a tap takes two requests without a cached list, and one within the next 15 seconds', async () => {
  const harness = createHarness()
  onShift(harness)
  onShift(harness, { person: 'ben' })
  await harness.tap(badges.ana)
  expect(callsOf(harness)).toEqual(['listOpen', 'clockOut'])
  await harness.clock.advance(14_000)
  await harness.tap(badges.ben)
  expect(callsOf(harness)).toEqual(['listOpen', 'clockOut', 'clockOut'])
})

test('a list older than 15 seconds is not used', async () => {
  const harness = createHarness()
  onShift(harness)
  onShift(harness, { person: 'ben' })
  await harness.tap(badges.ana)
  await harness.clock.advance(15_001)
  await harness.tap(badges.ben)
  expect(callsOf(harness)).toEqual(['listOpen', 'clockOut', 'listOpen', 'clockOut'])
})

test('a person who clocked in after the list was read costs one more list, and is found', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana)
  onShift(harness, { person: 'ben' })
  await harness.clock.advance(5_000)
  await harness.tap(badges.ben)
  expect(callsOf(harness)).toEqual(['listOpen', 'clockOut', 'listOpen', 'clockOut'])
  expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_ana', 'TCK_ben'])
})

test('a card ended elsewhere after the list was read costs one read and a fresh list, and is not ended again', async () => {
  const harness = createHarness()
  onShift(harness)
  onShift(harness, { person: 'ben' })
  await harness.tap(badges.ana)
  const endedAtMs = harness.clock.now().wallMs
  const card = harness.timeCards.cards.get('TCK_ben')
  if (card !== undefined) harness.timeCards.add({ ...card, state: 'clockedOut', clockedOutAtMs: endedAtMs })
  await harness.clock.advance(5_000)
  await harness.tap(badges.ben)
  expect(callsOf(harness).slice(2)).toEqual(['clockOut', 'get', 'listOpen'])
  expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_ana'])
})

test('no request is sent while nobody taps', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.clock.advance(8 * hourMs)
  expect(callsOf(harness)).toEqual([])
})

/** Known only on Linux; elsewhere 0 is compared with 0. */
function openFiles(): number {
  return existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0
}

test('taps leave no files open', async () => {
  const harness = createHarness()
  const tapBoth = async (turn: number): Promise<void> => {
    onShift(harness, { id: `TCK_ana_${turn}` })
    onShift(harness, { person: 'ben', id: `TCK_ben_${turn}` })
    await harness.tap(badges.ana)
    await harness.tap(badges.ben)
    await harness.clock.advance(21_000)
  }
  for (let turn = 0; turn < 10; turn += 1) await tapBoth(turn)
  const before = openFiles()
  for (let turn = 10; turn < 60; turn += 1) await tapBoth(turn)
  expect(harness.timeCards.ended).toHaveLength(120)
  expect(openFiles()).toBeLessThanOrEqual(before)
})

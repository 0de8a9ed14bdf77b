import { expect, test } from 'vitest'
import { patienceMs } from '../../electron/kiosk/flow/tap-flow.ts'
import { badges, createHarness, type Harness, hourMs, onShift, people } from '../support/kiosk-harness.ts'

/** A recorded tap is sent until it is settled, and each card is ended once. */

const screenOf = (harness: Harness) => harness.kiosk.state.screen

test('however long a Retry-After is, a tap is retried within 15 minutes', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script('clockOut', { kind: 'fail', failure: 'throttled', retryAfterMs: 30 * 24 * hourMs })
  await harness.tap(badges.ana)
  await harness.clock.advance(14 * 60_000)
  expect(harness.timeCards.count('clockOut')).toBe(1)
  await harness.clock.advance(2 * 60_000)
  expect(harness.timeCards.ended).toHaveLength(1)
})

test('an answer lost after the card was ended is confirmed by reading the card, not by sending again', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script('clockOut', { kind: 'lose-answer' })
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
  expect(harness.timeCards.count('clockOut')).toBe(1)
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({
    kind: 'confirmed',
    how: 'read-back',
  })
})

test('a request lost before it took effect is resent after reading the card', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script('clockOut', { kind: 'fail', failure: 'no-answer' })
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('heard')
  await harness.clock.advance(41_000)
  expect(harness.screens).toContain('saved-here')
  expect(harness.timeCards.calls.map(({ call }) => call)).toEqual([
    'listOpen',
    'clockOut',
    'get',
    'get',
    'clockOut',
  ])
  expect(harness.timeCards.ended).toHaveLength(1)
})

test('a tap that Shifts finally refuses is parked with its reason, and the person gets a code', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script('clockOut', { kind: 'fail', failure: 'forbidden' })
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'parked', code: 'TAP00001' } })
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({
    kind: 'parked',
    reason: 'forbidden',
  })
  expect(harness.kiosk.state.waitingTaps).toBe(0)
})

test('a tap during an outage is saved here, survives a power cut and ends the card once the network is back', async () => {
  const harness = createHarness()
  onShift(harness)
  const offline = Array.from({ length: 200 }, () => ({ kind: 'fail', failure: 'no-answer' }) as const)
  harness.timeCards.script('listOpen', ...offline)
  await harness.tap(badges.ana)
  await harness.clock.advance(patienceMs)
  expect(screenOf(harness).name).toBe('saved-here')
  harness.restart()
  expect(harness.kiosk.state.waitingTaps).toBe(1)
  await harness.clock.advance(10 * 60_000)
  expect(harness.timeCards.ended).toEqual([])
  harness.timeCards.clearScripts()
  await harness.clock.advance(2 * 60_000)
  expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_ana'])
  expect(harness.kiosk.state.waitingTaps).toBe(0)
})

test('a power cut between sending and answer is settled by reading the card', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script('clockOut', { kind: 'lose-answer' })
  harness.timeCards.script('get', { kind: 'hold' })
  await harness.tap(badges.ana)
  harness.restart()
  await harness.clock.advance(1_000)
  expect(harness.timeCards.count('clockOut')).toBe(1)
  expect(harness.kiosk.state.waitingTaps).toBe(0)
  expect(harness.journal.eventsOf('tap00001-0000').map(({ kind }) => kind)).toEqual([
    'tapped',
    'sending',
    'confirmed',
  ])
})

test('saved here, then ended by a manager: the tap is superseded, not refused', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script(
    'listOpen',
    ...Array.from({ length: 20 }, () => ({ kind: 'fail', failure: 'no-answer' }) as const),
  )
  await harness.tap(badges.ana)
  await harness.clock.advance(patienceMs)
  const card = harness.timeCards.cards.get('TCK_ana')
  const clockedOutAtMs = harness.clock.now().wallMs
  if (card !== undefined)
    harness.timeCards.cards.set('TCK_ana', { ...card, state: 'clockedOut', clockedOutAtMs })
  harness.timeCards.clearScripts()
  await harness.clock.advance(5 * 60_000)
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({
    kind: 'superseded',
    cardId: 'TCK_ana',
  })
})

test('saved here, and no card was ever open: parked for a manager', async () => {
  const harness = createHarness()
  harness.timeCards.script(
    'listOpen',
    ...Array.from({ length: 20 }, () => ({ kind: 'fail', failure: 'no-answer' }) as const),
  )
  await harness.tap(badges.ana)
  await harness.clock.advance(patienceMs)
  harness.timeCards.clearScripts()
  await harness.clock.advance(5 * 60_000)
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({
    kind: 'parked',
    reason: 'no-open-card',
  })
})

test.each([
  { hours: 0.5, kind: 'superseded' },
  { hours: 5, kind: 'parked' },
])('saved here, and the last card was ended $hours h before the tap: $kind', async ({ hours, kind }) => {
  const harness = createHarness()
  const nowMs = harness.clock.now().wallMs
  harness.timeCards.add({
    id: 'TCK_morning',
    userId: people.ana.userId,
    state: 'clockedOut',
    clockedInAtMs: nowMs - 9 * hourMs,
    clockedOutAtMs: nowMs - hours * hourMs,
  })
  harness.timeCards.script(
    'listOpen',
    ...Array.from({ length: 20 }, () => ({ kind: 'fail', failure: 'no-answer' }) as const),
  )
  await harness.tap(badges.ana)
  await harness.clock.advance(patienceMs)
  harness.timeCards.clearScripts()
  await harness.clock.advance(5 * 60_000)
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({ kind })
})

test('two badges of one person at once never have two requests in flight for the card', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script('clockOut', { kind: 'hold' })
  await harness.tap(badges.ana)
  await harness.clock.advance(25_000)
  await harness.tap(badges.ana)
  await harness.clock.advance(10_000)
  expect(harness.timeCards.count('clockOut')).toBe(1)
  harness.timeCards.release()
  await harness.clock.advance(5_000)
  expect(harness.timeCards.ended).toHaveLength(1)
  expect(harness.kiosk.state.waitingTaps).toBe(0)
})

import { expect, test } from 'vitest'
import { createServerClock } from '../../electron/graph/server-time/server-clock.ts'
import type { Script } from '../fakes/fake-time-cards.ts'
import { badges, createHarness, type Harness, hourMs, onShift, people } from '../support/kiosk-harness.ts'

const minuteMs = 60_000
const outage: readonly Script[] = Array.from({ length: 500 }, () => ({ kind: 'fail', failure: 'no-answer' }))

/** Taps while Shifts cannot be reached, and lets `outageMs` go by before it can. */
async function tapDuringOutage(harness: Harness, outageMs: number): Promise<number> {
  const tappedAtMs = harness.clock.now().wallMs
  harness.timeCards.script('listOpen', ...outage)
  await harness.tap(badges.ana)
  await harness.clock.advance(outageMs)
  harness.timeCards.clearScripts()
  return tappedAtMs
}

const card = (harness: Harness) => harness.timeCards.cards.get('TCK_ana')
const lastEvent = (harness: Harness) => harness.journal.eventsOf('tap00001-0000').at(-1)

test('a tap delivered after an outage ends the card at the time of the tap, and the note says who set it', async () => {
  const harness = createHarness()
  onShift(harness)
  const tappedAtMs = await tapDuringOutage(harness, 20 * minuteMs)
  await harness.clock.advance(2 * minuteMs)
  expect(card(harness)).toMatchObject({
    state: 'clockedOut',
    clockedOutAtMs: tappedAtMs,
    clockOutNote: 'Badge kiosk Dock 3 [corrected by dock-3]',
  })
  expect(harness.journal.eventsOf('tap00001-0000').map(({ kind }) => kind)).toEqual([
    'tapped',
    'sending',
    'clocked-out',
    'correcting',
    'confirmed',
  ])
  expect(lastEvent(harness)).toMatchObject({ endedAtMs: tappedAtMs })
})

test('a delivery within the tolerance is left with the time Shifts stamped', async () => {
  const harness = createHarness()
  onShift(harness)
  const tappedAtMs = await tapDuringOutage(harness, 20_000)
  await harness.clock.advance(minuteMs)
  expect(harness.timeCards.count('correctClockOut')).toBe(0)
  expect((card(harness)?.clockedOutAtMs ?? 0) - tappedAtMs).toBeLessThan(2 * minuteMs)
})

test('a correction whose answer is lost is looked up, not sent again', async () => {
  const harness = createHarness()
  onShift(harness)
  const tappedAtMs = await tapDuringOutage(harness, 20 * minuteMs)
  harness.timeCards.script('correctClockOut', { kind: 'lose-answer' })
  await harness.clock.advance(5 * minuteMs)
  expect(harness.timeCards.count('correctClockOut')).toBe(1)
  expect(card(harness)).toMatchObject({ clockedOutAtMs: tappedAtMs })
  expect(lastEvent(harness)).toMatchObject({ kind: 'confirmed' })
})

test('a power cut between clock-out and correction: the next start corrects the time', async () => {
  const harness = createHarness()
  onShift(harness)
  const tappedAtMs = await tapDuringOutage(harness, 20 * minuteMs)
  harness.timeCards.script('get', { kind: 'hold' })
  await harness.clock.advance(2 * minuteMs)
  expect(lastEvent(harness)).toMatchObject({ kind: 'clocked-out' })
  harness.restart()
  await harness.clock.advance(minuteMs)
  expect(harness.timeCards.count('clockOut')).toBe(1)
  expect(card(harness)).toMatchObject({ clockedOutAtMs: tappedAtMs })
})

test('a correction that Shifts refuses is parked with both times; the card stays ended', async () => {
  const harness = createHarness()
  onShift(harness)
  const tappedAtMs = await tapDuringOutage(harness, 20 * minuteMs)
  harness.timeCards.script('correctClockOut', { kind: 'fail', failure: 'rejected' })
  await harness.clock.advance(2 * minuteMs)
  const clockedOutAtMs = card(harness)?.clockedOutAtMs
  expect(lastEvent(harness)).toMatchObject({
    kind: 'parked',
    reason: 'correction-refused',
    tappedAtMs,
    endedAtMs: clockedOutAtMs,
  })
})

test('a correction that is refused at a later attempt is parked with the time the card really shows', async () => {
  const harness = createHarness()
  onShift(harness)
  const tappedAtMs = await tapDuringOutage(harness, 20 * minuteMs)
  harness.timeCards.script('get', { kind: 'hold' })
  await harness.clock.advance(2 * minuteMs)
  harness.timeCards.script('correctClockOut', { kind: 'fail', failure: 'unavailable' })
  harness.timeCards.script(
    'get',
    { kind: 'fail', failure: 'unavailable' },
    { kind: 'fail', failure: 'forbidden' },
  )
  harness.timeCards.release()
  await harness.clock.advance(2 * minuteMs)
  const clockedOutAtMs = card(harness)?.clockedOutAtMs
  expect(clockedOutAtMs).toBeGreaterThan(tappedAtMs)
  expect(lastEvent(harness)).toMatchObject({
    kind: 'parked',
    reason: 'correction-refused',
    tappedAtMs,
    endedAtMs: clockedOutAtMs,
  })
})

test.each([
  ['shows its end a minute late is corrected all the same', 1, 'confirmed'],
  ['is open for minutes was opened again by a person, who is not overruled', 6, 'superseded'],
])('after a late clock-out, a card that %s', async (_, minutesOpen, settledAs) => {
  const harness = createHarness()
  onShift(harness)
  const tappedAtMs = await tapDuringOutage(harness, 20 * minuteMs)
  harness.timeCards.script('get', { kind: 'hold' })
  await harness.clock.advance(2 * minuteMs)
  const ended = card(harness)
  if (ended?.clockedOutAtMs === undefined) throw new Error('not ended')
  const { clockedOutAtMs, ...stillOpen } = ended
  harness.timeCards.cards.set('TCK_ana', { ...stillOpen, state: 'clockedIn' })
  harness.timeCards.release()
  await harness.clock.advance(minutesOpen * minuteMs)
  if (settledAs === 'confirmed') {
    harness.timeCards.cards.set('TCK_ana', { ...ended, clockedOutAtMs })
    await harness.clock.advance(2 * minuteMs)
    expect(card(harness)).toMatchObject({ clockedOutAtMs: tappedAtMs })
  }
  expect(lastEvent(harness)).toMatchObject({ kind: settledAs })
  expect(harness.timeCards.count('clockOut')).toBe(1)
})

test('a manager who changed the card after the late clock-out is not overruled', async () => {
  const harness = createHarness()
  onShift(harness)
  await tapDuringOutage(harness, 20 * minuteMs)
  harness.timeCards.script('get', { kind: 'hold' })
  await harness.clock.advance(2 * minuteMs)
  expect(lastEvent(harness)).toMatchObject({ kind: 'clocked-out' })
  const byManager = harness.clock.now().wallMs - 15 * minuteMs
  const ended = card(harness)
  if (ended !== undefined) {
    harness.timeCards.cards.set('TCK_ana', {
      ...ended,
      clockedOutAtMs: byManager,
      clockOutNote: 'set by Kim',
    })
  }
  harness.timeCards.release()
  await harness.clock.advance(5 * minuteMs)
  expect(lastEvent(harness)).toMatchObject({ kind: 'superseded', endedAtMs: byManager })
  expect(card(harness)).toMatchObject({ clockedOutAtMs: byManager, clockOutNote: 'set by Kim' })
  expect(harness.timeCards.count('correctClockOut')).toBe(0)
})

test('with a PC clock three hours ahead the tap still has the time of the servers', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.serverTime((at) => at.wallMs - 3 * hourMs)
  harness.timeCards.cards.set('TCK_ana', {
    id: 'TCK_ana',
    userId: people.ana.userId,
    state: 'clockedIn',
    clockedInAtMs: harness.clock.now().wallMs - 5 * hourMs,
  })
  await harness.tap(badges.ana)
  const trueMs = harness.clock.now().wallMs - 3 * hourMs
  expect(harness.kiosk.state.screen).toMatchObject({ name: 'confirmed', tap: { tappedAtMs: trueMs } })
  expect(harness.journal.eventsOf('tap00001-0000')[0]).toMatchObject({
    tappedAtMs: trueMs,
    clockCorrectionMs: -3 * hourMs,
  })
})

test('the page hears how wrong the PC clock is, within a minute, and nothing of what nobody would see', async () => {
  const harness = createHarness()
  expect(harness.kiosk.state).not.toHaveProperty('clockAheadMs')
  harness.serverTime((at) => at.wallMs - 3 * hourMs + 400)
  await harness.clock.advance(minuteMs)
  expect(harness.kiosk.state.clockAheadMs).toBe(3 * hourMs)
  harness.serverTime((at) => at.wallMs + 25_000)
  await harness.clock.advance(minuteMs)
  expect(harness.kiosk.state.clockAheadMs).toBe(-25_000)
  harness.serverTime((at) => at.wallMs + 4_000)
  await harness.clock.advance(minuteMs)
  expect(harness.kiosk.state).not.toHaveProperty('clockAheadMs')
})

test('a tap taken before any server was seen gets its true time once one is, in the same run', async () => {
  const harness = createHarness()
  harness.serverTime(() => undefined)
  const trueMs = harness.clock.now().wallMs - 3 * hourMs
  onShift(harness, { hours: 5 })
  await tapDuringOutage(harness, 20 * minuteMs)
  harness.serverTime((at) => at.wallMs - 3 * hourMs)
  await harness.clock.advance(3 * minuteMs)
  expect(card(harness)).toMatchObject({ state: 'clockedOut', clockedOutAtMs: trueMs })
})

test('a tap right after the computer woke has the time of waking, not the one at which it fell asleep', async () => {
  const harness = createHarness()
  const { clock } = harness
  const servers = createServerClock(() => {
    const date = new Date(clock.now().wallMs).toUTCString()
    return Promise.resolve(new Response(null, { headers: { date, 'request-id': 'a' } }))
  }, clock)
  harness.serverTime((at) => servers.timeOf(at))
  await servers.fetch('https://graph.microsoft.com')
  // Asleep: this computer's clock goes on, the monotonic one does not.
  clock.jumpWall(8 * hourMs)
  onShift(harness)
  const tappedAtMs = await tapDuringOutage(harness, 20 * minuteMs)
  await servers.fetch('https://graph.microsoft.com')
  await clock.advance(2 * minuteMs)
  expect(card(harness)).toMatchObject({ state: 'clockedOut', clockedOutAtMs: tappedAtMs })
})

test('of two taps of one person the older ends the card, also when the newer one is the one waiting', async () => {
  const harness = createHarness()
  onShift(harness)
  const tappedAtMs = await tapDuringOutage(harness, 20 * minuteMs)
  await harness.tap(badges.ana)
  await harness.clock.advance(2 * minuteMs)
  expect(harness.timeCards.count('clockOut')).toBe(1)
  expect(card(harness)).toMatchObject({ clockedOutAtMs: tappedAtMs })
  expect(harness.kiosk.state.waitingTaps).toBe(0)
  expect(harness.journal.eventsOf('tap00002-0000').at(-1)?.kind).toMatch(/refused|superseded/)
})

import { expect, test } from 'vitest'
import { createServerClock } from '../../electron/graph/server-time/server-clock.ts'
import { minuteMs, tapDuringOutage } from '../support/tap-during-outage.ts'
import { badges, createHarness, type Harness, hourMs, onShift, people } from '../support/kiosk-harness.ts'

/** A tap has the time of the servers, whatever the clock of the PC says. */

const card = (harness: Harness) => harness.timeCards.cards.get('TCK_ana')

test("with a PC clock three hours ahead the tap still has the servers' time", async () => {
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

test('the page gets the error of the PC clock within a minute, unless it is too small to matter', async () => {
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

test('a tap made before any server answered gets its true time once one does, in the same run', async () => {
  const harness = createHarness()
  harness.serverTime(() => undefined)
  const trueMs = harness.clock.now().wallMs - 3 * hourMs
  onShift(harness, { hours: 5 })
  await tapDuringOutage(harness, 20 * minuteMs)
  harness.serverTime((at) => at.wallMs - 3 * hourMs)
  await harness.clock.advance(3 * minuteMs)
  expect(card(harness)).toMatchObject({ state: 'clockedOut', clockedOutAtMs: trueMs })
})

test('a tap right after the computer woke has the time of waking, not the time it fell asleep', async () => {
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

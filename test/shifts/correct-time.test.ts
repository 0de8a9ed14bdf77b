import { expect, test } from 'vitest'
import { minuteMs, tapDuringOutage } from '../support/tap-during-outage.ts'
import { badges, createHarness, type Harness, onShift } from '../support/kiosk-harness.ts'

/** A card that is ended late is set to the time of the tap, unless somebody else has changed it. */

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

test('a delivery within the tolerance keeps the time that Shifts stamped', async () => {
  const harness = createHarness()
  onShift(harness)
  const tappedAtMs = await tapDuringOutage(harness, 20_000)
  await harness.clock.advance(minuteMs)
  expect(harness.timeCards.count('correctClockOut')).toBe(0)
  expect((card(harness)?.clockedOutAtMs ?? 0) - tappedAtMs).toBeLessThan(2 * minuteMs)
})

test('a correction whose answer is lost is read back and not resent', async () => {
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

test('a correction that is refused at a later attempt is parked with the time that the card shows', async () => {
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

test('of two taps of one person the older one ends the card, even if the newer one is waiting', async () => {
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

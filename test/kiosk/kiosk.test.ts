import { expect, test } from 'vitest'
import { patienceMs } from '../../electron/kiosk/flow/tap-flow.ts'
import { badges, createHarness, type Harness, onShift, people } from '../support/kiosk-harness.ts'

/** A tap from the reader to the screen. */

const screenOf = (harness: Harness) => harness.kiosk.state.screen

test('a tap ends the open card with the flag and the note, and the screen confirms it with name and time', async () => {
  const harness = createHarness()
  onShift(harness)
  const tappedAtMs = harness.clock.now().wallMs
  await harness.tap(badges.ana)
  expect(harness.timeCards.ended).toEqual([
    { cardId: 'TCK_ana', body: { isAtApprovedLocation: true, notes: 'Badge kiosk Dock 3' } },
  ])
  expect(screenOf(harness)).toMatchObject({
    name: 'confirmed',
    tap: { personName: 'Ana Ruiz', tappedAtMs },
    endedAtMs: tappedAtMs,
  })
  expect(harness.screens).toEqual(['starting', 'ready', 'heard', 'confirmed'])
  expect(harness.kiosk.state.waitingTaps).toBe(0)
})

test('a result leaves the screen after five seconds', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana)
  await harness.clock.advance(4_900)
  expect(screenOf(harness).name).toBe('confirmed')
  await harness.clock.advance(200)
  expect(screenOf(harness).name).toBe('ready')
})

test('saved here is shown when Shifts has not answered within four seconds, and confirmed when it does', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script('clockOut', { kind: 'hold' })
  await harness.tap(badges.ana)
  await harness.clock.advance(patienceMs - 1)
  expect(screenOf(harness).name).toBe('heard')
  await harness.clock.advance(1)
  expect(screenOf(harness).name).toBe('saved-here')
  expect(harness.kiosk.state.waitingTaps).toBe(1)
  harness.timeCards.release()
  await harness.clock.settle()
  expect(screenOf(harness).name).toBe('confirmed')
  expect(harness.kiosk.state.waitingTaps).toBe(0)
})

test('a late confirmation does not take the screen from the next person', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script('clockOut', { kind: 'hold' })
  await harness.tap(badges.ana)
  await harness.tap(badges.unlisted)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'unknown-badge' } })
  harness.timeCards.release()
  await harness.clock.settle()
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'unknown-badge' } })
  expect(harness.timeCards.ended).toHaveLength(1)
})

test('a refusal that comes once the next person has the screen is shown in a slot', async () => {
  const harness = createHarness()
  harness.timeCards.script('listOfUser', { kind: 'hold' })
  await harness.tap(badges.ana)
  await harness.tap(badges.unlisted)
  harness.timeCards.release()
  await harness.clock.settle()
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'unknown-badge' } })
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({
    kind: 'refused',
    reason: 'no-time-card',
  })
  expect(harness.kiosk.state.slots?.[0]).toEqual({
    tapId: 'tap00001-0000',
    outcome: 'refused',
    shortName: 'Ana R.',
  })
})

test('a new tap takes the screen from an old result, and the old timer does not end the new one', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana)
  await harness.clock.advance(4_000)
  await harness.tap(badges.unlisted)
  await harness.clock.advance(4_000)
  expect(screenOf(harness)).toMatchObject({ name: 'refused' })
})

test('the same badge again within the window shows the outcome again and sends nothing', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana)
  const calls = harness.timeCards.calls.length
  await harness.clock.advance(10_000)
  expect(screenOf(harness).name).toBe('ready')
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
  expect(harness.timeCards.calls).toHaveLength(calls)
  expect(harness.journal.eventsOf('tap00002-0000')).toEqual([])
})

test('a second tap minutes after a clock-out here confirms it again; a later one shows that the card is closed', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana)
  const clockedOutAtMs = harness.clock.now().wallMs
  await harness.clock.advance(30_000)
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({ name: 'confirmed', endedAtMs: clockedOutAtMs })
  await harness.clock.advance(6 * 60_000)
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({
    name: 'refused',
    reason: { kind: 'already-clocked-out', clockedOutAtMs },
  })
  expect(harness.timeCards.ended).toHaveLength(1)
})

test('being shown the confirmation again does not make the five minutes longer', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana)
  const clockedOutAtMs = harness.clock.now().wallMs
  await harness.clock.advance(3 * 60_000)
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({ name: 'confirmed', endedAtMs: clockedOutAtMs })
  await harness.clock.advance(2 * 60_000)
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({ name: 'confirmed', endedAtMs: clockedOutAtMs })
  await harness.clock.advance(60_000)
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({
    name: 'refused',
    reason: { kind: 'already-clocked-out', clockedOutAtMs },
  })
  expect(harness.timeCards.ended).toHaveLength(1)
})

test.each([
  ['random-number', 'random-number'],
  ['no-number', 'unreadable-badge'],
  ['removed-too-soon', 'unreadable-badge'],
  ['several-badges', 'several-badges'],
  ['typing-not-read', 'reader-misconfigured'],
] as const)(
  'an unusable badge (%s) is refused with its own message and sends nothing',
  async (problem, kind) => {
    const harness = createHarness()
    await harness.unreadable(problem)
    expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind } })
    expect(harness.timeCards.calls).toEqual([])
  },
)

test('an unknown badge, and one that belongs to two people, are refused before anything is sent', async () => {
  const harness = createHarness()
  await harness.tap(badges.unlisted)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'unknown-badge' } })
  await harness.tap(badges.shared)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'ambiguous-badge' } })
  expect(harness.timeCards.calls).toEqual([])
})

test.each(['offline', 'online'] as const)(
  '%s: the first screen depends on the last known state of the connection',
  async (seen) => {
    const harness = createHarness()
    onShift(harness)
    harness.kiosk.graphNews({ kind: 'exchange', reached: seen === 'online' })
    harness.timeCards.script('listOpen', { kind: 'hold' })
    await harness.tap(badges.ana)
    expect(screenOf(harness).name).toBe(seen === 'offline' ? 'saved-here' : 'heard')
    harness.timeCards.release()
    await harness.clock.advance(100)
    expect(screenOf(harness).name).toBe('confirmed')
  },
)

test('each state of the reader is on screen while it lasts, and the kiosk is ready again after it', () => {
  const harness = createHarness()
  for (const status of [
    { kind: 'no-service', why: 'service-stopped' },
    { kind: 'no-service', why: 'software-missing' },
    { kind: 'no-reader' },
    { kind: 'failing', detail: 'held by another program' },
    { kind: 'no-service', why: 'stopped-without-reader' },
    { kind: 'no-such-reader', present: ['Another reader'] },
    { kind: 'no-access', detail: 'refused' },
  ] as const) {
    harness.readerStatus(status)
    expect(screenOf(harness)).toEqual({ name: 'out-of-service', reason: { kind: 'reader', status } })
  }
  harness.readerStatus({ kind: 'ready', readers: ['Reader'] })
  expect(screenOf(harness).name).toBe('ready')
})

test('without a list of people no tap is accepted, and the screen says so', async () => {
  const harness = createHarness()
  harness.directoryStatus({ kind: 'unusable', detail: 'roster.csv is missing' })
  expect(screenOf(harness)).toMatchObject({ name: 'out-of-service', reason: { kind: 'directory' } })
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('out-of-service')
  expect(harness.timeCards.calls).toEqual([])
})

test('neither badge numbers nor names are ever logged', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana)
  await harness.tap(badges.unlisted)
  const text = JSON.stringify(harness.logged)
  for (const secret of [...Object.values(badges), 'Ana Ruiz', people.ana.userId]) {
    expect(text.toLowerCase()).not.toContain(secret.toLowerCase())
  }
  expect(JSON.stringify(harness.kiosk.state)).not.toContain(badges.ana)
})

test("a tap while nothing can be saved takes another person's receipt off the screen", async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
  harness.directoryStatus({ kind: 'unusable', detail: 'roster.csv is missing' })
  expect(screenOf(harness).name).toBe('confirmed')
  await harness.tap(badges.ben)
  expect(screenOf(harness)).toMatchObject({ name: 'out-of-service', reason: { kind: 'directory' } })
})

test('a refusal stays on screen when the next badge is not accepted', async () => {
  const harness = createHarness()
  await harness.tap(badges.unlisted)
  harness.directoryStatus({ kind: 'unusable', detail: 'roster.csv is missing' })
  await harness.tap(badges.ben)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'unknown-badge' } })
})

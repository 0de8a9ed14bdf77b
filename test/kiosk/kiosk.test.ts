import { expect, test } from 'vitest'
import { openDatabase } from '../../electron/journal/store/sqlite.ts'
import { patienceMs } from '../../electron/kiosk/flow/tap-flow.ts'
import { badges, createHarness, type Harness, hourMs, onShift, people } from '../support/kiosk-harness.ts'

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

test('a result leaves the screen by itself', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana)
  await harness.clock.advance(4_900)
  expect(screenOf(harness).name).toBe('confirmed')
  await harness.clock.advance(200)
  expect(screenOf(harness).name).toBe('ready')
})

test('saved here is said when Shifts has not answered within four seconds, and confirmed when it does', async () => {
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

test('a refusal that comes once the next person has the screen is told in a slot', async () => {
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

test("however long Shifts asks a tap to wait, it is tried again, and no later tap of the person's waits for days", async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script('clockOut', { kind: 'fail', failure: 'throttled', retryAfterMs: 30 * 24 * hourMs })
  await harness.tap(badges.ana)
  await harness.clock.advance(14 * 60_000)
  expect(harness.timeCards.count('clockOut')).toBe(1)
  await harness.clock.advance(2 * 60_000)
  expect(harness.timeCards.ended).toHaveLength(1)
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

test('who taps again minutes after their own clock-out here sees it confirmed again; later it is told in words', async () => {
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

test.each([
  ['random-number', 'random-number'],
  ['no-number', 'unreadable-badge'],
  ['removed-too-soon', 'unreadable-badge'],
  ['several-badges', 'several-badges'],
  ['typing-not-read', 'reader-misconfigured'],
] as const)(
  'a badge that cannot be used (%s) is refused in its own words and sends nothing',
  async (problem, kind) => {
    const harness = createHarness()
    await harness.unreadable(problem)
    expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind } })
    expect(harness.timeCards.calls).toEqual([])
  },
)

test('a badge in no list, and one that belongs to two people, are refused before anything is sent', async () => {
  const harness = createHarness()
  await harness.tap(badges.unlisted)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'unknown-badge' } })
  await harness.tap(badges.shared)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'ambiguous-badge' } })
  expect(harness.timeCards.calls).toEqual([])
})

test('who is not clocked in is told so, and nothing is invented', async () => {
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

test('who has no time card at all is told that, with a code: they are new, or their id in the roster is wrong', async () => {
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

test('a card open longer than the limit is left for a manager, and the person is told since when', async () => {
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

test('a night shift below the limit is simply ended', async () => {
  const harness = createHarness()
  onShift(harness, { hours: 15.9 })
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
})

test('someone on a break is clocked out; where the service refuses that, the break is ended first', async () => {
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

test('a request lost before it took effect is sent again, after the card was read', async () => {
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

test('what Shifts refuses for good is parked with its reason, and the person gets a code', async () => {
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

test('someone else ended the card between the list and the clock-out: it is left as it is', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ben)
  const card = harness.timeCards.cards.get('TCK_ana')
  const clockedOutAtMs = harness.clock.now().wallMs - 60_000
  if (card !== undefined)
    harness.timeCards.cards.set('TCK_ana', { ...card, state: 'clockedOut', clockedOutAtMs })
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'already-clocked-out' } })
  expect(harness.timeCards.ended).toEqual([])
  expect(harness.journal.eventsOf('tap00002-0000').at(-1)).toMatchObject({
    kind: 'superseded',
    cardId: 'TCK_ana',
    endedAtMs: clockedOutAtMs,
  })
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

test.each(['offline', 'online'] as const)('%s, a person is told so by what was seen last', async (seen) => {
  const harness = createHarness()
  onShift(harness)
  harness.kiosk.graphNews({ kind: 'exchange', reached: seen === 'online' })
  harness.timeCards.script('listOpen', { kind: 'hold' })
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe(seen === 'offline' ? 'saved-here' : 'heard')
  harness.timeCards.release()
  await harness.clock.advance(100)
  expect(screenOf(harness).name).toBe('confirmed')
})

test('a start with taps that wait raises no alarm for a journal that is about to be opened', async () => {
  const harness = createHarness()
  onShift(harness)
  const offline = Array.from({ length: 20 }, () => ({ kind: 'fail', failure: 'no-answer' }) as const)
  harness.timeCards.script('listOpen', ...offline)
  await harness.tap(badges.ana)
  await harness.clock.advance(patienceMs)
  harness.restart()
  await harness.clock.advance(1_000)
  expect(harness.kiosk.state.waitingTaps).toBe(1)
  expect(
    harness.logged.filter(({ event }) => event === 'health.alarm').map(({ fields }) => fields['alarm']),
  ).toEqual([])
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

test('told saved here, then ended by a manager: the tap is superseded, not refused to nobody', async () => {
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

test('told saved here, and no card was ever open: parked for a manager', async () => {
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
])('told saved here, and the last card was ended $hours h before the tap: $kind', async ({ hours, kind }) => {
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

test('without a journal the kiosk is out of service, accepts no tap, and comes back by itself', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.breakStorage(true)
  harness.restart()
  expect(screenOf(harness)).toMatchObject({ name: 'out-of-service', reason: { kind: 'journal' } })
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('out-of-service')
  expect(harness.timeCards.calls).toEqual([])
  harness.breakStorage(false)
  await harness.clock.advance(10_000)
  expect(screenOf(harness).name).toBe('ready')
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
})

test('a tap that cannot be written to the disk is never called heard and done: the person is told to say so', async () => {
  const harness = createHarness()
  onShift(harness)
  const otherProgram = openDatabase(harness.journalPath)
  otherProgram.exec('BEGIN IMMEDIATE')
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({
    name: 'refused',
    reason: { kind: 'not-recorded', code: 'TAP00001' },
  })
  expect(harness.logged).toContainEqual({
    event: 'tap.not-recorded',
    fields: expect.objectContaining({ code: 'TAP00001', failure: 'busy' }) as unknown,
  })
  expect(harness.timeCards.calls).toEqual([])
  await harness.clock.advance(8_000)
  expect(screenOf(harness)).toMatchObject({ name: 'out-of-service', reason: { kind: 'journal' } })
  otherProgram.exec('ROLLBACK')
  otherProgram.close()
  await harness.clock.advance(10_000)
  expect(screenOf(harness).name).toBe('ready')
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
})

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

test('a kiosk that is ended while it opens its journal anew stays ended', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script('clockOut', { kind: 'hold' })
  await harness.tap(badges.ana)
  harness.journal.close()
  await harness.tap(badges.ben)
  await harness.clock.advance(20_000)
  const opened = () => harness.logged.filter(({ event }) => event === 'journal.opened').length
  expect(harness.logged.map(({ event }) => event)).toContain('journal.reopening')
  const openedBefore = opened()
  await harness.kiosk.stop()
  harness.timeCards.release()
  await harness.clock.advance(20_000)
  expect(opened()).toBe(openedBefore)
})

test.each([
  { failure: 'io', givesUp: true },
  { failure: 'cannot-open', givesUp: true },
  { failure: 'full', givesUp: false },
  { failure: 'read-only', givesUp: false },
  { failure: 'in-use', givesUp: false },
] as const)(
  'a journal that fails for a quarter of an hour ($failure): asks to be started anew: $givesUp',
  async ({ failure, givesUp }) => {
    const harness = createHarness()
    harness.breakStorage(true, failure)
    harness.restart()
    await harness.clock.advance(14 * 60_000)
    expect(harness.givenUp).toBe(0)
    await harness.clock.advance(2 * 60_000)
    expect(harness.givenUp > 0).toBe(givesUp)
    expect(harness.logged.some(({ event }) => event === 'journal.given-up')).toBe(givesUp)
  },
)

test('a journal that fails now and then is never a reason to start anew', async () => {
  const harness = createHarness()
  for (let failures = 0; failures < 10; failures++) {
    harness.breakStorage(true)
    harness.restart()
    await harness.clock.advance(5 * 60_000)
    harness.breakStorage(false)
    await harness.clock.advance(5 * 60_000)
    expect(screenOf(harness).name).toBe('ready')
  }
  expect(harness.givenUp).toBe(0)
})

test('a journal that goes on failing is closed and opened anew', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.journal.close()
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'not-recorded' } })
  await harness.clock.advance(20_000)
  expect(harness.logged.map(({ event }) => event)).toContain('journal.reopening')
  expect(screenOf(harness).name).toBe('ready')
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
})

test('a journal that another program has freed before it was to be reopened is not reopened: no tap falls into that', async () => {
  const harness = createHarness()
  const other = openDatabase(harness.journalPath)
  // Of the looks for others' commits, every ten seconds, one then falls between the third failure and the reopening.
  await harness.clock.advance(7_000)
  other.exec('BEGIN IMMEDIATE')
  await harness.tap(badges.ana)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'not-recorded' } })
  await harness.clock.advance(11_000)
  expect(harness.logged.filter(({ event }) => event === 'journal.opened')).toHaveLength(1)
  other.exec('CREATE TABLE other (x); DROP TABLE other; COMMIT')
  other.close()
  await harness.clock.advance(60_000)
  expect(screenOf(harness).name).toBe('ready')
  expect(harness.logged.map(({ event }) => event)).not.toContain('journal.reopening')
})

test('who taps while nothing can be saved does not read another’s receipt as theirs', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana)
  expect(screenOf(harness).name).toBe('confirmed')
  harness.directoryStatus({ kind: 'unusable', detail: 'roster.csv is missing' })
  expect(screenOf(harness).name).toBe('confirmed')
  await harness.tap(badges.ben)
  expect(screenOf(harness)).toMatchObject({ name: 'out-of-service', reason: { kind: 'directory' } })
})

test('what somebody has to read stays, also when the next badge is not accepted', async () => {
  const harness = createHarness()
  await harness.tap(badges.unlisted)
  harness.directoryStatus({ kind: 'unusable', detail: 'roster.csv is missing' })
  await harness.tap(badges.ben)
  expect(screenOf(harness)).toMatchObject({ name: 'refused', reason: { kind: 'unknown-badge' } })
})

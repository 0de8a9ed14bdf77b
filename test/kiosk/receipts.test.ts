import { describe, expect, test } from 'vitest'
import { patienceMs } from '../../electron/kiosk/flow/tap-flow.ts'
import { badges, createHarness, type Harness, hourMs, onShift, people } from '../support/kiosk-harness.ts'

const textOf = (harness: Harness) => JSON.stringify(harness.kiosk.state)
/** A repeat within the window is heard again for its receipt's time. */
const receiptLeavesMs = 10_000

describe('what the page learns about a person', () => {
  test('is their name and shift while their receipt is shown, and nothing afterwards', async () => {
    const harness = createHarness({ nameShown: 'full', showHours: true })
    onShift(harness, { hours: 8, breaks: [] })
    await harness.tap(badges.ana)
    expect(harness.kiosk.state.screen).toMatchObject({
      name: 'confirmed',
      tap: { personName: 'Ana Ruiz' },
      hours: { workedMs: 8 * hourMs, breaksMs: 0 },
    })
    await harness.clock.advance(receiptLeavesMs)
    expect(harness.kiosk.state.screen).toEqual({ name: 'ready' })
    expect(textOf(harness)).not.toMatch(/Ana|Ruiz|TCK_ana|tap00001/u)
    expect(textOf(harness)).not.toContain(people.ana.userId)
  })

  test.each([
    ['first', 'Ana', /Ruiz/u],
    ['initials', 'A. R.', /Ana|Ruiz/u],
  ] as const)('is only the %s if the site shows only that', async (nameShown, shown, hidden) => {
    const harness = createHarness({ nameShown, showHours: false })
    onShift(harness, { hours: 8 })
    await harness.tap(badges.ana)
    expect(harness.kiosk.state.screen).toMatchObject({ name: 'confirmed', tap: { personName: shown } })
    await harness.clock.advance(receiptLeavesMs)
    expect(harness.states.map((state) => state.screen.name)).toContain('heard')
    expect(JSON.stringify(harness.states)).not.toMatch(hidden)
  })

  test('is never a badge number or a user ID', async () => {
    const harness = createHarness({ nameShown: 'full', showHours: true })
    onShift(harness, { hours: 8 })
    await harness.tap(badges.ana)
    await harness.tap(badges.unlisted)
    const sent = JSON.stringify(harness.states)
    for (const secret of [badges.ana, badges.unlisted, people.ana.userId]) expect(sent).not.toContain(secret)
  })
})

describe('the hours on a confirmation', () => {
  test('are left out unless the site asks for them', async () => {
    const harness = createHarness()
    onShift(harness, { hours: 8, breaks: [] })
    await harness.tap(badges.ana)
    expect(harness.kiosk.state.screen).toMatchObject({ name: 'confirmed' })
    expect(harness.kiosk.state.screen).not.toHaveProperty('hours')
  })

  test('are left out if the breaks from Shifts cannot be read', async () => {
    const harness = createHarness({ nameShown: 'full', showHours: true })
    onShift(harness, { hours: 8 })
    await harness.tap(badges.ana)
    expect(harness.kiosk.state.screen).toMatchObject({ name: 'confirmed' })
    expect(harness.kiosk.state.screen).not.toHaveProperty('hours')
  })

  test('cost no request, and leave no trace in the journal', async () => {
    const plain = createHarness()
    const telling = createHarness({ nameShown: 'full', showHours: true })
    for (const harness of [plain, telling]) {
      onShift(harness, { hours: 8, breaks: [] })
      await harness.tap(badges.ana)
    }
    expect(telling.timeCards.calls).toEqual(plain.timeCards.calls)
    expect(JSON.stringify(telling.journal.eventsOf('tap00001-0000'))).not.toMatch(/times|breaks|worked/u)
  })
})

describe('a badge that is tapped again', () => {
  test('shows the same outcome with a new number; an update keeps the number', async () => {
    const harness = createHarness()
    onShift(harness, { hours: 8 })
    const showing = () => {
      const { screen } = harness.kiosk.state
      return 'tap' in screen ? screen.tap.showing : undefined
    }
    await harness.tap(badges.ana)
    const first = showing()
    expect(first).toBeTypeOf('number')
    await harness.tap(badges.ben)
    await harness.tap(badges.ana)
    expect(harness.kiosk.state.screen).toMatchObject({ name: 'confirmed', tap: { tapId: 'tap00001-0000' } })
    const second = showing()
    expect(second).not.toBe(first)
    await harness.tap(badges.ana)
    expect(showing()).not.toBe(second)
  })

  test('keeps one number per receipt, from its first to its last state', async () => {
    const harness = createHarness()
    onShift(harness, { hours: 8 })
    harness.timeCards.script('listOpen', { kind: 'hold' })
    await harness.tap(badges.ana)
    await harness.clock.advance(patienceMs)
    harness.readerStatus({ kind: 'no-reader' })
    const numbers = harness.states.flatMap(({ screen }) =>
      screen.name === 'saved-here' ? [screen.tap.showing] : [],
    )
    expect(numbers.length).toBeGreaterThan(1)
    expect(new Set(numbers).size).toBe(1)
  })
})

import { expect, test } from 'vitest'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { requestRetry } from '../../../electron/journal/request-retry.ts'
import { siteKeyOf } from '../../../electron/journal/chain/site-key.ts'
import { badges, createHarness, type Harness, hourMs, onShift, people } from '../../support/kiosk-harness.ts'

/** What a badge means that is read again. */

const minuteMs = 60_000

const tapped = ({ logged }: Harness): number => logged.filter(({ event }) => event === 'tap.recorded').length
const alarms = ({ alarms: told }: Harness): readonly string[] => told.map(({ kind }) => kind)

/** The badge is seen for `seenMs` and gone for `goneMs`, over and over. */
async function comesAndGoes(harness: Harness, seenMs: number, goneMs: number, forMs: number): Promise<void> {
  for (let left = forMs; left > 0; left -= seenMs + goneMs) {
    await harness.tap(badges.ana)
    await harness.clock.advance(seenMs)
    if (seenMs > 0) harness.takeAway(badges.ana)
    await harness.clock.advance(goneMs)
  }
}

test.each([
  ['a card that is seen for 4 s and gone for 0.6 s', 4_000, 600],
  ['a reader that types every 2 s', 0, 2_000],
])(
  '%s is one tap, shows that the badge must be removed, and ends no shift that begins meanwhile',
  async (_, seenMs, goneMs) => {
    const harness = createHarness()
    onShift(harness)
    await comesAndGoes(harness, seenMs, goneMs, minuteMs)
    expect(tapped(harness)).toBe(1)
    expect(harness.kiosk.state.screen).toMatchObject({
      name: 'refused',
      reason: { kind: 'badge-left-on-reader' },
    })
    expect(alarms(harness)).not.toContain('badge-left-on-reader')
    harness.timeCards.add({
      id: 'TCK_2',
      userId: people.ana.userId,
      clockedInAtMs: harness.clock.now().wallMs - 5_000,
    })
    await comesAndGoes(harness, seenMs, goneMs, 6 * minuteMs)
    expect(tapped(harness)).toBe(1)
    expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_ana'])
    expect(alarms(harness)).toContain('badge-left-on-reader')
    expect(harness.logged.filter(({ event }) => event === 'tap.badge-left-on-reader')).toHaveLength(1)
    await harness.clock.advance(2 * minuteMs)
    expect(alarms(harness)).not.toContain('badge-left-on-reader')
    await harness.tap(badges.ana)
    await harness.clock.advance(minuteMs)
    expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_ana', 'TCK_2'])
  },
)

test('a badge left on the reader takes the screen from nobody', async () => {
  const harness = createHarness()
  await comesAndGoes(harness, 4_000, 600, minuteMs)
  await harness.tap(badges.unlisted)
  await harness.tap(badges.ana)
  expect(harness.kiosk.state.screen).toMatchObject({ name: 'refused', reason: { kind: 'unknown-badge' } })
})

test('a refused badge that a reader types every 2 s is not tried forever', async () => {
  const harness = createHarness()
  await comesAndGoes(harness, 0, 2_000, 5 * minuteMs)
  expect(tapped(harness)).toBeLessThanOrEqual(6)
})

test('the repeat window runs from when the badge was last seen', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana)
  await harness.clock.advance(25_000)
  harness.takeAway(badges.ana)
  await harness.clock.advance(19_000)
  await harness.tap(badges.ana)
  expect(tapped(harness)).toBe(1)
  harness.takeAway(badges.ana)
  await harness.clock.advance(21_000)
  await harness.tap(badges.ana)
  expect(tapped(harness)).toBe(2)
})

test('a refused badge shows its refusal again, and is tried again after it was away for two seconds', async () => {
  const harness = createHarness()
  await harness.tap(badges.ana)
  const refusal = { name: 'refused', reason: { kind: 'no-time-card' } }
  expect(harness.kiosk.state.screen).toMatchObject(refusal)
  await harness.clock.advance(3_000)
  harness.takeAway(badges.ana)
  await harness.clock.advance(1_900)
  await harness.tap(badges.ana)
  expect(tapped(harness)).toBe(1)
  expect(harness.kiosk.state.screen).toMatchObject(refusal)
  harness.takeAway(badges.ana)
  onShift(harness)
  await harness.clock.advance(2_000)
  await harness.tap(badges.ana)
  expect(tapped(harness)).toBe(2)
  expect(harness.kiosk.state.screen).toMatchObject({ name: 'confirmed' })
})

test('a tap kept for a manager is shown again for five minutes and causes no other tap', async () => {
  const harness = createHarness()
  harness.timeCards.add({
    id: 'TCK_ana',
    userId: people.ana.userId,
    clockedInAtMs: harness.clock.now().wallMs - 30 * hourMs,
  })
  await harness.tap(badges.ana)
  await harness.clock.advance(4 * minuteMs)
  await harness.tap(badges.ana)
  expect(harness.kiosk.state.screen).toMatchObject({ name: 'refused', reason: { kind: 'open-too-long' } })
  expect(tapped(harness)).toBe(1)
  await harness.clock.advance(5 * minuteMs + 1)
  await harness.tap(badges.ana)
  expect(tapped(harness)).toBe(2)
})

test('a person who finds their badge on the reader at the end of a later shift and taps is clocked out of it', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana)
  await harness.clock.advance(3 * hourMs)
  onShift(harness, { id: 'TCK_2' })
  await harness.clock.advance(6 * hourMs)
  harness.takeAway(badges.ana)
  await harness.clock.advance(3_000)
  await harness.tap(badges.ana)
  await harness.clock.advance(minuteMs)
  expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_ana', 'TCK_2'])
})

test('however many others tap meanwhile, a badge read over and over ends no later shift', async () => {
  const harness = createHarness()
  onShift(harness)
  await comesAndGoes(harness, 4_000, 600, minuteMs)
  onShift(harness, { id: 'TCK_2' })
  for (let other = 0; other < 300; other += 1) {
    await harness.tap(`05${String(other).padStart(12, '0')}` as BadgeId)
    await comesAndGoes(harness, 4_000, 600, 4_600)
  }
  expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_ana'])
})

test('a badge read over and over while the kiosk is out of service ends no later shift', async () => {
  const harness = createHarness()
  onShift(harness)
  await comesAndGoes(harness, 4_000, 600, minuteMs)
  onShift(harness, { id: 'TCK_2' })
  harness.directoryStatus({ kind: 'unusable', detail: 'gone' })
  await comesAndGoes(harness, 4_000, 600, 2 * minuteMs)
  harness.directoryStatus({ kind: 'ready', people: 2 })
  await comesAndGoes(harness, 4_000, 600, minuteMs)
  expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_ana'])
})

test('a badge on the reader when the kiosk starts is not a tap; after it was away it is one', async () => {
  const harness = createHarness()
  onShift(harness)
  await harness.tap(badges.ana, { wasThereAtStart: true })
  expect(harness.kiosk.state.screen).toMatchObject({
    name: 'refused',
    reason: { kind: 'badge-left-on-reader' },
  })
  expect(tapped(harness)).toBe(0)
  harness.takeAway(badges.ana)
  await harness.clock.advance(2_500)
  await harness.tap(badges.ana)
  expect(harness.timeCards.ended).toHaveLength(1)
})

test('a person who taps five times because it takes so long still sees the outcome', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.latency = () => new Promise((resolve) => void harness.clock.after(1_500, resolve))
  for (let taps = 0; taps < 5; taps += 1) {
    await harness.tap(badges.ana)
    await harness.clock.advance(400)
  }
  await harness.clock.advance(3_000)
  expect(harness.kiosk.state.screen).toMatchObject({ name: 'confirmed' })
  expect(tapped(harness)).toBe(1)
})

test('a parked tap that was retried successfully is shown as such, and no longer as refused', async () => {
  const harness = createHarness()
  onShift(harness)
  harness.timeCards.script('clockOut', { kind: 'fail', failure: 'forbidden' })
  await harness.tap(badges.ana)
  expect(harness.kiosk.state.screen).toMatchObject({ name: 'refused' })
  const asked = requestRetry(
    harness.journalPath,
    siteKeyOf(new Uint8Array(32).fill(7)),
    ['tap00001-0000'],
    harness.clock.now().wallMs,
  )
  expect(asked).toMatchObject({ answers: [{ kind: 'ok' }] })
  await harness.clock.advance(61_000)
  expect(harness.timeCards.ended).toHaveLength(1)
  await harness.tap(badges.ana)
  expect(harness.kiosk.state.screen).toMatchObject({ name: 'confirmed' })
})

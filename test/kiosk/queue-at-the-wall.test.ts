import { expect, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { needOf } from '../../electron/alerts/tap-need.ts'
import { openDatabase } from '../../electron/journal/store/sqlite.ts'
import { minSeenMs } from '../../electron/kiosk/flow/screen-slots.ts'
import {
  badges,
  createHarness,
  type Harness,
  hourMs,
  onShift,
  people as personOf,
} from '../support/kiosk-harness.ts'

/** A queue in which everybody sees their outcome: 54 taps a minute, half of them refused. */

const people = 270
const everyMs = Math.round(60_000 / 54)

const badgeOf = (number: number): BadgeId => `04${String(number).padStart(12, '0')}` as BadgeId
const userOf = (number: number): string => `7d5f0f0e-0000-4000-8000-${String(number).padStart(12, '0')}`

interface Sight {
  outcome: string
  sinceMs: number
}

/** How long each tap has had one outcome in sight without a gap, at most. */
class Onlooker {
  readonly maxMs = new Map<string, number>()
  readonly places = new Map<string, Set<string>>()
  #inSight = new Map<string, Sight>()

  see(state: KioskState, nowMs: number): void {
    const now = new Map<string, string>()
    const { screen } = state
    if ('tap' in screen && screen.name !== 'heard') now.set(screen.tap.tapId, screen.name)
    for (const [index, row] of (state.slots ?? []).entries()) {
      if (row === null) continue
      if (row.outcome !== 'waiting') now.set(row.tapId, row.outcome)
      const places = this.places.get(row.tapId) ?? new Set()
      this.places.set(row.tapId, places.add(`slot ${index}`))
    }
    for (const [tapId, sight] of this.#inSight) {
      const name = sameName(now.get(tapId))
      if (name !== sight.outcome) this.#end(tapId, sight, nowMs)
    }
    for (const [tapId, outcome] of now) {
      const name = sameName(outcome) ?? ''
      if (this.#inSight.get(tapId)?.outcome !== name)
        this.#inSight.set(tapId, { outcome: name, sinceMs: nowMs })
    }
  }

  end(nowMs: number): void {
    for (const [tapId, sight] of this.#inSight) this.#end(tapId, sight, nowMs)
  }

  #end(tapId: string, { sinceMs }: Sight, nowMs: number): void {
    this.maxMs.set(tapId, Math.max(this.maxMs.get(tapId) ?? 0, nowMs - sinceMs))
    this.#inSight.delete(tapId)
  }
}

const sameName = (name: string | undefined): string | undefined => (name === 'saved-here' ? 'saved' : name)

async function queue(
  requestMs: number,
  betweenMs = everyMs,
): Promise<{ readonly harness: Harness; readonly onlooker: Onlooker }> {
  const onlooker = new Onlooker()
  const harness: Harness = createHarness(undefined, {
    find: (badge) => {
      const number = Number(badge.slice(2))
      return { kind: 'found', person: { userId: userOf(number), displayName: `Person ${number}` } }
    },
    stateChanged: (state, atMs) => onlooker.see(state, atMs),
  })
  const { clock, timeCards } = harness
  timeCards.latency = () => new Promise((resolve) => void clock.after(requestMs, resolve))
  for (let number = 0; number < people; number += 2) {
    timeCards.add({
      id: `TCK_${number}`,
      userId: userOf(number),
      clockedInAtMs: clock.now().wallMs - 6 * hourMs,
    })
  }
  for (let number = 0; number < people; number += 1) {
    await harness.tap(badgeOf(number))
    await clock.advance(betweenMs)
  }
  await clock.advance(60_000)
  onlooker.end(clock.now().monotonicMs)
  return { harness, onlooker }
}

interface Outcomes {
  readonly saw: ReadonlySet<string>
  /** As the log says. */
  readonly notTold: readonly string[]
  /** As reported to the person who acts on such taps. */
  readonly alerted: readonly string[]
}

function outcomesOf({ harness, onlooker }: Awaited<ReturnType<typeof queue>>): Outcomes {
  const parked = harness.journal.parkedSince(undefined, people)?.taps ?? []
  return {
    saw: new Set(tapIds.filter((id) => (onlooker.maxMs.get(id) ?? 0) >= minSeenMs)),
    notTold: harness.logged
      .filter(({ event }) => event === 'tap.not-told')
      .map(({ fields }) => String(fields['tapId'])),
    alerted: parked.filter((tap) => needOf(tap) === 'not-told').map(({ record }) => record.tapId),
  }
}

const tapIds = Array.from({ length: people }, (_, index) => `tap${String(index + 1).padStart(5, '0')}-0000`)

test.each([100, 400, 900, 2_500])(
  'at %i ms per request everybody in the queue sees their outcome',
  async (requestMs) => {
    const done = await queue(requestMs)
    const { saw, notTold, alerted } = outcomesOf(done)
    expect(saw.size).toBe(people)
    expect(notTold).toEqual([])
    expect(alerted).toEqual([])
    expect(done.harness.kiosk.state).toMatchObject({ waitingTaps: 0 })
    expect(done.harness.kiosk.state.slots).toBeUndefined()
  },
  60_000,
)

test('if more people tap than fit, only the outcomes that nobody saw are alerted', async () => {
  const { saw, notTold, alerted } = outcomesOf(await queue(900, 300))
  expect(notTold.length).toBeGreaterThan(people / 10)
  expect(alerted.toSorted()).toEqual(notTold.toSorted())
  expect(tapIds.filter((id) => !saw.has(id))).toEqual(notTold.toSorted())
}, 60_000)

test('a tap keeps its slot from its first outcome on', async () => {
  const { onlooker } = await queue(2_500)
  const wandered = tapIds.filter((id) => (onlooker.places.get(id)?.size ?? 0) > 1)
  expect(wandered).toEqual([])
})

test('a tap whose person did not see that it is saved is alerted once it is settled', async () => {
  const harness = createHarness(undefined, {
    find: (badge) => (badge === badges.ana ? { kind: 'found', person: personOf.ana } : { kind: 'unknown' }),
  })
  onShift(harness, { id: 'TCK_1' })
  harness.timeCards.script('listOpen', { kind: 'hold' })
  await harness.tap(badges.ana)
  for (let stranger = 0; stranger < 40; stranger += 1) {
    await harness.tap(badgeOf(stranger))
    await harness.clock.advance(300)
  }
  expect(harness.logged.find(({ event }) => event === 'tap.not-told')?.fields).toMatchObject({
    tapId: 'tap00001-0000',
    outcome: 'saved',
  })
  expect(harness.journal.parkedTaps()).toBe(0)
  harness.timeCards.release()
  await harness.clock.settle()
  expect(harness.timeCards.ended).toHaveLength(1)
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({
    kind: 'parked',
    reason: 'not-told',
    detail: 'The clock-out is confirmed.',
  })
  await harness.clock.advance(1_000)
  expect(harness.alarms.map(({ kind }) => kind)).toContain('taps-parked')
})

test.each([5_000, 6_500, 7_900])(
  'a refusal that came slowly and was on screen alone for %i ms has been seen when the next person taps',
  async (afterMs) => {
    const harness = createHarness()
    onShift(harness, { person: 'ben' })
    // The list and the look for an ended card: the refusal comes after three seconds.
    harness.timeCards.latency = () => new Promise((resolve) => void harness.clock.after(1_500, resolve))
    await harness.tap(badges.ana)
    await harness.clock.advance(3_000)
    expect(harness.kiosk.state.screen).toMatchObject({ name: 'refused' })
    await harness.clock.advance(afterMs)
    await harness.tap(badges.ben)
    await harness.clock.advance(1)
    expect(harness.kiosk.state.slots?.[0]).toMatchObject({ tapId: 'tap00001-0000', outcome: 'refused' })
    await harness.clock.advance(10_000)
    expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({ kind: 'refused' })
    expect(harness.logged.map(({ event }) => event)).not.toContain('tap.not-told')
  },
)

test('a person who sees no outcome and is displaced again causes one alert', async () => {
  const harness = createHarness(undefined, {
    find: (badge) => (badge === badges.ana ? { kind: 'found', person: personOf.ana } : { kind: 'unknown' }),
  })
  const rush = async (from: number): Promise<void> => {
    await harness.tap(badges.ana)
    for (let stranger = from; stranger < from + 60; stranger += 1) {
      await harness.tap(badgeOf(stranger))
      await harness.clock.advance(200)
    }
  }
  const notTold = () => harness.journal.eventsOf('tap00001-0000').filter((event) => event.kind === 'parked')
  onShift(harness, { id: 'TCK_1' })
  harness.timeCards.latency = () => new Promise((resolve) => void harness.clock.after(2_000, resolve))
  await rush(100)
  expect(notTold()).toHaveLength(1)
  await rush(200)
  expect(notTold()).toHaveLength(1)
})

test('a missed outcome that cannot be written to the journal is written later', async () => {
  const harness = createHarness(undefined, {
    find: (badge) => (badge === badges.ana ? { kind: 'found', person: personOf.ana } : { kind: 'unknown' }),
  })
  onShift(harness, { id: 'TCK_1' })
  harness.timeCards.latency = () => new Promise((resolve) => void harness.clock.after(2_000, resolve))
  await harness.tap(badges.ana)
  const other = openDatabase(harness.journalPath)
  for (let stranger = 0; stranger < 60; stranger += 1) {
    await harness.tap(badgeOf(stranger))
    await harness.clock.advance(200)
    if (stranger === 32) other.exec('BEGIN IMMEDIATE')
  }
  expect(harness.logged.some(({ event }) => event === 'tap.not-told')).toBe(true)
  other.exec('ROLLBACK')
  other.close()
  await harness.clock.advance(60_000)
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({
    kind: 'parked',
    reason: 'not-told',
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import { mulberry32 } from './course.ts'
import { createMachine, hourMs, lateToleranceMs, type Machine } from './machine.ts'
import { memoryDisk } from './memory-disk.ts'
import { createModelClock, type ModelClock } from './model-clock.ts'
import { createService, type Service } from './service.ts'

const minuteMs = 60_000
/** KIOSK_OUTAGE_TAPS: how many taps wait at the end of the week; npm run test:long has 5,000. */
const weekOfTaps = Number(process.env['KIOSK_OUTAGE_TAPS'] ?? 1_000)
const dayMs = 24 * hourMs

interface Site {
  readonly clock: ModelClock
  readonly service: Service
  readonly violations: readonly string[]
  readonly kiosk: () => Machine
}

const userIds = Array.from(
  { length: 1_000 },
  (_, person) => `7d5f0f0e-0000-4000-8000-${String(person).padStart(12, '0')}`,
)
const badgeOf = (person: number): BadgeId => `04${String(person).padStart(12, '0')}` as BadgeId
const userOf = (badge: BadgeId): string | undefined => userIds[Number(badge.slice(2))]

async function createSite(): Promise<Site> {
  const folder = mkdtempSync(join(memoryDisk, 'shifts-kiosk-outage-'))
  const { random } = Math
  const seeded = mulberry32(20_260_105)
  Math.random = seeded
  const clock = createModelClock()
  const service = await createService(clock, {}, userIds)
  const violations: string[] = []
  const machines: Machine[] = []
  onTestFinished(async () => {
    Math.random = random
    for (const machine of machines) await machine.end()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    clock,
    service,
    violations,
    kiosk: () => {
      const number = machines.length
      const machine = createMachine({
        number,
        clock,
        service,
        journalPath: join(folder, `kiosk${number}`, 'journal.db'),
        wallAheadMs: 0,
        note: `Badge kiosk Dock ${number}`,
        random: seeded,
        userOf,
        violate: (what) => void violations.push(what),
        confirmed: () => undefined,
      })
      machines.push(machine)
      return machine
    },
  }
}

const waiting = (machine: Machine): number => machine.kiosk?.state.waitingTaps ?? Infinity

/** The card a tap ended, and when it did. */
function endedBy(machine: Machine, service: Service, tapId: string) {
  const last = machine.lastOf.get(tapId)
  if (last?.kind !== 'confirmed') expect.fail(`${tapId} ended as ${JSON.stringify(last)}`)
  const { clockOutEvent } = service.tenant.card(last.cardId) ?? {}
  return { cardId: last.cardId, atMs: Date.parse(clockOutEvent?.dateTime ?? '') }
}

function share(machines: readonly Machine[]) {
  const sent = machines.flatMap(({ network }) => network.sent).filter(({ status }) => status !== undefined)
  const throttled = sent.filter(({ status }) => status === 429)
  return { requests: sent.length, throttled: throttled.length / sent.length }
}

test(`a week offline with ${weekOfTaps} taps drains by itself, oldest first, each card at the time of its tap`, async () => {
  const { clock, service, violations, kiosk } = await createSite()
  const machine = kiosk()
  const people = Math.ceil(weekOfTaps / 7)
  await clock.advance(minuteMs)
  machine.network.cut = 'refused'
  const startMs = clock.nowMs
  // Two shifts a day end within half an hour each: half of the people clock out at one of them.
  const taps = Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: people }, (_unused, person) => {
      const endsMs = startMs + day * dayMs + (person % 2 === 0 ? 6 : 14) * hourMs
      return { person, atMs: endsMs + Math.floor((person / people) * 30 * minuteMs) }
    }),
  )
    .flat()
    .slice(0, weekOfTaps)
    .sort((a, b) => a.atMs - b.atMs)
  for (const { person, atMs } of taps) {
    await clock.advance(atMs - clock.nowMs)
    service.addCard(userIds[person] ?? '', atMs - 8 * hourMs)
    machine.tap(badgeOf(person))
  }
  await clock.advance(startMs + 7 * dayMs - clock.nowMs)
  expect(waiting(machine)).toBe(taps.length)

  const before = machine.network.sent.length
  machine.network.cut = 'up'
  const backAtMs = clock.nowMs
  const liveTaps: number[] = []
  while (waiting(machine) > 0 && clock.nowMs - backAtMs < 12 * hourMs) {
    await clock.advance(10 * minuteMs)
    const person = 800 + liveTaps.length
    if (liveTaps.length >= 5 || waiting(machine) === 0) continue
    service.addCard(userIds[person] ?? '', clock.nowMs - 5 * hourMs)
    machine.tap(badgeOf(person))
    const tappedAtMs = clock.nowMs
    await clock.advance(4_000)
    const { event, atMs } =
      machine.committed.findLast(({ event: { tapId } }) => tapId === machine.taps.at(-1)?.tapId) ?? {}
    expect(event?.kind).toBe('confirmed')
    liveTaps.push((atMs ?? Infinity) - tappedAtMs)
  }
  expect(waiting(machine)).toBe(0)
  const settledAtMs = Math.max(...machine.committed.map(({ atMs }) => atMs))
  const { requests, throttled } = share([machine])
  process.stdout.write(
    `outage: ${taps.length} taps of a week drained in ${((settledAtMs - backAtMs) / minuteMs).toFixed(0)} min, ` +
      `${((machine.network.sent.length - before) / taps.length).toFixed(2)} requests per tap (${requests}), ` +
      `${(throttled * 100).toFixed(1)} % throttled; ` +
      `live taps confirmed within ${Math.max(...liveTaps)} ms\n`,
  )
  const cards = new Set<string>()
  for (const { tapId, atMs } of machine.taps) {
    const ended = endedBy(machine, service, tapId)
    expect(Math.abs(ended.atMs - atMs)).toBeLessThan(lateToleranceMs)
    cards.add(ended.cardId)
  }
  expect(cards.size).toBe(machine.taps.length)
  expect(new Set(service.tenant.cards().map(({ state }) => state))).toEqual(new Set(['clockedOut']))
  const replayed = machine.committed
    .filter(({ event, atMs }) => event.kind === 'confirmed' && atMs >= backAtMs)
    .map(({ event }) => event.tapId)
  const places = new Map(replayed.map((tapId, place) => [tapId, place]))
  const outOfPlace = machine.taps.map(({ tapId }, index) => Math.abs((places.get(tapId) ?? Infinity) - index))
  // A tap that was tried a moment before the network was back waits for its turn for a minute at most.
  expect(Math.max(...outOfPlace.slice(0, taps.length))).toBeLessThan(60)
  expect(violations).toEqual([])
}, 1_800_000)

test('twenty kiosks that come back at once share one team: all drain, and few requests are turned away', async () => {
  const { clock, service, violations, kiosk } = await createSite()
  const machines = Array.from({ length: 20 }, kiosk)
  for (const { network } of machines) network.cut = 'refused'
  const perKiosk = 15
  for (let round = 0; round < perKiosk; round++) {
    for (const [number, machine] of machines.entries()) {
      const person = number * perKiosk + round
      service.addCard(userIds[person] ?? '', clock.nowMs - 5 * hourMs)
      machine.tap(badgeOf(person))
      await clock.advance(500)
    }
  }
  await clock.advance(hourMs)
  for (const { network } of machines) network.cut = 'up'
  const backAtMs = clock.nowMs
  while (machines.some((machine) => waiting(machine) > 0) && clock.nowMs - backAtMs < 6 * hourMs) {
    await clock.advance(minuteMs)
  }
  const settledAtMs = Math.max(...machines.flatMap(({ committed }) => committed.map(({ atMs }) => atMs)))
  const taps = machines.length * perKiosk
  const { requests, throttled } = share(machines)
  process.stdout.write(
    `outage: ${taps} taps of 20 kiosks drained in ${((settledAtMs - backAtMs) / minuteMs).toFixed(1)} min, ` +
      `${(requests / taps).toFixed(2)} requests per tap, ${(throttled * 100).toFixed(1)} % of them throttled\n`,
  )
  expect(machines.map(waiting)).toEqual(machines.map(() => 0))
  for (const machine of machines) {
    for (const { tapId, atMs } of machine.taps) {
      expect(Math.abs(endedBy(machine, service, tapId).atMs - atMs)).toBeLessThan(lateToleranceMs)
    }
  }
  expect(throttled).toBeLessThan(0.4)
  expect(violations).toEqual([])
}, 1_800_000)

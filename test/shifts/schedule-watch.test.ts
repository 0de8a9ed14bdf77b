import { expect, test } from 'vitest'
import type { GraphAnswer } from '../../electron/graph/graph-failure.ts'
import { createScheduleWatch } from '../../electron/shifts/schedule-watch.ts'
import type { ScheduleStatus } from '../../electron/shifts/team-schedule.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const usable: GraphAnswer<ScheduleStatus> = { kind: 'ok', value: { kind: 'usable' } }
const unusable: GraphAnswer<ScheduleStatus> = { kind: 'ok', value: { kind: 'unusable', detail: 'off' } }
const unreachable: GraphAnswer<ScheduleStatus> = {
  kind: 'failed',
  failure: { kind: 'no-answer', detail: 'no route' },
}

/** The last answer repeats. */
function watch(...answers: GraphAnswer<ScheduleStatus>[]) {
  const clock = createVirtualClock()
  const statuses: ScheduleStatus['kind'][] = []
  let looks = 0
  const scheduleWatch = createScheduleWatch({
    clock,
    read: () => Promise.resolve(answers[Math.min(looks++, answers.length - 1)] ?? unreachable),
    onStatus: ({ kind }) => statuses.push(kind),
    random: () => 0.5,
  })
  scheduleWatch.start()
  return {
    clock,
    statuses,
    looks: () => looks,
    tap: () => scheduleWatch.tapRecorded(),
    stop: () => scheduleWatch.stop(),
  }
}

test('the schedule is read once at the start, and not again within a day', async () => {
  const { clock, statuses, looks } = watch(usable)
  await clock.advance(24 * hourMs)
  expect(statuses).toEqual(['usable'])
  await clock.advance(hourMs)
  expect(looks()).toBe(2)
})

test('without an answer it is retried with backoff until there is one', async () => {
  const { clock, statuses, looks } = watch(...Array.from({ length: 20 }, () => unreachable), usable)
  await clock.advance(hourMs)
  expect(looks()).toBeGreaterThan(4)
  expect(looks()).toBeLessThan(12)
  await clock.advance(24 * hourMs)
  expect(statuses).toEqual(['usable'])
})

test('a problem that blocks every clock-out is checked once a day, and when somebody taps', async () => {
  const { clock, statuses, looks, tap } = watch(unusable, unusable, unusable, usable)
  await clock.advance(24 * hourMs)
  expect(looks()).toBe(1)
  await clock.advance(hourMs)
  expect(statuses).toEqual(['unusable', 'unusable'])
  await clock.advance(hourMs)
  tap()
  await clock.advance(minuteMs)
  tap()
  await clock.advance(0)
  expect(statuses).toEqual(['unusable', 'unusable', 'unusable', 'usable'])
})

test('a queue at a kiosk that cannot end time cards causes one check per minute', async () => {
  const { clock, looks, tap } = watch(unusable)
  for (let second = 0; second < 179; second += 1) {
    tap()
    tap()
    await clock.advance(1000)
  }
  expect(looks()).toBe(3)
})

test('while the schedule is fine, or has not been read, taps cause no check', async () => {
  const inOrder = watch(usable)
  await inOrder.clock.advance(hourMs)
  inOrder.tap()
  expect(inOrder.looks()).toBe(1)
  const notRead = watch(unreachable)
  await notRead.clock.advance(0)
  notRead.tap()
  expect(notRead.looks()).toBe(1)
})

test('once stopped, nothing is read or reported', async () => {
  const { clock, statuses, looks, stop } = watch(usable)
  stop()
  await clock.advance(100 * hourMs)
  expect(looks()).toBe(1)
  expect(statuses).toEqual([])
})

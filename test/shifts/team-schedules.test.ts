import { expect, test } from 'vitest'
import type { GraphAnswer } from '../../electron/graph/graph-failure.ts'
import { combinedStatus, watchTeamSchedules } from '../../electron/shifts/team-schedules.ts'
import type { ScheduleStatus } from '../../electron/shifts/team-schedule.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const usable = (timeZone?: string): ScheduleStatus => ({
  kind: 'usable',
  ...(timeZone !== undefined && { timeZone }),
})
const off: ScheduleStatus = { kind: 'unusable', detail: 'the time clock is off', timeZone: 'Europe/Paris' }

test('a team whose time clock is off is named before anybody taps', async () => {
  const clock = createVirtualClock()
  const reported: ScheduleStatus[] = []
  const watch = watchTeamSchedules({
    teams: [
      { id: 'a', name: 'Bakery' },
      { id: 'b', name: 'Deli' },
    ],
    clock,
    read: (teamId): Promise<GraphAnswer<ScheduleStatus>> =>
      Promise.resolve({ kind: 'ok', value: teamId === 'a' ? usable('Europe/Madrid') : off }),
    onStatus: (status) => reported.push(status),
  })
  watch.start()
  await clock.settle()
  expect(reported.at(-1)).toEqual({
    kind: 'unusable',
    detail: 'Deli: the time clock is off',
    timeZone: 'Europe/Madrid',
  })
  watch.stop()
  expect(clock.waiting).toBe(0)
})

test('each team is read once a day, and only one of them while Graph is out of reach', async () => {
  const clock = createVirtualClock()
  const reads: string[] = []
  let isReachable = true
  const watch = watchTeamSchedules({
    teams: ['a', 'b', 'c'].map((id) => ({ id, name: id })),
    clock,
    read: (teamId): Promise<GraphAnswer<ScheduleStatus>> => {
      reads.push(teamId)
      return Promise.resolve(
        isReachable
          ? { kind: 'ok', value: usable() }
          : { kind: 'failed', failure: { kind: 'no-answer', detail: 'no answer' } },
      )
    },
    onStatus: () => undefined,
  })
  watch.start()
  await clock.advance(25 * 3_600_000)
  expect(reads.toSorted()).toEqual(['a', 'a', 'b', 'b', 'c', 'c'])
  reads.length = 0
  isReachable = false
  watch.exchanged(false)
  await clock.advance(5 * 60_000)
  expect(new Set(reads)).toEqual(new Set(['a']))
  watch.stop()
})

test.each([
  ['nothing is known yet', [undefined, undefined], { kind: 'unknown' }],
  ['one is usable and the other not read', [usable('UTC'), undefined], usable('UTC')],
  ['the first team has no time zone', [usable(), usable('Europe/Madrid')], usable('Europe/Madrid')],
  ['the first team’s time zone counts', [usable('UTC'), usable('Europe/Madrid')], usable('UTC')],
] as const)('%s', (_, statuses, expected) => {
  expect(combinedStatus(statuses.map((status, index) => ({ name: `Team ${index}`, status })))).toEqual(
    expected,
  )
})

test('with one team, its message is used unchanged', () => {
  expect(combinedStatus([{ name: 'Bakery', status: off }])).toEqual(off)
})

import { expect, test } from 'vitest'
import { readTeamSchedule } from '../../electron/shifts/team-schedule.ts'
import { createGraphFixture, json } from '../graph/graph-fixture.ts'
import { createTenantFixture } from './tenant-fixture.ts'

const teamId = 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8'
const read = (answer: Response) => readTeamSchedule(createGraphFixture([answer]).graph, teamId)

test("a correctly set-up team is usable, and its schedule's time zone is reported", async () => {
  const { graph, tenant } = await createTenantFixture()
  expect(await readTeamSchedule(graph, teamId)).toEqual({
    kind: 'ok',
    value: { kind: 'usable', timeZone: 'Europe/Madrid' },
  })
  tenant.schedule.provisionStatus = 'Completed'
  expect(await readTeamSchedule(graph, teamId)).toMatchObject({ value: { kind: 'usable' } })
})

test('a time clock that is off and a missing schedule are both reported', async () => {
  const { graph, tenant } = await createTenantFixture()
  Object.assign(tenant.schedule, { timeClockEnabled: false, enabled: false, provisionStatus: 'running' })
  expect(await readTeamSchedule(graph, teamId)).toEqual({
    kind: 'ok',
    value: {
      kind: 'unusable',
      timeZone: 'Europe/Madrid',
      detail:
        "the team has no schedule that is in use; the team's schedule is not ready (running); the team's time clock " +
        'is turned off in the settings of Shifts',
    },
  })
})

test.each([
  ['403', 403, 'does not let this kiosk'],
  ['404', 404, 'does not find the team'],
])('%s is reported as blocking every clock-out', async (_, status, words) => {
  const answer = await read(json(status, { error: { code: 'Some', message: 'told by Graph' } }))
  expect(answer).toMatchObject({ kind: 'ok', value: { kind: 'unusable' } })
  expect(JSON.stringify(answer)).toContain(words)
  expect(JSON.stringify(answer)).toContain('Some')
})

test.each([
  ['503', json(503, {})],
  ['a list in place of a schedule', json(200, [])],
  ['a number for a time zone', json(200, { timeZone: 7 })],
])('%s says nothing about the schedule', async (_, answer) => {
  expect(await read(answer)).toMatchObject({ kind: 'failed' })
})

test.each([
  ['no time zone', {}],
  ['null', { timeZone: null, enabled: null, provisionStatus: null, timeClockEnabled: null }],
  ['a name Windows uses', { timeZone: 'Romance Standard Time' }],
])('%s in the answer does no harm', async (_, body) => {
  expect(await read(json(200, body))).toEqual({ kind: 'ok', value: { kind: 'usable' } })
})

import { expect, test } from 'vitest'
import { practiceTap } from '../../electron/kiosk/practice-tap.ts'
import { createTeams } from '../../electron/shifts/teams.ts'
import { writePermission } from '../../electron/graph/sign-in/token-roles.ts'
import { FakeTimeCards } from '../fakes/fake-time-cards.ts'
import { badges, hourMs, people } from '../support/kiosk-harness.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

test('the practice tap of somebody in none of the teams reads the schedule of the first', async () => {
  const clock = createVirtualClock()
  const schedules: string[] = []
  const result = await practiceTap(
    {
      directory: {
        find: () => ({ kind: 'found', person: { ...people.ana, teams: [] } }),
        isListed: () => true,
      },
      formats: { reader: 'hex', directory: 'hex' },
      teams: createTeams(['bakery', 'deli'], () => new FakeTimeCards(() => clock.now().wallMs), clock),
      readSchedule: (teamId) => {
        schedules.push(teamId)
        return Promise.resolve({ kind: 'ok', value: { kind: 'usable' } })
      },
      signedIn: () => Promise.resolve({ kind: 'signed-in', roles: [writePermission] }),
      maxOpenMs: 16 * hourMs,
      nameShown: 'full',
      serverClock: { timeOf: (at) => at.wallMs },
      clock,
      screen: () => ({ name: 'ready' }),
    },
    { kind: 'badge', badge: badges.ana, at: clock.now() },
  )
  expect(schedules).toEqual(['bakery'])
  expect(result.outcome).toEqual({ kind: 'not-clocked-in' })
})

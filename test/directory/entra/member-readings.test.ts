import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { MemberReadings, type FailedReading } from '../../../electron/directory/entra/member-readings.ts'
import type { MembersByTeam } from '../../../electron/directory/entra/members-once.ts'
import { TeamMemberships } from '../../../electron/directory/entra/team-memberships.ts'
import { requestReading } from '../../../electron/directory/read-request.ts'
import { siteKeyOf } from '../../../electron/journal/chain/site-key.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { peopleInMemory, user } from './people-in-memory.ts'

const team = 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8'
const hourMs = 3_600_000

/** At eight in the morning; in the middle of the quiet time, half past two, it reads again. */
function reader(people = peopleInMemory({ [team]: [user(1)] }), retryMs = 60_000) {
  const clock = createVirtualClock()
  const read: { readonly members: MembersByTeam; readonly readAtMs: number }[] = []
  const failed: FailedReading[] = []
  const readings = new MemberReadings(
    {
      people,
      teamIds: [team],
      nowMs: () => clock.now().wallMs,
      timeZone: () => 'UTC',
      clock,
      random: () => 0.5,
    },
    {
      read: (members, readAtMs) => void read.push({ members, readAtMs }),
      notRead: (failure) => {
        failed.push(failure)
        return retryMs
      },
    },
  )
  onTestFinished(() => readings.stop())
  return { clock, people, read, failed, readings }
}

test('the members are read when it is told to, and then once a night', async () => {
  const { clock, read, readings } = reader()
  await clock.advance(48 * hourMs)
  expect(read).toEqual([])
  readings.readNow()
  await clock.settle()
  expect(read.map(({ members }) => members.get(team)?.length)).toEqual([1])
  await clock.advance(18.4 * hourMs)
  expect(read).toHaveLength(1)
  await clock.advance(0.2 * hourMs)
  expect(read).toHaveLength(2)
  await clock.advance(24 * hourMs)
  expect(read).toHaveLength(3)
})

test('after a failure it reads again after the pause that it is given, and counts how many failed', async () => {
  const { clock, people, read, failed, readings } = reader()
  people.instead = () => ({ kind: 'no-answer', detail: 'no route' })
  readings.readNow()
  await clock.advance(130_000)
  expect(failed.map(({ teamId, failures }) => [teamId, failures])).toEqual([
    [team, 1],
    [team, 2],
    [team, 3],
  ])
  expect(failed[0]?.untilNightMs).toBe(18.5 * hourMs)
  people.instead = undefined
  await clock.advance(60_000)
  expect(read).toHaveLength(1)
  people.instead = () => ({ kind: 'no-answer', detail: 'no route' })
  readings.readNow()
  await clock.settle()
  expect(failed.at(-1)?.failures).toBe(1)
})

test('a reading that is requested in the middle of another follows it, once for all requests', async () => {
  const { clock, people, read, readings } = reader()
  let finish: (() => void) | undefined
  people.instead = () => new Promise((resolve) => (finish = () => resolve(undefined)))
  readings.readNow()
  await clock.settle()
  readings.readNow()
  readings.readNow()
  people.teams.set(team, [user(1), user(2)])
  people.instead = undefined
  finish?.()
  await clock.settle()
  expect(read).toHaveLength(2)
  expect(read.at(-1)?.members.get(team)).toHaveLength(2)
})

test('once it is stopped it neither reads nor reports', async () => {
  const { clock, people, read, failed, readings } = reader()
  readings.readNow()
  readings.stop()
  await clock.advance(48 * hourMs)
  expect([read, failed]).toEqual([[], []])
  expect(people.calls).toEqual(['members'])
})

function membershipsIn(people = peopleInMemory({ [team]: [user(1)] }), hasKey = () => true) {
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const path = join(tempFolder(), 'team-members.json')
  const siteKey = siteKeyOf(new Uint8Array(32).fill(7))
  const memberships = new TeamMemberships({
    people,
    teamIds: [team],
    path,
    dataFolder: dirname(path),
    key: () => (hasKey() ? siteKey : undefined),
    nowMs: () => clock.now().wallMs,
    timeZone: () => 'UTC',
    clock,
    log,
    random: () => 0.5,
  })
  onTestFinished(() => memberships.stop())
  memberships.start()
  return { clock, log, path, people, memberships }
}

test('who joined a team while the memberships were being read counts after the reading that IT requests', async () => {
  const { clock, log, path, people, memberships } = membershipsIn()
  let finish: (() => void) | undefined
  people.instead = () => new Promise((resolve) => (finish = () => resolve(undefined)))
  expect(memberships.teamsOf(user(2).id)).toBeUndefined()
  await clock.settle()
  requestReading(dirname(path), clock.now().wallMs)
  await clock.advance(6_000)
  people.instead = () => {
    people.teams.set(team, [user(1), user(2)])
    return undefined
  }
  finish?.()
  await clock.settle()
  expect(log.of('memberships.loaded').map(({ people: count }) => count)).toEqual([1, 2])
  expect(memberships.teamsOf(user(2).id)).toEqual([team])
})

test('a person who tapped while the site key could not be read: the memberships are read, once, as soon as it can be', async () => {
  let hasKey = false
  const { clock, people, memberships } = membershipsIn(undefined, () => hasKey)
  expect(memberships.teamsOf(user(1).id)).toBeUndefined()
  await clock.advance(20_000)
  expect(people.calls).toEqual([])
  hasKey = true
  await clock.advance(5_000)
  expect(memberships.teamsOf(user(1).id)).toEqual([team])
  await clock.advance(5_000)
  expect(people.calls).toEqual(['members'])
})

test('memberships that are stopped while the site key cannot be read are never read', async () => {
  let hasKey = false
  const { clock, people, memberships } = membershipsIn(undefined, () => hasKey)
  memberships.teamsOf(user(1).id)
  memberships.stop()
  hasKey = true
  await clock.advance(48 * hourMs)
  expect(people.calls).toEqual([])
  expect(clock.waiting).toBe(0)
})

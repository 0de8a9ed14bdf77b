import { expect, onTestFinished, test } from 'vitest'
import type { EntraUser, GraphPeople } from '../../electron/directory/entra/graph-people.ts'
import { PickablePeople } from '../../electron/enrollment/pickable-people.ts'
import type { GraphFailure } from '../../electron/graph/graph-failure.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const userOf = (end: number, displayName: string): EntraUser => ({
  id: `7d5f0f0e-0000-4000-8000-00000000000${end}`,
  displayName,
  isEnabled: true,
})
const nia = userOf(1, 'Nia Newhire')
const max = userOf(2, 'Max Moller')

/** `failures`: of teams that cannot be read; the others have the two people. */
function setup(failures: Readonly<Record<string, GraphFailure['kind']>>) {
  const asked: string[] = []
  const log = createCollectedLog()
  const members: GraphPeople['members'] = (teamId) => {
    asked.push(teamId)
    const kind = failures[teamId]
    return Promise.resolve(
      kind === undefined
        ? { kind: 'ok', value: [nia, max] }
        : { kind: 'failed', failure: { kind, detail: '' } },
    )
  }
  const people = new PickablePeople({
    directory: { people: (known) => known },
    graph: { members },
    teams: ['bakery', 'deli', 'till'],
    settings: undefined,
    badgeNumberFormat: 'hex',
    locale: 'en',
    clock: createVirtualClock(),
    log,
  })
  onTestFinished(() => people.stop())
  return { people, asked, log }
}

const opened = async (people: PickablePeople): Promise<void> => {
  people.open(() => undefined)
  await expect.poll(() => people.status).not.toBe('reading')
}

test('a team that cannot be read hides only its own people', async () => {
  const { people, asked, log } = setup({ bakery: 'not-found' })
  await opened(people)
  expect(asked).toEqual(['bakery', 'deli', 'till'])
  expect(people.status).toBe('incomplete')
  const found = people.search?.find('nia').first ?? []
  // Without the teams: one of them is not known.
  expect(found.map(({ person }) => person)).toEqual([{ userId: nia.id, displayName: nia.displayName }])
  expect(log.of('enrollment.people-not-read')).toMatchObject([{ why: 'not-found' }])
})

test('once all teams are read, a person has the teams that Entra shows', async () => {
  const { people } = setup({})
  await opened(people)
  expect(people.status).toBe('complete')
  expect(people.search?.find('max').first[0]?.person.teams).toEqual(['bakery', 'deli', 'till'])
})

test('without the network only the first team is requested', async () => {
  const { people, asked } = setup({ bakery: 'no-answer' })
  await opened(people)
  expect(asked).toEqual(['bakery'])
  expect(people.status).toBe('incomplete')
})

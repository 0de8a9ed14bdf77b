import { expect, test } from 'vitest'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import type { BadgeNumberFormat } from '../../../electron/badge/badge-number-format.ts'
import { parseBadgeNumber } from '../../../electron/badge/parse-badge-number.ts'
import { BadgeLookUps } from '../../../electron/directory/entra/badge-look-ups.ts'
import type { DirectoryAnswer } from '../../../electron/directory/directory.ts'
import type { GraphFailure } from '../../../electron/graph/graph-failure.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { peopleInMemory, user, type PeopleInMemory } from './people-in-memory.ts'

const team = 'team-a'
const minuteMs = 60_000

function badge(text: string, format: BadgeNumberFormat = 'hex'): BadgeId {
  const parsed = parseBadgeNumber(text, format)
  if (parsed.kind !== 'badge') throw new Error(parsed.problem)
  return parsed.badge
}

function lookingUp(people: PeopleInMemory, teams = [team], badgeNumberFormat: BadgeNumberFormat = 'hex') {
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const lookUps = new BadgeLookUps({
    people,
    teamIds: teams,
    badgeProperty: 'employeeId',
    badgeNumberFormat,
    clock,
    log,
  })
  const ask = async (of: BadgeId): Promise<DirectoryAnswer> => {
    const answer = lookUps.ask(of, of)
    await clock.settle()
    return answer
  }
  return { lookUps, clock, log, ask }
}

const hired = user(5, { displayName: 'New Hire', badge: '04:12:34:56' })

test('somebody hired today is found with one request, and the next tap needs none', async () => {
  const people = peopleInMemory({ [team]: [hired] })
  const { ask } = lookingUp(people)
  expect(await ask(badge('04123456'))).toEqual({
    kind: 'found',
    person: { userId: hired.id, displayName: 'New Hire' },
  })
  expect(await ask(badge('04123456'))).toMatchObject({ kind: 'found' })
  expect(people.calls).toEqual(['byBadge'])
})

test("with several teams, a second request finds the person's teams", async () => {
  const people = peopleInMemory({ [team]: [], 'team-b': [hired] })
  const { ask } = lookingUp(people, [team, 'team-b'])
  expect(await ask(badge('04123456'))).toMatchObject({ person: { teams: ['team-b'] } })
  expect(people.calls).toEqual(['byBadge', 'teamsOf'])
})

test.each<[BadgeNumberFormat, string, string]>([
  ['hex', '04123456', '04 12 34 56'],
  ['hex', '00a1b2c3', 'A1B2C3'],
  ['hex-reversed', '56341204', '56-34-12-04'],
  ['decimal', '68301910', '0068301910'],
  ['facility-and-card', '77,30211', '077,30211'],
  ['text', 'k-17', 'K-17'],
])('a number in %s is found as Entra writes it: %s as %s', async (format, tapped, written) => {
  const people = peopleInMemory({ [team]: [user(1, { badge: written })] })
  const { ask } = lookingUp(people, [team], format)
  expect(await ask(badge(tapped, format))).toMatchObject({ kind: 'found' })
})

test('nobody, two people and a disabled account are distinct answers, each remembered for ten minutes', async () => {
  const people = peopleInMemory({ [team]: [] })
  people.others.push(
    user(1, { badge: '04000001' }),
    user(2, { badge: '04000001' }),
    user(3, { badge: '04000002', isEnabled: false }),
  )
  const { ask, clock } = lookingUp(people)
  const numbers = ['04000009', '04000001', '04000002'].map((number) => badge(number))
  const kinds = async (): Promise<string[]> => {
    const answers: string[] = []
    for (const number of numbers) answers.push((await ask(number)).kind)
    return answers
  }
  expect(await kinds()).toEqual(['unknown', 'ambiguous', 'disabled'])
  await clock.advance(9 * minuteMs)
  await kinds()
  expect(people.calls).toHaveLength(3)
  await clock.advance(minuteMs)
  people.others.push(user(4, { badge: '04000009' }))
  expect(await kinds()).toEqual(['found', 'ambiguous', 'disabled'])
  expect(people.calls).toHaveLength(6)
})

test('a failure is no answer about the badge: the next tap asks again', async () => {
  const people = peopleInMemory({ [team]: [hired] })
  people.instead = (): GraphFailure => ({ kind: 'unavailable', detail: 'status 503' })
  const { ask } = lookingUp(people)
  expect(await ask(badge('04123456'))).toEqual({ kind: 'not-reached' })
  people.instead = undefined
  expect(await ask(badge('04123456'))).toMatchObject({ kind: 'found' })
})

test('a slow look-up ends after four seconds, and its answer serves the next tap', async () => {
  const people = peopleInMemory({ [team]: [hired] })
  let go: () => void = () => undefined
  people.instead = () => new Promise((resolve) => (go = () => resolve(undefined)))
  const { lookUps, clock, ask } = lookingUp(people)
  const answer = lookUps.ask(badge('04123456'), 'key')
  await clock.advance(3_999)
  expect(await Promise.race([answer, Promise.resolve('waiting')])).toBe('waiting')
  await clock.advance(1)
  expect(await answer).toEqual({ kind: 'not-reached' })
  go()
  await clock.settle()
  expect(lookUps.ask(badge('04123456'), 'key')).toMatchObject({ kind: 'found' })
  expect(people.calls).toEqual(['byBadge'])
  people.instead = undefined
  await ask(badge('04123456'))
})

test('many unknown cards cause at most four requests at once, one per card', async () => {
  const people = peopleInMemory({ [team]: [] })
  people.instead = () => new Promise(() => undefined)
  const { lookUps } = lookingUp(people)
  const answers = Array.from({ length: 20 }, (_, at) => {
    const id = badge(`0400${String(at).padStart(4, '0')}`)
    void lookUps.ask(id, id)
    return lookUps.ask(id, id)
  })
  await Promise.resolve()
  expect(people.calls).toHaveLength(4)
  expect(answers.filter((answer) => !(answer instanceof Promise))).toEqual(
    Array.from({ length: 16 }, () => ({ kind: 'not-reached' })),
  )
})

test('the log holds no badge number', async () => {
  const { ask, log } = lookingUp(peopleInMemory({ [team]: [hired] }))
  await ask(badge('04123456'))
  expect(log.of('people.looked-up')).toEqual([{ answer: 'found', ms: 0 }])
  expect(log.text()).not.toContain('123456')
})

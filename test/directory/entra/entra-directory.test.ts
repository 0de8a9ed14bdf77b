import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { parseBadgeNumber } from '../../../electron/badge/parse-badge-number.ts'
import type { DirectoryAnswer, DirectoryStatus } from '../../../electron/directory/directory.ts'
import {
  EntraDirectory,
  type EntraDirectoryOptions,
} from '../../../electron/directory/entra/entra-directory.ts'
import { requestReading } from '../../../electron/directory/read-request.ts'
import type { GraphFailure } from '../../../electron/graph/graph-failure.ts'
import { siteKeyOf } from '../../../electron/journal/chain/site-key.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { peopleInMemory, user, type PeopleInMemory } from './people-in-memory.ts'

const team = 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8'
const second = 'bf3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8'
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const siteKey = siteKeyOf(new Uint8Array(32).fill(7))

const ana = user(1, { displayName: 'Ana Ruiz', badge: '04A1B2C3', language: 'es-MX' })
const ben = user(2, { displayName: 'Ben Okafor', badge: '04FFEEDD', language: 'tlh' })

function badge(hex: string): BadgeId {
  const parsed = parseBadgeNumber(hex, 'hex')
  if (parsed.kind !== 'badge') throw new Error(parsed.problem)
  return parsed.badge
}

function opened(people: PeopleInMemory, more: Partial<EntraDirectoryOptions> = {}) {
  const clock = more.clock ?? createVirtualClock()
  const log = createCollectedLog()
  const path = more.path ?? join(tempFolder(), 'people.json')
  const statuses: DirectoryStatus[] = []
  const directory = new EntraDirectory({
    people,
    teamIds: [team],
    badgeProperty: 'employeeId',
    badgeNumberFormat: 'hex',
    path,
    dataFolder: dirname(path),
    key: () => siteKey,
    nowMs: () => clock.now().wallMs,
    timeZone: () => 'UTC',
    log,
    random: () => 0.5,
    ...more,
    clock,
  })
  onTestFinished(() => directory.stop())
  directory.start((status) => statuses.push(status))
  const virtual = clock as ReturnType<typeof createVirtualClock>
  const find = async (hex: string): Promise<DirectoryAnswer> => {
    const answer = directory.find(badge(hex))
    if (answer instanceof Promise) await virtual.settle()
    return answer
  }
  return { directory, clock: virtual, log, path, statuses, find, status: () => statuses.at(-1) }
}

async function started(people: PeopleInMemory, more: Partial<EntraDirectoryOptions> = {}) {
  const kiosk = opened(people, more)
  const isOver = () =>
    kiosk.log.of('people.not-read').length > 0 ||
    kiosk.log.of('people.loaded').some(({ from }: { from?: unknown }) => from === 'entra')
  if (more.key?.() !== undefined || more.key === undefined) await waitUntil('the first reading', isOver)
  await kiosk.clock.settle()
  return kiosk
}

const noAnswer: GraphFailure = { kind: 'no-answer', detail: 'no route', code: 'ENETUNREACH' }
const found = (person: object): DirectoryAnswer => ({ kind: 'found', person: person as never })

test('the members of the team are found by the number in their account, with name and language', async () => {
  const { find, status, log, path } = await started(peopleInMemory({ [team]: [ana, ben, user(3)] }))
  expect(await find('04a1b2c3')).toEqual(
    found({ userId: ana.id, displayName: 'Ana Ruiz', language: 'es-MX' }),
  )
  // Klingon is not a language of the screens.
  expect(await find('04ffeedd')).toEqual(found({ userId: ben.id, displayName: 'Ben Okafor' }))
  expect(status()).toEqual({ kind: 'ready', people: 2, listedAtMs: Date.UTC(2026, 0, 5, 8) })
  expect(log.of('people.loaded')).toEqual([
    expect.objectContaining({ from: 'entra', people: 2, badges: 2, withoutBadge: 1, unreadable: 0 }),
  ])
  const kept = readFileSync(path, 'utf8')
  expect(kept).not.toMatch(/04a1b2c3/i)
  expect(kept).toContain(siteKey.hmac('badge', badge('04a1b2c3')))
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('with several teams, each person has their teams, whatever the team they were read from', async () => {
  const people = peopleInMemory({ [team]: [ana, ben], [second]: [ben] })
  const { find } = await started(people, { teamIds: [team, second] })
  expect(await find('04a1b2c3')).toMatchObject(found({ teams: [team] }))
  expect(await find('04ffeedd')).toMatchObject(found({ teams: [team, second] }))
})

test('with two people for one badge nobody is chosen, and no number is logged', async () => {
  const { find, log } = await started(
    peopleInMemory({ [team]: [ana, { ...ben, badge: '04:a1:b2:c3' }, user(3, { badge: '04ABCDEF' })] }),
  )
  expect(await find('04A1B2C3')).toEqual({ kind: 'ambiguous' })
  expect(log.of('people.loaded')).toEqual([expect.objectContaining({ shared: 1 })])
  expect(log.text()).not.toMatch(/04:?a1:?b2/i)
})

test('a disabled account has its own answer, unless an enabled one has the number too', async () => {
  const people = peopleInMemory({ [team]: [{ ...ana, isEnabled: false }, ben] })
  const first = await started(people)
  expect(await first.find('04A1B2C3')).toEqual({ kind: 'disabled' })
  people.teams.get(team)?.push(user(9, { displayName: 'Ana Ruiz', badge: '04A1B2C3' }))
  const next = await started(people)
  expect(await next.find('04A1B2C3')).toMatchObject(found({ userId: user(9).id }))
})

test('a start without a network uses the people of the last reading, and retries', async () => {
  const people = peopleInMemory({ [team]: [ana, ben] })
  const path = join(tempFolder(), 'people.json')
  const clock = createVirtualClock()
  const before = await started(people, { path, clock })
  await before.directory.stop()
  people.instead = () => noAnswer
  const { find, statuses, log } = await started(people, { path, clock })
  expect(statuses.at(-1)).toEqual({ kind: 'ready', people: 2, listedAtMs: Date.UTC(2026, 0, 5, 8) })
  expect(await find('04A1B2C3')).toMatchObject(found({ userId: ana.id }))
  expect(log.of('people.not-read')).toMatchObject([{ why: 'no-answer' }])
  people.instead = undefined
  people.teams.set(team, [{ ...ana, displayName: 'Ana Ruiz Gil' }, ben])
  await clock.advance(60_000)
  await clock.settle()
  expect(await find('04A1B2C3')).toMatchObject(found({ displayName: 'Ana Ruiz Gil' }))
})

test('a first start without a network reports it, and loads the people once Graph answers', async () => {
  const people = peopleInMemory({ [team]: [ana, ben] })
  people.instead = () => noAnswer
  const { statuses, clock, status } = await started(people)
  expect(statuses.map(({ kind }) => kind)).toEqual(['loading', 'unusable'])
  people.instead = undefined
  await clock.advance(60_000)
  expect(status()).toMatchObject({ kind: 'ready', people: 2 })
})

test('the people are read once a day, at night; leavers go, and a badge moves to its new owner', async () => {
  const people = peopleInMemory({ [team]: [ana, ben, user(3, { badge: '04333333' })] })
  const { find, clock } = await started(people)
  people.teams.set(team, [
    { ...ana, badge: '04999999' },
    { ...ben, badge: '04A1B2C3' },
  ])
  await clock.advance(18 * hourMs)
  expect(people.calls).toEqual(['members'])
  // 02:30, the middle of the quiet time.
  await clock.advance(hourMs)
  expect(people.calls).toEqual(['members', 'members'])
  expect(await find('04A1B2C3')).toMatchObject(found({ userId: ben.id }))
  expect(await find('04999999')).toMatchObject(found({ userId: ana.id }))
  expect(await find('04333333')).toEqual({ kind: 'unknown' })
  await clock.advance(10 * dayMs)
  expect(people.calls.filter((call) => call === 'members')).toHaveLength(12)
})

test('kiosks read at different times of the night', async () => {
  const at = async (share: number): Promise<number> => {
    const people = peopleInMemory({ [team]: [ana] })
    const { clock } = await started(people, { random: () => share })
    while (people.calls.length < 2) await clock.advance(10 * 60_000)
    return new Date(clock.now().wallMs).getUTCHours()
  }
  expect([await at(0), await at(0.5), await at(0.99)]).toEqual([1, 2, 4])
})

test('without a permission the list stays, and the status names the permission and the date', async () => {
  const people = peopleInMemory({ [team]: [ana, ben] })
  const { find, status, clock } = await started(people)
  people.instead = () => ({
    kind: 'forbidden',
    detail: 'status 403',
    status: 403,
    roles: ['Schedule.ReadWrite.All', 'GroupMember.Read.All'],
  })
  await clock.advance(dayMs)
  const now = status()
  if (now?.kind !== 'ready') throw new Error('The old list is in use.')
  expect(now.stale).toMatch(/permission User\.Read\.All, then Grant admin consent\. The list of 2026-01-05/)
  expect(now.stale).not.toContain('GroupMember')
  expect(await find('04A1B2C3')).toMatchObject(found({ userId: ana.id }))
  people.instead = undefined
  await clock.advance(hourMs)
  expect(status()).toEqual({ kind: 'ready', people: 2, listedAtMs: expect.any(Number) as number })
})

test('if one of two teams is gone, the list does not change', async () => {
  const people = peopleInMemory({ [team]: [ana], [second]: [ben] })
  const { find, status, clock } = await started(people, { teamIds: [team, second] })
  people.teams.set(team, [])
  people.instead = (call) =>
    call === `members ${second}` ? { kind: 'not-found', detail: 'status 404', status: 404 } : undefined
  await clock.advance(dayMs)
  expect(status()).toMatchObject({ stale: expect.stringContaining(`no team ${second}`) as string })
  expect(await find('04A1B2C3')).toMatchObject(found({ userId: ana.id }))
})

test.each([0, 4])(
  'a reading with %i of ten people is used only once the next one confirms it',
  async (left) => {
    const everybody = Array.from({ length: 10 }, (_, at) => user(at, { badge: `0411110${at}` }))
    const people = peopleInMemory({ [team]: everybody })
    const { status, clock, log, directory } = await started(people)
    people.teams.set(team, everybody.slice(0, left))
    await clock.advance(dayMs)
    expect(status()).toMatchObject({
      people: 10,
      doubtful: expect.stringContaining('stays in use') as string,
    })
    expect(log.of('people.doubtful')).toEqual([{ badges: left, badgesBefore: 10 }])
    expect(directory.isListed(badge('04111109'))).toBe(true)
    await clock.advance(dayMs)
    expect(status()).toMatchObject({ people: left })
    expect(directory.isListed(badge('04111109'))).toBe(false)
  },
)

test('an empty property, and numbers in another format, are doubts for IT', async () => {
  const empty = await started(peopleInMemory({ [team]: [user(1), user(2)] }))
  expect(empty.status()).toMatchObject({
    people: 0,
    doubtful: expect.stringContaining('none of 2 people has a badge number in employeeId') as string,
  })
  const odd = await started(peopleInMemory({ [team]: [ana, user(2, { badge: 'K-17' })] }))
  expect(odd.status()).toMatchObject({
    doubtful: expect.stringContaining('1 of 2 badge numbers in employeeId are not "hex"') as string,
  })
  expect(odd.log.text()).not.toContain('K-17')
})

test.each<[string, (text: string) => string]>([
  ['a badge of another person', (text) => text.replace(ana.id, ben.id)],
  ['another date', (text) => text.replace(/"readAtMs":\d/, '"readAtMs":9')],
  ['half of it', (text) => text.slice(0, text.length / 2)],
  ['nothing', () => ''],
])('a file that was changed is ignored: %s', async (_, change) => {
  const people = peopleInMemory({ [team]: [ana, ben] })
  const { path, directory } = await started(people)
  await directory.stop()
  writeFileSync(path, change(readFileSync(path, 'utf8')))
  people.instead = () => noAnswer
  const { status, log } = await started(people, { path })
  expect(status()).toMatchObject({ kind: 'unusable' })
  expect(log.of('people.file-ignored')).toEqual([{ why: 'its HMAC is wrong' }])
})

test('a file for another team, property or site key is ignored and replaced', async () => {
  const people = peopleInMemory({ [team]: [ana, ben], [second]: [ben] })
  const { path, directory } = await started(people)
  await directory.stop()
  const others: Partial<EntraDirectoryOptions>[] = [
    { teamIds: [second] },
    { badgeProperty: 'extensionAttribute1' },
    { badgeNumberFormat: 'hex-reversed' },
    { key: () => siteKeyOf(new Uint8Array(32).fill(8)) },
  ]
  for (const other of others) {
    const { log, directory: next } = await started(people, { path, ...other })
    expect(log.of('people.file-ignored')).toHaveLength(1)
    await next.stop()
  }
  const { log } = await started(people, { path, key: () => siteKeyOf(new Uint8Array(32).fill(8)) })
  expect(log.of('people.file-ignored')).toEqual([])
})

test('a file that cannot be written is reported, and taps go on', async () => {
  const folder = tempFolder()
  const { log, status } = await started(peopleInMemory({ [team]: [ana] }), {
    path: join(folder, 'gone', '\0', 'people.json'),
  })
  expect(status()).toMatchObject({ kind: 'ready', people: 1 })
  expect(log.of('people.file-not-written')).toHaveLength(1)
})

test('without a site key nothing is read until there is one', async () => {
  const people = peopleInMemory({ [team]: [ana] })
  let key: typeof siteKey | undefined = undefined
  const { status, clock, find } = await started(people, { key: () => key })
  expect(await find('04A1B2C3')).toEqual({ kind: 'not-reached' })
  expect(people.calls).toEqual([])
  key = siteKey
  await clock.advance(5_000)
  expect(status()).toMatchObject({ kind: 'ready' })
})

test('stopped while it reads: no status, no file', async () => {
  const people = peopleInMemory({ [team]: [ana] })
  let go: (() => void) | undefined
  people.instead = () => new Promise((resolve) => (go = () => resolve(undefined)))
  const { directory, statuses, path, clock } = opened(people)
  await clock.settle()
  await directory.stop()
  go?.()
  await clock.settle()
  expect(statuses).toEqual([{ kind: 'loading' }])
  expect(existsSync(path)).toBe(false)
})

test('3,000 people in 12 teams', async () => {
  const teams = Array.from({ length: 12 }, (_, at) => `${at}`.padStart(8, 'a').concat(team.slice(8)))
  const members = teams.map((_, at) =>
    Array.from({ length: 250 }, (__, index) => {
      const number = at * 250 + index
      return user(number, { badge: (0x04000000 + number).toString(16).padStart(8, '0') })
    }),
  )
  const people = peopleInMemory(Object.fromEntries(teams.map((id, at) => [id, members[at] ?? []])))
  const { directory, clock, path } = opened(people, { teamIds: teams })
  await clock.settle()
  await waitUntil('the people', () => directory.isListed(badge('040003e8')))
  expect(directory.find(badge('040003e8'))).toMatchObject(found({ userId: user(1000).id, teams: [teams[4]] }))
  expect(statSync(path).size).toBeLessThan(1_000_000)
  chmodSync(path, 0o600)
})

test('a reading that IT requested begins within ten seconds, and a badge goes to its new person', async () => {
  const people = peopleInMemory({ [team]: [ana, ben] })
  const { find, clock, log, path } = await started(people)
  people.teams.set(team, [
    { ...ana, badge: '04ABCDEF' },
    { ...ben, badge: '04A1B2C3' },
  ])
  await clock.advance(20_000)
  expect(await find('04A1B2C3')).toMatchObject(found({ userId: ana.id }))
  expect(requestReading(dirname(path), clock.now().wallMs)).toBeUndefined()
  await clock.advance(10_000)
  await waitUntil('the reading', () => log.of('people.loaded').length === 2)
  expect(await find('04A1B2C3')).toMatchObject(found({ userId: ben.id }))
  expect(log.of('people.read-requested')).toHaveLength(1)
  await clock.advance(60_000)
  expect(people.calls.filter((call) => call === 'members')).toHaveLength(2)
})

test('a reading that is requested during another one follows it; a request of before the start does not count', async () => {
  const people = peopleInMemory({ [team]: [ana] })
  const path = join(tempFolder(), 'people.json')
  requestReading(dirname(path), 0)
  let goOn: (() => void) | undefined
  people.instead = () => new Promise((resolve) => (goOn = () => resolve(undefined)))
  const { find, clock, log } = opened(people, { path })
  await clock.advance(10_000)
  expect(log.of('people.read-requested')).toHaveLength(0)
  requestReading(dirname(path), clock.now().wallMs)
  await clock.advance(10_000)
  expect(people.calls).toEqual(['members'])
  people.instead = undefined
  goOn?.()
  await waitUntil('both readings', () => log.of('people.loaded').length === 2)
  expect(people.calls).toEqual(['members', 'members'])
  expect(await find('04A1B2C3')).toMatchObject(found({ userId: ana.id }))
})

test('after readings that failed, a requested one does not wait for the retry', async () => {
  const people = peopleInMemory({ [team]: [ana] })
  const path = join(tempFolder(), 'people.json')
  await (await started(people, { path })).directory.stop()
  people.instead = () => ({ kind: 'forbidden', detail: 'no permission', status: 403 })
  const { clock, log, status } = await started(people, { path })
  await clock.advance(3 * hourMs)
  people.instead = undefined
  const failed = people.calls.length
  await clock.advance(10_000)
  expect(people.calls).toHaveLength(failed)
  expect(status()).toMatchObject({ stale: expect.anything() as string })
  requestReading(dirname(path), clock.now().wallMs)
  await clock.advance(5_000)
  await waitUntil('the reading', () => log.of('people.loaded').length === 2)
  expect(status()).not.toHaveProperty('stale')
})

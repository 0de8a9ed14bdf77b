import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { parseBadgeNumber } from '../../../electron/badge/parse-badge-number.ts'
import { systemClock } from '../../../electron/base/time/clock.ts'
import type { DirectoryStatus } from '../../../electron/directory/directory.ts'
import { AccountNames } from '../../../electron/directory/roster/account-names.ts'
import { RosterDirectory } from '../../../electron/directory/roster/roster-directory.ts'
import { findColumns } from '../../../electron/directory/roster/roster-columns.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import { siteKeyOf } from '../../../electron/journal/chain/site-key.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { peopleInMemory, user } from '../entra/people-in-memory.ts'

const siteKey = siteKeyOf(new Uint8Array(32).fill(7))
const header = 'badge,object id,upn,mail,employee id,name'
const dayMs = 24 * 3_600_000

function badge(hex: string): BadgeId {
  const parsed = parseBadgeNumber(hex, 'hex')
  if (parsed.kind !== 'badge') throw new Error(parsed.problem)
  return parsed.badge
}

function tenant() {
  return peopleInMemory({
    team: [
      user(1, { userPrincipalName: 'ana@contoso.com' }),
      user(2, { mail: 'Ben@contoso.com' }),
      user(3, { employeeId: '4711' }),
      user(4, { employeeId: '4712' }),
      user(5, { employeeId: '4712' }),
      user(6, { userPrincipalName: 'left@contoso.com', isEnabled: false }),
    ],
  })
}

async function opened(rows: readonly string[], people = tenant(), folder = tempFolder()) {
  const path = join(folder, 'roster.csv')
  writeFileSync(path, [header, ...rows].join('\n'))
  const log = createCollectedLog()
  const kept = join(folder, 'accounts.json')
  const accounts = new AccountNames({ people, path: kept, key: () => siteKey, nowMs: Date.now, log })
  const directory = new RosterDirectory({
    path,
    badgeNumberFormat: 'hex',
    accounts,
    files: directFiles,
    clock: systemClock,
    log,
  })
  let status: DirectoryStatus = { kind: 'loading' }
  directory.start((next) => (status = next))
  onTestFinished(() => directory.stop())
  await waitUntil('the roster', () => status.kind === 'ready')
  const find = (hex: string) => directory.find(badge(hex))
  return { directory, find, log, people, folder, path, kept, status: () => status }
}

const answered = ({ log }: Awaited<ReturnType<typeof opened>>) =>
  waitUntil('the answer', () => log.of('directory.loaded').length > 1)

test('a roster with an object ID in every row needs no request', async () => {
  const { find, people, kept } = await opened([`04000001,${user(1).id},ana@contoso.com,,,Ana`])
  expect(find('04000001')).toMatchObject({ person: { userId: user(1).id } })
  expect(people.calls).toEqual([])
  expect(() => readFileSync(kept)).toThrow('ENOENT')
})

test('rows name people by UPN, mail address or employee ID, also by a UPN in the ID column', async () => {
  const rows = [
    '04000001,,ANA@contoso.com,,,Ana',
    '04000002,,,ben@contoso.com,,Ben',
    '04000003,,,,4711,Cho',
    '04000009,ana@contoso.com,,,,Ana',
  ]
  const roster = await opened(rows)
  await answered(roster)
  const { find, people, kept } = roster
  for (const [number, id] of [
    ['04000001', 1],
    ['04000002', 2],
    ['04000003', 3],
    ['04000009', 1],
  ] as const)
    expect(find(number)).toMatchObject({ kind: 'found', person: { userId: user(id).id } })
  expect(people.calls).toEqual(['byKey userPrincipalName', 'byKey mail', 'byKey employeeId'])
  expect(readFileSync(kept, 'utf8')).not.toMatch(/contoso|4711/)
})

test('a name of nobody, of several people or of a disabled account is reported with its line', async () => {
  const roster = await opened([
    `04000001,${user(1).id},,,,Ana`,
    '04000002,,nobody@contoso.com,,,Nobody',
    '04000003,,,,4712,Two',
    '04000004,,left@contoso.com,,,Left',
  ])
  await answered(roster)
  expect(roster.log.of('directory.bad-row')).toEqual([
    { line: 3, problem: 'Entra has no user with this sign-in name (UPN).' },
    { line: 4, problem: 'Entra has several users with this employee ID. Use the object ID.' },
    { line: 5, problem: 'The account with this sign-in name (UPN) is disabled in Entra.' },
  ])
  expect(roster.find('04000002')).toEqual({ kind: 'unknown' })
})

test('while Entra cannot be reached, other rows work, unknown badges are not called unknown, and IT is informed', async () => {
  const people = tenant()
  people.instead = () => ({ kind: 'forbidden', detail: 'status 403', status: 403, roles: [] })
  const rows = [`04000001,${user(1).id},,,,Ana`, '04000003,,,,4711,Cho']
  const { find, status } = await opened(rows, people)
  await waitUntil('the failure', () => status().kind === 'ready' && 'stale' in status())
  expect(status()).toMatchObject({ stale: expect.stringMatching(/1 rows.*User\.Read\.All/) as string })
  expect(find('04000001')).toMatchObject({ kind: 'found' })
  expect(find('04000003')).toEqual({ kind: 'not-reached' })
})

test('a start without a network uses the saved accounts, unless their file was changed', async () => {
  const rows = ['04000003,,,,4711,Cho']
  const first = await opened(rows)
  await answered(first)
  await first.directory.stop()
  const people = tenant()
  people.instead = () => ({ kind: 'no-answer', detail: 'no route' })
  const next = await opened(rows, people, first.folder)
  expect(next.find('04000003')).toMatchObject({ person: { userId: user(3).id } })
  expect(people.calls).toEqual([])
  await next.directory.stop()
  writeFileSync(next.kept, readFileSync(next.kept, 'utf8').replace(user(3).id, user(4).id))
  const last = await opened(rows, people, first.folder)
  expect(last.find('04000003')).toEqual({ kind: 'not-reached' })
  expect(last.log.of('people.file-ignored')).toEqual([{ why: 'its HMAC is wrong' }])
})

test('only new names are looked up, and all of them again after a day', async () => {
  let nowMs = Date.UTC(2026, 0, 5)
  const people = tenant()
  const path = join(tempFolder(), 'accounts.json')
  const accounts = new AccountNames({
    people,
    path,
    key: () => siteKey,
    nowMs: () => nowMs,
    log: createCollectedLog(),
  })
  const [known, added] = [
    { key: 'employeeId', value: '4711' },
    { key: 'mail', value: 'ben@contoso.com' },
  ] as const
  await accounts.ask(accounts.due([known]), new AbortController().signal)
  expect(accounts.due([known, added])).toEqual([added])
  nowMs += dayMs
  expect(accounts.due([known, added])).toEqual([known, added])
  expect(accounts.find(known)).toEqual({ kind: 'user', userId: user(3).id })
})

test('a missing column is reported with the existing ones and the line for the config', () => {
  expect(findColumns(['Badge', 'Chef', 'Name', '0412345678'], {})).toMatchObject({
    kind: 'bad',
    reason: expect.stringMatching(
      /no column for the user ID .*"columns": \{ "userId": \["…"\] \}.*; the header line has Badge, Chef, Name$/,
    ) as string,
  })
  expect(findColumns(['Badge', 'Login name', 'Name'], { userPrincipalName: ['login name'] })).toMatchObject({
    kind: 'ok',
    columns: { badge: 0, userPrincipalName: 1, name: 2 },
  })
})

import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../../electron/base/time/clock.ts'
import type { Fetch } from '../../../electron/base/fetch.ts'
import { maintenanceBadgeHash } from '../../../electron/badge/maintenance-badge.ts'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { readCommandLine } from '../../../electron/ops/cli/cli.ts'
import { badgeKeyOf } from '../../../electron/directory/badge-key.ts'
import { peopleFile, settingsText } from '../../../electron/directory/entra/people-file.ts'
import { AdditionsFile } from '../../../electron/directory/additions/additions-file.ts'
import { addedEntry, blockedEntry, key, siteKeyText } from '../../directory/additions/additions.ts'
import { laySetup, setup, setupEnvironment } from '../../kiosk/kiosk-in.ts'
import { tenantOfSetup } from '../../kiosk/tenant-of-setup.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const ana = '7d5f0f0e-0000-4000-8000-000000000001'
const hired = '7d5f0f0e-0000-4000-8000-000000000009'
const retired = '7d5f0f0e-0000-4000-8000-00000000000b'
const newBadge = '04D4E5F6A7B8C9'
const secondBadge = '04111111111111'

/** A kiosk's folder and its tenant; `type` is what is typed when the number is asked for. */
function desk(config: object = {}) {
  const folder = tempFolder()
  const configPath = laySetup(folder, undefined, config)
  const dataFolder = join(folder, 'data')
  mkdirSync(dataFolder, { mode: 0o700 })
  writeFileSync(join(dataFolder, 'site.key'), siteKeyText, { mode: 0o600 })
  const tenant = tenantOfSetup({
    now: () => Date.now(),
  })
  tenant.consent = ['Schedule.ReadWrite.All', 'User.Read.All', 'GroupMember.Read.All']
  tenant.addUser({ id: ana, displayName: 'Ana Ruiz', employeeId: '04A1B2C3D4E5F6' })
  tenant.addUser({
    id: hired,
    displayName: 'New Hire',
    userPrincipalName: 'new.hire@contoso.com',
    mail: 'new@contoso.com',
  })
  tenant.addUser({ id: retired, displayName: 'Old Hand', accountEnabled: false })
  for (const number of [1, 2])
    tenant.addUser({ id: `7d5f0f0e-0000-4000-8000-00000000010${number}`, displayName: 'Sam Lee' })
  const asked: string[] = []
  const enroll = async (argv: readonly string[], typed?: string, fetch: Fetch = tenant.fetch) => {
    const command = await readCommandLine({
      argv: ['--enroll', ...argv, '--config', configPath],
      env: setupEnvironment,
      platform: 'linux',
      host: 'app',
      version: '1.2.3',
      ask: (question) => {
        asked.push(question)
        return Promise.resolve(typed)
      },
    })
    if (command.kind === 'run') throw new Error('it would run the kiosk')
    if (command.kind === 'print') return command
    return command.run({
      fetch,
      clock: systemClock,
      lookAtPeer: () => Promise.resolve(undefined),
      progress: () => undefined,
      trySoftware: () => Promise.resolve({ kind: 'loaded' }),
      listReaders: () => Promise.resolve({ kind: 'ready', readers: [] }),
    })
  }
  return { folder, dataFolder, tenant, enroll, asked }
}

const says = (words: string) => expect.stringContaining(words) as string

test.each([
  ['the object ID', hired],
  ['the UPN', 'New.Hire@contoso.com'],
  ['the mail address', 'new@contoso.com'],
  ['the whole name', 'new  hire'],
])('a person is found by %s; the list shows no number', async (_by, person) => {
  const { enroll, asked, dataFolder } = desk()
  const added = await enroll([person], newBadge)
  expect(added).toMatchObject({ exitCode: 0, text: says(`The badge is added for New Hire (${hired}).`) })
  expect(asked).toEqual([`Badge number of New Hire (${hired}) (hex): `])
  const list = await enroll(['--list'])
  expect(list).toMatchObject({ exitCode: 0, text: says(`added    New Hire (${hired})  dock-3`) })
  const file = readFileSync(join(dataFolder, 'additions.json'), 'utf8')
  for (const text of [added.text, list.text, file]) expect(text).not.toMatch(new RegExp(newBadge, 'i'))
  expect(readdirSync(dataFolder).sort()).toEqual(['additions.json', 'site.key'])
})

test('nothing is asked for a person who is unknown, ambiguous, or whose account is disabled', async () => {
  const { enroll, asked } = desk()
  expect(await enroll(['Nobody Here'])).toMatchObject({ exitCode: 2, text: says('Nobody in the team') })
  expect(await enroll(['Sam Lee'])).toMatchObject({ exitCode: 2, text: says('More than one person') })
  expect(await enroll([retired])).toMatchObject({ exitCode: 2, text: says('is disabled in Entra') })
  expect(asked).toEqual([])
})

test('a badge that nobody may have is refused, and the answer repeats no number', async () => {
  const hashOf = (badge: string): string => maintenanceBadgeHash(badge as BadgeId, key)
  const { enroll, dataFolder } = desk({
    maintenance: { badges: [hashOf('04C0FFEE00AA11')] },
    enrollment: { atKiosk: true, badges: [hashOf('04C0FFEE00AA22')] },
  })
  for (const [number, words] of [
    ['08A1B2C3', 'another number at each tap'],
    ['04C0FFEE00AA11', 'This is a maintenance badge'],
    ['04C0FFEE00AA22', 'This is an enrollment badge'],
    [setup.badge, `The badge belongs to Ana Ruiz (${ana})`],
    ['04A1', 'hex digits'],
    [undefined, 'No badge number was given.'],
  ] as const) {
    const refused = await enroll([hired], number)
    expect(refused).toMatchObject({ exitCode: 2, text: says(words) })
    expect(refused.text).not.toContain(number ?? 'nothing')
  }
  expect(readdirSync(dataFolder)).toEqual(['site.key'])
})

test('a second badge of a person needs --replace, which blocks the first', async () => {
  const { enroll } = desk()
  expect(await enroll([ana], secondBadge)).toMatchObject({ exitCode: 2, text: says('with --replace') })
  expect(await enroll([ana, '--replace'], secondBadge)).toMatchObject({
    exitCode: 0,
    text: says('Blocked: the earlier badge.'),
  })
  const { text } = await enroll(['--list'])
  expect(text).toContain(`blocked  Ana Ruiz (${ana})`)
  expect(text).toContain(`added    Ana Ruiz (${ana})`)
  expect(await enroll([ana], secondBadge)).toMatchObject({
    exitCode: 0,
    text: says('has this badge already'),
  })
})

test('--block blocks any badge without the network, and says whose it was', async () => {
  const { enroll } = desk()
  expect(await enroll(['--block'], setup.badge)).toMatchObject({
    exitCode: 0,
    text: says(`The badge of Ana Ruiz (${ana}) is blocked.`),
  })
  expect(await enroll(['--block'], newBadge)).toMatchObject({
    exitCode: 0,
    text: says('The badge is blocked.'),
  })
  expect((await enroll(['--list'])).text.split('\n')).toHaveLength(2)
})

test('--block says whose badge it was in the list from Entra that the kiosk has kept', async () => {
  const { enroll, dataFolder } = desk({ directory: { kind: 'entra' } })
  const settings = { teamIds: [setup.teamId], badgeProperty: 'employeeId', badgeNumberFormat: 'hex' } as const
  const people = [
    { userId: ana, name: 'Ana Ruiz', badgeKey: badgeKeyOf(key, setup.badge as BadgeId), isEnabled: true },
  ]
  peopleFile(join(dataFolder, 'people.json'), settingsText(settings)).save(key, { readAtMs: 1, people })
  expect(await enroll(['--block'], setup.badge)).toMatchObject({
    exitCode: 0,
    text: says(`The badge of Ana Ruiz (${ana}) is blocked.`),
  })
  expect((await enroll(['--list'])).text).toContain('Ana Ruiz')
})

test('--export writes the numbers to a new file that only its owner can read', async () => {
  const { enroll, folder } = desk()
  const path = join(folder, 'badges.csv')
  await enroll([hired], newBadge)
  await enroll(['--block'], setup.badge)
  const exported = await enroll(['--export', path])
  expect(exported).toMatchObject({ exitCode: 0, text: says('It contains badge numbers') })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path, 'utf8')).toBe(
    '\uFEFFBadge number,User ID,Name,Status\r\n' +
      `${newBadge},${hired},New Hire,added\r\n` +
      `${setup.badge},${ana},Ana Ruiz,blocked\r\n`,
  )
  expect(await enroll(['--export', path])).toMatchObject({ exitCode: 2, text: says('exists already') })
})

test('Entra says who has a badge, also outside the team, where the config keeps badges there', async () => {
  const { enroll, tenant } = desk({ directory: { kind: 'entra' } })
  expect(await enroll([hired], '04A1B2C3D4E5F6')).toMatchObject({ exitCode: 2, text: says('Ana Ruiz') })
  expect(await enroll([ana], newBadge)).toMatchObject({ exitCode: 2, text: says('--replace') })
  expect(await enroll([ana, '--replace'], newBadge)).toMatchObject({ exitCode: 0 })
  tenant.faults.set({ kind: 'status', status: 503 }, { routes: ['list-users'] })
  expect(await enroll([hired], secondBadge)).toMatchObject({ exitCode: 10 })
})

test('without the network, only people of the roster can get a badge', async () => {
  const { enroll } = desk()
  const offline: Fetch = () => Promise.reject(new TypeError('fetch failed'))
  expect(await enroll(['Ana Ruiz', '--replace'], newBadge, offline)).toMatchObject({
    exitCode: 0,
    text: says('Note: only the roster was searched'),
  })
  expect(await enroll([hired], secondBadge, offline)).toMatchObject({ exitCode: 2, text: says('roster') })
  expect(await desk({ directory: { kind: 'entra' } }).enroll([hired], newBadge, offline)).toMatchObject({
    exitCode: 10,
  })
})

test('what another kiosk of the fleet added counts where its file is shared', async () => {
  const other = desk()
  await other.enroll([hired], newBadge)
  const shared = tempFolder()
  copyFileSync(join(other.dataFolder, 'additions.json'), join(shared, 'dock-4.json'))
  const { enroll } = desk({ directory: { kind: 'roster', path: 'roster.csv', sharedAdditions: shared } })
  expect(await enroll([ana, '--replace'], newBadge)).toMatchObject({ exitCode: 2, text: says('New Hire') })
  expect(await enroll([hired], newBadge)).toMatchObject({ text: says('has this badge already') })
  await enroll(['--block'], newBadge)
  expect(await enroll(['--list'])).toMatchObject({ text: says(`blocked  New Hire (${hired})`) })
})

test('a blocked badge of which only the HMAC is known is exported without a number, and counted', async () => {
  const { enroll, folder, dataFolder } = desk()
  await new AdditionsFile(dataFolder).write(key, () => [
    addedEntry(newBadge, 1),
    { ...blockedEntry(secondBadge, 2), number: '' },
  ])
  const path = join(folder, 'badges.csv')
  const exported = await enroll(['--export', path])
  expect(exported).toMatchObject({ exitCode: 0, text: says('only their HMAC is known: 1.') })
  expect(exported.text).not.toContain('cannot express')
  const rows = readFileSync(path, 'utf8').trim().split('\r\n')
  expect(rows).toHaveLength(3)
  expect(rows[2]).toMatch(/^,.*,blocked$/)
})

test('a person of the roster gets a badge with the teams that the roster names, as a tap would find them', async () => {
  const bakery = { id: '5d6f0b1a-8d9c-4a01-9a43-3f0d4d3a6f10', name: 'Bakery' }
  const teams = [{ id: setup.teamId, name: 'Warehouse' }, bakery]
  const { enroll, folder, dataFolder } = desk({ shifts: { teams, atApprovedLocation: true } })
  writeFileSync(
    join(folder, 'roster.csv'),
    `Badge number,User ID,Name,Team\r\n${setup.badge},${ana},Ana Ruiz,Bakery\r\n`,
  )
  const offline: Fetch = () => Promise.reject(new TypeError('fetch failed'))
  const added = await enroll([ana, '--replace'], newBadge, offline)
  expect(added).toMatchObject({ exitCode: 0, text: says('only the roster was searched') })
  const written = new AdditionsFile(dataFolder).load(key)
  if (written.kind !== 'ok') throw new Error(written.kind)
  expect(written.content.entries.map(({ person }) => person?.teams)).toEqual([[bakery.id], [bakery.id]])
})

test('a changed file is set aside with a warning, and never lists or exports anything', async () => {
  const { enroll, dataFolder, folder } = desk()
  writeFileSync(join(dataFolder, 'additions.json'), 'changed')
  expect(await enroll(['--list'])).toMatchObject({ exitCode: 1, text: says('its HMAC is wrong') })
  expect(await enroll(['--export', join(folder, 'x.csv')])).toMatchObject({ exitCode: 1 })
  expect(await enroll([hired], newBadge)).toMatchObject({ exitCode: 0, text: says('It is kept as') })
  expect(readdirSync(dataFolder).some((name) => name.startsWith('additions.json.unusable-'))).toBe(true)
})

test.each<[readonly string[], string]>([
  [[], '--enroll needs a person'],
  [['New', 'Hire'], 'unexpected argument: Hire'],
  [['--block', '--list'], '--block and --list cannot be combined'],
  [['--block', 'Ana'], '--enroll --block takes no person: Ana'],
  [['--list', '--replace'], '--replace works only with --enroll PERSON'],
  [['--list', '--check-config'], '--enroll cannot be combined with --check-config'],
  [['--export'], '--export needs a value'],
])('--enroll %j is refused', async (argv, words) => {
  const command = await readCommandLine({
    argv: ['--enroll', ...argv],
    env: {},
    platform: 'linux',
    host: 'app',
    version: '1.2.3',
  })
  expect(command).toMatchObject({ kind: 'print', exitCode: 2, text: says(words) })
})

test('--block, --list, --export and --replace alone are refused', async () => {
  for (const argv of [['--block'], ['--list'], ['--export', 'x.csv'], ['--replace']]) {
    const line = { argv, env: {}, platform: 'linux', host: 'app', version: '1.2.3' } as const
    expect(await readCommandLine(line)).toMatchObject({ exitCode: 2, text: says('works only with --enroll') })
  }
})

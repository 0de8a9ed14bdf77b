import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LoadedConfig } from '../../electron/config/config.ts'
import { describeProblems } from '../../electron/config/report/describe-problems.ts'
import { configJsonSchema } from '../../electron/config/schema/json-schema.ts'
import { loadConfig } from '../../electron/config/load.ts'
import { placeholderKeys } from '../../electron/config/document/placeholders.ts'
import { configFilePaths, localConfigPlace } from '../../electron/config/document/places.ts'
import { expectedAt } from '../../electron/config/schema/schema-lookup.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import type { Files } from '../../electron/files/files.ts'
import { showConfig } from '../../electron/ops/cli/show-config.ts'
import { KioskFolder, makeCertificate, smallConfig, type Pem } from './kiosk-folder.ts'

let pem: Pem
let folder: KioskFolder
let localPath: string

beforeAll(async () => {
  pem = await makeCertificate()
})
beforeEach(() => {
  folder = new KioskFolder(pem)
  mkdirSync(path.join(folder.path, 'own'))
  localPath = path.join(folder.path, 'own', 'config.local.json')
})
afterEach(() => folder.remove())

interface Given {
  readonly shared: object | string
  readonly local?: object | string
  readonly env?: Record<string, string>
  readonly platform?: NodeJS.Platform
  readonly computerName?: string
}

function load({
  shared,
  local,
  env,
  platform = 'linux',
  computerName = 'KIOSK-17',
}: Given): Promise<LoadedConfig> {
  folder.write('config.json', textOf(shared))
  if (local !== undefined) writeFileSync(localPath, textOf(local))
  return loadConfig(
    {
      configPath: folder.configPath,
      env: { ...(local !== undefined && { SHIFTS_KIOSK_LOCAL_CONFIG: localPath }), ...env },
      platform,
      computerName,
    },
    directFiles,
  )
}

async function loadGood(given: Given): Promise<Extract<LoadedConfig, { kind: 'ok' }>> {
  const loaded = await load(given)
  if (loaded.kind === 'bad') throw new Error(problemLines(loaded).join('\n'))
  return loaded
}

function textOf(content: object | string): string {
  return typeof content === 'string' ? content : JSON.stringify(content)
}

/** The reported problems, one per line, without the folder's name. */
function problemLines(loaded: LoadedConfig): string[] {
  const problems = loaded.kind === 'bad' ? loaded.problems : loaded.warnings
  return describeProblems(problems, 'config.json').replaceAll(folder.path, '').split('\n')
}

function withKiosk(id: string, name = 'Dock'): object {
  return { ...smallConfig, kiosk: { id, name } }
}

describe('placeholders', () => {
  test('one file gives each computer its own ID, name and paths', async () => {
    const shared = {
      ...withKiosk('{computerName}', '{env:SITE_NAME}, {computerName}'),
      directory: { kind: 'roster', path: '{env:SITE}/roster.csv' },
      storage: { dataFolder: '{env:DATA}/{computerName}', siteKeyPath: '{env:DATA}/site.key' },
    }
    mkdirSync(path.join(folder.path, 'berlin'))
    writeFileSync(path.join(folder.path, 'berlin', 'roster.csv'), 'badge,userId,name\n')
    const { config } = await loadGood({
      shared,
      env: { SITE: 'berlin', SITE_NAME: 'Lager Süd', DATA: '/srv/data' },
    })
    expect(config).toMatchObject({
      kiosk: { id: 'KIOSK-17', name: 'Lager Süd, KIOSK-17' },
      directory: { path: path.join(folder.path, 'berlin', 'roster.csv') },
      storage: {
        dataFolder: path.resolve('/srv/data/KIOSK-17'),
        siteKeyPath: path.resolve('/srv/data/site.key'),
      },
    })
  })

  test('every key that takes them is a key of the schema', () => {
    for (const key of placeholderKeys) expect(expectedAt(key.split('.')), key).toBeDefined()
  })

  test.each([
    [
      'a variable that is not set',
      '{env:SITE}',
      {},
      'kiosk.id: holds {env:SITE}, but the environment variable SITE is not set; expected',
    ],
    ['an empty variable', '{env:SITE}', { SITE: '' }, 'the environment variable SITE is not set'],
    [
      'a result that breaks the rules of kiosk.id',
      'dock-{env:SITE}',
      { SITE: 'Lager Süd' },
      'kiosk.id: may hold only letters, digits, dots, underscores and hyphens, and must start with a letter or digit after {env:SITE} is filled in',
    ],
    [
      'a result that is too long',
      '{env:SITE}',
      { SITE: 'x'.repeat(65) },
      'kiosk.id: is longer than 64 characters after {env:SITE} is filled in',
    ],
    ['a slip of case', '{ComputerName}', {}, 'did you mean {computerName}?'],
    ['no variable', '{env:}', {}, 'kiosk.id: holds a placeholder that names no environment variable'],
  ])('%s is one clear problem with its position', async (_, id, env, expected) => {
    const lines = problemLines(await load({ shared: withKiosk(id), env }))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('config.json:1:')
    expect(lines[0]).toContain(expected)
  })

  test.each([
    ['by its name', { SHIFTS_KIOSK_CLIENT_SECRET: 'hush-hush' }, 'SHIFTS_KIOSK_CLIENT_SECRET'],
    ['by its value', { SITE: 'Ab18Q~kLmN0pQrStUvWxYz2aBcDeFgHiJkLmNoP3' }, 'SITE'],
    ['with a password in an address', { PROXY: 'http://me:hush-hush@proxy:8080' }, 'PROXY'],
  ])('a secret does not get into the config: %s', async (_, env, name) => {
    const loaded = await load({ shared: withKiosk('dock-3', `Dock {env:${name}}`), env })
    expect(problemLines(loaded)).toEqual([expect.stringContaining('looks like a secret') as string])
    const text = JSON.stringify(loaded) + showConfig(loaded)
    for (const value of Object.values(env)) expect(text).not.toContain(value)
  })

  test('variable names ignore case on Windows and are case-sensitive elsewhere', async () => {
    const given = { shared: withKiosk('{env:Site}'), env: { SITE: 'berlin' } }
    expect((await load(given)).kind).toBe('bad')
    const shared = { ...smallConfig, ...withKiosk('{env:Site}') }
    const { tenantId, clientId } = shared.signIn
    const signIn = { tenantId, clientId }
    const env = { SITE: 'berlin', SHIFTS_KIOSK_CLIENT_SECRET: 'hush', SHIFTS_KIOSK_LOCAL_CONFIG: 'none' }
    const { config } = await loadGood({ shared: { ...shared, signIn }, env, platform: 'win32' })
    expect(config.kiosk.id).toBe('berlin')
  })

  test('a value that looks like a placeholder is not filled in again, and other braces stay', async () => {
    const name = '{env:A} {0f8fad5b-d9cb-469f-a165-70867728950e}'
    const { config } = await loadGood({ shared: withKiosk('dock', name), env: { A: '{env:B}', B: 'no' } })
    expect(config.kiosk.name).toBe('{env:B} {0f8fad5b-d9cb-469f-a165-70867728950e}')
  })

  test('elsewhere they stay as they are, with a warning, and a hint if the value is not valid', async () => {
    const warned = await loadGood({
      shared: { ...smallConfig, screen: { display: '{computerName}' } },
    })
    expect(problemLines(warned)).toEqual([
      expect.stringContaining(
        'screen.display: holds a placeholder as plain text; placeholders are filled in only in kiosk.id, kiosk.name and paths',
      ) as string,
    ])
    const bad = await load({
      shared: { ...smallConfig, signIn: { ...smallConfig.signIn, tenantId: '{env:TENANT}' } },
      env: { TENANT: smallConfig.signIn.tenantId },
    })
    expect(problemLines(bad)[0]).toContain('is not a GUID; placeholders are filled in only in kiosk.id')
  })

  test('placeholders of the note are not filled in here, nor these in the note', async () => {
    const note = 'Kiosk {kioskName}'
    const { config } = await loadGood({
      shared: { ...withKiosk('dock', '{kioskName}'), shifts: { ...smallConfig.shifts, note } },
    })
    expect([config.kiosk.name, config.shifts.note]).toEqual(['{kioskName}', note])
    const bad = await load({
      shared: { ...smallConfig, shifts: { ...smallConfig.shifts, note: 'Kiosk {computerName}' } },
    })
    expect(problemLines(bad)[0]).toContain('shifts.note: holds the unknown placeholder {computerName}')
  })

  test('the JSON Schema accepts an ID with a placeholder', () => {
    const schema = configJsonSchema() as {
      properties: { kiosk: { properties: { id: { pattern: string } } } }
    }
    const pattern = new RegExp(schema.properties.kiosk.properties.id.pattern)
    for (const id of ['dock-3', '{computerName}', 'dock-{env:SITE}.1']) expect(id).toMatch(pattern)
    for (const id of ['dock 3', '-dock', '{kioskName}']) expect(id).not.toMatch(pattern)
  })
})

describe('the local file', () => {
  test('its values take precedence: groups are merged by key, lists are replaced', async () => {
    const shared = {
      ...smallConfig,
      screen: { languages: ['en', 'es'], night: { from: '21:00', to: '06:00' }, theme: 'light' },
    }
    const local = { kiosk: { id: 'dock-9' }, screen: { languages: ['de'], night: { to: '05:30' } } }
    const { config } = await loadGood({ shared, local })
    expect(config.kiosk).toEqual({ id: 'dock-9', name: smallConfig.kiosk.name })
    expect(config.screen).toMatchObject({
      languages: ['de'],
      night: { from: '21:00', to: '05:30' },
      theme: 'light',
    })
  })

  test('a reader of another kind does not inherit the keys of the shared one', async () => {
    const { config } = await loadGood({
      shared: { ...smallConfig, reader: { kind: 'pcsc', name: 'ACR' } },
      local: { reader: { kind: 'keyboard', minimumLength: 8 } },
    })
    expect(config.reader).toMatchObject({ kind: 'keyboard', minimumLength: 8 })
  })

  test('a relative path starts at the folder of the file that contains it', async () => {
    writeFileSync(path.join(folder.path, 'own', 'mine.csv'), 'badge,userId,name\n')
    const { config } = await loadGood({
      shared: smallConfig,
      local: { directory: { kind: 'roster', path: 'mine.csv' } },
    })
    expect(config.directory).toMatchObject({ path: path.join(folder.path, 'own', 'mine.csv') })
    expect(config.signIn.certificatePath).toBe(path.join(folder.path, 'kiosk.pem'))
  })

  test('keys that the shared file leaves to it are missing without it', async () => {
    const { signIn, shifts } = smallConfig
    const shared = { signIn, shifts }
    expect(problemLines(await load({ shared }))[0]).toContain('kiosk: is missing')
    const { config } = await loadGood({ shared, local: { kiosk: { id: 'dock-9', name: 'Dock 9' } } })
    expect(config.kiosk.id).toBe('dock-9')
  })

  test('problems name file, line and column, the shared file first', async () => {
    const local =
      '{\n  "kiosk": { "id": "dock 9" },\n  "tapps": {},\n  "sound": { "volume": 1, "volume": 2 }\n}'
    const shared = JSON.stringify({ ...smallConfig, taps: { repeatWindowSeconds: 0 } })
    const lines = problemLines(await load({ shared, local }))
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'config.json',
      ...Array.from({ length: 3 }, () => '/own/config.local.json'),
    ])
    expect(lines[1]).toContain(':2:20  kiosk.id: may hold only')
    expect(lines[2]).toContain(':3:3  tapps: is not a known key; did you mean taps?')
    expect(lines[3]).toContain(':4:27  sound.volume: appears twice')
  })

  test.each([
    ['a list', '[]', ':1:1  is not a group in braces'],
    ['empty', '', '  is empty'],
    ['broken off', '{ "kiosk": {', ':1:13  a closing brace is missing'],
  ])(
    'one that is %s is reported, and no key of the shared file is reported missing',
    async (_, local, expected) => {
      const lines = problemLines(await load({ shared: smallConfig, local }))
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain(`/own/config.local.json${expected}`)
    },
  )

  test('one that the environment names has to exist; the one at the default path need not', async () => {
    expect(
      problemLines(await load({ shared: smallConfig, env: { SHIFTS_KIOSK_LOCAL_CONFIG: localPath } })),
    ).toEqual([
      '/own/config.local.json  does not exist; expected the file that SHIFTS_KIOSK_LOCAL_CONFIG names',
    ])
    expect((await load({ shared: smallConfig })).kind).toBe('ok')
  })

  describe('one that this account may not read', () => {
    const machineWide = '/etc/shifts-badge-kiosk/config.local.json'
    const denied = { kind: 'failed', failure: { kind: 'system', code: 'EACCES' } } as const
    /** As the account `nobody` would find it: the tests may run as root, who may read everything. */
    const withDenied = (deniedPath: string, isFolder: boolean): Files => ({
      ...directFiles,
      read: (file, largest) =>
        Promise.resolve(file === deniedPath ? denied : undefined).then(
          (answer) => answer ?? directFiles.read(file, largest),
        ),
      look: (file) =>
        file === deniedPath && isFolder
          ? Promise.resolve(denied)
          : directFiles.look(file === deniedPath ? folder.configPath : file),
    })

    test('is a problem if the file is closed, since its values would take precedence', async () => {
      folder.write('config.json', textOf(smallConfig))
      const options = { configPath: folder.configPath, env: {}, platform: 'linux' } as const
      const loaded = await loadConfig(options, withDenied(machineWide, false))
      expect(problemLines(loaded)[0]).toContain(`${machineWide}  may not be read by this account`)
    })

    test('is no problem if the folder is closed and the config is elsewhere', async () => {
      folder.write('config.json', textOf(smallConfig))
      const options = { configPath: folder.configPath, env: {}, platform: 'linux' } as const
      expect((await loadConfig(options, withDenied(machineWide, true))).kind).toBe('ok')
    })

    test('is a problem if the environment names it, whether file or folder is closed', async () => {
      folder.write('config.json', textOf(smallConfig))
      const env = { SHIFTS_KIOSK_LOCAL_CONFIG: localPath }
      const options = { configPath: folder.configPath, env, platform: 'linux' } as const
      const loaded = await loadConfig(options, withDenied(localPath, true))
      expect(problemLines(loaded)[0]).toContain('may not be read by this account')
    })
  })

  test.each([
    ['linux', {}, '/etc/shifts-badge-kiosk/config.local.json'],
    ['darwin', {}, '/Library/Application Support/Shifts Badge Kiosk/config.local.json'],
    ['win32', { ProgramData: 'D:\\Data' }, 'D:\\Data\\Shifts Badge Kiosk\\config.local.json'],
  ] as const)('on %s it has one default path, wherever the shared file is', (platform, env, place) => {
    for (const configPath of [undefined, '/srv/share/config.json'])
      expect(localConfigPlace({ env, platform, ...(configPath !== undefined && { configPath }) })?.path).toBe(
        place,
      )
  })

  test('none can be requested, and a file is not merged with itself', () => {
    const env = { SHIFTS_KIOSK_LOCAL_CONFIG: 'none' }
    expect(localConfigPlace({ env, platform: 'linux' })).toBeUndefined()
    const configPath = path.resolve('/etc/shifts-badge-kiosk/config.local.json')
    expect(
      configFilePaths({ configPath, env: { SHIFTS_KIOSK_LOCAL_CONFIG: configPath }, platform: 'linux' }),
    ).toEqual([configPath])
  })
})

describe('--show-config', () => {
  test('each value has its source: default, shared file, local file, placeholder', async () => {
    const lines = showConfig(
      await loadGood({
        shared: withKiosk('{computerName}'),
        local: '{\n"sound": { "volume": 10 } }',
      }),
    ).split('\n')
    expect(lines.slice(0, 2)).toEqual([
      `${folder.configPath}  (shared file)`,
      `${localPath}  (local file; overrides the shared file)`,
    ])
    expect(lines).toContain('kiosk.id = "KIOSK-17"  (shared file, line 1, {computerName})')
    expect(lines).toContain('sound.volume = 10  (local file, line 2)')
    expect(lines).toContain('taps.repeatWindowSeconds = 20  (default)')
  })

  test('shows the same values while the roster and the certificate are missing', async () => {
    const good = showConfig(await loadGood({ shared: { ...smallConfig, storage: { dataFolder: '/d' } } }))
    for (const name of ['roster.csv', 'kiosk.pem']) rmSync(path.join(folder.path, name))
    const bad = await load({ shared: { ...smallConfig, storage: { dataFolder: '/d' } } })
    expect(bad.kind).toBe('bad')
    expect(showConfig(bad).split('\n').toSorted()).toEqual(good.split('\n').toSorted())
  })

  test('shows the values of the valid file while the other is invalid, and no invalid value', async () => {
    const text = showConfig(
      await load({
        shared: { ...smallConfig, signIn: { ...smallConfig.signIn, tenantId: 'Tr0ub4dor' } },
        local: '{ "sound": { "volume": 10 }, "kiosk": { "id": "dock-9" ',
      }),
    )
    expect(text).toContain('kiosk.name = "Warehouse, dock 3"  (shared file, line 1)')
    expect(text).toContain('sound.volume = 10  (local file, line 1)')
    expect(text).toContain('signIn.tenantId = (not valid, not shown)  (shared file, line 1)')
    expect(text).not.toContain('Tr0ub4dor')
    const unread = showConfig(await load({ shared: '', local: { sound: { volume: 10 } } }))
    expect(unread).toContain('sound.volume = 10  (local file, line 1)')
  })

  test.each([
    ['is wrong', { kind: 'Tr0ub4dor', pin: 'Tr0ub4dor', Tr0ub4dor: 1 }],
    ['is missing', { pin: 'Tr0ub4dor', Tr0ub4dor: 1 }],
  ])('shows nothing of a group whose kind %s', async (_, reader) => {
    for (const local of [{}, '{ "kiosk": {'])
      expect(showConfig(await load({ shared: { ...smallConfig, reader }, local }))).not.toContain('Tr0ub4dor')
  })

  test('never shows the hashes of a config that is not valid', async () => {
    const badges = ['0123abcd:' + 'ab'.repeat(32)]
    const loaded = await load({
      shared: { ...smallConfig, taps: 1, maintenance: { badges, pinHash: 'no hash at all' } },
    })
    const text = showConfig(loaded)
    expect(text).toContain('maintenance.badges')
    expect(text).not.toContain('abab')
    expect(text).not.toContain('no hash')
  })
})

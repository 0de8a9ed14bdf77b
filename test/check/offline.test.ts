import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { PcscService } from '../../electron/badge/pcsc/pcsc-service.ts'
import type { ReadersFound } from '../../electron/badge/pcsc/list-readers.ts'
import type { SoftwareTrial } from '../../electron/badge/pcsc/try-reader-software.ts'
import { checkOffline } from '../../electron/check/offline.ts'
import type { CheckId, CheckResult } from '../../electron/check/check-result.ts'
import { checkFreeDisk } from '../../electron/check/data-folder.ts'
import { logFolder } from '../../electron/check/log-folder.ts'
import { isPlaceholderId } from '../../electron/check/placeholder-ids.ts'
import { loadConfig } from '../../electron/config/load.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import type { Files } from '../../electron/files/files.ts'
import { answersInTime, limitedFiles } from '../../electron/files/limited-files.ts'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { readCommandLine } from '../../electron/ops/cli/cli.ts'
import {
  filledInConfig,
  KioskFolder,
  makeCertificate,
  sampleConfig,
  type Pem,
} from '../config/kiosk-folder.ts'
import { createFakeElectron } from '../fakes/electron/index.ts'

let pem: Pem
let folder: KioskFolder
const key = 'ab'.repeat(32)

beforeAll(async () => {
  pem = await makeCertificate()
})
beforeEach(() => {
  folder = new KioskFolder(pem)
  configure()
})
afterEach(() => folder.remove())

function configure(changes: Readonly<Record<string, unknown>> = {}): void {
  folder.write('config.json', JSON.stringify({ ...filledInConfig, ...changes }))
}

interface Situation {
  readonly software?: SoftwareTrial
  readonly service?: PcscService
  readonly found?: ReadersFound
  readonly env?: Readonly<Record<string, string>>
  readonly hasLogFile?: boolean
  /** Folders below which nothing answers. */
  readonly hanging?: readonly string[]
}

async function check({
  software,
  service,
  found,
  env = {},
  hasLogFile = true,
  hanging = [],
}: Situation = {}): Promise<Readonly<Record<CheckId, CheckResult>>> {
  const { configPath } = folder
  const loaded = await loadConfig({ configPath, env, platform: 'linux' }, directFiles)
  const { results } = await checkOffline(loaded, {
    env,
    platform: 'linux',
    files: directFiles,
    hasLogFile,
    ...(software !== undefined && { trySoftware: () => Promise.resolve(software) }),
    ...(found !== undefined && { listReaders: () => Promise.resolve(found) }),
    findService: () => Promise.resolve(service ?? { kind: 'running' }),
    answers: (asked) => Promise.resolve(!hanging.includes(asked)),
  })
  return Object.fromEntries(results.map((result) => [result.id, result])) as Record<CheckId, CheckResult>
}

test('a data folder or log folder on a share that hangs is reported, and not waited for any longer', async () => {
  const dataFolder = join(folder.path, 'share', 'data')
  const logFolder = join(folder.path, 'share', 'logs')
  configure({ storage: { dataFolder, logFolder } })
  const results = await check({ hanging: [dataFolder, logFolder] })
  expect(results['data.folder']).toMatchObject({ state: 'problem' })
  expect(results['data.folder'].detail).toContain('did not answer within 10 s')
  expect(results['data.disk'].state).toBe('not-checked')
  expect(results['log.folder']).toMatchObject({ state: 'problem' })
})

test('a file that does not answer is reported as such, and not touched', async () => {
  const touched: string[] = []
  const read: Files['read'] = (path) => {
    touched.push(path)
    return Promise.resolve({ kind: 'ok', value: new Uint8Array() })
  }
  const files = limitedFiles({ ...directFiles, read }, () => Promise.resolve(false))
  expect(await files.read('roster.csv', 1)).toEqual({ kind: 'failed', failure: { kind: 'no-answer' } })
  expect(touched).toEqual([])
})

test.runIf(process.platform !== 'win32')(
  'a late answer counts as none; a missing file is an answer',
  async () => {
    const hangs = ['tail', '-f', '/dev/null'] as const
    expect(await answersInTime(folder.path, hangs, 100)).toBe(false)
    expect(await answersInTime(folder.path)).toBe(true)
    expect(await answersInTime(join(folder.path, 'missing'))).toBe(true)
    expect(await answersInTime(folder.path, ['no-such-program'])).toBe(true)
  },
)

describe('the IDs', () => {
  test('those of the sample config, zeros and sequential ones are a problem, even if all else is good', async () => {
    const examples = [...sampleConfig.matchAll(/"(?:tenantId|clientId|teamId)": "([^"]+)"/g)]
    expect(examples).toHaveLength(3)
    expect(examples.filter(([, id = '']) => !isPlaceholderId(id))).toEqual([])
    expect(isPlaceholderId('00000000-0000-0000-0000-000000000000')).toBe(true)
    expect(isPlaceholderId('12345678-1234-1234-1234-123456789012')).toBe(true)
    expect(isPlaceholderId(filledInConfig.shifts.teamId)).toBe(false)
    folder.write('config.json', sampleConfig)
    const { 'config.ids': ids } = await check()
    expect(ids).toMatchObject({ state: 'problem', area: 'computer' })
    expect(ids.detail).toContain('signIn.tenantId, signIn.clientId, shifts.teamId')
  })

  test('the same ID in two places is a problem', async () => {
    configure({ shifts: { ...filledInConfig.shifts, teamId: filledInConfig.signIn.clientId } })
    expect((await check())['config.ids']).toMatchObject({ state: 'problem' })
  })
})

describe('the data folder', () => {
  test('is good if it can be created, and is not created', async () => {
    expect((await check())['data.folder']).toMatchObject({ state: 'good' })
    expect(readdirSync(folder.path)).not.toContain('data')
  })

  test('is good if it is private, and nothing is left in it', async () => {
    mkdirSync(join(folder.path, 'data'), { mode: 0o700 })
    expect((await check())['data.folder']).toMatchObject({ state: 'good' })
    expect(readdirSync(join(folder.path, 'data'))).toEqual([])
  })

  test('that is open to others is a warning, with the command that fixes it', async () => {
    mkdirSync(join(folder.path, 'data'))
    chmodSync(join(folder.path, 'data'), 0o755)
    const { 'data.folder': data } = await check()
    expect(data).toMatchObject({ state: 'warning', fix: expect.stringContaining('chmod 700') as string })
    expect(statSync(join(folder.path, 'data')).mode & 0o777).toBe(0o755)
  })

  test('that is a file is a problem', async () => {
    folder.write('data', 'not a folder')
    expect((await check())['data.folder']).toMatchObject({
      state: 'problem',
      detail: expect.stringMatching(/not a folder/) as string,
    })
  })

  test('below a file cannot be created; a warning, since this is not a kiosk yet', async () => {
    folder.write('file', '')
    configure({ storage: { dataFolder: 'file/data' } })
    expect((await check())['data.folder']).toMatchObject({ state: 'warning' })
  })

  test.runIf(process.platform === 'linux')(
    'on a read-only file system is a problem, since a file is actually written',
    async () => {
      configure({ storage: { dataFolder: '/proc/self' } })
      expect((await check())['data.folder']).toMatchObject({ state: 'problem' })
    },
  )
})

describe('the owner of the data folder', () => {
  const isRoot = process.geteuid?.() === 0

  test.runIf(isRoot).each([
    [0o750, 'warning'],
    [0o770, 'problem'],
  ])('is reported if it is another account, with mode %o as a %s', async (mode, state) => {
    const data = join(folder.path, 'data')
    mkdirSync(data)
    chmodSync(data, mode)
    chownSync(data, 54_321, 54_321)
    expect((await check())['data.folder']).toMatchObject({
      state,
      detail: expect.stringContaining('uid 54321') as string,
    })
  })
})

describe('the disk', () => {
  const megabytes = (count: number) => () => count * 1024 * 1024
  const at = (isKiosk: boolean) => ({ folder: folder.path, platform: 'linux', isKiosk }) as const

  test('with little space is a warning, with almost none a problem on a kiosk', () => {
    expect(checkFreeDisk(at(true), megabytes(600)).state).toBe('good')
    expect(checkFreeDisk(at(true), megabytes(400)).state).toBe('warning')
    expect(checkFreeDisk(at(true), megabytes(40)).state).toBe('problem')
    expect(checkFreeDisk(at(false), megabytes(40)).state).toBe('warning')
    expect(checkFreeDisk(at(true), () => undefined).state).toBe('not-checked')
  })
})

describe('the site key', () => {
  test('that does not exist yet is good, and none is created', async () => {
    expect((await check())['site-key']).toMatchObject({
      state: 'good',
      detail: expect.stringMatching(/first start/) as string,
    })
    expect(readdirSync(folder.path)).not.toContain('data')
  })

  test.each([
    ['nonsense', 'not hex at all'],
    ['too short', 'abcdef'],
  ])('%s is a problem', async (_, text) => {
    folder.write('site.key', text)
    configure({ storage: { dataFolder: 'data', siteKeyPath: 'site.key' } })
    expect((await check())['site-key']).toMatchObject({
      state: 'problem',
      detail: expect.stringMatching(/64 hex digits/) as string,
    })
  })

  test('that the config names but that cannot be reached is a problem', async () => {
    configure({ storage: { dataFolder: 'data', siteKeyPath: 'gone/site.key' } })
    expect((await check())['site-key']).toMatchObject({
      state: 'problem',
      detail: expect.stringMatching(/does not exist/) as string,
    })
    symlinkSync(join(folder.path, 'site.key'), join(folder.path, 'site.key'))
    configure({ storage: { dataFolder: 'data', siteKeyPath: 'site.key' } })
    expect((await check())['site-key']).toMatchObject({ state: 'problem' })
  })

  test.runIf(process.platform !== 'win32')(
    'that everybody may read is a problem, with the command that fixes it',
    async () => {
      chmodSync(folder.write('site.key', key), 0o644)
      configure({ storage: { dataFolder: 'data', siteKeyPath: 'site.key' } })
      const { 'site-key': found } = await check()
      expect(found).toMatchObject({ state: 'problem', fix: expect.stringContaining('chmod o= ') as string })
      expect(found.detail).not.toContain(key)
    },
  )

  test("of the kiosk's own account is good; in the data folder it is a warning", async () => {
    folder.write('site.key', key)
    configure({ storage: { dataFolder: 'data', siteKeyPath: 'site.key' } })
    expect((await check())['site-key']).toMatchObject({ state: 'good' })
    mkdirSync(join(folder.path, 'data'), { mode: 0o700 })
    writeFileSync(join(folder.path, 'data/site.key'), key, { mode: 0o600 })
    configure()
    expect((await check())['site-key']).toMatchObject({
      state: 'warning',
      detail: expect.stringMatching(/in the data folder/) as string,
    })
  })

  test.each(['maintenance', 'enrollment'])(
    'under which a badge in %s was not hashed is a warning',
    async (group) => {
      const { id } = siteKeyOf(Buffer.from(key, 'hex'))
      folder.write('site.key', key)
      const storage = { dataFolder: 'data', siteKeyPath: 'site.key' }
      const hashedBy = (by: string): Readonly<Record<string, unknown>> => ({
        storage,
        enrollment: { atKiosk: true },
        [group]: { ...(group === 'enrollment' && { atKiosk: true }), badges: [`${by}:${'ab'.repeat(16)}`] },
      })
      configure(hashedBy(id))
      expect((await check())['site-key']).toMatchObject({ state: 'good' })
      configure(hashedBy('01234567'))
      expect((await check())['site-key']).toMatchObject({
        state: 'warning',
        detail: expect.stringContaining(
          `A badge in ${group}.badges was hashed under another site key`,
        ) as string,
        fix: expect.stringContaining('--hash-badge') as string,
      })
    },
  )
})

describe('the badge reader', () => {
  const missing = { software: { kind: 'missing', detail: 'no addon' }, service: { kind: 'stopped' } } as const

  test('software and service that are missing are a warning before this is a kiosk, and a problem on one', async () => {
    const atDesk = await check(missing)
    expect([atDesk['reader.software'].state, atDesk['reader.service'].state]).toEqual(['warning', 'warning'])
    expect(atDesk['reader.software'].fix).toMatch(/^On the kiosk itself: /)
    mkdirSync(join(folder.path, 'data'), { mode: 0o700 })
    const onKiosk = await check(missing)
    expect([onKiosk['reader.software'].state, onKiosk['reader.service'].state]).toEqual([
      'problem',
      'problem',
    ])
  })

  test('a service that this account may not use is reported with the reason', async () => {
    const detail = 'No permission to use the socket.'
    expect((await check({ service: { kind: 'no-access', detail } }))['reader.service']).toMatchObject({
      state: 'warning',
      detail,
    })
  })

  test.each<[ReadersFound, string, RegExp]>([
    [{ kind: 'ready', readers: ['PICC 0'] }, 'good', /^PICC 0$/],
    [
      { kind: 'ready', readers: ['PICC 0'], others: [{ name: 'SAM 0', why: 'its name says SAM slot' }] },
      'good',
      /^SAM 0: not a badge reader, its name says SAM slot\.$/m,
    ],
    [{ kind: 'no-reader' }, 'warning', /No badge reader is plugged in/],
    [
      { kind: 'no-such-reader', present: ['PICC 0', 'SAM 0'] },
      'warning',
      /reader\.name\. Connected: PICC 0, SAM 0$/,
    ],
    [{ kind: 'no-access', detail: 'refused' }, 'warning', /^refused$/],
    [{ kind: 'no-answer', detail: 'its process ended' }, 'warning', /its process ended/],
  ])('the connected readers are listed: %j', async (found, state, words) => {
    const result = (await check({ software: { kind: 'loaded' }, found }))['reader.found']
    expect(result.state).toBe(state)
    expect(result.detail).toMatch(words)
  })

  test('without --online no reader is searched for', async () => {
    expect((await check({ software: { kind: 'found' } }))['reader.found']).toMatchObject({
      state: 'not-checked',
    })
  })

  test('a reader that types needs neither', async () => {
    configure({ reader: { kind: 'keyboard' } })
    const { 'reader.software': software, 'reader.service': service } = await check(missing)
    expect([software.state, service.state]).toEqual(['good', 'not-checked'])
  })
})

describe('the log folder', () => {
  test.each(['linux-x11', 'darwin'] as const)('is where Electron places it: %s', (profile) => {
    const fake = createFakeElectron({ profile })
    const home = '/home/kiosk'
    fake.app.folder = profile === 'darwin' ? home : `${home}/.config/shifts-badge-kiosk`
    const platform = profile === 'darwin' ? 'darwin' : 'linux'
    const found = logFolder({ HOME: home }, platform)
    // The fake calls the app by its package's name; macOS takes the product's.
    expect(found?.replace('Shifts Badge Kiosk', 'shifts-badge-kiosk')).toBe(
      fake.app.logsFolder.replace('Shifts Badge Kiosk', 'shifts-badge-kiosk'),
    )
  })

  test('that cannot be written to is reported; the preview has none', async () => {
    folder.write('home', 'a file')
    const env = { HOME: join(folder.path, 'home') }
    expect((await check({ env }))['log.folder']).toMatchObject({ state: 'warning' })
    expect((await check({ env, hasLogFile: false }))['log.folder']).toMatchObject({ state: 'not-checked' })
  })
})

describe('the roster', () => {
  test('UPNs and IDs that are not GUIDs are counted, and none is shown', async () => {
    folder.write(
      'roster.csv',
      [
        'badge,user id,name',
        '04A1B2C3,ana.ruiz@example.com,Ana Ruiz',
        '05A1B2C3,4711,Ben Okafor',
        '9C3E51A7,9b2d6c1e-0f4a-4c88-8a57-1d2e3f405162,Cho Min-ji',
        '',
      ].join('\n'),
    )
    const results = await check()
    expect(results['roster.ids']).toMatchObject({
      state: 'warning',
      detail:
        '1 row with a sign-in name (UPN), mail address or employee ID in place of the ID: the kiosk asks Entra, which needs the application permission User.Read.All; 1 row with an ID that is not a GUID: their badges are unknown.',
    })
    expect(JSON.stringify(results)).not.toMatch(/ana\.ruiz|4711|Ruiz|04A1B2C3/i)
  })
})

const report = z.strictObject({
  checks: z.array(
    z.strictObject({
      id: z.string(),
      state: z.enum(['good', 'warning', 'problem', 'not-checked']),
      title: z.string().min(1),
      detail: z.string().min(1),
      fix: z.string().min(1).nullable(),
    }),
  ),
})

test('--json prints the same as one JSON document, and nothing on the disk has changed', async () => {
  const before = tree(folder.path)
  const argv = ['--check-config', '--json', '--config', folder.configPath]
  const printed = await readCommandLine({ argv, env: {}, platform: 'linux', host: 'preview', version: '0' })
  if (printed.kind !== 'print') throw new Error('nothing is printed')
  expect(printed).toMatchObject({ exitCode: 0, isDocument: true })
  const { checks } = report.parse(JSON.parse(printed.text))
  expect(checks.map(({ id }) => id)).toEqual([
    'config.file',
    'config.ids',
    'certificate',
    'roster.file',
    'roster.ids',
    'data.folder',
    'data.disk',
    'site-key',
    'alerts.webhook',
    'log.folder',
    'reader.software',
    'reader.service',
    'reader.found',
  ])
  expect(tree(folder.path)).toEqual(before)
})

test('a config that is not valid is one check, with all its problems', async () => {
  folder.write('config.json', '{}')
  rmSync(join(folder.path, 'kiosk.pem'))
  const results = await check()
  expect(Object.keys(results)).toEqual(['config.file'])
  expect(results['config.file'].state).toBe('problem')
})

/** Every file with the time of its last change. */
function tree(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => `${name} ${statSync(join(path, name)).mtimeMs}`)
    .sort()
}

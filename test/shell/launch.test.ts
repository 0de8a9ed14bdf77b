import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { exitCodes } from '../../electron/ops/cli/exit-codes.ts'
import {
  filledInConfig,
  KioskFolder,
  makeCertificate,
  sampleConfig,
  smallConfig,
  type Pem,
} from '../config/kiosk-folder.ts'
import {
  createFakeElectron,
  liveOn,
  withElectron,
  type FakeElectron,
  type ProfileName,
} from '../fakes/electron/index.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { removeFaultListenersAfterwards } from './running-host.ts'

let pem: Pem
beforeAll(async () => {
  pem = await makeCertificate()
})

/** What was done to Electron beside ending it. */
const touched = ({ calls }: FakeElectron) => calls.filter(({ what }) => what !== 'app.exit')

test.each([
  ['--version', 0, /^\d+\.\d+\.\d+\n$/],
  ['--help', 0, /--check-config/],
  ['--confg', 2, /did you mean --config/],
  ['--no-sandbox', 2, /unknown option: --no-sandbox/],
])('%s is answered before Electron is used, and exits with %i', async (argument, code, text) => {
  const { fake, written } = await launch([argument])
  expect(fake.app.exits).toEqual([code])
  expect(written()).toMatch(text)
  expect(touched(fake)).toEqual([])
})

test.each<[readonly string[], number, RegExp]>([
  [['--check-config'], exitCodes.ok, /config\.json {2}0 warnings/],
  [['--show-config'], exitCodes.ok, /kiosk\.id = "dock-3" {2}\(line/],
  [['--check-config', '--config', '/not/there.json'], exitCodes.badSetup, /does not exist/],
  [['--ozone-platform=headless', '--check-config'], exitCodes.ok, /^ok +Config file/m],
  [['--journal', 'list'], exitCodes.fault, /journal/i],
  [['--journal', 'verify'], exitCodes.fault, /journal/i],
  [['--journal', 'nonsense'], exitCodes.badSetup, /nonsense/],
])('%j needs no display, lock or window, and exits with %i', async (args, code, text) => {
  const folder = kioskFolder(args.includes('--show-config') ? sampleConfig : JSON.stringify(filledInConfig))
  const own = args.includes('--config') ? [] : ['--config', folder.configPath]
  const { fake, written } = await launch([...args, ...own])
  expect(written()).toMatch(text)
  expect(fake.app.exits).toEqual([code])
  expect(touched(fake)).toEqual([])
})

test('on Windows a PIN is taken from a file, since the console does not reach the program', async () => {
  const pin = join(tempFolder(), 'pin.txt')
  writeFileSync(pin, '\uFEFF704912\r\n')
  const hashed = await launch(['--hash-pin', '--input', pin], { profile: 'win32' })
  expect(hashed.fake.app.ended).toEqual({ code: 0 })
  expect(hashed.written()).toMatch(/^"pinHash": "\$scrypt.*",$/m)
  const asked = await launch(['--hash-pin'], { profile: 'win32' })
  expect(asked.fake.app.ended).toEqual({ code: exitCodes.badSetup })
  expect(asked.written()).toContain('--input FILE')
})

test('the client secret is removed from the environment, so that no process and no crash dump gets it', async () => {
  const { tenantId, clientId } = smallConfig.signIn
  const folder = kioskFolder(JSON.stringify({ ...smallConfig, signIn: { tenantId, clientId } }))
  vi.stubEnv('SHIFTS_KIOSK_CLIENT_SECRET', 'hush-hush')
  const { fake, written } = await launch(['--show-config', '--config', folder.configPath])
  expect(process.env).not.toHaveProperty('SHIFTS_KIOSK_CLIENT_SECRET')
  vi.unstubAllEnvs()
  expect(fake.app.exits).toEqual([0])
  expect(written()).toContain('signIn.clientSecret = (hidden)')
  expect(written()).not.toContain('hush-hush')
})

test('without a command the kiosk starts and keeps running', async () => {
  const { fake } = await launch([], { output: false })
  expect(fake.app.exits).toEqual([])
  expect(fake.calls[0]?.what).toBe('app.requestSingleInstanceLock')
  fake.app.emit('before-quit', { preventDefault: () => undefined })
})

test.each(['begin', 'main'])(
  'a start that fails in %s.ts, before there is a log, is logged in full to the file, and exits with 1 without a dialog',
  async (module) => {
    const broken = `../../electron/${module}.ts`
    vi.doMock(broken, () => {
      throw new Error('Cannot find module zod')
    })
    onTestFinished(() => {
      vi.doUnmock(broken)
    })
    const { fake, logs } = await launch([], { output: false })
    expect(fake.app.exits).toEqual([1])
    const line = JSON.parse(readFileSync(join(logs, 'kiosk.log'), 'utf8')) as Record<string, unknown>
    expect(line).toMatchObject({ level: 'error', event: 'host.fault', origin: 'launch' })
    expect(line['error']).toContain('Cannot find module zod')
    expect(touched(fake).map(({ what }) => what)).toEqual(['app.getPath', 'app.getPath'])
  },
)

function kioskFolder(config: string): KioskFolder {
  const folder = new KioskFolder(pem)
  onTestFinished(() => folder.remove())
  folder.write('config.json', config)
  return folder
}

interface Launched {
  readonly fake: FakeElectron
  readonly logs: string
  /** What was written to the file that --output names. */
  readonly written: () => string
}

async function launch(
  args: readonly string[],
  { output = true, profile }: { readonly output?: boolean; readonly profile?: ProfileName } = {},
): Promise<Launched> {
  const fake = createFakeElectron(profile === undefined ? {} : { profile })
  const folder = tempFolder()
  const outputPath = join(folder, 'told.txt')
  fake.app.folder = folder
  mkdirSync(fake.app.logsFolder)
  removeFaultListenersAfterwards()
  liveOn(fake)
  const argv = ['kiosk', ...args, ...(output ? ['--output', outputPath] : [])]
  const spy = vi.spyOn(process, 'argv', 'get').mockReturnValue(argv)
  await withElectron(fake, () => import('../../electron/launch.ts'))
  spy.mockRestore()
  return { fake, logs: fake.app.logsFolder, written: () => readFileSync(outputPath, 'utf8') }
}

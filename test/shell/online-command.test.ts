import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { exitCodes } from '../../electron/ops/cli/exit-codes.ts'
import { writeDemoSite } from '../../electron/preview/demo-site.ts'
import { createDemoWorld } from '../../electron/sandbox/demo-world.ts'
import { lacksDisplay, runHeadless } from '../../electron/shell/window/headless.ts'
import { createFakeElectron, liveOn, withElectron, type FakeElectron } from '../fakes/electron/index.ts'
import { report } from '../online-check/lab.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { removeFaultListenersAfterwards } from './running-host.ts'

vi.mock('node:child_process', async (importOriginal) => ({
  ...(await importOriginal<typeof import('node:child_process')>()),
  spawnSync: vi.fn(),
}))

const headless = '--ozone-platform=headless'

test('--check-config --online waits for ready and uses Electron’s network, but no window, lock or the kiosk’s folder', async () => {
  const world = await createDemoWorld()
  const site = writeDemoSite(world)
  onTestFinished(() => site.remove())
  const { fake, written } = await launch([
    '--check-config',
    '--online',
    '--json',
    '--config',
    site.configPath,
  ])
  fake.network.answer = (url, init) => world.tenant.fetch(url, init)
  expect(fake.app.exits).toEqual([])
  expect(sent(fake)).toEqual([])

  await becomeReady(fake)
  const { checks } = report.parse(JSON.parse(written()))
  const stateOf = (id: string) => checks.find((check) => check.id === id)?.state
  expect(['network.sign-in', 'network.graph', 'sign-in.token', 'team.found'].map(stateOf)).toEqual([
    'good',
    'good',
    'good',
    'good',
  ])
  expect(stateOf('reader.software')).toBe('good')
  expect(sent(fake).length).toBeGreaterThan(5)
  expect(fake.windows).toEqual([])
  const done = fake.calls.map(({ what }) => what)
  expect(done).not.toContain('app.requestSingleInstanceLock')
  expect(fake.app.getPathUnrecorded('sessionData')).toContain('shifts-badge-kiosk-check-')
})

test('a missing network has its own exit code, and causes no dialog', async () => {
  const world = await createDemoWorld()
  const site = writeDemoSite(world)
  onTestFinished(() => site.remove())
  const { fake, written } = await launch(['--check-config', '--online', '--config', site.configPath])
  fake.network.answer = () => Promise.reject(new Error('net::ERR_NAME_NOT_RESOLVED'))
  await becomeReady(fake)
  expect(written()).toMatch(/problem +Connection to Microsoft Graph: The name .* cannot be resolved/)
  expect([exitCodes.networkProblem, exitCodes.badSetup]).toContain(fake.app.exits[0])
  expect(fake.calls.map(({ what }) => what)).not.toContain('dialog.showErrorBox')
})

test.each([
  [['kiosk'], {}, 'linux', true],
  [['kiosk'], { DISPLAY: '' }, 'linux', true],
  [['kiosk'], { DISPLAY: ':0' }, 'linux', false],
  [['kiosk'], { WAYLAND_DISPLAY: 'wayland-0' }, 'linux', false],
  [['kiosk', headless], {}, 'linux', false],
  [['kiosk'], {}, 'win32', false],
  [['kiosk'], {}, 'darwin', false],
] as const)('%j with %j on %s: needs a start without a display: %s', (argv, env, platform, lacks) => {
  expect(lacksDisplay(argv, env, platform)).toBe(lacks)
})

function sent({ calls }: FakeElectron): readonly string[] {
  return calls.flatMap(({ what, args }) =>
    what === 'net.request' ? [(args[0] as { readonly url: string }).url] : [],
  )
}

/** Up to the end of the program; the reader process loads its software and ends. */
async function becomeReady(fake: FakeElectron): Promise<void> {
  fake.app.becomeReady()
  const reader = await waitUntil('the reader process', () => fake.processes[0])
  expect(reader.args).toEqual(['--load-only'])
  reader.becomeSpawned(4_190_001)
  reader.tellExit(0)
  await waitUntil('the end', () => (fake.app.exits.length > 0 ? true : undefined), { limitMs: 15_000 })
}

async function launch(args: readonly string[]): Promise<{ fake: FakeElectron; written: () => string }> {
  const fake = createFakeElectron()
  const folder = tempFolder()
  const output = join(folder, 'told.txt')
  fake.app.folder = folder
  mkdirSync(fake.app.logsFolder)
  removeFaultListenersAfterwards()
  liveOn(fake)
  const spy = vi
    .spyOn(process, 'argv', 'get')
    .mockReturnValue(['kiosk', ...args, headless, '--output', output])
  await withElectron(fake, () => import('../../electron/launch.ts'))
  spy.mockRestore()
  return { fake, written: () => readFileSync(output, 'utf8') }
}

test('without a display the command runs again in a program that needs none, and its exit code is passed on', () => {
  const [argvSpy, spawnSpy] = [vi.spyOn(process, 'argv', 'get'), vi.mocked(spawnSync)]
  argvSpy.mockReturnValue(['/opt/kiosk', '--check-config', '--online'])
  const ended = (status: number | null) => ({ status }) as ReturnType<typeof spawnSync>
  spawnSpy.mockReturnValueOnce(ended(exitCodes.teamProblem)).mockReturnValueOnce(ended(null))
  const env = { SHIFTS_KIOSK_CLIENT_SECRET: 'handed on' }
  expect(runHeadless(env)).toBe(exitCodes.teamProblem)
  expect(spawnSpy).toHaveBeenCalledWith(process.execPath, ['--check-config', '--online', headless], {
    env,
    stdio: 'inherit',
  })
  expect(runHeadless(env)).toBe(exitCodes.fault)
  argvSpy.mockRestore()
})

import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { contract } from '../../electron/contract/bridge.ts'
import { fakeEvent, messageFrom } from '../fakes/electron.ts'
import { waitUntil } from '../support/wait-until.ts'
import { runHost } from './running-host.ts'

test('what makes a page harmless is in force before the app is ready, and the window opens only after', async () => {
  const { fake } = await runHost()
  expect(fake.calls.map(({ what }) => what)).toEqual([
    'app.requestSingleInstanceLock',
    'app.getPath',
    'app.on child-process-gone',
    'app.getPath',
    'app.setPath',
    'crashReporter.start',
    'app.on child-process-gone',
    'app.on render-process-gone',
    'app.enableSandbox',
    'protocol.registerSchemesAsPrivileged',
    'Menu.setApplicationMenu',
    'app.commandLine.appendSwitch',
    'app.commandLine.appendSwitch',
    'app.on session-created',
    'app.on web-contents-created',
    'app.on select-client-certificate',
    'app.whenReady',
    'session.protocol.handle',
    'new BrowserWindow',
    'window.loadURL',
    'app.on window-all-closed',
    'app.on before-quit',
    'powerSaveBlocker.start',
    'utilityProcess.fork',
  ])
})

test('a second kiosk of the same account ends with code 4 and touches nothing', async () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const { fake } = await runHost({ prepare: ({ app }) => (app.isFirstInstance = false) })
  expect(fake.app.exits).toEqual([4])
  expect(fake.calls.map(({ what }) => what)).toEqual(['app.requestSingleInstanceLock'])
  expect(stderr).toHaveBeenCalledWith('Shifts Badge Kiosk is running already.\n')
  stderr.mockRestore()
})

test('the page is told the state when it asks, and a config that is not there is Setup needed, not a blank window', async () => {
  const { fake, statesOf } = await runHost()
  const [window] = fake.windows
  if (window === undefined) throw new Error('no window')
  fake.ipcMain.emit(contract.ready.channel, messageFrom(window.webContents))
  await waitUntil('Setup needed', () => statesOf(window).at(-1)?.screen.name === 'setup-needed')
})

test('the window that takes the place of a crashed one gets the current state', async () => {
  const { fake, statesOf } = await runHost()
  await waitUntil('Setup needed', () => statesOf(fake.windows[0]).at(-1)?.screen.name === 'setup-needed')
  fake.windows[0]?.webContents.emit('render-process-gone', fakeEvent(), { reason: 'crashed', exitCode: 11 })
  const second = await waitUntil('the second window', () => fake.windows[1])
  fake.ipcMain.emit(contract.ready.channel, messageFrom(second.webContents))
  expect(statesOf(second).at(-1)?.screen.name).toBe('setup-needed')
  expect(fake.windows[0]?.isDestroyed()).toBe(true)
})

test('quitting lets the kiosk end in good order and exits with 0, once', async () => {
  const { fake } = await runHost()
  const first = fakeEvent()
  const second = fakeEvent()
  fake.app.emit('before-quit', first)
  fake.app.emit('before-quit', second)
  expect([first.defaultPrevented, second.defaultPrevented]).toEqual([true, true])
  await waitUntil('the exit', () => fake.app.exits.length > 0)
  expect(fake.app.exits).toEqual([0])
})

test('losing every window does not end the app', async () => {
  const { fake } = await runHost()
  fake.app.emit('window-all-closed')
  expect(fake.app.listenerCount('window-all-closed')).toBe(1)
  expect(fake.app.exits).toEqual([])
})

test.each(['uncaughtException', 'unhandledRejection'] as const)(
  'an error nobody caught (%s) is logged whole, once, and ends the app with code 1, without a dialog',
  async (kind) => {
    const { fake, logged } = await runHost()
    const error = new Error('the disk went away', { cause: new Error('ENODEV') })
    const listener = process.rawListeners(kind).at(-1) as (error: unknown) => void
    listener(error)
    listener(new Error('and what came of it'))
    expect(fake.app.exits).toEqual([1])
    const faults = logged().filter(({ event }) => event === 'host.fault')
    expect(faults).toMatchObject([{ level: 'error', origin: kind }])
    expect(faults[0]?.['error']).toContain(error.stack)
    expect(faults[0]?.['error']).toContain('ENODEV')
    expect(fake.calls.map(({ what }) => what)).not.toContain('dialog.showErrorBox')
  },
)

test('crash dumps stay on this computer, in a folder of this account alone, and only so many of them', async () => {
  const { fake, logs, logged } = await runHost({
    prepare: ({ app }) => {
      const folder = join(app.logsFolder, 'crashes/completed')
      mkdirSync(folder, { recursive: true })
      for (let dump = 0; dump < 7; dump += 1) {
        writeFileSync(join(folder, `${dump}.dmp`), '')
        utimesSync(join(folder, `${dump}.dmp`), Date.now() / 1000, Date.now() / 1000 - dump)
      }
    },
  })
  const folder = join(logs, 'crashes')
  expect(fake.calls).toContainEqual({ what: 'app.setPath', args: ['crashDumps', folder] })
  expect(fake.calls).toContainEqual({
    what: 'crashReporter.start',
    args: [{ uploadToServer: false, ignoreSystemCrashHandler: true, compress: false }],
  })
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readdirSync(join(folder, 'completed'))).toHaveLength(5)
  expect(logged()).toContainEqual(
    expect.objectContaining({ event: 'host.crash-dumps', newest: join(folder, 'completed/0.dmp') }),
  )
})

test("one of Chromium's processes that ends unasked is logged", async () => {
  const { fake, logged } = await runHost()
  const details = { type: 'Utility', name: 'Badge reader', exitCode: 139 }
  fake.app.emit('child-process-gone', fakeEvent(), { ...details, reason: 'crashed' })
  fake.app.emit('child-process-gone', fakeEvent(), { ...details, reason: 'clean-exit' })
  expect(logged().filter(({ event }) => event === 'host.process-gone')).toMatchObject([
    { ...details, reason: 'crashed' },
  ])
})

test('the demo brings its own network and has its window in a frame, whose closing ends it', async () => {
  const fetch = vi.fn()
  const started = vi.fn()
  const { fake } = await runHost({ demo: { fetch, started } })
  expect(started).toHaveBeenCalledOnce()
  expect(fake.windows[0]?.options.kiosk).toBeUndefined()
  fake.windows[0]?.emit('close', fakeEvent())
  await waitUntil('the exit', () => fake.app.exits.length > 0)
})

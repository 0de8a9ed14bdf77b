import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { contract } from '../../electron/contract/bridge.ts'
import { exitCodes } from '../../electron/ops/cli/exit-codes.ts'
import { fakeDisplay, fakeEvent, profileNames } from '../fakes/electron/index.ts'
import type { SingleInstance } from '../fakes/electron/app.ts'
import { waitUntil } from '../support/wait-until.ts'
import { runHost } from './running-host.ts'

test('page restrictions are in force before the app is ready, and the window opens only afterwards', async () => {
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
    'app.on quit',
    'powerSaveBlocker.start',
    'utilityProcess.fork',
  ])
})

test('a second kiosk of the same account ends with code 4 and touches nothing', async () => {
  const { fake, said } = await refused('second', (userData) => {
    symlinkSync(`${hostname()}-${process.pid}`, join(userData, 'SingletonLock'))
  })
  expect(fake.app.ended).toEqual({ code: exitCodes.alreadyRunning })
  expect(said()).toBe('Another Shifts Badge Kiosk is already running under this account.\n')
  expect(fake.calls.map(({ what }) => what)).toEqual([
    'app.requestSingleInstanceLock',
    'app.getPath',
    'app.exit',
  ])
})

test.each<[string, RegExp, (userData: string) => void]>([
  [
    'the folder is a file',
    /cannot write to the folder \((ENOTDIR|EEXIST)\)/,
    (userData) => {
      rmSync(userData, { recursive: true })
      writeFileSync(userData, '')
    },
  ],
  [
    'there is no lock although it could be made',
    /SingletonLock cannot be created or read \(ENOENT\)/,
    () => undefined,
  ],
  [
    'another computer holds it, as in a copied disk image',
    /the computer "wall-7" holds it.*delete .*SingletonLock/,
    (userData) => symlinkSync('wall-7-4711', join(userData, 'SingletonLock')),
  ],
  [
    'the process that held it is gone',
    /belongs to process 4194305, which is not running/,
    (userData) => symlinkSync(`${hostname()}-4194305`, join(userData, 'SingletonLock')),
  ],
])('a lock that failed because %s is reported as such, with exit code 9', async (_why, words, prepare) => {
  const { fake, said } = await refused('error', prepare)
  expect(fake.app.ended).toEqual({ code: exitCodes.lockFailed })
  expect(said()).toMatch(words)
  expect(said()).not.toMatch(/another .*kiosk is running/i)
})

test('a lock folder that cannot be created is reported as such, with exit code 9', async () => {
  const { fake, said } = await refused('error', () => undefined, { unwritable: true })
  expect(fake.app.ended).toEqual({ code: exitCodes.lockFailed })
  expect(said()).toContain('its folder cannot be created.\nThe kiosk has not started. Fix this')
})

test('if the log folder cannot be created, the kiosk logs to standard error and runs', async () => {
  const { fake } = await runHost({ prepare: ({ app }) => (app.isFolderUnwritable = true) })
  expect(fake.app.ended).toBeUndefined()
  expect(fake.windows).toHaveLength(1)
})

describe.each(profileNames)('on %s', (profile) => {
  test('the page gets the state when it asks, and a missing config is Setup needed, not a blank window', async () => {
    const { fake, statesOf } = await runHost({ profile })
    const [window] = fake.windows
    window?.contents.pageSends(contract.ready.channel)
    await waitUntil('Setup needed', () => statesOf(window).at(-1)?.screen.name === 'setup-needed')
    expect(statesOf(window).at(-1)?.site.hidesPointer).toBe(true)
    expect(fake.app.ended).toBeUndefined()
  })

  test('the window that replaces a crashed one gets the current state', async () => {
    const { fake, statesOf } = await runHost({ profile })
    await waitUntil('Setup needed', () => statesOf(fake.windows[0]).at(-1)?.screen.name === 'setup-needed')
    fake.windows[0]?.contents.emit('render-process-gone', fakeEvent(), { reason: 'crashed', exitCode: 11 })
    const second = await waitUntil('the second window', () => fake.windows[1])
    second.contents.pageSends(contract.ready.channel)
    expect(statesOf(second).at(-1)?.screen.name).toBe('setup-needed')
    expect(fake.windows[0]?.isDestroyed()).toBe(true)
  })

  test('quitting stops the kiosk cleanly and exits with 0, once, and no screen is reported as lost', async () => {
    const { fake, logged } = await runHost({ profile })
    fake.app.quit()
    fake.app.quit()
    await waitUntil('the end', () => fake.app.ended)
    expect(fake.app.ended).toEqual({ code: 0 })
    expect(fake.app.exits).toEqual([0])
    expect(fake.windows.map((window) => window.isDestroyed())).toEqual([true])
    const events = logged().map(({ event }) => event)
    expect(events).not.toContain('host.screen-lost')
    expect(events).not.toContain('host.ended')
  })

  test('losing every window does not end the app', async () => {
    const { fake } = await runHost({ profile })
    fake.app.emit('window-all-closed')
    expect(fake.app.listenerCount('window-all-closed')).toBe(1)
    expect(fake.app.exits).toEqual([])
  })

  test('with a second display the kiosk keeps the keyboard focus, and the other desktop is covered if possible', async () => {
    const { fake } = await runHost({
      profile,
      prepare: ({ screen }) => {
        screen.displays = [fakeDisplay(1), fakeDisplay(2, { x: 1920 })]
      },
    })
    const [window] = fake.windows
    window?.draw()
    await waitUntil('the window', () => window?.isVisible() === true || undefined)
    expect(fake.desktop.focused).toBe(window)
    expect(fake.covers).toHaveLength(profile === 'linux-wayland' ? 0 : 1)
    if (profile === 'linux-wayland') expect(fake.desktop.front).toBe(window)
  })
})

test.each(['linux-x11', 'linux-wayland', 'darwin'] as const)(
  'on %s a signal sent twice, like Ctrl-C under npm, still stops the kiosk cleanly',
  async (profile) => {
    const { fake } = await runHost({ profile })
    const signal = process.rawListeners('SIGTERM').at(-1) as () => void
    signal()
    signal()
    await waitUntil('the end', () => fake.app.ended)
    expect([fake.app.ended, fake.app.exits]).toEqual([{ code: 0 }, [0]])
  },
)

test('when Windows ends the session, the log says so and nothing more is sent', async () => {
  const { fake, logged } = await runHost({ profile: 'win32' })
  fake.endSession()
  expect(fake.app.ended).toEqual({ code: 0 })
  expect(logged().filter(({ event }) => event === 'host.ended')).toMatchObject([
    { why: 'Windows session ends' },
  ])
})

test.each(profileNames)(
  'on %s a display removed while the kiosk stops causes no new window or cover',
  async (profile) => {
    const { fake } = await runHost({ profile })
    fake.screen.displays = [fakeDisplay(1), fakeDisplay(2, { x: 1920 })]
    fake.screen.emit('display-added', {}, fake.screen.displays[1])
    fake.app.quit()
    await waitUntil('the end', () => fake.app.ended)
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    expect(fake.callsAfterTheEnd).toEqual([])
  },
)

test.each(['linux-x11', 'linux-wayland'] as const)(
  'on %s a lost display ends the program with code 0; the log says why, and no screen is reported as lost',
  async (profile) => {
    const { fake, logged } = await runHost({ profile })
    fake.app.loseDisplay()
    expect(fake.app.ended).toEqual({ code: 0 })
    const ends = logged().filter(({ event }) => ['host.ended', 'host.screen-lost'].includes(String(event)))
    expect(ends).toMatchObject([{ event: 'host.ended', why: 'display or session lost' }])
  },
)

test.each(['uncaughtException', 'unhandledRejection'] as const)(
  'an uncaught error (%s) is logged in full, once, and ends the app with code 1, without a dialog',
  async (kind) => {
    const { fake, logged } = await runHost()
    await waitUntil('the file process', () => fake.processes[0]?.pid)
    const error = new Error('the disk went away', { cause: new Error('ENODEV') })
    const listener = process.rawListeners(kind).at(-1) as (error: unknown) => void
    listener(error)
    listener(new Error('and what came of it'))
    expect(fake.app.exits).toEqual([1])
    // The helper processes go too, whatever they hang in.
    await waitUntil('their end', () => fake.processes.every(({ pid }) => pid === undefined))
    const faults = logged().filter(({ event }) => event === 'host.fault')
    expect(faults).toMatchObject([{ level: 'error', origin: kind }])
    expect(faults[0]?.['error']).toContain(error.stack)
    expect(faults[0]?.['error']).toContain('ENODEV')
    expect(fake.calls.map(({ what }) => what)).not.toContain('dialog.showErrorBox')
  },
)

test('crash dumps stay on this computer, in a folder for this account only, and their number is limited', async () => {
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

test("an unexpected end of one of Chromium's processes is logged", async () => {
  const { fake, logged } = await runHost()
  const details = { type: 'Utility', name: 'Badge reader', exitCode: 139 }
  fake.app.emit('child-process-gone', fakeEvent(), { ...details, reason: 'crashed' })
  fake.app.emit('child-process-gone', fakeEvent(), { ...details, reason: 'clean-exit' })
  expect(logged().filter(({ event }) => event === 'host.process-gone')).toMatchObject([
    { ...details, reason: 'crashed' },
  ])
})

test('the demo brings its own network and a framed window; closing it ends the demo', async () => {
  const fetch = vi.fn()
  const started = vi.fn()
  const { fake } = await runHost({ demo: { fetch, started } })
  expect(started).toHaveBeenCalledOnce()
  expect(fake.windows[0]?.options.kiosk).toBeUndefined()
  fake.windows[0]?.emit('close', fakeEvent())
  await waitUntil('the exit', () => fake.app.exits.length > 0)
})

/** The host where Electron refuses the single-instance lock; `prepare` gets the folder the lock is in. */
async function refused(
  why: SingleInstance,
  prepare: (userData: string) => void,
  { unwritable = false } = {},
) {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  onTestFinished(() => stderr.mockRestore())
  const { fake } = await runHost({
    prepare: ({ app }) => {
      app.singleInstance = why
      app.folder = join(app.folder, 'user-data')
      const userData = app.getPathUnrecorded('userData')
      mkdirSync(userData)
      prepare(userData)
      app.isFolderUnwritable = unwritable
    },
  })
  return { fake, said: () => stderr.mock.calls.map(([text]) => String(text)).join('') }
}

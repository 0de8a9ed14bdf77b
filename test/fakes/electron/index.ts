import { EventEmitter } from 'node:events'
import type {
  BaseWindowConstructorOptions,
  BrowserWindowConstructorOptions,
  CrashReporter,
  CustomScheme,
  Dialog,
  ForkOptions,
  PowerSaveBlocker,
  Protocol,
} from 'electron'
import { onTestFinished, vi } from 'vitest'
import { FakeApp } from './app.ts'
import { FakeDesktop } from './desktop.ts'
import { fakeEvent } from './event.ts'
import { createFakeNetwork } from './network.ts'
import { environmentOf, platformOf, type ProfileName } from './profile.ts'
import type { Call, Recorder } from './recorder.ts'
import { FakeScreen } from './screen.ts'
import { FakeSession } from './session.ts'
import { FakeUtilityProcess } from './utility-process.ts'
import { FakeBaseWindow, FakeWindow, type ReadyToShow, type WindowWorld } from './window.ts'

export { fakeEvent, type FakeEvent } from './event.ts'
export { environmentOf, platformOf, profileNames, type ProfileName } from './profile.ts'
export { fakeDisplay } from './screen.ts'
export { FakeUtilityProcess } from './utility-process.ts'
export { FakeWebContents, messageFrom } from './web-contents.ts'
export { FakeWindow, type FakeBaseWindow, type ReadyToShow } from './window.ts'

export interface FakeElectronOptions {
  /** Default: linux-x11. */
  readonly profile?: ProfileName
}

/**
 * Stands in for Electron towards the host. What it does is no invention: each behaviour the host relies on is a case
 * in `test/electron-conformance`, with its place in Electron's source, and runs against this as well as against the
 * real runtime.
 */
export function createFakeElectron({ profile = 'linux-x11' }: FakeElectronOptions = {}) {
  const calls: Call[] = []
  /** What the host still did once the process was gone. */
  const callsAfterTheEnd: Call[] = []
  const record: Recorder = (what, ...args) => {
    const isOver = app.ended !== undefined
    ;(isOver ? callsAfterTheEnd : calls).push({ what, args })
  }
  const windows: FakeWindow[] = []
  const covers: FakeBaseWindow[] = []
  const app: FakeApp = new FakeApp(
    record,
    { all: () => [...windows, ...covers].filter((window) => !window.isDestroyed()) },
    profile,
  )
  const ipcMain = new EventEmitter()
  const processes: FakeUtilityProcess[] = []
  const sessions = new Map<string, FakeSession>()
  const blockers: string[] = []
  const applicationMenu: { current: Electron.Menu | null | undefined } = { current: undefined }
  const settings: { readyToShow: ReadyToShow } = { readyToShow: 'when-drawn' }

  const fromPartition = (partition: string): FakeSession => {
    if (!app.isReady()) throw new TypeError('Session can only be received when app is ready')
    return sessionOf(partition)
  }
  const sessionOf = (partition: string): FakeSession => {
    const known = sessions.get(partition)
    if (known !== undefined) return known
    const made = new FakeSession(record, partition)
    sessions.set(partition, made)
    app.emit('session-created', made)
    return made
  }

  const { network, net } = createFakeNetwork({
    record,
    isReady: () => app.isReady(),
    sessionOf: fromPartition,
  })
  const screen = new FakeScreen()
  const desktop = new FakeDesktop(profile)
  const world: WindowWorld = {
    record,
    desktop,
    ipcMain,
    layout: () => screen.layout(),
    session: sessionOf,
    closeCancelled: () => app.closeCancelled(),
    windowClosed: () => app.windowClosed(),
  }

  class RecordedWindow extends FakeWindow {
    constructor(options: BrowserWindowConstructorOptions = {}) {
      if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
      super(world, options, settings.readyToShow)
      windows.push(this)
      const { contents } = this
      contents.on('render-process-gone', (event, details) =>
        app.emit('render-process-gone', event, contents, details),
      )
      app.emit('web-contents-created', fakeEvent(), contents)
      app.emit('browser-window-created', fakeEvent(), this)
    }
    static getAllWindows(): readonly FakeWindow[] {
      return windows.filter((window) => !window.isDestroyed())
    }
  }

  class RecordedCover extends FakeBaseWindow {
    constructor(options: BaseWindowConstructorOptions = {}) {
      if (!app.isReady()) throw new Error('Cannot create BaseWindow before app is ready')
      super(world, options, 'cover')
      covers.push(this)
    }
  }

  const electron = {
    app,
    ipcMain,
    // `lib/browser/api/screen.ts`: importing it is free, using it before `ready` is not.
    screen: new Proxy(screen, {
      get: (target, property) => {
        if (!app.isReady()) throw new Error("The 'screen' module can't be used before the app 'ready' event")
        const value: unknown = Reflect.get(target, property)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    }),
    BaseWindow: RecordedCover,
    BrowserWindow: RecordedWindow,
    Menu: {
      setApplicationMenu: (menu: Electron.Menu | null): void => {
        record('Menu.setApplicationMenu', menu)
        applicationMenu.current = menu
      },
      /** `undefined`: the one Electron makes by itself (`lib/browser/default-menu.ts`). */
      getApplicationMenu: (): Electron.Menu | null | undefined => applicationMenu.current,
    },
    protocol: {
      registerSchemesAsPrivileged: (schemes: CustomScheme[]): void => {
        if (app.isReady())
          throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
        record('protocol.registerSchemesAsPrivileged', ...schemes)
      },
    } satisfies Pick<Protocol, 'registerSchemesAsPrivileged'>,
    session: {
      fromPartition,
      get defaultSession() {
        return fromPartition('')
      },
    },
    net,
    crashReporter: {
      start: (options) => {
        record('crashReporter.start', options)
        // `lib/browser/api/crash-reporter.ts`: uploading is the default.
        if (options.uploadToServer !== false && options.submitURL === undefined)
          throw new Error('submitURL must be specified when uploadToServer is true')
      },
    } satisfies Pick<CrashReporter, 'start'>,
    // The kiosk must not show one: it would stay on the wall until somebody closes it.
    dialog: {
      showErrorBox: (title, content) => record('dialog.showErrorBox', title, content),
    } satisfies Pick<Dialog, 'showErrorBox'>,
    powerSaveBlocker: {
      start: (type) => {
        record('powerSaveBlocker.start', type)
        blockers.push(type)
        return blockers.length - 1
      },
      isStarted: (id) => id in blockers,
    } satisfies Pick<PowerSaveBlocker, 'start' | 'isStarted'>,
    utilityProcess: {
      fork: (entry: string, args: string[] = [], options: ForkOptions = {}): FakeUtilityProcess => {
        if (!app.isReady()) throw new TypeError('utilityProcess cannot be created before app is ready.')
        checkStdio(options.stdio)
        record('utilityProcess.fork', entry, args)
        const made = new FakeUtilityProcess(entry, args, options, () => app.ended !== undefined)
        // Emitted for every process that ends, except clean exits.
        made.on('exit', (exitCode: number) => {
          const details = { type: 'Utility', reason: 'abnormal-exit', exitCode, name: options.serviceName }
          if (exitCode !== 0) app.emit('child-process-gone', fakeEvent(), details)
        })
        processes.push(made)
        return made
      },
    },
  }

  return {
    electron,
    profile,
    app,
    ipcMain,
    calls,
    callsAfterTheEnd,
    screen,
    desktop,
    covers,
    windows,
    processes,
    sessions,
    session: fromPartition,
    network,
    settings,
    world,

    /** Windows: the account logs off. Every window hears of it, then the process is gone at once. */
    endSession: (): void => {
      if (profile !== 'win32') throw new Error('Only Windows ends a session so')
      for (const window of [...windows, ...covers])
        if (!window.isDestroyed()) window.emit('session-end', fakeEvent({ reasons: ['logoff'] }))
      if (!app.isQuitting) app.terminate(0)
    },
  }
}

/** `lib/browser/api/utility-process.ts`: all three are named, and nothing can be written to the process. */
function checkStdio(stdio: ForkOptions['stdio']): void {
  if (!Array.isArray(stdio)) return
  if (stdio.length < 3) throw new Error('configuration missing for stdin, stdout or stderr.')
  if (stdio[0] !== 'ignore') throw new Error('stdin value other than ignore is not supported.')
}

export type FakeElectron = ReturnType<typeof createFakeElectron>

/** Loads a module with every import of Electron in it answered by the fake; each time from the beginning. */
export function withElectron<Module>(
  { electron }: FakeElectron,
  load: () => Promise<Module>,
): Promise<Module> {
  vi.resetModules()
  vi.doMock('electron', () => electron)
  return load()
}

/** Until the test ends this process is on the fake's system, in a session of its kind, and `process.exit` is `app.exit`. */
export function liveOn({ profile, app }: FakeElectron): void {
  const own = Object.getOwnPropertyDescriptor(process, 'platform')
  Object.defineProperty(process, 'platform', { ...own, value: platformOf(profile) })
  for (const name of ['XDG_SESSION_TYPE', 'WAYLAND_DISPLAY', 'DISPLAY']) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(environmentOf(profile))) vi.stubEnv(name, value)
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    app.exit(Number(code ?? 0))
    return undefined as never
  })
  onTestFinished(() => {
    if (own !== undefined) Object.defineProperty(process, 'platform', own)
    vi.unstubAllEnvs()
    exit.mockRestore()
  })
}

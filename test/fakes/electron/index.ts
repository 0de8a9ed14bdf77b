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
import { vi } from 'vitest'
import { FakeApp } from './app.ts'
import { FakeDesktop } from './desktop.ts'
import { fakeEvent } from './event.ts'
import { createFakeNetwork } from './network.ts'
import { platformOf, type ProfileName } from './profile.ts'
import type { Call, Recorder } from './recorder.ts'
import { FakeScreen } from './screen.ts'
import { FakeSession } from './session.ts'
import { FakeUtilityProcess } from './utility-process.ts'
import { FakeBaseWindow, FakeWindow, type ReadyToShow, type WindowWorld } from './window.ts'

export { fakeEvent, type FakeEvent } from './event.ts'
export { environmentOf, platformOf, profileNames, type ProfileName } from './profile.ts'
export { fakeDisplay } from './screen.ts'
export { FakeWebContents, messageFrom } from './web-contents.ts'
export { FakeWindow, type FakeBaseWindow } from './window.ts'

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
  const app: FakeApp = new FakeApp(record, {
    all: () => [...windows, ...covers].filter((window) => !window.isDestroyed()),
  })
  const ipcMain = new EventEmitter()
  const processes: FakeUtilityProcess[] = []
  const sessions = new Map<string, FakeSession>()
  const settings: { readyToShow: ReadyToShow } = { readyToShow: 'when-drawn' }

  const needsReady = (what: string): void => {
    if (!app.isReady()) throw new Error(`${what} cannot be used before the app is ready`)
  }

  const fromPartition = (partition: string): FakeSession => {
    needsReady('session')
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
  const world: WindowWorld = { record, desktop, ipcMain, layout: () => screen.layout() }

  class RecordedWindow extends FakeWindow {
    constructor(options: BrowserWindowConstructorOptions = {}) {
      if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
      super(world, options, settings.readyToShow)
      windows.push(this)
      app.emit('web-contents-created', fakeEvent(), this.contents)
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
    get screen() {
      needsReady('screen')
      return screen
    },
    BaseWindow: RecordedCover,
    BrowserWindow: RecordedWindow,
    Menu: {
      setApplicationMenu: (menu: Electron.Menu | null): void => record('Menu.setApplicationMenu', menu),
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
      start: (options) => record('crashReporter.start', options),
    } satisfies Pick<CrashReporter, 'start'>,
    // Nothing of the kiosk may show one: it would stand on the wall until somebody walks up.
    dialog: {
      showErrorBox: (title, content) => record('dialog.showErrorBox', title, content),
    } satisfies Pick<Dialog, 'showErrorBox'>,
    powerSaveBlocker: {
      start: (type) => {
        record('powerSaveBlocker.start', type)
        return 1
      },
    } satisfies Pick<PowerSaveBlocker, 'start'>,
    utilityProcess: {
      fork: (entry: string, args: string[] = [], options: ForkOptions = {}): FakeUtilityProcess => {
        needsReady('utilityProcess.fork')
        record('utilityProcess.fork', entry, args)
        const made = new FakeUtilityProcess(entry, args, options)
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

/** This process is on the fake's system until `restore`. */
export function onPlatformOf({ profile }: FakeElectron): { restore(): void } {
  const own = Object.getOwnPropertyDescriptor(process, 'platform')
  Object.defineProperty(process, 'platform', { ...own, value: platformOf(profile) })
  return {
    restore: () => {
      if (own !== undefined) Object.defineProperty(process, 'platform', own)
    },
  }
}

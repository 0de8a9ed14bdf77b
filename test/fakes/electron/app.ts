import { EventEmitter } from 'node:events'
import { isAbsolute, join } from 'node:path'
import type { App } from 'electron'
import { fakeEvent } from './event.ts'
import type { ProfileName } from './profile.ts'
import type { Recorder } from './recorder.ts'
import { runSoon } from './soon.ts'

/** What becomes of the request for the only instance. Electron answers `false` for both of the latter two. */
export type SingleInstance = 'first' | 'second' | 'error'

export interface Ending {
  readonly code: number
}

/** The windows there are, oldest first, for the end of the program. */
export interface OpenWindows {
  all(): readonly { destroy(): void; close(): void; isDestroyed(): boolean }[]
}

/**
 * Electron's `app` from its start to its end, as `shell/browser/browser.cc` and
 * `shell/browser/electron_browser_main_parts.cc` have it.
 */
export class FakeApp
  extends EventEmitter
  implements
    Pick<
      App,
      | 'isPackaged'
      | 'requestSingleInstanceLock'
      | 'enableSandbox'
      | 'getPath'
      | 'setPath'
      | 'isReady'
      | 'whenReady'
      | 'exit'
      | 'quit'
    >
{
  isPackaged = true
  singleInstance: SingleInstance = 'first'
  /** `userData`; on macOS the home folder. Each name has its place below it. */
  folder = ''
  /** Whether `folder` cannot be written to. */
  isFolderUnwritable = false
  /** File operations of the main process that do not come back: the program cannot end before they do. */
  hangingFileOperations = 0
  /** Every call of `exit`, `process.exit` among them: they are one (`lib/browser/init.ts`). */
  readonly exits: (number | undefined)[] = []
  /** How the process ended; undefined while it lives. */
  ended: Ending | undefined
  /** Switches of Chromium's that the program was started with, or has set since. */
  readonly switches = new Map<string, string>()
  /** Names ignore case (`electron_api_command_line.cc`). */
  readonly commandLine = {
    appendSwitch: (name: string, value?: string): void => {
      this.#record('app.commandLine.appendSwitch', name, value)
      this.switches.set(name.toLowerCase(), value ?? '')
    },
    getSwitchValue: (name: string): string => this.switches.get(name.toLowerCase()) ?? '',
    hasSwitch: (name: string): boolean => this.switches.has(name.toLowerCase()),
  } satisfies Pick<Electron.CommandLine, 'appendSwitch' | 'getSwitchValue' | 'hasSwitch'>
  readonly #record: Recorder
  readonly #windows: OpenWindows
  readonly #profile: ProfileName
  readonly #paths = new Map<string, string>()
  readonly #ready: Promise<void>
  #isReady = false
  #hasMessageLoop = false
  #isQuitting = false
  #isExiting = false
  #isShutDown = false
  #exitCode = 0
  #resolveReady: () => void = () => undefined

  constructor(record: Recorder, windows: OpenWindows, profile: ProfileName = 'linux-x11') {
    super()
    this.#record = record
    this.#windows = windows
    this.#profile = profile
    this.#ready = new Promise((resolve) => {
      this.#resolveReady = resolve
    })
  }

  /**
   * On Linux and Windows `ready` is emitted before the message loop runs (`PreMainMessageLoopRun`), on macOS
   * from within it (`applicationDidFinishLaunching`).
   */
  becomeReady(): void {
    // `launch.ts` may have ended the program while it was loaded.
    if (this.ended !== undefined) return
    this.#isReady = true
    this.#hasMessageLoop = this.#profile === 'darwin'
    this.#resolveReady()
    this.emit('ready', fakeEvent(), {})
    runSoon(() => {
      this.#hasMessageLoop = true
      if (this.#isShutDown) this.#end()
    })
  }

  get logsFolder(): string {
    return this.getPathUnrecorded('logs')
  }

  override on(event: string, listener: (...content: never[]) => void): this {
    this.#record(`app.on ${event}`)
    return super.on(event, listener as (...content: unknown[]) => void)
  }

  requestSingleInstanceLock(): boolean {
    this.#record('app.requestSingleInstanceLock')
    return this.singleInstance === 'first'
  }
  enableSandbox(): void {
    this.#record('app.enableSandbox')
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
  }
  /** Makes the folder, and throws where that cannot be done (`electron_paths.cc`, `create_dir`). */
  getPath(name: Parameters<App['getPath']>[0]): string {
    this.#record('app.getPath', name)
    if (this.isFolderUnwritable && !this.#paths.has(name)) throw new Error(`Failed to get '${name}' path`)
    return this.getPathUnrecorded(name)
  }
  getPathUnrecorded(name: string): string {
    const set = this.#paths.get(name)
    if (set !== undefined) return set
    const isMac = this.#profile === 'darwin'
    switch (name) {
      case 'sessionData':
        return this.getPathUnrecorded('userData')
      case 'userData':
        return isMac ? join(this.folder, 'Library/Application Support', appName) : this.folder
      case 'logs':
        return isMac
          ? join(this.folder, 'Library/Logs', appName)
          : join(this.getPathUnrecorded('userData'), name)
      case 'crashDumps':
        return join(this.getPathUnrecorded('userData'), 'Crashpad')
      default:
        throw new Error(`Failed to get '${name}' path`)
    }
  }
  setPath(name: string, path: string): void {
    this.#record('app.setPath', name, path)
    if (!isAbsolute(path)) throw new Error('Path must be absolute')
    if (!knownPaths.has(name)) throw new Error('Failed to set path')
    this.#paths.set(name, path)
  }
  isReady(): boolean {
    return this.#isReady
  }
  whenReady(): Promise<void> {
    this.#record('app.whenReady')
    return this.#ready
  }

  /**
   * `Browser::ExitWithCode`: before the message loop runs the process is gone at once, without an event. Afterwards
   * every window is destroyed without being asked, and with the last of them comes `quit`; JavaScript runs on
   * meanwhile. Then the process lives until Node's thread pool has nothing left to do.
   */
  exit(code = 0): void {
    this.#record('app.exit', code)
    this.exits.push(code)
    if (this.ended !== undefined) return
    if (!this.#hasMessageLoop) {
      this.ended = { code }
      return
    }
    this.#exitCode = code
    this.#isQuitting = true
    this.#isExiting = true
    const windows = this.#windows.all()
    if (windows.length === 0) this.#shutDown()
    for (const window of windows) if (!window.isDestroyed()) window.destroy()
  }

  /**
   * `Browser::Quit`: `before-quit` may prevent it. Then the windows are asked to close, one after the other, and each
   * may refuse; with the last of them comes `will-quit`, which may prevent it too, and `quit`.
   */
  quit(): void {
    this.#record('app.quit')
    this.#quitNow()
  }

  #quitNow(): void {
    if (this.#isQuitting) return
    const event = fakeEvent()
    this.emit('before-quit', event)
    // A listener may have ended the program for good.
    if (this.#isExiting) return
    if (event.defaultPrevented) return
    this.#isQuitting = true
    const windows = this.#windows.all()
    if (windows.length === 0) this.#notifyAndShutDown()
    for (const window of this.#profile === 'darwin' ? windows.toReversed() : windows)
      if (!window.isDestroyed()) window.close()
  }

  /** SIGTERM, SIGINT or SIGHUP on Linux and macOS: `InstallShutdownSignalHandlers` calls `Browser::Quit`. */
  receiveSignal(): void {
    if (this.#profile === 'win32') throw new Error('Windows has no such signals')
    this.#quitNow()
  }

  /** A window would not close: `Browser::OnWindowCloseCancelled`. */
  closeCancelled(): void {
    this.#isQuitting = false
  }

  /** A window is gone; the last one may end the program (`Browser::OnWindowAllClosed`). */
  windowClosed(): void {
    if (this.#windows.all().length > 0) return
    if (this.#isExiting) this.#shutDown()
    else if (this.#isQuitting) this.#notifyAndShutDown()
    else {
      this.emit('window-all-closed')
      // `lib/browser/init.ts`: Electron's own listener, where it is the only one.
      if (this.listenerCount('window-all-closed') === 0) this.#quitNow()
    }
  }

  /** What kept Node's thread pool busy has come back. */
  fileOperationsReturn(): void {
    this.hangingFileOperations = 0
    if (this.#isShutDown) this.#end()
  }

  /** Linux: the X server, the compositor or the session's bus is gone (`ExitOnSessionLoss`): code 0, no `before-quit`. */
  loseDisplay(): void {
    this.exit(0)
  }

  get isQuitting(): boolean {
    return this.#isQuitting
  }

  /** Windows: `TerminateCurrentProcessImmediately`. */
  terminate(code: number): void {
    this.ended ??= { code }
  }

  #notifyAndShutDown(): void {
    const event = fakeEvent()
    this.emit('will-quit', event)
    if (event.defaultPrevented) this.#isQuitting = false
    else this.#shutDown()
  }

  #shutDown(): void {
    if (this.#isShutDown) return
    this.#isShutDown = true
    this.#isQuitting = true
    this.emit('quit', fakeEvent(), this.#exitCode)
    this.#end()
  }

  #end(): void {
    if (!this.#hasMessageLoop || this.hangingFileOperations > 0) return
    this.ended ??= { code: this.#exitCode }
  }
}

const appName = 'shifts-badge-kiosk'

/** As far as the kiosk goes (`electron_api_app.cc`, `GetPathConstant`). */
const knownPaths: ReadonlySet<string> = new Set(['userData', 'sessionData', 'logs', 'crashDumps'])

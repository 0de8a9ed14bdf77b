import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type { App } from 'electron'
import { fakeEvent } from './event.ts'
import type { Recorder } from './recorder.ts'

/** What becomes of the request for the only instance. Electron answers `false` for both of the latter two. */
export type SingleInstance = 'first' | 'second' | 'error'

export interface Ending {
  readonly code: number
}

/** The windows there are, for the end of the program. */
export interface OpenWindows {
  all(): readonly { destroy(): void }[]
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
  /** The account's folders: each name has a place of its own below it. */
  folder = ''
  /** File operations of the main process that do not come back: the program cannot end before they do. */
  hangingFileOperations = 0
  /** Every call of `exit`, `process.exit` among them: they are one (`lib/browser/init.ts`). */
  readonly exits: (number | undefined)[] = []
  /** How the process ended; undefined while it lives. */
  ended: Ending | undefined
  readonly commandLine = {
    appendSwitch: (name: string, value?: string): void =>
      this.#record('app.commandLine.appendSwitch', name, value),
    getSwitchValue: (name: string): string => this.switches.get(name) ?? '',
  } satisfies Pick<Electron.CommandLine, 'appendSwitch' | 'getSwitchValue'>
  /** Switches of Chromium's that the program was started with. */
  readonly switches = new Map<string, string>()
  readonly #record: Recorder
  readonly #windows: OpenWindows
  readonly #paths = new Map<string, string>()
  readonly #ready: Promise<void>
  #isReady = false
  #isQuitting = false
  #isExiting = false
  #exitCode: number | undefined
  #resolveReady: () => void = () => undefined

  constructor(record: Recorder, windows: OpenWindows) {
    super()
    this.#record = record
    this.#windows = windows
    this.#ready = new Promise((resolve) => {
      this.#resolveReady = resolve
    })
  }

  becomeReady(): void {
    // `launch.ts` may have ended the program while it was loaded.
    if (this.ended !== undefined) return
    this.#isReady = true
    this.#resolveReady()
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
  getPath(name: Parameters<App['getPath']>[0]): string {
    this.#record('app.getPath', name)
    return this.getPathUnrecorded(name)
  }
  getPathUnrecorded(name: string): string {
    return this.#paths.get(name) ?? join(this.folder, name)
  }
  setPath(name: string, path: string): void {
    this.#record('app.setPath', name, path)
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
   * every window is destroyed without being asked, each is told `closed`, then comes `quit`; JavaScript runs on
   * meanwhile, and the process lives until Node's thread pool has nothing left to do.
   */
  exit(code = 0): void {
    this.#record('app.exit', code)
    this.exits.push(code)
    if (this.#isExiting || this.ended !== undefined) return
    if (!this.#isReady) {
      this.ended = { code }
      return
    }
    this.#isQuitting = true
    this.#isExiting = true
    this.#exitCode = code
    for (const window of this.#windows.all()) window.destroy()
    this.#shutDown()
  }

  /** `Browser::Quit`: `before-quit` may prevent it; then windows are asked to close, which the kiosk's refuses. */
  quit(): void {
    this.#record('app.quit')
    if (this.#isQuitting) return
    const event = fakeEvent()
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    this.#isQuitting = true
    this.#exitCode = 0
    for (const window of this.#windows.all()) window.destroy()
    this.#shutDown()
  }

  /** What kept Node's thread pool busy has come back. */
  fileOperationsReturn(): void {
    this.hangingFileOperations = 0
    if (this.#isExiting) this.#end()
  }

  /**
   * Linux: the X server or the compositor is gone (`ExitOnSessionLoss`): code 0, and no `before-quit`.
   */
  loseDisplay(): void {
    if (!this.#isExiting) this.exit(0)
  }

  get isQuitting(): boolean {
    return this.#isQuitting
  }

  /** Windows: `TerminateCurrentProcessImmediately`. */
  terminate(code: number): void {
    this.ended ??= { code }
  }

  #shutDown(): void {
    this.emit('quit', fakeEvent(), this.#exitCode)
    this.#end()
  }

  #end(): void {
    if (this.hangingFileOperations > 0) return
    this.ended ??= { code: this.#exitCode ?? 0 }
  }
}

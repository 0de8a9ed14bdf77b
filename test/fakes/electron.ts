import { EventEmitter } from 'node:events'
import type {
  App,
  BaseWindow,
  BaseWindowConstructorOptions,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  CrashReporter,
  CustomScheme,
  Dialog,
  Display,
  ForkOptions,
  IpcMainEvent,
  Net,
  OnBeforeRequestListenerDetails,
  PowerSaveBlocker,
  Protocol,
  Rectangle,
  Screen,
  Session,
  UtilityProcess,
  WebContents,
  WebFrameMain,
  WindowOpenHandlerResponse,
} from 'electron'
import { vi } from 'vitest'

/** What was called, in order, such as `app.enableSandbox`. */
export interface Call {
  readonly what: string
  readonly args: readonly unknown[]
}

type Recorder = (what: string, ...args: readonly unknown[]) => void

/** An event as Electron hands it to listeners. */
export function fakeEvent<Details extends object>(details?: Details): Details & FakeEvent {
  const event = {
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true
    },
    ...(details ?? ({} as Details)),
  }
  return event
}

export interface FakeEvent {
  defaultPrevented: boolean
  readonly preventDefault: () => void
}

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
  isFirstInstance = true
  logsFolder = ''
  readonly exits: (number | undefined)[] = []
  readonly commandLine = {
    appendSwitch: (name: string, value?: string): void =>
      this.#record('app.commandLine.appendSwitch', name, value),
  } satisfies Pick<Electron.CommandLine, 'appendSwitch'>
  readonly #record: Recorder
  readonly #ready: Promise<void>
  #isReady = false
  becomeReady: () => void = () => undefined

  constructor(record: Recorder) {
    super()
    this.#record = record
    this.#ready = new Promise((resolve) => {
      this.becomeReady = () => {
        this.#isReady = true
        resolve()
      }
    })
  }

  override on(event: string, listener: (...content: never[]) => void): this {
    this.#record(`app.on ${event}`)
    return super.on(event, listener as (...content: unknown[]) => void)
  }

  requestSingleInstanceLock(): boolean {
    this.#record('app.requestSingleInstanceLock')
    return this.isFirstInstance
  }
  enableSandbox(): void {
    this.#record('app.enableSandbox')
  }
  getPath(name: Parameters<App['getPath']>[0]): string {
    this.#record('app.getPath', name)
    return this.logsFolder
  }
  setPath(name: string, path: string): void {
    this.#record('app.setPath', name, path)
  }
  isReady(): boolean {
    return this.#isReady
  }
  whenReady(): Promise<void> {
    this.#record('app.whenReady')
    return this.#ready
  }
  exit(code?: number): void {
    this.#record('app.exit', code)
    this.exits.push(code)
  }
  quit(): void {
    this.#record('app.quit')
    this.emit('before-quit', fakeEvent())
  }
}

export class FakeWebContents
  extends EventEmitter
  implements
    Pick<
      WebContents,
      | 'isDestroyed'
      | 'isCrashed'
      | 'send'
      | 'focus'
      | 'openDevTools'
      | 'setWindowOpenHandler'
      | 'setZoomFactor'
      | 'setVisualZoomLevelLimits'
    >
{
  destroyed = false
  crashed = false
  openHandler: ((details: Electron.HandlerDetails) => WindowOpenHandlerResponse) | undefined
  readonly sent: { readonly channel: string; readonly args: unknown[] }[] = []
  readonly #record: Recorder

  constructor(record: Recorder) {
    super()
    this.#record = record
  }

  isDestroyed(): boolean {
    return this.destroyed
  }
  isCrashed(): boolean {
    return this.crashed
  }
  send(channel: string, ...args: unknown[]): void {
    this.sent.push({ channel, args })
  }
  focus(): void {
    this.#record('webContents.focus')
  }
  openDevTools(options?: Electron.OpenDevToolsOptions): void {
    this.#record('webContents.openDevTools', options)
  }
  setWindowOpenHandler(handler: (details: Electron.HandlerDetails) => WindowOpenHandlerResponse): void {
    this.openHandler = handler
  }
  setVisualZoomLevelLimits(lowest: number, highest: number): Promise<void> {
    this.#record('webContents.setVisualZoomLevelLimits', lowest, highest)
    return Promise.resolve()
  }
  setZoomFactor(factor: number): void {
    this.#record('webContents.setZoomFactor', factor)
  }
}

export class FakeWindow
  extends EventEmitter
  implements
    Pick<
      BrowserWindow,
      | 'show'
      | 'destroy'
      | 'isDestroyed'
      | 'loadURL'
      | 'isFocused'
      | 'moveTop'
      | 'focus'
      | 'restore'
      | 'setKiosk'
    >
{
  readonly webContents: FakeWebContents
  readonly options: BrowserWindowConstructorOptions
  readonly loaded: string[] = []
  /** Given by the operating system, which may refuse. */
  focused = false
  readonly #record: Recorder

  constructor(record: Recorder, options: BrowserWindowConstructorOptions) {
    super()
    this.#record = record
    this.options = options
    this.webContents = new FakeWebContents(record)
    record('new BrowserWindow', options)
  }

  show(): void {
    this.#record('window.show')
  }
  isDestroyed(): boolean {
    return this.webContents.destroyed
  }
  destroy(): void {
    this.#record('window.destroy')
    this.webContents.destroyed = true
    this.emit('closed')
  }
  isFocused(): boolean {
    return this.focused
  }
  moveTop(): void {
    this.#record('window.moveTop')
  }
  focus(): void {
    this.#record('window.focus')
  }
  restore(): void {
    this.#record('window.restore')
  }
  setKiosk(flag: boolean): void {
    this.#record('window.setKiosk', flag)
  }
  loadURL(url: string): Promise<void> {
    this.#record('window.loadURL', url)
    this.loaded.push(url)
    return Promise.resolve()
  }
}

/** A window without a page. */
export class FakeCover extends EventEmitter implements Pick<BaseWindow, 'showInactive' | 'destroy'> {
  readonly options: BaseWindowConstructorOptions
  isThere = true
  isShown = false
  constructor(options: BaseWindowConstructorOptions) {
    super()
    this.options = options
  }
  showInactive(): void {
    this.isShown = true
  }
  destroy(): void {
    this.isThere = false
  }
}

/** One display of 1920 × 1080 until a test says otherwise; the first is the primary one. */
export class FakeScreen extends EventEmitter implements Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay'> {
  displays: readonly Display[] = [fakeDisplay(1)]
  getAllDisplays(): Display[] {
    return [...this.displays]
  }
  getPrimaryDisplay(): Display {
    return this.displays[0] ?? fakeDisplay(1)
  }
}

export function fakeDisplay(id: number, bounds: Partial<Rectangle> = {}, label = `Display ${id}`): Display {
  const display: Pick<Display, 'id' | 'label' | 'bounds'> = {
    id,
    label,
    bounds: { x: 0, y: 0, width: 1920, height: 1080, ...bounds },
  }
  return display as Display
}

type PermissionRequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>
type PermissionCheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>
type DevicePermissionHandler = NonNullable<Parameters<Session['setDevicePermissionHandler']>[0]>
type BluetoothPairingHandler = NonNullable<Parameters<Session['setBluetoothPairingHandler']>[0]>
type BeforeRequest = (
  details: Pick<OnBeforeRequestListenerDetails, 'url'>,
  callback: (response: Electron.CallbackResponse) => void,
) => void

export class FakeSession
  extends EventEmitter
  implements
    Pick<
      Session,
      | 'setPermissionRequestHandler'
      | 'setPermissionCheckHandler'
      | 'setDevicePermissionHandler'
      | 'setBluetoothPairingHandler'
      | 'closeAllConnections'
    >
{
  permissionRequest: PermissionRequestHandler | null = null
  permissionCheck: PermissionCheckHandler | null = null
  devicePermission: DevicePermissionHandler | null = null
  bluetoothPairing: BluetoothPairingHandler | null = null
  beforeRequest: BeforeRequest | undefined
  readonly schemes = new Map<string, (request: Request) => Response | Promise<Response>>()
  readonly protocol: Pick<Protocol, 'handle'>
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest): void => {
      this.beforeRequest = listener
    },
  }

  readonly #record: Recorder
  readonly #partition: string

  constructor(record: Recorder, partition: string) {
    super()
    this.#record = record
    this.#partition = partition
    this.protocol = {
      handle: (scheme, handler) => {
        record('session.protocol.handle', partition, scheme)
        this.schemes.set(scheme, handler)
      },
    }
  }
  closeAllConnections(): Promise<void> {
    this.#record('session.closeAllConnections', this.#partition)
    return Promise.resolve()
  }
  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void {
    this.permissionRequest = handler
  }
  setPermissionCheckHandler(handler: PermissionCheckHandler | null): void {
    this.permissionCheck = handler
  }
  setDevicePermissionHandler(handler: DevicePermissionHandler | null): void {
    this.devicePermission = handler
  }
  setBluetoothPairingHandler(handler: BluetoothPairingHandler | null): void {
    this.bluetoothPairing = handler
  }
}

export class FakeUtilityProcess
  extends EventEmitter
  implements Pick<UtilityProcess, 'pid' | 'postMessage' | 'kill'>
{
  pid: number | undefined
  readonly posted: unknown[] = []
  kills = 0
  readonly entry: string
  readonly args: readonly string[]
  readonly options: ForkOptions
  constructor(entry: string, args: readonly string[], options: ForkOptions) {
    super()
    this.entry = entry
    this.args = args
    this.options = options
  }
  postMessage(message: unknown): void {
    this.posted.push(message)
  }
  kill(): boolean {
    this.kills += 1
    return true
  }
}

/** Records what the host does to Electron, and lets a test be Electron towards the host. */
export function createFakeElectron() {
  const calls: Call[] = []
  const record: Recorder = (what, ...args) => {
    calls.push({ what, args })
  }
  const app = new FakeApp(record)
  const ipcMain = new EventEmitter()
  const windows: FakeWindow[] = []
  const processes: FakeUtilityProcess[] = []
  const sessions = new Map<string, FakeSession>()
  const network: { answer: (url: string, init?: RequestInit) => Promise<Response> } = {
    answer: () => Promise.resolve(new Response(null, { status: 204 })),
  }

  const fromPartition = (partition: string): FakeSession => {
    const known = sessions.get(partition)
    if (known !== undefined) return known
    const made = new FakeSession(record, partition)
    sessions.set(partition, made)
    app.emit('session-created', made)
    return made
  }

  class RecordedWindow extends FakeWindow {
    constructor(options: BrowserWindowConstructorOptions = {}) {
      super(record, options)
      windows.push(this)
      app.emit('web-contents-created', fakeEvent(), this.webContents)
    }
  }

  const covers: FakeCover[] = []
  const screen = new FakeScreen()
  class RecordedCover extends FakeCover {
    constructor(options: BaseWindowConstructorOptions = {}) {
      super(options)
      covers.push(this)
    }
  }

  const electron = {
    app,
    ipcMain,
    screen,
    BaseWindow: RecordedCover,
    BrowserWindow: RecordedWindow,
    Menu: {
      setApplicationMenu: (menu: Electron.Menu | null): void => record('Menu.setApplicationMenu', menu),
    },
    protocol: {
      registerSchemesAsPrivileged: (schemes: CustomScheme[]): void =>
        record('protocol.registerSchemesAsPrivileged', ...schemes),
    } satisfies Pick<Protocol, 'registerSchemesAsPrivileged'>,
    session: {
      fromPartition,
      get defaultSession() {
        return fromPartition('')
      },
    },
    net: {
      fetch: (input, init) => {
        record('net.fetch', input, init)
        return network.answer(input instanceof Request ? input.url : input, init)
      },
    } satisfies Pick<Net, 'fetch'>,
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
        record('utilityProcess.fork', entry, args)
        const made = new FakeUtilityProcess(entry, args, options)
        processes.push(made)
        return made
      },
    },
  }

  return {
    electron,
    app,
    ipcMain,
    calls,
    screen,
    covers,
    windows,
    processes,
    sessions,
    session: fromPartition,
    network,
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

/** A message as it comes from the page of `window`, or from what pretends to be it. `null`: its frame is gone. */
export function messageFrom(
  sender: FakeWebContents,
  frame: { readonly url?: string; readonly isFramed?: boolean } | null = {},
): Pick<IpcMainEvent, 'senderFrame' | 'ports'> & { readonly sender: FakeWebContents } {
  const ports: IpcMainEvent['ports'] = []
  if (frame === null) return { sender, senderFrame: null, ports }
  const { url = 'app://kiosk/index.html', isFramed = false } = frame
  const senderFrame: unknown = { url, parent: isFramed ? {} : null }
  return { sender, senderFrame: senderFrame as WebFrameMain, ports }
}

import { EventEmitter } from 'node:events'
import type {
  IpcMainEvent,
  KeyboardInputEvent,
  WebContents,
  WebFrameMain,
  WebPreferences,
  WindowOpenHandlerResponse,
} from 'electron'
import { fakeEvent } from './event.ts'
import { codeOf, keyOf } from './keys.ts'
import type { Recorder } from './recorder.ts'
import type { FakeSession } from './session.ts'

export interface SenderFrame {
  readonly url?: string
  readonly isFramed?: boolean
}

export interface FakePage {
  readonly session?: FakeSession | undefined
  readonly preferences?: WebPreferences
  /** Gives the page's window the focus, as far as the system lets a program do that. */
  readonly focusWindow?: () => void
  readonly hasWindowFocus?: () => boolean
}

/** A page, as main sees it, and what a test has it say. */
export class FakeWebContents
  extends EventEmitter
  implements
    Pick<
      WebContents,
      | 'isDestroyed'
      | 'isCrashed'
      | 'send'
      | 'focus'
      | 'isFocused'
      | 'openDevTools'
      | 'isDevToolsOpened'
      | 'sendInputEvent'
      | 'setWindowOpenHandler'
      | 'setZoomFactor'
      | 'setVisualZoomLevelLimits'
    >
{
  destroyed = false
  crashed = false
  openHandler: ((details: Electron.HandlerDetails) => WindowOpenHandlerResponse) | undefined
  readonly sent: { readonly channel: string; readonly args: unknown[] }[] = []
  readonly session: FakeSession | undefined
  readonly preferences: WebPreferences
  readonly #record: Recorder
  readonly #ipcMain: EventEmitter
  readonly #focusWindow: () => void
  readonly #hasWindowFocus: () => boolean
  #hasFocus = false
  #hasDevTools = false

  constructor(
    record: Recorder = () => undefined,
    ipcMain: EventEmitter = new EventEmitter(),
    { session, preferences = {}, focusWindow = () => undefined, hasWindowFocus = () => true }: FakePage = {},
  ) {
    super()
    this.#record = record
    this.#ipcMain = ipcMain
    this.session = session
    this.preferences = preferences
    this.#focusWindow = focusWindow
    this.#hasWindowFocus = hasWindowFocus
  }

  isDestroyed(): boolean {
    return this.destroyed
  }
  isCrashed(): boolean {
    this.#needsLife()
    return this.crashed
  }
  /**
   * `lib/browser/api/web-frame-main.ts` catches what goes wrong and writes it to the console: what cannot be cloned,
   * and what is meant for a page whose process is gone, is silently lost. Only contents that are
   * gone throw.
   */
  send(channel: string, ...args: unknown[]): void {
    this.#needsLife()
    if (this.crashed) return
    const cloned = cloneOf(args)
    if (cloned === undefined) return
    this.sent.push({ channel, args: cloned })
    this.onSent?.(channel, cloned)
  }
  /** Where there is a preload script. */
  onSent: ((channel: string, args: readonly unknown[]) => void) | undefined
  /** Its window gets the focus with it, on every system (`WebContents::Focus`). */
  focus(): void {
    this.#needsLife()
    this.#record('webContents.focus')
    this.#focusWindow()
    this.#hasFocus = true
  }
  isFocused(): boolean {
    this.#needsLife()
    return this.#hasFocus && this.#hasWindowFocus()
  }
  /** Nothing where `devTools: false` (`WebContents::OpenDevTools`). */
  openDevTools(options?: Electron.OpenDevToolsOptions): void {
    this.#needsLife()
    this.#record('webContents.openDevTools', options)
    if (this.preferences.devTools !== false) this.#hasDevTools = true
  }
  get backgroundThrottling(): boolean {
    return this.preferences.backgroundThrottling !== false
  }
  /** `WebContentsPreferences::SaveLastPreferences`. */
  getLastWebPreferences(): WebPreferences {
    const { nodeIntegration, nodeIntegrationInWorker, sandbox } = this.preferences
    return {
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      contextIsolation: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      disableDialogs: false,
      ...this.preferences,
      sandbox: sandbox ?? !(nodeIntegration === true || nodeIntegrationInWorker === true),
    }
  }
  isDevToolsOpened(): boolean {
    this.#needsLife()
    return this.#hasDevTools
  }
  /** `WebContents::PreHandleKeyboardEvent`: main hears a key before the page does, and can keep it from it. */
  sendInputEvent(input: Electron.MouseInputEvent | Electron.MouseWheelInputEvent | KeyboardInputEvent): void {
    if (!('keyCode' in input)) {
      const isRightClick = input.type === 'mouseUp' && 'button' in input && input.button === 'right'
      if (isRightClick) this.emit('context-menu', fakeEvent(), { x: input.x, y: input.y })
      return
    }
    if (input.type === 'char') return
    const { modifiers = [] } = input
    const has = (...names: readonly string[]): boolean =>
      modifiers.some((given) => names.includes(given.toLowerCase()))
    const event = fakeEvent()
    this.emit('before-input-event', event, {
      type: input.type === 'keyUp' ? 'keyUp' : 'keyDown',
      key: keyOf(input.keyCode, has('shift')),
      code: codeOf(input.keyCode),
      isAutoRepeat: has('isautorepeat'),
      shift: has('shift'),
      control: has('control', 'ctrl'),
      alt: has('alt'),
      meta: has('meta', 'command', 'cmd'),
    })
    if (!event.defaultPrevented && input.type !== 'keyUp')
      this.keysOfPage.push(keyOf(input.keyCode, has('shift')))
  }
  /** Keys that got through to the page. */
  readonly keysOfPage: string[] = []
  setWindowOpenHandler(handler: (details: Electron.HandlerDetails) => WindowOpenHandlerResponse): void {
    this.openHandler = handler
  }
  setVisualZoomLevelLimits(lowest: number, highest: number): Promise<void> {
    this.#record('webContents.setVisualZoomLevelLimits', lowest, highest)
    this.pinchLimits = [lowest, highest]
    return Promise.resolve()
  }
  /** How far the page can be pinched; undefined: as far as Chromium lets it. */
  pinchLimits: readonly [number, number] | undefined
  zoomFactor = 1
  setZoomFactor(factor: number): void {
    this.#record('webContents.setZoomFactor', factor)
    this.zoomFactor = factor
  }
  getZoomFactor(): number {
    return this.zoomFactor
  }

  /**
   * The page calls `ipcRenderer.send(channel, ...content)`. `frame`: where from; `null`: its frame is gone by now.
   * `lib/browser/ipc-dispatch.ts`: the contents' own event first, then ipcMain; no `ports` on the event.
   */
  pageSends(channel: string, content: readonly unknown[] = [], frame: SenderFrame | null = {}): void {
    const arrived = structuredClone([...content])
    const event = messageFrom(this, frame)
    this.emit('ipc-message', event, channel, ...arrived)
    this.#emitOnMain(channel, event, arrived)
  }

  /**
   * The page calls `ipcRenderer.postMessage(channel, message, ports)`: the contents emit nothing, and it has
   * `ports`.
   */
  pagePosts(channel: string, message: unknown, ports: readonly object[] = []): void {
    this.#emitOnMain(channel, { ...messageFrom(this), ports }, [structuredClone(message)])
  }

  /** The page calls `ipcRenderer.sendSync(channel)`, and waits for the first answer: undefined while there is none. */
  pageSendsSync(channel: string): unknown {
    const answers: unknown[] = []
    const event = Object.defineProperty(messageFrom(this), 'returnValue', {
      set: (value: unknown) => answers.push(value),
      get: () => undefined,
    })
    this.emit('ipc-message-sync', event, channel)
    this.#emitOnMain(channel, event, [])
    return answers[0]
  }

  /**
   * The page calls `ipcRenderer.invoke(channel)`: the contents emit nothing, and without a handler it is
   * refused.
   */
  pageInvokes(channel: string): Promise<never> {
    return Promise.reject(
      new Error(`Error invoking remote method '${channel}': Error: No handler registered for '${channel}'`),
    )
  }

  /** An `error` nobody listens for is thrown by an emitter of Node's, and Electron's ipcMain hears it by itself. */
  #emitOnMain(channel: string, event: object, content: readonly unknown[]): void {
    if (channel !== 'error') this.#ipcMain.emit(channel, event, ...content)
  }

  #needsLife(): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed')
  }
}

/** `undefined` where it cannot be cloned. */
function cloneOf(args: unknown[]): unknown[] | undefined {
  try {
    return structuredClone(args)
  } catch {
    return undefined
  }
}

/**
 * A message of `send`, as it comes from the page in `sender`, or from what pretends to be it. `null`: its frame is gone.
 * It has no `ports`, whatever electron.d.ts says: `lib/browser/ipc-dispatch.ts` sets them for `postMessage` alone.
 */
export function messageFrom(
  sender: FakeWebContents,
  frame: SenderFrame | null = {},
): Pick<IpcMainEvent, 'senderFrame'> & { readonly sender: FakeWebContents } {
  if (frame === null) return { sender, senderFrame: null }
  const { url = 'app://kiosk/index.html', isFramed = false } = frame
  const senderFrame: unknown = { url, parent: isFramed ? {} : null }
  return { sender, senderFrame: senderFrame as WebFrameMain }
}

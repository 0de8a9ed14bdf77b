import { EventEmitter } from 'node:events'
import type { IpcMainEvent, WebContents, WebFrameMain, WindowOpenHandlerResponse } from 'electron'
import type { Recorder } from './recorder.ts'

export interface SenderFrame {
  readonly url?: string
  readonly isFramed?: boolean
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
  readonly #ipcMain: EventEmitter

  constructor(record: Recorder = () => undefined, ipcMain: EventEmitter = new EventEmitter()) {
    super()
    this.#record = record
    this.#ipcMain = ipcMain
  }

  isDestroyed(): boolean {
    return this.destroyed
  }
  isCrashed(): boolean {
    return this.crashed
  }
  /** What cannot be cloned throws in main, before anything is sent. */
  send(channel: string, ...args: unknown[]): void {
    this.sent.push({ channel, args: structuredClone(args) })
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

  /** The page calls `ipcRenderer.postMessage(channel, message, ports)`: not told to the contents, and with `ports`. */
  pagePosts(channel: string, message: unknown, ports: readonly object[] = []): void {
    this.#emitOnMain(channel, { ...messageFrom(this), ports }, [structuredClone(message)])
  }

  /** An `error` nobody listens for is thrown by an emitter of Node's, and Electron's ipcMain hears it by itself. */
  #emitOnMain(channel: string, event: object, content: readonly unknown[]): void {
    if (channel !== 'error') this.#ipcMain.emit(channel, event, ...content)
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

import { EventEmitter } from 'node:events'
import type {
  BaseWindow,
  BaseWindowConstructorOptions,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Rectangle,
} from 'electron'
import type { FakeDesktop } from './desktop.ts'
import { fakeEvent } from './event.ts'
import type { Recorder } from './recorder.ts'
import { FakeWebContents } from './web-contents.ts'

/** What a window needs of the Electron it belongs to. */
export interface WindowWorld {
  readonly record: Recorder
  readonly desktop: FakeDesktop
  readonly ipcMain: EventEmitter
  layout(): Rectangle
}

/** A top-level window, as far as the kiosk goes. `name` stands before the method in what is recorded. */
export class FakeBaseWindow
  extends EventEmitter
  implements
    Pick<
      BaseWindow,
      | 'show'
      | 'showInactive'
      | 'destroy'
      | 'isDestroyed'
      | 'isVisible'
      | 'isFocused'
      | 'isKiosk'
      | 'closable'
      | 'moveTop'
      | 'focus'
      | 'restore'
      | 'setKiosk'
      | 'setFullScreen'
      | 'isFullScreen'
      | 'getBounds'
    >
{
  readonly options: BaseWindowConstructorOptions
  readonly isFocusable: boolean
  protected readonly world: WindowWorld
  readonly #name: string
  #isDestroyed = false
  #isKiosk: boolean
  #isFullScreen: boolean

  constructor(world: WindowWorld, options: BaseWindowConstructorOptions, name: string) {
    super()
    this.world = world
    this.options = options
    this.isFocusable = options.focusable !== false
    this.#name = name
    this.#isKiosk = options.kiosk === true
    this.#isFullScreen = options.fullscreen === true || this.#isKiosk
    if (world.desktop.mapsAtConstruction(options)) world.desktop.map(this, { activate: false })
    else if (options.show !== false) world.desktop.map(this, { activate: true })
  }

  protected record(what: string, ...args: readonly unknown[]): void {
    // `TrackableObject`: every member but `isDestroyed` throws once the window is gone.
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed')
    this.world.record(`${this.#name}.${what}`, ...args)
  }

  /** `NativeWindowViews::Show` tells `show` even where the window was mapped before. */
  show(): void {
    this.record('show')
    this.world.desktop.map(this, { activate: true })
    this.emit('show', fakeEvent())
  }
  showInactive(): void {
    this.record('showInactive')
    this.world.desktop.map(this, { activate: false })
    this.emit('show', fakeEvent())
  }
  isVisible(): boolean {
    return this.world.desktop.isMapped(this)
  }
  isDestroyed(): boolean {
    return this.#isDestroyed
  }
  /** Marked as destroyed first, then `closed` (`BaseWindow::OnWindowClosed`). */
  destroy(): void {
    if (this.#isDestroyed) return
    this.record('destroy')
    this.world.desktop.unmap(this)
    this.markDestroyed()
    this.emit('closed', fakeEvent())
  }
  protected markDestroyed(): void {
    this.#isDestroyed = true
  }
  isFocused(): boolean {
    return this.world.desktop.focused === this
  }
  /** On Linux there is no such thing: `IsClosable` is always true (`native_window_views.cc`). */
  get closable(): boolean {
    if (this.world.desktop.profile.startsWith('linux')) return true
    return this.options.closable !== false
  }
  moveTop(): void {
    this.record('moveTop')
    this.world.desktop.raise(this)
  }
  /** Does nothing for a window that is not visible (`NativeWindowViews::Focus`). */
  focus(): void {
    this.record('focus')
    this.world.desktop.activate(this)
  }
  restore(): void {
    this.record('restore')
  }
  isKiosk(): boolean {
    return this.world.desktop.profile === 'darwin' ? this.#isKiosk : this.#isFullScreen
  }
  isFullScreen(): boolean {
    return this.#isFullScreen
  }
  /**
   * On macOS kiosk mode is a state of its own: asked for again it does nothing, whether the window still fills the
   * screen or not (`native_window_mac.mm`). Elsewhere it is full screen (`native_window_views.cc`).
   */
  setKiosk(flag: boolean): void {
    this.record('setKiosk', flag)
    if (this.world.desktop.profile !== 'darwin') this.#setFullScreen(flag)
    else if (flag !== this.#isKiosk) {
      this.#isKiosk = flag
      this.#setFullScreen(flag)
    }
  }
  setFullScreen(flag: boolean): void {
    this.record('setFullScreen', flag)
    this.#setFullScreen(flag)
  }
  getBounds(): Rectangle {
    const { x = 0, y = 0, width = 800, height = 600 } = this.options
    return this.world.desktop.place({ x, y, width, height }, this.world.layout())
  }

  /** The window is taken out of full screen from outside: a key of the system, another program. */
  leaveFullScreen(): void {
    this.#setFullScreen(false)
  }

  /** `native_window_views.cc` on Windows: the event is told first and the change made after it, whatever came of it. */
  #setFullScreen(flag: boolean): void {
    if (this.world.desktop.profile === 'win32') {
      this.emit(flag ? 'enter-full-screen' : 'leave-full-screen', fakeEvent())
      this.#isFullScreen = flag
      return
    }
    if (flag === this.#isFullScreen) return
    this.#isFullScreen = flag
    this.emit(flag ? 'enter-full-screen' : 'leave-full-screen', fakeEvent())
  }

  /** macOS: another window covers it whole (`electron_ns_window_delegate.mm`); it is told as hidden, and shown again. */
  beOccluded(): void {
    if (this.world.desktop.profile === 'darwin') this.emit('hide', fakeEvent())
  }

  /** Somebody hides it, by a key of the system. */
  beHidden(): void {
    this.world.desktop.unmap(this)
    this.emit('hide', fakeEvent())
  }
}

/** When Electron tells `ready-to-show` of a hidden window; it may never (electron issue 48859). */
export type ReadyToShow = 'when-drawn' | 'only-after-show' | 'never'

/** A window with a page. Nothing happens to the page until a test says so, such as by `draw`. */
export class FakeWindow extends FakeBaseWindow implements Pick<BrowserWindow, 'loadURL' | 'webContents'> {
  readonly contents: FakeWebContents
  declare readonly options: BrowserWindowConstructorOptions
  readonly loaded: string[] = []
  #isDrawn = false
  #hasToldReadyToShow = false
  readonly #readyToShow: ReadyToShow

  constructor(
    world: WindowWorld,
    options: BrowserWindowConstructorOptions,
    readyToShow: ReadyToShow = 'when-drawn',
  ) {
    super(world, options, 'window')
    this.#readyToShow = readyToShow
    this.contents = new FakeWebContents(world.record, world.ipcMain)
    world.record('new BrowserWindow', options)
  }

  get webContents(): BrowserWindow['webContents'] {
    if (this.isDestroyed()) throw new TypeError('Object has been destroyed')
    return this.contents as unknown as BrowserWindow['webContents']
  }
  protected override markDestroyed(): void {
    super.markDestroyed()
    this.contents.destroyed = true
  }
  override show(): void {
    super.show()
    if (this.#isDrawn && this.#readyToShow === 'only-after-show') this.#tellReadyToShow()
  }
  loadURL(url: string): Promise<void> {
    this.record('loadURL', url)
    this.loaded.push(url)
    return Promise.resolve()
  }

  /** The page has loaded and drawn something for the first time. */
  draw(): void {
    if (this.isDestroyed()) return
    this.#isDrawn = true
    this.contents.emit('did-finish-load', fakeEvent())
    if (this.#readyToShow === 'when-drawn') this.#tellReadyToShow()
    else if (this.#readyToShow === 'only-after-show' && this.isVisible()) this.#tellReadyToShow()
  }

  #tellReadyToShow(): void {
    if (this.#hasToldReadyToShow) return
    this.#hasToldReadyToShow = true
    this.emit('ready-to-show', fakeEvent())
  }
}

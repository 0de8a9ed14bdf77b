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
import type { FakeSession } from './session.ts'
import { runSoon } from './soon.ts'
import { FakeWebContents } from './web-contents.ts'

/** What a window needs of the Electron it belongs to. */
export interface WindowWorld {
  readonly record: Recorder
  readonly desktop: FakeDesktop
  readonly ipcMain: EventEmitter
  layout(): Rectangle
  session(partition: string): FakeSession
  /** A window refused to close. */
  closeCancelled(): void
  windowClosed(): void
}

/** A top-level window, as far as the kiosk goes. `name` precedes the method in what is recorded. */
export class FakeBaseWindow
  extends EventEmitter
  implements
    Pick<
      BaseWindow,
      | 'show'
      | 'showInactive'
      | 'hide'
      | 'close'
      | 'destroy'
      | 'isDestroyed'
      | 'isVisible'
      | 'isFocused'
      | 'isKiosk'
      | 'closable'
      | 'getTitle'
      | 'isFocusable'
      | 'isResizable'
      | 'isMovable'
      | 'isMinimizable'
      | 'isMenuBarAutoHide'
      | 'getBackgroundColor'
      | 'getContentSize'
      | 'moveTop'
      | 'focus'
      | 'minimize'
      | 'isMinimized'
      | 'restore'
      | 'setKiosk'
      | 'setFullScreen'
      | 'isFullScreen'
      | 'getBounds'
    >
{
  readonly options: BaseWindowConstructorOptions
  readonly takesFocus: boolean
  protected readonly world: WindowWorld
  protected title: string
  readonly #name: string
  #isDestroyed = false
  #isKiosk: boolean
  #isFullScreen: boolean
  #isMinimized = false

  constructor(world: WindowWorld, options: BaseWindowConstructorOptions, name: string) {
    super()
    this.world = world
    this.options = options
    this.takesFocus = options.focusable !== false
    this.title = options.title ?? 'shifts-badge-kiosk'
    this.#name = name
    this.#isKiosk = options.kiosk === true
    this.#isFullScreen = options.fullscreen === true || this.#isKiosk
    if (world.desktop.mapsAtConstruction(options)) world.desktop.map(this, { activate: false })
    if (options.show !== false) world.desktop.map(this, { activate: true })
  }

  /** `TrackableObject`: every member but `isDestroyed` throws once the window is gone. */
  protected needsLife(): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed')
  }
  protected record(what: string, ...args: readonly unknown[]): void {
    this.needsLife()
    this.world.record(`${this.#name}.${what}`, ...args)
  }

  /**
   * `NativeWindowViews::Show` emits `show` even if the window was mapped before. On macOS it is emitted if
   * what can be seen of the window changes (`windowDidChangeOcclusionState`), and so not for one that is in
   * sight already.
   */
  show(): void {
    this.record('show')
    this.#showNow({ activate: true })
  }
  showInactive(): void {
    this.record('showInactive')
    this.#showNow({ activate: false })
  }
  hide(): void {
    this.record('hide')
    this.world.desktop.unmap(this)
    this.emit('hide', fakeEvent())
  }
  isVisible(): boolean {
    this.needsLife()
    return this.isMapped
  }
  isDestroyed(): boolean {
    return this.#isDestroyed
  }
  /**
   * `NotifyWindowCloseButtonClicked`: emits `close`, which may prevent it. If it is not closable, nothing is
   * emitted.
   */
  close(): void {
    this.record('close')
    const event = fakeEvent()
    if (this.closable) this.emit('close', event)
    if (!this.closable || event.defaultPrevented) this.world.closeCancelled()
    else this.#closeNow()
  }
  /** Marked as destroyed first, then `closed` (`BaseWindow::OnWindowClosed`). */
  destroy(): void {
    if (this.#isDestroyed) return
    this.record('destroy')
    this.#closeNow()
  }
  protected markDestroyed(): void {
    this.#isDestroyed = true
  }
  isFocused(): boolean {
    this.needsLife()
    return this.world.desktop.focused === this
  }
  /** On Linux there is no such thing: `IsClosable` is always true (`native_window_views.cc`). */
  get closable(): boolean {
    this.needsLife()
    if (this.world.desktop.profile.startsWith('linux')) return true
    return this.options.closable !== false
  }
  getTitle(): string {
    this.needsLife()
    return this.title
  }
  isFocusable(): boolean {
    this.needsLife()
    return this.takesFocus
  }
  isResizable(): boolean {
    this.needsLife()
    return this.options.resizable !== false
  }
  /** Linux has neither (`native_window_views.cc`). */
  isMovable(): boolean {
    this.needsLife()
    return this.world.desktop.profile.startsWith('linux') || this.options.movable !== false
  }
  isMinimizable(): boolean {
    this.needsLife()
    return this.world.desktop.profile.startsWith('linux') || this.options.minimizable !== false
  }
  isMenuBarAutoHide(): boolean {
    this.needsLife()
    return this.world.desktop.profile !== 'darwin' && this.options.autoHideMenuBar === true
  }
  getBackgroundColor(): string {
    this.needsLife()
    return (this.options.backgroundColor ?? '#FFFFFF').toUpperCase()
  }
  getContentSize(): number[] {
    const { width, height } = this.getBounds()
    return [width, height]
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
  /** Emitted once the window manager has done it. cage ignores it. */
  minimize(): void {
    this.record('minimize')
    if (this.#isMinimized || this.world.desktop.isWayland) return
    this.#isMinimized = true
    this.emit('minimize', fakeEvent())
  }
  isMinimized(): boolean {
    this.needsLife()
    return this.#isMinimized
  }
  restore(): void {
    this.record('restore')
    this.#isMinimized = false
  }
  isKiosk(): boolean {
    this.needsLife()
    return this.world.desktop.profile === 'darwin' ? this.#isKiosk : this.#isFullScreen
  }
  isFullScreen(): boolean {
    this.needsLife()
    return this.#isFullScreen
  }
  /**
   * On macOS kiosk mode is a state of its own: requested again it does nothing, whether the window still
   * fills the screen or not (`native_window_mac.mm`). Elsewhere it is full screen (`native_window_views.cc`).
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
    this.needsLife()
    const { x = 0, y = 0, width = 800, height = 600 } = this.options
    return this.world.desktop.place({ x, y, width, height }, this.world.layout())
  }

  /** The window is taken out of full screen from outside: a key of the system, another program. */
  leaveFullScreen(): void {
    this.#setFullScreen(false)
  }

  /**
   * `native_window_views.cc` on Windows: the event is emitted first and the change made afterwards, whatever
   * the listeners did. On Linux a hidden window goes into full screen by being mapped, and cannot leave it.
   */
  #setFullScreen(flag: boolean): void {
    const { desktop } = this.world
    if (desktop.profile === 'win32') {
      this.emit(flag ? 'enter-full-screen' : 'leave-full-screen', fakeEvent())
      this.#isFullScreen = flag
      return
    }
    if (flag === this.#isFullScreen) return
    if (desktop.profile !== 'darwin' && !this.isMapped) {
      if (!flag) return
      desktop.map(this, { activate: false })
    }
    this.#isFullScreen = flag
    this.emit(flag ? 'enter-full-screen' : 'leave-full-screen', fakeEvent())
  }

  #showNow({ activate }: { readonly activate: boolean }): void {
    const isNew = !this.isMapped
    this.world.desktop.map(this, { activate })
    if (isNew || this.world.desktop.profile !== 'darwin') this.emit('show', fakeEvent())
  }

  #closeNow(): void {
    this.world.desktop.unmap(this)
    this.markDestroyed()
    this.emit('closed', fakeEvent())
    this.world.windowClosed()
  }

  protected get isMapped(): boolean {
    return this.world.desktop.isMapped(this)
  }

  /**
   * macOS: another window covers it completely (`electron_ns_window_delegate.mm`), which is reported as
   * hidden.
   */
  beOccluded(): void {
    if (this.world.desktop.profile === 'darwin') this.emit('hide', fakeEvent())
  }

  /** Somebody hides it, by a key of the system. */
  beHidden(): void {
    this.world.desktop.unmap(this)
    this.emit('hide', fakeEvent())
  }
}

/** When Electron emits `ready-to-show` for a hidden window; it may never (electron issue 48859). */
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
    const { webPreferences = {} } = options
    const session = world.session(webPreferences.partition ?? '')
    this.contents = new FakeWebContents(world.record, world.ipcMain, {
      session,
      preferences: webPreferences,
      focusWindow: () => world.desktop.activate(this),
      hasWindowFocus: () => world.desktop.focused === this,
    })
    world.record('new BrowserWindow', options)
    this.contents.on('page-title-updated', (_event, title: string) => {
      const event = fakeEvent()
      this.emit('page-title-updated', event, title, true)
      if (!event.defaultPrevented) this.title = title
    })
    // `lib/browser/api/browser-window.ts`: events of the page's contents are emitted on the window a moment
    // later.
    this.contents.on('unresponsive', () => {
      setTimeout(() => {
        if (!this.isDestroyed()) this.emit('unresponsive')
      }, 50)
    })
  }

  get webContents(): BrowserWindow['webContents'] {
    this.needsLife()
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
    if (URL.canParse(url)) return Promise.resolve()
    this.contents.emit('did-fail-load', fakeEvent(), -300, 'ERR_INVALID_URL', url, true)
    const failed = Promise.reject(new Error(`ERR_INVALID_URL (-300) loading '${url}'`))
    // `lib/browser/api/web-contents.ts`: nobody has to catch it.
    failed.catch(() => undefined)
    return failed
  }

  /** The page has loaded and drawn something for the first time. */
  draw(): void {
    if (this.isDestroyed()) return
    this.#isDrawn = true
    this.contents.emit('did-finish-load', fakeEvent())
    if (this.#readyToShow === 'when-drawn') this.#tellReadyToShow()
    else if (this.#readyToShow === 'only-after-show' && this.isMapped) this.#tellReadyToShow()
  }

  /**
   * The page's process is gone; that is emitted a moment later (`PrimaryMainFrameRenderProcessGone` posts
   * it).
   */
  crash(reason = 'crashed'): void {
    this.contents.crashed = true
    runSoon(() => {
      if (this.isDestroyed()) return
      this.contents.emit('render-process-gone', fakeEvent(), { reason, exitCode: 1 })
    })
  }

  #tellReadyToShow(): void {
    if (this.#hasToldReadyToShow) return
    this.#hasToldReadyToShow = true
    this.emit('ready-to-show', fakeEvent())
  }
}

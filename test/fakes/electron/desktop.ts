import type { Rectangle } from 'electron'
import { isLinux, type ProfileName } from './profile.ts'
import { runSoon } from './soon.ts'

/** A window as the window manager or the compositor knows it. */
export interface DesktopWindow {
  readonly takesFocus: boolean
  isDestroyed(): boolean
  emit(event: string, ...content: unknown[]): boolean
}

/**
 * What is on the screen: which windows are mapped, in which order, and which of them has the keys.
 *
 * - X11, Windows, macOS: a window that shows comes to the front with the focus, unless it may not have it.
 * - Wayland under cage (`cage/view.c`, `view_map`): every toplevel is sized to the whole layout, the newest is on top
 *   and has the focus, and no client can change either.
 */
export class FakeDesktop {
  readonly profile: ProfileName
  /** The back one first. */
  #mapped: DesktopWindow[] = []
  #focused: DesktopWindow | undefined
  /** Windows and some window managers refuse the focus to who does not have it. */
  refusesFocus = false

  constructor(profile: ProfileName) {
    this.profile = profile
  }

  get isWayland(): boolean {
    return this.profile === 'linux-wayland'
  }

  isMapped(window: DesktopWindow): boolean {
    return this.#mapped.includes(window)
  }

  get front(): DesktopWindow | undefined {
    return this.#mapped.at(-1)
  }

  get focused(): DesktopWindow | undefined {
    return this.#focused
  }

  map(window: DesktopWindow, { activate }: { readonly activate: boolean }): void {
    if (this.isMapped(window)) {
      if (activate) this.activate(window)
      return
    }
    this.#mapped.push(window)
    if (this.isWayland || activate) this.#giveFocus(window)
  }

  unmap(window: DesktopWindow): void {
    this.#mapped = this.#mapped.filter((other) => other !== window)
    if (this.#focused !== window) return
    this.#focused = undefined
    const next = this.#mapped.at(-1)
    if (next !== undefined) this.#giveFocus(next)
  }

  /** To the front and the focus, as far as the system lets a program do that. */
  activate(window: DesktopWindow): void {
    if (this.isWayland || !this.isMapped(window)) return
    this.raise(window)
    this.#giveFocus(window)
  }

  raise(window: DesktopWindow): void {
    if (this.isWayland || !this.isMapped(window)) return
    this.#mapped = [...this.#mapped.filter((other) => other !== window), window]
  }

  /** Another program's window comes to the front. */
  anotherProgramTakesFocus(): void {
    const before = this.#focused
    this.#focused = undefined
    if (before !== undefined) emitSoon(before, 'blur')
  }

  /** Where a window is put that asks for `wanted`; under cage that is the whole layout. */
  place(wanted: Rectangle, layout: Rectangle): Rectangle {
    return this.isWayland ? layout : wanted
  }

  /**
   * On Linux full screen is applied to a window by mapping it, and kiosk mode is full screen
   * (`NativeWindowViews::SetFullScreen`, called from the constructor): `show: false` or not.
   */
  mapsAtConstruction(options: { readonly fullscreen?: boolean; readonly kiosk?: boolean }): boolean {
    return isLinux(this.profile) && (options.fullscreen === true || options.kiosk === true)
  }

  #giveFocus(window: DesktopWindow): void {
    const isInert = this.isWayland ? false : !window.takesFocus || this.refusesFocus
    if (isInert || this.#focused === window) return
    const before = this.#focused
    this.#focused = window
    if (before !== undefined) emitSoon(before, 'blur')
    emitSoon(window, 'focus')
  }
}

/** `BaseWindow::OnWindowFocus` and `OnWindowBlur` post their events; a window that is gone by then hears nothing. */
function emitSoon(window: DesktopWindow, event: 'blur' | 'focus'): void {
  runSoon(() => {
    if (!window.isDestroyed()) window.emit(event, {})
  })
}

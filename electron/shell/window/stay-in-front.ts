import type { BrowserWindow } from 'electron'
import type { Clock } from '../../base/time/clock.ts'

/** A system dialog may stay in front for this long, so that a technician can answer it. */
const comeBackMs = 5_000

/**
 * If another window covers the kiosk or takes its focus (an update notice, an installer), a keyboard reader
 * would type into that window until somebody notices. So the kiosk takes the focus back, and returns to full
 * screen whenever it was resized, hidden or taken out of it. A new window may be denied the focus from the
 * start (Windows leaves it with the foreground program) without any `blur` event. Returns the function that
 * stops this: otherwise two windows would keep taking the focus from each other.
 */
export function stayInFront(window: BrowserWindow, clock: Clock): () => void {
  let hasEnded = false
  let isHidden = false
  let disarm: () => void = () => undefined
  const later = (): void => {
    disarm()
    if (!hasEnded) disarm = clock.after(comeBackMs, comeBack)
  }
  const comeBack = (): void => {
    if (hasEnded || window.isDestroyed()) return
    if (!window.isVisible()) window.show()
    else if (window.isFocused() && !isHidden) return
    isHidden = false
    window.moveTop()
    window.focus()
    window.webContents.focus()
    // The operating system may refuse, so check again.
    later()
  }
  const unlessOver = (act: () => void) => (): void => {
    if (!hasEnded && !window.isDestroyed()) act()
  }
  const fillScreen = unlessOver(() => window.setFullScreen(true))
  const restore = unlessOver(() => window.restore())
  window.on('show', later)
  window.on('blur', later)
  // Deferred: on X11, Electron updates the state only after the event
  // (electron_desktop_window_tree_host_linux.cc, `UpdateWindowState`).
  window.on('minimize', () => clock.after(0, restore))
  // macOS also fires `hide` for a window that another one covers completely (electron_ns_window_delegate.mm).
  window.on('hide', () => {
    isHidden = true
    later()
  })
  // Deferred: on Windows the event comes before the change, which would undo this (native_window_views.cc).
  // Not `setKiosk`, which does nothing on macOS for a window already in kiosk mode (native_window_mac.mm).
  window.on('leave-full-screen', () => clock.after(0, fillScreen))
  const end = (): void => {
    hasEnded = true
    disarm()
  }
  window.on('closed', end)
  return end
}

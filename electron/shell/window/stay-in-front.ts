import type { BrowserWindow } from 'electron'
import type { Clock } from '../../base/time/clock.ts'

/** A message of the operating system may be in front for a moment, so that who services the computer can answer it. */
const comeBackMs = 5_000

/**
 * A window that covered the kiosk or took its focus (an update's notice, an installer) leaves a reader that types
 * typing into nothing, until somebody walks up. So the kiosk takes it back, and goes back to the whole screen whenever
 * it was made smaller, hidden or taken out of it. A window that shows may be refused the focus from the start (Windows
 * gives it to who was in front), and then no `blur` ever tells. Returns what ends it: otherwise two windows
 * would keep taking the focus from each other.
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
    // The operating system may refuse.
    later()
  }
  const unlessOver = (act: () => void) => (): void => {
    if (!hasEnded && !window.isDestroyed()) act()
  }
  const fillScreen = unlessOver(() => window.setFullScreen(true))
  const restore = unlessOver(() => window.restore())
  window.on('show', later)
  window.on('blur', later)
  // Not within the event either: on X11 Electron notes the state only once it has been told
  // (electron_desktop_window_tree_host_linux.cc, `UpdateWindowState`).
  window.on('minimize', () => clock.after(0, restore))
  // macOS tells `hide` of a window that another one covers whole, too (electron_ns_window_delegate.mm).
  window.on('hide', () => {
    isHidden = true
    later()
  })
  // Not at once: on Windows the event comes before the change, which would undo it (native_window_views.cc). And not
  // by `setKiosk`, which does nothing on macOS for a window that is in kiosk mode already (native_window_mac.mm).
  window.on('leave-full-screen', () => clock.after(0, fillScreen))
  const end = (): void => {
    hasEnded = true
    disarm()
  }
  window.on('closed', end)
  return end
}

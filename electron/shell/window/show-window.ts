import type { BrowserWindow } from 'electron'
import type { Clock } from '../../base/time/clock.ts'

/** Between a page that has loaded and its first picture. */
const firstPictureMs = 1_000
/** However little there is to see by then: a window in one color with the reason in the log beats none. */
const longestWaitMs = 10_000

/**
 * Shows the window once its page has drawn something. `ready-to-show` alone would not do: on Wayland it may never come
 * for a window that is hidden (electron issue 48859). On Linux full screen has the window mapped from its constructor on,
 * `show: false` or not (native_window_views.cc, `SetFullScreen`): there this brings the focus, and what shows until then
 * is the window's background.
 */
export function showOnceDrawn(window: BrowserWindow, clock: Clock): void {
  let isDone = false
  const show = (): void => {
    if (isDone || window.isDestroyed()) return
    isDone = true
    disarm()
    window.show()
    // A badge reader that types like a keyboard types to where the focus is.
    window.webContents.focus()
  }
  const disarm = clock.after(longestWaitMs, show)
  window.once('ready-to-show', show)
  window.webContents.once('did-finish-load', () => clock.after(firstPictureMs, show))
  window.once('closed', () => {
    isDone = true
    disarm()
  })
}

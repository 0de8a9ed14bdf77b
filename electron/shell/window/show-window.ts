import type { BrowserWindow } from 'electron'
import type { Clock } from '../../base/time/clock.ts'

/** Wait between page load and first paint. */
const firstPictureMs = 1_000
/**
 * Show the window after this, whatever it shows: a blank window with the reason in the log is better than
 * none.
 */
const maxWaitMs = 10_000

/**
 * Shows the window once its page has drawn something. `ready-to-show` alone is not enough: on Wayland it may
 * never fire for a hidden window (electron issue 48859). On Linux, full screen maps the window in its
 * constructor, regardless of `show: false` (native_window_views.cc, `SetFullScreen`): there this only focuses
 * it, and until then the window's background color shows.
 */
export function showOnceDrawn(window: BrowserWindow, clock: Clock): void {
  let isDone = false
  const show = (): void => {
    if (isDone || window.isDestroyed()) return
    isDone = true
    disarm()
    window.show()
    // A keyboard badge reader types into the focused window.
    window.webContents.focus()
  }
  const disarm = clock.after(maxWaitMs, show)
  window.once('ready-to-show', show)
  window.webContents.once('did-finish-load', () => clock.after(firstPictureMs, show))
  window.once('closed', () => {
    isDone = true
    disarm()
  })
}

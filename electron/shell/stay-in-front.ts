import type { BrowserWindow } from 'electron'
import type { Clock } from '../base/clock.ts'

/** A message of the operating system may be in front for a moment, so that who services the computer can answer it. */
const comeBackMs = 5_000

/**
 * A window that covered the kiosk or took its focus (an update's notice, an installer) leaves a reader that types
 * typing into nothing, until somebody walks up. So the kiosk takes it back, and goes back to the whole screen whenever
 * it was made smaller, hidden or taken out of it. A window that shows may be refused the focus from the start (Windows
 * gives it to who was in front), and then no `blur` ever tells.
 */
export function stayInFront(window: BrowserWindow, clock: Clock): void {
  let disarm: () => void = () => undefined
  const later = (): void => {
    disarm()
    disarm = clock.after(comeBackMs, comeBack)
  }
  const comeBack = (): void => {
    if (window.isDestroyed() || window.isFocused()) return
    window.moveTop()
    window.focus()
    window.webContents.focus()
    // The operating system may refuse.
    later()
  }
  window.on('ready-to-show', later)
  window.on('show', later)
  window.on('blur', later)
  window.on('minimize', () => window.restore())
  window.on('hide', () => {
    if (!window.isDestroyed()) window.show()
  })
  window.on('leave-full-screen', () => window.setKiosk(true))
  window.on('closed', () => disarm())
}

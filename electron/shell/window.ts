import { app, BrowserWindow, type Rectangle, type WebContents } from 'electron'
import { systemClock } from '../base/clock.ts'
import { kioskPageUrl } from './kiosk-page.ts'
import { stayInFront } from './stay-in-front.ts'
import { devToolsAllowed, windowOptions, type WindowSituation } from './window-options.ts'

/** What has to do with the page and follows it from one window to the next. */
export interface FollowsPage {
  attach(contents: WebContents): void
}

/** Opens the kiosk's window. It shows once there is something drawn, and nobody at the wall can close it. */
export function openKioskWindow(
  situation: WindowSituation,
  place: Rectangle,
  followers: readonly FollowsPage[],
): BrowserWindow {
  const window = new BrowserWindow(windowOptions(situation, place))
  for (const follower of followers) follower.attach(window.webContents)
  window.once('ready-to-show', () => {
    window.show()
    // A badge reader that types like a keyboard types to where the focus is.
    window.webContents.focus()
  })
  window.on('close', (event) => {
    if (situation.framed) app.quit()
    else event.preventDefault()
  })
  window.on('page-title-updated', (event) => event.preventDefault())
  // What failed is told by did-fail-load, to whoever keeps the window open.
  window.loadURL(kioskPageUrl).catch(() => undefined)
  if (!situation.framed && !devToolsAllowed(situation)) stayInFront(window, systemClock)
  if (devToolsAllowed(situation)) window.webContents.openDevTools({ mode: 'detach' })
  return window
}

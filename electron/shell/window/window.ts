import { app, BrowserWindow, type Rectangle, type WebContents } from 'electron'
import type { Clock } from '../../base/time/clock.ts'
import { kioskPageUrl } from '../page/kiosk-page.ts'
import { showOnceDrawn } from './show-window.ts'
import { stayInFront } from './stay-in-front.ts'
import { devToolsAllowed, windowOptions, type WindowSituation } from './window-options.ts'

/** What has to do with the page and follows it from one window to the next. */
export interface FollowsPage {
  attach(contents: WebContents): void
}

export interface KioskWindow {
  readonly window: BrowserWindow
  /** It is on its way out: from now on it does not come to the front by itself. */
  readonly stepBack: () => void
}

/** What a kiosk's window is opened with. */
export interface WindowParts {
  readonly situation: WindowSituation
  readonly followers: readonly FollowsPage[]
  readonly clock: Clock
  /** Windows ends the session; this process ends with the event. */
  readonly sessionEnds: () => void
}

/** Opens the kiosk's window at `place`. Nobody at the wall can close it. */
export function openKioskWindow(
  { situation, followers, clock, sessionEnds }: WindowParts,
  place: Rectangle,
): KioskWindow {
  const window = new BrowserWindow(windowOptions(situation, place))
  for (const follower of followers) follower.attach(window.webContents)
  showOnceDrawn(window, clock)
  // On Linux nothing else keeps it open: `closable: false` is ignored there (native_window_views.cc, `IsClosable`).
  window.on('close', (event) => {
    if (situation.framed) app.quit()
    else event.preventDefault()
  })
  window.on('page-title-updated', (event) => event.preventDefault())
  window.on('session-end', sessionEnds)
  // What failed is told by did-fail-load, to whoever keeps the window open.
  window.loadURL(kioskPageUrl).catch(() => undefined)
  const isOnTheWall = !situation.framed && !devToolsAllowed(situation)
  const stepBack = isOnTheWall ? stayInFront(window, clock) : () => undefined
  if (devToolsAllowed(situation)) window.webContents.openDevTools({ mode: 'detach' })
  return { window, stepBack }
}

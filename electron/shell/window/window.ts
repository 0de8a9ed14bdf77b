import { app, BrowserWindow, type Rectangle, type WebContents } from 'electron'
import type { Clock } from '../../base/time/clock.ts'
import { kioskPageUrl } from '../page/kiosk-page.ts'
import { showOnceDrawn } from './show-window.ts'
import { stayInFront } from './stay-in-front.ts'
import { devToolsAllowed, windowOptions, type WindowSituation } from './window-options.ts'

/** Something tied to the page that must be attached to each new window. */
export interface FollowsPage {
  attach(contents: WebContents): void
}

export interface KioskWindow {
  readonly window: BrowserWindow
  /** Stops bringing the window to the front, because it is about to close. */
  readonly stepBack: () => void
}

/** Everything needed to open a kiosk window. */
export interface WindowParts {
  readonly situation: WindowSituation
  readonly followers: readonly FollowsPage[]
  readonly clock: Clock
  /** Called when Windows ends the session; this process is killed right after. */
  readonly sessionEnds: () => void
}

/** Opens the kiosk's window at `place`. Users at the wall cannot close it. */
export function openKioskWindow(
  { situation, followers, clock, sessionEnds }: WindowParts,
  place: Rectangle,
): KioskWindow {
  const window = new BrowserWindow(windowOptions(situation, place))
  for (const follower of followers) follower.attach(window.webContents)
  showOnceDrawn(window, clock)
  // Needed on Linux, which ignores `closable: false` (native_window_views.cc, `IsClosable`).
  window.on('close', (event) => {
    if (situation.framed) app.quit()
    else event.preventDefault()
  })
  window.on('page-title-updated', (event) => event.preventDefault())
  window.on('session-end', sessionEnds)
  // Ignored here: did-fail-load reports the failure.
  window.loadURL(kioskPageUrl).catch(() => undefined)
  const isOnTheWall = !situation.framed && !devToolsAllowed(situation)
  const stepBack = isOnTheWall ? stayInFront(window, clock) : () => undefined
  if (devToolsAllowed(situation)) window.webContents.openDevTools({ mode: 'detach' })
  return { window, stepBack }
}

import type { BaseWindowConstructorOptions, BrowserWindowConstructorOptions, Rectangle } from 'electron'
import { kioskPartition } from '../page/kiosk-page.ts'

export interface WindowSituation {
  /** The bundled preload script. */
  readonly preload: string
  readonly isPackaged: boolean
  /** Developer tools were asked for; a packaged app does not give them. */
  readonly devToolsWanted: boolean
  /** In a frame that can be moved and closed, for the demo; else it has the whole screen to itself. */
  readonly framed: boolean
}

/**
 * What the window is and what its page may do. All that Electron leaves open by default is said here as well.
 * `place`: the bounds of the display it is to fill, upright or not; a touch screen is a display as any other, since
 * pinching and swiping are denied for all (`security.ts`).
 */
export function windowOptions(situation: WindowSituation, place: Rectangle): BrowserWindowConstructorOptions {
  return {
    ...(situation.framed ? framedWindow : { ...wholeScreen, ...place }),
    show: false,
    title: 'Shifts Badge Kiosk',
    // The ground of the screens (theme.css), so that no white flashes up before the page is drawn.
    backgroundColor: '#f6f4ef',
    autoHideMenuBar: true,
    webPreferences: {
      preload: situation.preload,
      partition: kioskPartition,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools: devToolsAllowed(situation),
      disableDialogs: true,
      spellcheck: false,
      webgl: false,
      // The clock goes on and a result leaves the screen even when another window is in front.
      backgroundThrottling: false,
      // Nobody touches the page before its first sound.
      autoplayPolicy: 'no-user-gesture-required',
    },
  }
}

export function devToolsAllowed({
  isPackaged,
  devToolsWanted,
}: Pick<WindowSituation, 'isPackaged' | 'devToolsWanted'>): boolean {
  return devToolsWanted && !isPackaged
}

/** What is put over a display that the kiosk does not take: nothing at all, not even a page. */
export function coverOptions(place: Rectangle): BaseWindowConstructorOptions {
  return { ...wholeScreen, ...place, focusable: false, show: false, backgroundColor: '#000000' }
}

const wholeScreen: BaseWindowConstructorOptions = {
  kiosk: true,
  fullscreen: true,
  frame: false,
  resizable: false,
  movable: false,
  minimizable: false,
  closable: false,
  skipTaskbar: true,
  // On a Mac the first touch of a window that has lost the focus would only give it back.
  acceptFirstMouse: true,
}

const framedWindow: BrowserWindowConstructorOptions = { width: 1280, height: 800, useContentSize: true }

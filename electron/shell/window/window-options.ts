import type { BaseWindowConstructorOptions, BrowserWindowConstructorOptions, Rectangle } from 'electron'
import { kioskPartition } from '../page/kiosk-page.ts'

export interface WindowSituation {
  /** The bundled preload script. */
  readonly preload: string
  readonly isPackaged: boolean
  /** Developer tools were requested; a packaged app does not provide them. */
  readonly devToolsWanted: boolean
  /** A movable, closable window for the demo; otherwise full screen. */
  readonly framed: boolean
}

/**
 * Window options and the page's permissions. States explicitly what Electron leaves open by default.
 * `place`: the bounds of the display to fill, in either orientation. Touch screens need no options, because
 * pinching and swiping are disabled everywhere (`security.ts`).
 */
export function windowOptions(situation: WindowSituation, place: Rectangle): BrowserWindowConstructorOptions {
  return {
    ...(situation.framed ? framedWindow : { ...wholeScreen, ...place }),
    show: false,
    title: 'Shifts Badge Kiosk',
    // The screens' background color (theme.css), so that there is no white flash before the page is drawn.
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
      // The clock must run and a receipt must disappear even when another window is in front.
      backgroundThrottling: false,
      // The page plays sound without a user gesture.
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

/** An empty window, without a page, that covers an unused display. */
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
  // On macOS, the first touch on an unfocused window would otherwise only focus it.
  acceptFirstMouse: true,
}

const framedWindow: BrowserWindowConstructorOptions = { width: 1280, height: 800, useContentSize: true }

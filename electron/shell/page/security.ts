import { app, Menu, session, type Session, type WebContents } from 'electron'
import type { Clock } from '../../base/time/clock.ts'
import type { FieldsByEvent } from '../../base/log/log-events.ts'
import type { Log } from '../../base/log/log.ts'
import { isOwnUrl, kioskPartition, parseUrl } from './kiosk-page.ts'
import { createLimitedWarning } from '../limited-log.ts'

type Denied = (fields: FieldsByEvent['host.denied']) => void

/**
 * Before the app is ready: denies everything to every page and session. The kiosk's page needs none of it, so
 * there are no exceptions.
 */
export function denyByDefault(log: Log, clock: Clock): void {
  const denied = createLimitedWarning(log, clock, 'host.denied')
  // The default menu has shortcuts for reload, zoom, developer tools and leaving full screen.
  Menu.setApplicationMenu(null)
  app.commandLine.appendSwitch('disable-pinch')
  app.commandLine.appendSwitch('overscroll-history-navigation', '0')
  app.on('session-created', (created) => denyInSession(created, denied))
  app.on('web-contents-created', (_event, contents) => denyInPage(contents, denied))
  // Without a listener Electron sends the account's first certificate.
  app.on('select-client-certificate', (event, _contents, _url, _certificates, callback) => {
    event.preventDefault()
    denied({ what: 'client-certificate' })
    callback()
  })
}

/** Once the app is ready: the kiosk's page can load its own files only, nothing from the network. */
export function keepPageOffline(log: Log, clock: Clock): void {
  const denied = createLimitedWarning(log, clock, 'host.denied')
  session.fromPartition(kioskPartition).webRequest.onBeforeRequest(({ url }, callback) => {
    const cancel = !isOwnUrl(url) && parseUrl(url)?.protocol !== 'devtools:'
    if (cancel) denied({ what: 'request', scheme: schemeOf(url) })
    callback({ cancel })
  })
}

/** USB, HID and serial devices need no explicit denial: without a listener Electron selects none. */
function denyInSession(created: Session, denied: Denied): void {
  created.setPermissionRequestHandler((_contents, permission, callback) => {
    denied({ what: 'permission', permission })
    callback(false)
  })
  created.setPermissionCheckHandler(() => false)
  created.setDevicePermissionHandler(() => false)
  created.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }))
  created.on('will-download', (event) => {
    event.preventDefault()
    denied({ what: 'download' })
  })
}

function denyInPage(contents: WebContents, deny: Denied): void {
  const denied = (what: string, url = ''): void => deny({ what, scheme: schemeOf(url) })
  contents.setWindowOpenHandler(({ url }) => {
    denied('window', url)
    return { action: 'deny' }
  })
  // Fires for the main frame and for frames within; only for navigation by the page, not for loads by main.
  contents.on('will-frame-navigate', (event) => {
    event.preventDefault()
    denied(event.isMainFrame ? 'navigation' : 'frame', event.url)
  })
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => {
    event.preventDefault()
    denied('redirect', event.url)
  })
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
    denied('webview')
  })
  contents.on('context-menu', (event) => event.preventDefault())
  // Electron also selects none without a listener (lib/browser/api/web-contents.ts); the listener logs it.
  contents.on('select-bluetooth-device', (event, _devices, callback) => {
    event.preventDefault()
    denied('bluetooth')
    callback('')
  })
  contents.on('zoom-changed', () => contents.setZoomFactor(1))
  contents.on('did-finish-load', () => {
    contents.setVisualZoomLevelLimits(1, 1).catch(() => undefined)
  })
}

/** Only the scheme is logged, because a URL may contain anything. */
function schemeOf(url: string): string {
  return parseUrl(url)?.protocol ?? ''
}

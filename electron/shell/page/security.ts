import { app, Menu, session, type Session, type WebContents } from 'electron'
import type { Clock } from '../../base/time/clock.ts'
import type { FieldsByEvent } from '../../base/log/log-events.ts'
import type { Log } from '../../base/log/log.ts'
import { isOwnUrl, kioskPartition, parseUrl } from './kiosk-page.ts'
import { createLimitedWarning } from '../limited-log.ts'

type Denied = (fields: FieldsByEvent['host.denied']) => void

/**
 * Before the app is ready: whatever page or session comes to be, it may do nothing. The kiosk's page needs none of
 * it, so there are no exceptions.
 */
export function denyByDefault(log: Log, clock: Clock): void {
  const denied = createLimitedWarning(log, clock, 'host.denied')
  // The default menu brings the shortcuts for reload, zoom, developer tools and leaving full screen.
  Menu.setApplicationMenu(null)
  app.commandLine.appendSwitch('disable-pinch')
  app.commandLine.appendSwitch('overscroll-history-navigation', '0')
  app.on('session-created', (created) => denyInSession(created, denied))
  app.on('web-contents-created', (_event, contents) => denyInPage(contents, denied))
  // Without a listener Electron hands out the first certificate of the account.
  app.on('select-client-certificate', (event, _contents, _url, _certificates, callback) => {
    event.preventDefault()
    denied({ what: 'client-certificate' })
    callback()
  })
}

/** Once the app is ready: the kiosk's page reaches its own files and no network at all. */
export function keepPageOffline(log: Log, clock: Clock): void {
  const denied = createLimitedWarning(log, clock, 'host.denied')
  session.fromPartition(kioskPartition).webRequest.onBeforeRequest(({ url }, callback) => {
    const cancel = !isOwnUrl(url) && parseUrl(url)?.protocol !== 'devtools:'
    if (cancel) denied({ what: 'request', scheme: schemeOf(url) })
    callback({ cancel })
  })
}

/** Choosing a USB, HID or serial device needs no denial of its own: without a listener Electron chooses none. */
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
  // Tells of the main frame as well as of frames within; only what a page sets out to do, not what main loads.
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
  // Without a listener Electron chooses none as well (lib/browser/api/web-contents.ts); with one it is logged.
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

/** Only the scheme is logged: an address may carry anything. */
function schemeOf(url: string): string {
  return parseUrl(url)?.protocol ?? ''
}

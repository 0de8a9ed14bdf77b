import type { WebPreferences } from 'electron'
import { fakeEvent } from './event.ts'
import type { FakeWindow } from './window.ts'

/** What a page may try, or may befall it. */
export type PageDeed =
  /** Whether it got a window. */
  | { readonly kind: 'open-window'; readonly url: string }
  | { readonly kind: 'navigate'; readonly url: string }
  /** A frame within the page sets out for `url`. */
  | { readonly kind: 'navigate-frame'; readonly url: string }
  | { readonly kind: 'set-title'; readonly title: string }
  /** `Notification.requestPermission()`: `granted` or `denied`. */
  | { readonly kind: 'ask-permission' }
  /** `Notification.permission`, looked up. */
  | { readonly kind: 'look-up-permission' }
  /** A click on a link with `download`. */
  | { readonly kind: 'download' }
  /** `answered` or `refused`. */
  | { readonly kind: 'fetch'; readonly url: string }
  /** What `window.confirm` gives. */
  | { readonly kind: 'confirm' }
  /** The names of Node's and Electron's that the page's world holds. */
  | { readonly kind: 'leaks' }
  /** Whether a canvas gives a WebGL context. */
  | { readonly kind: 'webgl' }
  | { readonly kind: 'attach-webview' }
  /** Whether there is `openDatabase`. */
  | { readonly kind: 'web-sql' }
  /** `document.visibilityState`. */
  | { readonly kind: 'visibility' }
  /** The state of an `AudioContext` that nobody touched the page for. */
  | { readonly kind: 'start-audio' }
  /** What the preload script exposes as `conformance`, tried by the page. */
  | { readonly kind: 'use-bridge' }
  | { readonly kind: 'replace-bridge' }
  | { readonly kind: 'bridge-throws' }
  /** A server answers with a redirect to `url`. */
  | { readonly kind: 'be-redirected'; readonly url: string }
  /** The identifier of the device that was chosen; empty: none. */
  | { readonly kind: 'choose-bluetooth' }
  /** Whether the pairing was confirmed. */
  | { readonly kind: 'pair-bluetooth' }
  /** Whether it may. */
  | { readonly kind: 'use-device' }
  /** Which certificate the server is shown. */
  | { readonly kind: 'need-certificate' }
  /** `loaded` or `ignored`. */
  | { readonly kind: 'drop-file' }

/** Node reaches a page's own world only where nothing keeps it out (`lib/renderer/init.ts`). */
function leaksOf({ sandbox, contextIsolation, nodeIntegration }: WebPreferences): readonly string[] {
  const isOpen = sandbox !== true && contextIsolation === false && nodeIntegration === true
  return isOpen ? ['require', 'process', 'module', 'Buffer'] : []
}

/** What Electron does about it; the bridge's deeds are `preload.ts`'s. */
export function doOnPage(
  window: FakeWindow,
  deed: Exclude<PageDeed, { kind: 'use-bridge' | 'replace-bridge' | 'bridge-throws' }>,
  app: NodeJS.EventEmitter,
): unknown {
  const { contents } = window
  const { session, preferences } = contents
  switch (deed.kind) {
    case 'open-window': {
      const details = { url: deed.url } as Electron.HandlerDetails
      return (contents.openHandler?.(details) ?? { action: 'allow' }).action === 'allow'
    }
    case 'navigate':
    case 'navigate-frame': {
      // `electron_navigation_throttle.cc`: the first that prevents it is the last that is asked.
      const isMainFrame = deed.kind === 'navigate'
      const event = fakeEvent({ url: deed.url, isMainFrame })
      contents.emit('will-frame-navigate', event)
      if (isMainFrame && !event.defaultPrevented) contents.emit('will-navigate', event, deed.url)
      return undefined
    }
    case 'set-title':
      contents.emit('page-title-updated', fakeEvent(), deed.title)
      return undefined
    case 'ask-permission': {
      const handler = session?.permissionRequest
      // `RequestPermissionsWithDetails`: granted where nobody decides.
      if (handler === undefined || handler === null) return 'granted'
      return new Promise((resolve) =>
        handler(
          contents as never,
          'notifications',
          (isGranted) => resolve(isGranted ? 'granted' : 'denied'),
          {} as never,
        ),
      )
    }
    case 'look-up-permission': {
      const isGranted = session?.permissionCheck?.(null, 'notifications', 'app://kiosk', {} as never) ?? true
      return isGranted ? 'granted' : 'denied'
    }
    case 'download':
      session?.emit('will-download', fakeEvent(), {}, contents)
      return undefined
    case 'fetch': {
      const handler = session?.beforeRequest
      if (handler === undefined) return 'answered'
      return new Promise((resolve) =>
        handler({ url: deed.url }, ({ cancel }) => resolve(cancel === true ? 'refused' : 'answered')),
      )
    }
    case 'confirm':
      return preferences.disableDialogs !== true
    case 'leaks':
      return leaksOf(preferences)
    case 'webgl':
      return preferences.webgl !== false
    case 'attach-webview':
      // Without `webviewTag` the element is not one: nobody is asked.
      if (preferences.webviewTag === true) contents.emit('will-attach-webview', fakeEvent(), {}, {})
      return undefined
    case 'web-sql':
      return false
    case 'visibility':
      // `paintWhenInitiallyHidden` is the default, and without throttling a page is never hidden (`disable_hidden_`).
      return preferences.backgroundThrottling === false || window.isVisible() ? 'visible' : 'hidden'
    case 'start-audio':
      return preferences.autoplayPolicy === 'document-user-activation-required' ? 'suspended' : 'running'
    case 'be-redirected':
      contents.emit('will-redirect', fakeEvent({ url: deed.url, isMainFrame: true }))
      return undefined
    case 'choose-bluetooth':
      return new Promise((resolve) => {
        const devices = [{ deviceId: 'a device', deviceName: 'A device' }]
        // Electron's own listener, where it is the only one, chooses none.
        if (contents.listenerCount('select-bluetooth-device') === 0) resolve('')
        contents.emit('select-bluetooth-device', fakeEvent(), devices, resolve)
      })
    case 'pair-bluetooth': {
      const handler = session?.bluetoothPairing
      if (handler === undefined || handler === null) return false
      return new Promise((resolve) => handler({} as never, ({ confirmed }) => resolve(confirmed)))
    }
    case 'use-device':
      return session?.devicePermission?.({} as never) ?? false
    case 'need-certificate':
      return new Promise((resolve) => {
        const event = fakeEvent()
        const choose = (certificate?: unknown): void => resolve(certificate === undefined ? 'none' : 'chosen')
        app.emit('select-client-certificate', event, contents, 'https://x.example/', [{}], choose)
        if (!event.defaultPrevented) resolve('the first')
      })
    case 'drop-file':
      return preferences.navigateOnDragDrop === true ? 'loaded' : 'ignored'
    default:
      return deed satisfies never
  }
}

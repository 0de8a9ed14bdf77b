import assert from 'node:assert/strict'
import type { Input } from 'electron'
import { conformanceCase } from '../conformance-case.ts'

const contentsCc = 'shell/browser/api/electron_api_web_contents.cc'
const contentsTs = 'lib/browser/api/web-contents.ts'
const throttle = 'shell/browser/electron_navigation_throttle.cc'
const elsewhere = 'https://elsewhere.example/'

/** What a page does, and what main hears of it. */
export const pages = [
  conformanceCase({
    name: 'every page is told of before anything happens to it',
    uses: ['App#web-contents-created', 'BrowserWindowConstructorOptions.webPreferences'],
    sources: [{ path: contentsTs, at: '_init: web-contents-created' }],
    run: async ({ electron, ready, openPage }) => {
      await ready()
      const told: unknown[] = []
      electron.app.on('web-contents-created', (_event, contents) => told.push(contents))
      const { window } = await openPage()
      assert.equal(told.includes(window.webContents), true)
    },
  }),
  conformanceCase({
    name: 'a page that has loaded is told did-finish-load',
    uses: ['WebContents#did-finish-load', 'BrowserWindow.loadURL'],
    sources: [{ path: contentsCc, at: 'DidFinishLoad' }],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      let told = 0
      electron.app.on('web-contents-created', (_event, contents) => {
        contents.on('did-finish-load', () => {
          told += 1
        })
      })
      await openPage()
      await until('did-finish-load', () => told > 0)
    },
  }),
  conformanceCase({
    name: 'loadURL rejects where the page cannot be loaded, and nobody has to catch that; did-fail-load says why',
    uses: ['BrowserWindow.loadURL', 'WebContents#did-fail-load'],
    sources: [
      { path: contentsTs, at: '_awaitNextLoad; loadURL adds a no-op rejection handler' },
      { path: contentsCc, at: 'LoadURL: ERR_INVALID_URL; DidFinishNavigation' },
    ],
    run: async ({ electron, ready }) => {
      await ready()
      const window = new electron.BrowserWindow({ show: false })
      const told: unknown[][] = []
      window.webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) =>
        told.push([code, description, isMainFrame]),
      )
      await assert.rejects(window.loadURL('not an address'))
      assert.deepEqual(told, [[-300, 'ERR_INVALID_URL', true]])
    },
  }),
  conformanceCase({
    name: 'a page whose process is gone is told render-process-gone with a reason, to the app as well',
    uses: [
      'WebContents#render-process-gone',
      'App#render-process-gone',
      'RenderProcessGoneDetails.reason',
      'WebContents.isCrashed',
    ],
    sources: [
      { path: contentsCc, at: 'PrimaryMainFrameRenderProcessGone: posted' },
      { path: contentsTs, at: 'render-process-gone' },
    ],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      const page = await openPage()
      const told: string[] = []
      page.window.webContents.on('render-process-gone', (_event, { reason }) => told.push(reason))
      electron.app.on('render-process-gone', (_event, _contents, { reason }) => told.push(reason))
      page.crash()
      assert.equal(told.length, 0)
      await until('render-process-gone', () => told.length === 2)
      assert.equal(told[0], told[1])
      // Crashed, or killed where crashing is done from outside.
      assert.equal(['crashed', 'killed'].includes(told[0] ?? ''), true)
    },
  }),
  conformanceCase({
    name: 'a page that does not answer is told unresponsive, of its window',
    uses: ['BrowserWindow#unresponsive'],
    sources: [
      { path: 'lib/browser/api/browser-window.ts', at: 'unresponsive, 50 ms later' },
      { path: contentsCc, at: 'RendererUnresponsive: only of a page that is visible and was touched' },
    ],
    run: async ({ ready, openPage, until }) => {
      await ready()
      const { window } = await openPage()
      let told = 0
      window.on('unresponsive', () => {
        told += 1
      })
      // What Chromium emits on the contents after a touch that is not answered for half a minute.
      window.webContents.emit('unresponsive', {})
      await until('unresponsive', () => told === 1)
    },
  }),
  conformanceCase({
    name: 'a preload script that fails is told preload-error with its path and the error',
    uses: ['WebContents#preload-error', 'WebPreferences.preload'],
    sources: [
      { path: 'lib/browser/rpc-server.ts', at: 'BROWSER_PRELOAD_ERROR' },
      { path: 'lib/sandboxed_renderer/preload.ts', at: 'executeSandboxedPreloadScripts' },
    ],
    run: async ({ electron, ready, until, noSuchFile, loadPage }) => {
      await ready()
      const window = new electron.BrowserWindow({ show: false, webPreferences: { preload: noSuchFile } })
      const told: string[] = []
      window.webContents.on('preload-error', (_event, path, error) => told.push(path, typeof error.message))
      await loadPage(window)
      await until('preload-error', () => told.length > 0)
      assert.deepEqual(told, [noSuchFile, 'string'])
    },
  }),
  conformanceCase({
    name: 'main hears a key before the page, with its name and its place, and can keep it from it',
    uses: [
      'WebContents#before-input-event',
      'Input.type',
      'Input.key',
      'Input.code',
      'Input.isAutoRepeat',
      'Input.shift',
      'Input.control',
      'Input.alt',
      'Input.meta',
      'Event.preventDefault',
    ],
    sources: [
      { path: contentsCc, at: 'PreHandleKeyboardEvent: a raw key is told as keyDown' },
      { path: 'shell/common/gin_converters/blink_converter.cc', at: 'WebKeyboardEvent, both ways' },
    ],
    run: async ({ ready, openPage, until }) => {
      await ready()
      const page = await openPage()
      const { webContents } = page.window
      const heard: Pick<
        Input,
        'type' | 'key' | 'code' | 'isAutoRepeat' | 'shift' | 'control' | 'alt' | 'meta'
      >[] = []
      webContents.on('before-input-event', (event, input) => {
        const { type, key, code, isAutoRepeat, shift, control, alt, meta } = input
        heard.push({ type, key, code, isAutoRepeat, shift, control, alt, meta })
        if (key !== 'ArrowDown') event.preventDefault()
      })
      webContents.focus()
      // First: after a key that was kept from the page Chromium drops all but the next keyDown.
      webContents.sendInputEvent({ type: 'keyUp', keyCode: '4' })
      webContents.sendInputEvent({ type: 'keyDown', keyCode: '4' })
      webContents.sendInputEvent({ type: 'keyDown', keyCode: 'Return' })
      webContents.sendInputEvent({ type: 'keyDown', keyCode: 'A', modifiers: ['shift', 'isautorepeat'] })
      webContents.sendInputEvent({ type: 'keyDown', keyCode: 'Down' })
      await until('the last key', () => heard.length === 5)
      const none = { isAutoRepeat: false, shift: false, control: false, alt: false, meta: false }
      assert.deepEqual(heard, [
        { ...none, type: 'keyUp', key: '4', code: 'Digit4' },
        { ...none, type: 'keyDown', key: '4', code: 'Digit4' },
        { ...none, type: 'keyDown', key: 'Enter', code: 'Enter' },
        { ...none, type: 'keyDown', key: 'A', code: 'KeyA', shift: true, isAutoRepeat: true },
        { ...none, type: 'keyDown', key: 'ArrowDown', code: 'ArrowDown' },
      ])
      await until('the key that got through', async () => (await page.keys()).length > 0)
      assert.deepEqual(await page.keys(), ['ArrowDown'])
    },
  }),
  conformanceCase({
    name: 'what main loads is not asked about; what a page sets out for is, and prevented once it stays',
    uses: [
      'WebContents#will-frame-navigate',
      'WebContents#will-navigate',
      'WebContentsWillFrameNavigateEventParams.isMainFrame',
      'WebContentsWillFrameNavigateEventParams.url',
    ],
    sources: [{ path: throttle, at: 'WillStartRequest' }],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      const asked: unknown[] = []
      electron.app.on('web-contents-created', (_event, contents) => {
        contents.on('will-frame-navigate', (event) => {
          event.preventDefault()
          asked.push([event.isMainFrame, event.url])
        })
        contents.on('will-navigate', () => asked.push('will-navigate'))
      })
      const page = await openPage()
      assert.deepEqual(asked, [])
      await page.does({ kind: 'navigate', url: elsewhere })
      await until('will-frame-navigate', () => asked.length > 0)
      // Prevented by the first of the two, the second is not asked.
      assert.deepEqual(asked, [[true, elsewhere]])
      await page.does({ kind: 'navigate-frame', url: elsewhere })
      await until('that of the frame', () => asked.length > 1)
      assert.deepEqual(asked[1], [false, elsewhere])
    },
  }),
  conformanceCase({
    name: 'a page’s navigation that nobody prevents as a frame’s is asked about as a page’s',
    uses: ['WebContents#will-navigate'],
    sources: [{ path: throttle, at: 'WillStartRequest' }],
    run: async ({ ready, openPage, until }) => {
      await ready()
      const page = await openPage()
      let asked = 0
      page.window.webContents.on('will-navigate', (event) => {
        event.preventDefault()
        asked += 1
      })
      await page.does({ kind: 'navigate', url: elsewhere })
      await until('will-navigate', () => asked === 1)
    },
  }),
  conformanceCase({
    name: 'a redirect on the way to a page is asked about, also of what main loads, and prevented it fails',
    uses: ['WebContents#will-redirect', 'WebContentsWillRedirectEventParams.url'],
    sources: [{ path: throttle, at: 'WillRedirectRequest' }],
    onlyOnTheFake: 'the fake alone can redirect without a server; the shell prevents it in every page',
    run: async ({ ready, openPage }) => {
      await ready()
      const page = await openPage()
      const asked: string[] = []
      page.window.webContents.on('will-redirect', (event) => {
        event.preventDefault()
        asked.push(event.url)
      })
      await page.does({ kind: 'be-redirected', url: elsewhere })
      assert.deepEqual(asked, [elsewhere])
    },
  }),
  conformanceCase({
    name: 'a page that asks for a window gets none where the handler denies',
    uses: ['WebContents.setWindowOpenHandler', 'HandlerDetails.url', 'WindowOpenHandlerResponse.action'],
    sources: [{ path: contentsTs, at: '_callWindowOpenHandler' }],
    run: async ({ electron, ready, openPage }) => {
      await ready()
      const page = await openPage()
      const asked: string[] = []
      page.window.webContents.setWindowOpenHandler(({ url }) => {
        asked.push(url)
        return { action: 'deny' }
      })
      assert.equal(await page.does({ kind: 'open-window', url: elsewhere }), false)
      assert.deepEqual(asked, [elsewhere])
      assert.equal(electron.BrowserWindow.getAllWindows().length, 1)
    },
  }),
  conformanceCase({
    name: 'without webviewTag a webview element is none; with it will-attach-webview can refuse it',
    uses: ['WebContents#will-attach-webview', 'WebPreferences.webviewTag'],
    sources: [
      { path: 'lib/browser/guest-view-manager.ts', at: 'createGuest' },
      { path: 'shell/renderer/renderer_client_base.cc', at: 'webview_tag' },
    ],
    run: async ({ ready, openPage, until }) => {
      await ready()
      for (const webviewTag of [false, true]) {
        const page = await openPage({ webPreferences: { webviewTag } })
        let asked = 0
        page.window.webContents.on('will-attach-webview', (event) => {
          event.preventDefault()
          asked += 1
        })
        await page.does({ kind: 'attach-webview' })
        if (webviewTag) await until('will-attach-webview', () => asked > 0)
        else assert.equal(asked, 0)
      }
    },
  }),
  conformanceCase({
    name: 'a right click is told context-menu; Electron itself shows no menu',
    uses: ['WebContents#context-menu'],
    sources: [{ path: contentsCc, at: 'HandleContextMenu, OnReadAvailableTypes' }],
    run: async ({ ready, openPage, until }) => {
      await ready()
      const page = await openPage()
      let told = 0
      page.window.webContents.on('context-menu', () => {
        told += 1
      })
      const at = { x: 5, y: 5, button: 'right', clickCount: 1 } as const
      page.window.webContents.sendInputEvent({ type: 'mouseDown', ...at })
      page.window.webContents.sendInputEvent({ type: 'mouseUp', ...at })
      await until('context-menu', () => told > 0)
    },
  }),
  conformanceCase({
    name: 'zooming by the wheel is told, and the zoom factor can be set back',
    uses: ['WebContents#zoom-changed', 'WebContents.setZoomFactor'],
    sources: [{ path: contentsCc, at: 'ContentsZoomChange, SetZoomFactor' }],
    onlyOnTheFake: 'a wheel with Ctrl held is not among what sendInputEvent can do',
    run: async ({ ready, openPage }) => {
      await ready()
      const { window } = await openPage()
      const { webContents } = window
      webContents.on('zoom-changed', () => webContents.setZoomFactor(1))
      webContents.setZoomFactor(2)
      assert.equal(webContents.getZoomFactor(), 2)
      webContents.emit('zoom-changed', {}, 'in')
      assert.equal(webContents.getZoomFactor(), 1)
    },
  }),
  conformanceCase({
    name: 'the zoom factor is as it was set, at once',
    uses: ['WebContents.setZoomFactor'],
    sources: [{ path: contentsCc, at: 'SetZoomFactor, GetZoomFactor' }],
    run: async ({ ready, openPage }) => {
      await ready()
      const { webContents } = (await openPage()).window
      for (const factor of [2, 1]) {
        webContents.setZoomFactor(factor)
        assert.equal(Math.round(webContents.getZoomFactor() * 100), factor * 100)
      }
    },
  }),
  conformanceCase({
    name: 'a page cannot be pinched beyond the limits that were set',
    uses: ['WebContents.setVisualZoomLevelLimits'],
    sources: [
      { path: contentsTs, at: 'webFrameMethods' },
      { path: 'shell/renderer/api/electron_api_web_frame.cc', at: 'SetVisualZoomLevelLimits' },
    ],
    onlyOnTheFake: 'sendInputEvent cannot pinch, and no program can ask for the limits',
    run: async ({ ready, openPage, system }) => {
      await ready()
      const { window } = await openPage()
      assert.equal(system?.pinchLimits(window), undefined)
      await window.webContents.setVisualZoomLevelLimits(1, 1)
      assert.deepEqual(system?.pinchLimits(window), [1, 1])
    },
  }),
  conformanceCase({
    name: 'setting the limits of pinching gives a promise, which resolves once the page is there',
    uses: ['WebContents.setVisualZoomLevelLimits'],
    sources: [{ path: contentsTs, at: 'webFrameMethods' }],
    run: async ({ ready, openPage }) => {
      await ready()
      const { window } = await openPage()
      const done = window.webContents.setVisualZoomLevelLimits(1, 1)
      assert.equal(typeof done.then, 'function')
      await done
    },
  }),
  conformanceCase({
    name: 'a Bluetooth device is chosen by nobody where nobody listens',
    uses: ['WebContents#select-bluetooth-device'],
    sources: [{ path: contentsTs, at: 'select-bluetooth-device: cancelled where Electron alone listens' }],
    onlyOnTheFake: 'needs a Bluetooth adapter',
    run: async ({ ready, openPage }) => {
      await ready()
      const page = await openPage()
      assert.equal(await page.does({ kind: 'choose-bluetooth' }), '')
      page.window.webContents.on('select-bluetooth-device', (event, devices, callback) => {
        event.preventDefault()
        callback(devices[0]?.deviceId ?? '')
      })
      assert.equal(await page.does({ kind: 'choose-bluetooth' }), 'a device')
    },
  }),
  conformanceCase({
    name: 'developer tools do not open where devTools is false',
    uses: ['WebContents.openDevTools', 'WebPreferences.devTools', 'OpenDevToolsOptions.mode'],
    sources: [{ path: contentsCc, at: 'OpenDevTools: enable_devtools_' }],
    run: async ({ ready, openPage }) => {
      await ready()
      const { window } = await openPage({ webPreferences: { devTools: false } })
      window.webContents.openDevTools({ mode: 'detach' })
      assert.equal(window.webContents.isDevToolsOpened(), false)
    },
  }),
  conformanceCase({
    name: 'developer tools open where devTools is true',
    uses: ['WebContents.openDevTools', 'WebPreferences.devTools', 'OpenDevToolsOptions.mode'],
    sources: [{ path: contentsCc, at: 'OpenDevTools: ShowDevTools' }],
    run: async ({ ready, openPage, until }) => {
      await ready()
      const { webContents } = (await openPage({ webPreferences: { devTools: true } })).window
      assert.equal(webContents.isDevToolsOpened(), false)
      webContents.openDevTools({ mode: 'detach' })
      await until('the tools', () => webContents.isDevToolsOpened())
    },
  }),
  conformanceCase({
    name: 'a page’s contents that are given the focus bring their window to the front with it',
    uses: ['WebContents.focus', 'BrowserWindow.isFocused'],
    sources: [
      { path: contentsCc, at: 'Focus: owner_window()->Focus(true), "to match the behavior on Windows"' },
    ],
    profiles: ['linux-x11', 'win32', 'darwin'],
    onlyOnTheFake: 'without a window manager, as under xvfb, nobody gives the focus',
    run: async ({ electron, ready, openPage, system }) => {
      await ready()
      const { window } = await openPage()
      const other = new electron.BrowserWindow({})
      assert.deepEqual([window.webContents.isFocused(), other.isFocused()], [false, true])
      window.webContents.focus()
      assert.deepEqual([window.webContents.isFocused(), window.isFocused()], [true, true])
      assert.equal(system?.front(), window)
    },
  }),
  conformanceCase({
    name: 'the preload script answers although the page’s own script never ran',
    uses: ['IpcRenderer.on', 'IpcRenderer.send', 'WebPreferences.preload'],
    sources: [{ path: 'lib/sandboxed_renderer/init.ts', at: 'executeSandboxedPreloadScripts' }],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      let answers = 0
      electron.ipcMain.on('pong', () => {
        answers += 1
      })
      const page = await openPage()
      // The conformance page has no script of its own: what answers is the preload script.
      page.window.webContents.send('ping')
      await until('the answer', () => answers === 1)
    },
  }),
]

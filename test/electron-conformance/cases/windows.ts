import assert from 'node:assert/strict'
import type { BaseWindow, BrowserWindow } from 'electron'
import { conformanceCase, type ConformanceHost } from '../conformance-case.ts'

const views = 'shell/browser/native_window_views.cc'
const mac = 'shell/browser/native_window_mac.mm'
const base = 'shell/browser/api/electron_api_base_window.cc'
const linux = ['linux-x11', 'linux-wayland'] as const
const wholeScreen = { show: false, kiosk: true, fullscreen: true, frame: false, closable: false } as const

/** The `events` that `window` has emitted so far; grows as they are emitted. */
function told(window: Pick<BaseWindow, 'on'>, ...events: readonly string[]): string[] {
  const heard: string[] = []
  for (const event of events) window.on(event as 'show', () => heard.push(event))
  return heard
}

async function restores(window: BrowserWindow, until: ConformanceHost['until']): Promise<void> {
  const heard = told(window, 'minimize')
  window.minimize()
  await until('minimize', () => heard.length > 0 && window.isMinimized())
  window.restore()
  await until('its end', () => !window.isMinimized())
  assert.deepEqual(heard, ['minimize'])
}

/** Windows on the screen. */
export const windows = [
  conformanceCase({
    name: 'on Linux a full screen window is mapped in its constructor, show: false or not',
    uses: [
      'BrowserWindow.new',
      'BrowserWindow.isVisible',
      'BaseWindowConstructorOptions.fullscreen',
      'BaseWindowConstructorOptions.kiosk',
      'BaseWindowConstructorOptions.show',
    ],
    sources: [
      { path: views, at: 'SetFullScreen: a hidden window is shown' },
      { path: 'shell/browser/native_window.cc', at: 'InitFromOptions' },
    ],
    profiles: linux,
    run: async ({ electron, ready }) => {
      await ready()
      for (const options of [{ fullscreen: true }, { kiosk: true }])
        assert.equal(new electron.BrowserWindow({ show: false, ...options }).isVisible(), true)
      assert.equal(new electron.BrowserWindow({ show: false }).isVisible(), false)
    },
  }),
  conformanceCase({
    name: 'on Windows a full screen window with show: false stays hidden until it is shown',
    uses: ['BrowserWindow.isVisible', 'BrowserWindow.show', 'BaseWindowConstructorOptions.show'],
    sources: [{ path: views, at: 'SetFullScreen on Windows: no Show' }],
    profiles: ['win32'],
    run: async ({ electron, ready }) => {
      await ready()
      const window = new electron.BrowserWindow(wholeScreen)
      assert.equal(window.isVisible(), false)
      window.show()
      assert.equal(window.isVisible(), true)
    },
  }),
  conformanceCase({
    name: 'show is told by show(), also of a window that is mapped already',
    uses: ['BrowserWindow.show', 'BrowserWindow#show'],
    sources: [{ path: views, at: 'Show: NotifyWindowShow' }],
    profiles: ['linux-x11', 'linux-wayland', 'win32'],
    run: async ({ electron, ready }) => {
      await ready()
      const window = new electron.BrowserWindow({ show: false })
      const heard = told(window, 'show')
      window.show()
      window.show()
      assert.deepEqual(heard, ['show', 'show'])
    },
  }),
  conformanceCase({
    name: 'on macOS show is told where what can be seen of the window changes, and not by a second show()',
    uses: ['BrowserWindow.show', 'BrowserWindow#show'],
    sources: [
      { path: mac, at: 'Show' },
      { path: 'shell/browser/ui/cocoa/electron_ns_window_delegate.mm', at: 'windowDidChangeOcclusionState' },
    ],
    profiles: ['darwin'],
    run: async ({ electron, ready, until }) => {
      await ready()
      const window = new electron.BrowserWindow({ show: false })
      const heard = told(window, 'show')
      window.show()
      await until('show', () => heard.length > 0)
      window.show()
      assert.deepEqual(heard, ['show'])
    },
  }),
  conformanceCase({
    name: 'on macOS a window that another one covers is told as hidden',
    uses: ['BrowserWindow#hide'],
    sources: [
      { path: 'shell/browser/ui/cocoa/electron_ns_window_delegate.mm', at: 'windowDidChangeOcclusionState' },
    ],
    profiles: ['darwin'],
    onlyOnTheFake: 'another program’s window has to cover it',
    run: async ({ electron, ready, system }) => {
      await ready()
      const window = new electron.BrowserWindow({})
      const heard = told(window, 'hide')
      system?.occlude(window)
      assert.deepEqual(heard, ['hide'])
    },
  }),
  conformanceCase({
    name: 'hide takes the window from the screen and is told',
    uses: ['BrowserWindow#hide', 'BrowserWindow.isVisible'],
    sources: [{ path: views, at: 'Hide: NotifyWindowHide' }],
    profiles: ['linux-x11', 'win32'],
    run: async ({ electron, ready }) => {
      await ready()
      const window = new electron.BrowserWindow({})
      const heard = told(window, 'hide')
      window.hide()
      assert.deepEqual([heard, window.isVisible()], [['hide'], false])
    },
  }),
  conformanceCase({
    name: 'on Linux every window is closable, whatever it was asked to be; on Windows and macOS it is as asked',
    uses: ['BaseWindowConstructorOptions.closable'],
    sources: [
      { path: views, at: 'SetClosable, IsClosable' },
      { path: mac, at: 'IsClosable' },
    ],
    run: async ({ electron, ready, profile }) => {
      await ready()
      const window = new electron.BrowserWindow({ show: false, closable: false })
      assert.equal(window.closable, profile.startsWith('linux'))
    },
  }),
  conformanceCase({
    name: 'a close that is prevented leaves the window; on Linux that is all that protects it',
    uses: ['BrowserWindow#close', 'BaseWindow#close', 'Event.preventDefault'],
    sources: [{ path: base, at: 'WillCloseWindow' }],
    run: async ({ electron, ready }) => {
      await ready()
      for (const window of [
        new electron.BrowserWindow({ show: false }),
        new electron.BaseWindow({ show: false }),
      ]) {
        let asked = 0
        window.on('close', (event) => {
          asked += 1
          event.preventDefault()
        })
        window.close()
        assert.deepEqual([asked, window.isDestroyed()], [1, false])
      }
    },
  }),
  conformanceCase({
    name: 'a window that is not closable is not asked: close() does nothing on Windows and macOS',
    uses: ['BaseWindowConstructorOptions.closable', 'BrowserWindow#close'],
    sources: [
      { path: views, at: 'Close: IsClosable' },
      { path: mac, at: 'Close: IsClosable' },
    ],
    profiles: ['win32', 'darwin'],
    run: async ({ electron, ready }) => {
      await ready()
      const window = new electron.BrowserWindow({ show: false, closable: false })
      const heard = told(window, 'close')
      window.close()
      assert.deepEqual([heard, window.isDestroyed()], [[], false])
    },
  }),
  conformanceCase({
    name: 'a window is marked as destroyed before closed is told, and everything but isDestroyed throws then',
    uses: [
      'BrowserWindow#closed',
      'BrowserWindow.isDestroyed',
      'BrowserWindow.destroy',
      'BaseWindow.destroy',
    ],
    sources: [
      { path: base, at: 'OnWindowClosed' },
      { path: 'shell/common/gin_helper/function_template.h', at: 'Object has been destroyed' },
    ],
    run: async ({ electron, ready, until }) => {
      await ready()
      electron.app.on('window-all-closed', () => undefined)
      const window = new electron.BrowserWindow({ show: false })
      const seen: boolean[] = []
      window.on('closed', () => seen.push(window.isDestroyed()))
      window.destroy()
      await until('closed', () => seen.length > 0)
      assert.deepEqual(seen, [true])
      const uses: ((gone: BrowserWindow) => unknown)[] = [
        (gone) => gone.isVisible(),
        (gone) => gone.isFocused(),
        (gone) => gone.focus(),
        (gone) => gone.setKiosk(true),
      ]
      for (const use of uses) assert.throws(() => use(window), /destroyed/)
    },
  }),
  conformanceCase({
    name: 'closed is told once',
    uses: ['BrowserWindow#closed', 'BrowserWindow.destroy'],
    sources: [{ path: 'shell/browser/native_window.cc', at: 'NotifyWindowClosed' }],
    run: async ({ electron, ready, until }) => {
      await ready()
      electron.app.on('window-all-closed', () => undefined)
      const window = new electron.BrowserWindow({ show: false })
      const heard = told(window, 'closed')
      window.destroy()
      await until('closed', () => heard.length > 0)
      assert.equal(window.isDestroyed(), true)
      assert.deepEqual(heard, ['closed'])
    },
  }),
  conformanceCase({
    name: 'ready-to-show is told once the page has something to draw, also of a hidden window',
    uses: ['BrowserWindow#ready-to-show', 'BaseWindowConstructorOptions.show'],
    sources: [
      { path: 'shell/browser/api/electron_api_web_contents.cc', at: 'OnFirstNonEmptyLayout' },
      { path: 'lib/browser/api/web-contents.ts', at: 'ready-to-show' },
    ],
    profiles: ['linux-x11', 'win32', 'darwin'],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      const heard: string[] = []
      electron.app.on('browser-window-created', (_event, window) => {
        window.on('ready-to-show', () => heard.push('ready-to-show'))
      })
      await openPage({ show: false })
      await until('ready-to-show', () => heard.length > 0)
    },
  }),
  conformanceCase({
    name: 'ready-to-show may be withheld from a hidden window: the page’s load is told all the same',
    uses: ['BrowserWindow#ready-to-show', 'WebContents#did-finish-load'],
    sources: [{ path: 'https://github.com/electron/electron/issues/48859', at: 'Wayland, since 38' }],
    profiles: ['linux-wayland'],
    onlyOnTheFake: 'it depends on the compositor',
    run: async ({ electron, ready, openPage, system }) => {
      await ready()
      system?.withholdReadyToShow()
      const heard: string[] = []
      electron.app.on('browser-window-created', (_event, window) => {
        window.on('ready-to-show', () => heard.push('ready-to-show'))
        window.webContents.on('did-finish-load', () => heard.push('did-finish-load'))
      })
      await openPage({ show: false })
      assert.deepEqual(heard, ['did-finish-load'])
    },
  }),
  conformanceCase({
    name: 'kiosk mode is full screen on Linux and Windows: setKiosk(true) brings a window back to it',
    uses: ['BrowserWindow.setKiosk', 'BrowserWindow.setFullScreen', 'BaseWindowConstructorOptions.kiosk'],
    sources: [{ path: views, at: 'SetKiosk, IsKiosk' }],
    profiles: ['linux-x11', 'win32'],
    run: async ({ electron, ready, until }) => {
      await ready()
      const window = new electron.BrowserWindow({ kiosk: true })
      await until('kiosk mode', () => window.isKiosk())
      window.setFullScreen(false)
      await until('its end', () => !window.isKiosk())
      window.setKiosk(true)
      await until('kiosk mode again', () => window.isKiosk() && window.isFullScreen())
    },
  }),
  conformanceCase({
    name: 'on macOS kiosk mode is a state of its own: setKiosk(true) does nothing to a window that has left full screen',
    uses: ['BrowserWindow.setKiosk', 'BrowserWindow.setFullScreen'],
    sources: [{ path: mac, at: 'SetKiosk' }],
    profiles: ['darwin'],
    run: async ({ electron, ready, until }) => {
      await ready()
      const window = new electron.BrowserWindow({ kiosk: true })
      await until('full screen', () => window.isFullScreen())
      window.setFullScreen(false)
      await until('its end', () => !window.isFullScreen())
      window.setKiosk(true)
      assert.deepEqual([window.isKiosk(), window.isFullScreen()], [true, false])
      window.setFullScreen(true)
      await until('full screen again', () => window.isFullScreen())
    },
  }),
  conformanceCase({
    name: 'on Windows leave-full-screen is told before the change: what its listener sets is undone',
    uses: ['BrowserWindow#leave-full-screen', 'BrowserWindow.setKiosk'],
    sources: [
      { path: views, at: 'SetFullScreen: NotifyWindowLeaveFullScreen, then widget()->SetFullscreen' },
    ],
    profiles: ['win32'],
    run: async ({ electron, ready, until }) => {
      await ready()
      const window = new electron.BrowserWindow({ fullscreen: true })
      const seen: boolean[] = []
      window.once('leave-full-screen', () => {
        seen.push(window.isFullScreen())
        window.setKiosk(true)
      })
      window.setFullScreen(false)
      await until('the event', () => seen.length > 0)
      assert.deepEqual([seen, window.isFullScreen()], [[true], false])
    },
  }),
  conformanceCase({
    name: 'on Linux and macOS leave-full-screen is told after the change, and its listener can go back',
    uses: ['BrowserWindow#leave-full-screen', 'BrowserWindow.setFullScreen'],
    sources: [
      { path: 'shell/browser/ui/electron_desktop_window_tree_host_linux.cc', at: 'UpdateWindowState' },
      { path: 'shell/browser/ui/cocoa/electron_ns_window_delegate.mm', at: 'windowDidExitFullScreen' },
    ],
    profiles: ['linux-x11', 'darwin'],
    run: async ({ electron, ready, until }) => {
      await ready()
      const window = new electron.BrowserWindow({ fullscreen: true })
      await until('full screen', () => window.isFullScreen())
      const seen: boolean[] = []
      window.once('leave-full-screen', () => {
        seen.push(window.isFullScreen())
        window.setFullScreen(true)
      })
      window.setFullScreen(false)
      await until('full screen again', () => seen.length > 0 && window.isFullScreen())
      assert.deepEqual(seen, [false])
    },
  }),
  conformanceCase({
    name: 'focus() of a window that is not visible does nothing, and does not make it visible',
    uses: ['BrowserWindow.focus', 'BrowserWindow.isFocused', 'BrowserWindow.isVisible'],
    sources: [
      { path: views, at: 'Focus' },
      { path: mac, at: 'Focus' },
    ],
    run: async ({ electron, ready }) => {
      await ready()
      const window = new electron.BrowserWindow({ show: false })
      window.focus()
      assert.deepEqual([window.isFocused(), window.isVisible()], [false, false])
    },
  }),
  conformanceCase({
    name: 'a window that shows has the focus, and is told so a moment later',
    uses: ['BrowserWindow.show', 'BrowserWindow.isFocused', 'BrowserWindow#focus'],
    sources: [{ path: base, at: 'OnWindowFocus: EmitEventSoon' }],
    onlyOnTheFake: 'without a window manager, as under xvfb, nobody gives the focus',
    run: async ({ electron, ready, until }) => {
      await ready()
      const window = new electron.BrowserWindow({ show: false })
      const heard = told(window, 'focus')
      window.show()
      assert.deepEqual([window.isFocused(), heard], [true, []])
      await until('focus', () => heard.length === 1)
    },
  }),
  conformanceCase({
    name: 'another program’s window takes the focus, and blur tells',
    uses: ['BrowserWindow#blur', 'BrowserWindow.isFocused'],
    sources: [{ path: base, at: 'OnWindowBlur: EmitEventSoon' }],
    onlyOnTheFake: 'another program’s window has to take it',
    run: async ({ electron, ready, system, until }) => {
      await ready()
      const window = new electron.BrowserWindow({})
      const heard = told(window, 'blur')
      system?.anotherProgramTakesFocus()
      await until('blur', () => heard.length === 1)
      assert.equal(window.isFocused(), false)
    },
  }),
  conformanceCase({
    name: 'a window that may not have the focus is shown without it',
    uses: [
      'BaseWindow.new',
      'BaseWindow.showInactive',
      'BaseWindowConstructorOptions.focusable',
      'BrowserWindow.isFocused',
    ],
    sources: [{ path: views, at: 'InitParams::Activatable::kNo; ShowInactive' }],
    profiles: ['linux-x11', 'win32', 'darwin'],
    run: async ({ electron, ready }) => {
      await ready()
      const window = new electron.BaseWindow({ show: false, focusable: false })
      window.showInactive()
      assert.deepEqual([window.isFocusable(), window.isFocused()], [false, false])
    },
  }),
  conformanceCase({
    name: 'under cage the newest window is on top with the focus and fills the layout, whatever it asks for',
    uses: ['BaseWindow.showInactive', 'BrowserWindow.moveTop', 'BrowserWindow.focus', 'Rectangle.x'],
    sources: [
      { path: views, at: 'MoveTop: X11 alone' },
      { path: 'https://github.com/cage-kiosk/cage/blob/v0.3.1/view.c', at: 'view_map, view_position' },
    ],
    profiles: ['linux-wayland'],
    onlyOnTheFake: 'needs the compositor',
    run: async ({ electron, ready }) => {
      await ready()
      const first = new electron.BrowserWindow({})
      const second = new electron.BaseWindow({ show: false, focusable: false, x: 10, width: 100 })
      second.showInactive()
      assert.deepEqual([first.isFocused(), second.isFocused()], [false, true])
      first.moveTop()
      first.focus()
      assert.equal(first.isFocused(), false)
      assert.deepEqual(second.getBounds(), electron.screen.getPrimaryDisplay().bounds)
    },
  }),
  conformanceCase({
    name: 'moveTop brings a window to the front without giving it the focus',
    uses: ['BrowserWindow.moveTop', 'BrowserWindow.isFocused'],
    sources: [
      { path: views, at: 'MoveTop: SWP_NOACTIVATE; MoveWindowToForeground' },
      { path: mac, at: 'MoveTop' },
    ],
    profiles: ['linux-x11', 'win32', 'darwin'],
    onlyOnTheFake: 'no program can ask which window is in front',
    run: async ({ electron, ready, system }) => {
      await ready()
      const first = new electron.BrowserWindow({})
      const second = new electron.BrowserWindow({})
      assert.equal(system?.front(), second)
      first.moveTop()
      assert.equal(system.front(), first)
      assert.deepEqual([first.isFocused(), second.isFocused()], [false, true])
    },
  }),
  conformanceCase({
    name: 'focus() brings a window to the front with the focus, and takes it from the other',
    uses: ['BrowserWindow.focus', 'BrowserWindow.isFocused'],
    sources: [
      { path: views, at: 'Focus: widget()->Activate' },
      { path: mac, at: 'Focus' },
    ],
    profiles: ['linux-x11', 'win32', 'darwin'],
    onlyOnTheFake: 'without a window manager, as under xvfb, nobody gives the focus',
    run: async ({ electron, ready, system }) => {
      await ready()
      const first = new electron.BrowserWindow({})
      const second = new electron.BrowserWindow({})
      first.focus()
      assert.equal(system?.front(), first)
      assert.deepEqual([first.isFocused(), second.isFocused()], [true, false])
    },
  }),
  conformanceCase({
    name: 'moveTop shows no window that is hidden on Linux',
    uses: ['BrowserWindow.moveTop', 'BrowserWindow.isVisible'],
    sources: [{ path: views, at: 'MoveTop' }],
    profiles: ['linux-x11'],
    run: async ({ electron, ready }) => {
      await ready()
      const window = new electron.BrowserWindow({ show: false })
      window.moveTop()
      assert.deepEqual([window.isVisible(), window.isFocused()], [false, false])
    },
  }),
  conformanceCase({
    name: 'a window that is minimized is told so, and restore brings it back',
    uses: ['BrowserWindow.restore', 'BrowserWindow#minimize'],
    sources: [
      { path: views, at: 'Minimize, Restore' },
      { path: mac, at: 'Minimize, Restore' },
    ],
    profiles: ['win32', 'darwin'],
    run: async ({ electron, ready, until }) => {
      await ready()
      await restores(new electron.BrowserWindow({}), until)
    },
  }),
  conformanceCase({
    name: 'on X11 a window that the window manager has minimized is told so, and restore brings it back',
    uses: ['BrowserWindow.restore', 'BrowserWindow#minimize'],
    sources: [
      { path: views, at: 'Minimize, Restore' },
      { path: 'shell/browser/ui/electron_desktop_window_tree_host_linux.cc', at: 'UpdateWindowState' },
    ],
    profiles: ['linux-x11'],
    onlyOnTheFake: 'without a window manager, as under xvfb, nobody minimizes',
    run: async ({ electron, ready, until }) => {
      await ready()
      await restores(new electron.BrowserWindow({}), until)
    },
  }),
  conformanceCase({
    name: 'restore tells nothing of a window that was not minimized',
    uses: ['BrowserWindow.restore', 'BrowserWindow#minimize'],
    sources: [{ path: views, at: 'Restore' }],
    run: async ({ electron, ready }) => {
      await ready()
      const window = new electron.BrowserWindow({ show: false })
      const heard = told(window, 'minimize')
      window.restore()
      assert.deepEqual(heard, [])
    },
  }),
  conformanceCase({
    name: 'a window needs no page, and a page’s window cannot be made before Electron is ready',
    uses: ['BaseWindow.new', 'BrowserWindow.new'],
    sources: [
      { path: base, at: 'BaseWindow::New' },
      { path: 'shell/browser/api/electron_api_browser_window.cc', at: 'New: is_ready' },
    ],
    run: async ({ electron, ready }) => {
      assert.throws(() => new electron.BrowserWindow({}), /before app is ready/)
      await ready()
      const window = new electron.BaseWindow({ show: false })
      assert.equal('webContents' in window, false)
    },
  }),
  conformanceCase({
    name: 'the page’s title becomes the window’s unless that is prevented',
    uses: ['BrowserWindow#page-title-updated', 'BaseWindowConstructorOptions.title', 'Event.preventDefault'],
    sources: [{ path: 'shell/browser/api/electron_api_browser_window.cc', at: 'OnPageTitleUpdated' }],
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      let told = 0
      electron.app.on('browser-window-created', (_event, window) => {
        window.on('page-title-updated', (event) => {
          told += 1
          event.preventDefault()
        })
      })
      const page = await openPage({ title: 'Its own' })
      await page.does({ kind: 'set-title', title: 'The page’s' })
      await until('page-title-updated', () => told > 0)
      assert.equal(page.window.getTitle(), 'Its own')
    },
  }),
  conformanceCase({
    name: 'options of a window that can be read back are as asked, as far as the system knows them',
    uses: [
      'BaseWindowConstructorOptions.resizable',
      'BaseWindowConstructorOptions.movable',
      'BaseWindowConstructorOptions.minimizable',
      'BaseWindowConstructorOptions.backgroundColor',
      'BaseWindowConstructorOptions.frame',
      'BaseWindowConstructorOptions.skipTaskbar',
      'BaseWindowConstructorOptions.acceptFirstMouse',
      'BaseWindowConstructorOptions.autoHideMenuBar',
    ],
    sources: [
      {
        path: views,
        at: 'IsMovable, IsMinimizable: not implemented on Linux; SetSkipTaskbar: Windows alone',
      },
      { path: mac, at: 'IsResizable, IsMovable, IsMinimizable' },
      { path: mac, at: 'kAcceptFirstMouse' },
    ],
    run: async ({ electron, ready, profile }) => {
      await ready()
      const window = new electron.BrowserWindow({
        show: false,
        frame: false,
        resizable: false,
        movable: false,
        minimizable: false,
        skipTaskbar: true,
        acceptFirstMouse: true,
        autoHideMenuBar: true,
        backgroundColor: '#f6f4ef',
      })
      const isLinux = profile.startsWith('linux')
      assert.deepEqual(
        {
          resizable: window.isResizable(),
          movable: window.isMovable(),
          minimizable: window.isMinimizable(),
          background: window.getBackgroundColor(),
          hidesMenuBar: window.isMenuBarAutoHide(),
        },
        {
          resizable: false,
          movable: isLinux,
          minimizable: isLinux,
          background: '#F6F4EF',
          hidesMenuBar: profile !== 'darwin',
        },
      )
    },
  }),
  conformanceCase({
    name: 'with useContentSize the size asked for is the page’s',
    uses: [
      'BaseWindowConstructorOptions.useContentSize',
      'BaseWindowConstructorOptions.width',
      'BaseWindowConstructorOptions.height',
    ],
    sources: [{ path: views, at: 'use_content_size_, ContentBoundsToWindowBounds' }],
    profiles: ['linux-x11', 'win32', 'darwin'],
    run: async ({ electron, ready }) => {
      await ready()
      const window = new electron.BrowserWindow({
        show: false,
        width: 640,
        height: 480,
        useContentSize: true,
      })
      assert.deepEqual(window.getContentSize(), [640, 480])
    },
  }),
  conformanceCase({
    name: 'a window’s bounds are those it was asked to have, where a program can say',
    uses: ['Rectangle.x', 'Rectangle.y', 'Rectangle.width', 'Rectangle.height', 'BrowserWindow.new'],
    sources: [{ path: 'shell/browser/native_window.cc', at: 'InitFromOptions: SetPosition' }],
    profiles: ['linux-x11', 'win32', 'darwin'],
    run: async ({ electron, ready }) => {
      await ready()
      const place = { x: 100, y: 120, width: 400, height: 300 }
      assert.deepEqual(new electron.BaseWindow({ show: false, frame: false, ...place }).getBounds(), place)
    },
  }),
]

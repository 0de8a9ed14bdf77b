import assert from 'node:assert/strict'
import type { BrowserWindow } from 'electron'
import { conformanceCase, type ConformanceHost } from '../conformance-case.ts'

const browser = 'shell/browser/browser.cc'
const mainParts = 'shell/browser/electron_browser_main_parts.cc'
const init = 'lib/browser/init.ts'
const posix = ['linux-x11', 'linux-wayland', 'darwin'] as const

function noteTheEnd({ electron: { app }, note }: ConformanceHost): void {
  app.on('before-quit', () => note('before-quit'))
  app.on('will-quit', () => note('will-quit'))
  app.on('quit', (_event, code) => note(`quit ${code}`))
}

/** The program's start and its end. */
export const appLife = [
  conformanceCase({
    name: 'before Electron is ready, exit ends the program at once and tells nobody',
    uses: ['App.exit', 'App.isReady'],
    sources: [{ path: browser, at: 'ExitWithCode: the message loop is not ready' }],
    run: (host) => {
      noteTheEnd(host)
      host.note(`ready: ${host.electron.app.isReady()}`)
      host.electron.app.exit(7)
      host.note('still here')
    },
    afterTheEnd: ({ code, notes }) => {
      assert.equal(code, 7)
      // The fake's caller goes on where the real one is gone.
      assert.deepEqual(
        notes.filter((note) => note !== 'still here'),
        ['ready: false'],
      )
    },
  }),
  conformanceCase({
    name: 'in the turn that tells of ready the message loop does not run yet: exit ends the program at once',
    uses: ['App.exit', 'App.whenReady'],
    sources: [
      {
        path: mainParts,
        at: 'PreMainMessageLoopRun comes before WillRunMainMessageLoop, which sets exit_code_',
      },
    ],
    profiles: ['linux-x11', 'linux-wayland', 'win32'],
    run: async (host) => {
      noteTheEnd(host)
      await host.atReady(() => host.electron.app.exit(7))
    },
    afterTheEnd: ({ code, notes }) => assert.deepEqual([code, notes], [7, []]),
  }),
  conformanceCase({
    name: 'exit destroys every window without asking, tells each of it, then quit with the code, and no before-quit',
    uses: ['App.exit', 'App#quit', 'App#before-quit', 'BrowserWindow#closed', 'BrowserWindow#close'],
    sources: [
      { path: browser, at: 'ExitWithCode, OnWindowAllClosed, Shutdown' },
      { path: 'shell/browser/window_list.cc', at: 'DestroyAllWindows' },
    ],
    run: async (host) => {
      const { electron, ready, openPage, note } = host
      await ready()
      noteTheEnd(host)
      for (const name of ['first', 'second']) {
        const { window } = await openPage()
        window.on('close', (event) => event.preventDefault())
        window.on('closed', () => note(`${name} closed`))
      }
      electron.app.exit(7)
    },
    afterTheEnd: ({ code, notes }) =>
      assert.deepEqual([code, notes], [7, ['first closed', 'second closed', 'quit 7']]),
  }),
  conformanceCase({
    name: 'after exit JavaScript runs on in the same turn',
    uses: ['App.exit'],
    sources: [{ path: browser, at: 'RunQuitClosure is posted' }],
    run: async ({ electron, ready, note }) => {
      await ready()
      electron.app.exit(7)
      note('after exit')
    },
    afterTheEnd: ({ code, notes }) => assert.deepEqual([code, notes], [7, ['after exit']]),
  }),
  conformanceCase({
    name: 'process.exit is app.exit',
    uses: ['App.exit', 'App#quit'],
    sources: [{ path: init, at: 'process.exit = …' }],
    run: async (host) => {
      await host.ready()
      noteTheEnd(host)
      host.processExit(7)
    },
    afterTheEnd: ({ code, notes }) => assert.deepEqual([code, notes], [7, ['quit 7']]),
  }),
  conformanceCase({
    name: 'a window that is opened while the last ones close keeps the program alive',
    uses: ['App.exit', 'BrowserWindow#closed'],
    sources: [{ path: browser, at: 'OnWindowAllClosed is told only once no window is left' }],
    livesOn: true,
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      let hasQuit = false
      electron.app.on('quit', () => {
        hasQuit = true
      })
      let opened: BrowserWindow | undefined
      const { window } = await openPage()
      window.on('closed', () => void openPage().then((page) => (opened = page.window)))
      electron.app.exit(7)
      await until('the new window', () => opened !== undefined)
      assert.deepEqual([window.isDestroyed(), opened?.isDestroyed(), hasQuit], [true, false, false])
    },
  }),
  conformanceCase({
    name: 'a file operation that does not come back keeps the process alive after exit',
    uses: ['App.exit', 'App#quit'],
    sources: [{ path: mainParts, at: 'PostMainMessageLoopRun: node_env_.reset() waits for the thread pool' }],
    profiles: posix,
    livesOn: true,
    run: async ({ electron, ready, hangFileOperation }) => {
      await ready()
      hangFileOperation()
      const told: number[] = []
      electron.app.on('quit', (_event, code) => told.push(code))
      electron.app.exit(7)
      // Not later: nothing runs after this.
      assert.deepEqual(told, [7])
    },
  }),
  conformanceCase({
    name: 'quit tells before-quit, and goes no further where that is prevented',
    uses: ['App.quit', 'App#before-quit', 'Event.preventDefault'],
    sources: [{ path: browser, at: 'Quit, HandleBeforeQuit' }],
    run: async (host) => {
      const { electron, ready, note } = host
      await ready()
      noteTheEnd(host)
      electron.app.once('before-quit', (event) => event.preventDefault())
      electron.app.quit()
      note('still here')
      electron.app.exit(7)
    },
    afterTheEnd: ({ code, notes }) =>
      assert.deepEqual([code, notes], [7, ['before-quit', 'still here', 'quit 7']]),
  }),
  conformanceCase({
    name: 'quit asks each window to close; one that refuses ends the quitting, and it can be asked anew',
    uses: ['App.quit', 'BrowserWindow#close', 'App#before-quit'],
    sources: [
      { path: 'shell/browser/native_window.cc', at: 'NotifyWindowCloseButtonClicked' },
      { path: browser, at: 'OnWindowCloseCancelled' },
    ],
    run: async (host) => {
      const { electron, ready, openPage, note } = host
      await ready()
      noteTheEnd(host)
      const { window } = await openPage()
      window.on('close', (event) => {
        note('close')
        event.preventDefault()
      })
      electron.app.quit()
      electron.app.quit()
      electron.app.exit(7)
    },
    afterTheEnd: ({ code, notes }) =>
      assert.deepEqual([code, notes], [7, ['before-quit', 'close', 'before-quit', 'close', 'quit 7']]),
  }),
  conformanceCase({
    name: 'quit ends with the last window: before-quit, will-quit, quit with code 0',
    uses: ['App.quit', 'App#before-quit', 'App#quit'],
    sources: [{ path: browser, at: 'OnWindowAllClosed, NotifyAndShutdown' }],
    run: async (host) => {
      await host.ready()
      noteTheEnd(host)
      await host.openPage()
      host.electron.app.quit()
    },
    afterTheEnd: ({ code, notes }) =>
      assert.deepEqual([code, notes], [0, ['before-quit', 'will-quit', 'quit 0']]),
  }),
  conformanceCase({
    name: 'the last window’s end is told window-all-closed, and quits where nobody listens',
    uses: ['App#window-all-closed'],
    sources: [{ path: init, at: 'window-all-closed' }],
    run: async (host) => {
      await host.ready()
      noteTheEnd(host)
      const { window } = await host.openPage()
      window.destroy()
    },
    afterTheEnd: ({ code, notes }) =>
      assert.deepEqual([code, notes], [0, ['before-quit', 'will-quit', 'quit 0']]),
  }),
  conformanceCase({
    name: 'with a listener on window-all-closed the program goes on without a window',
    uses: ['App#window-all-closed'],
    sources: [{ path: init, at: 'window-all-closed' }],
    livesOn: true,
    run: async ({ electron, ready, openPage, until }) => {
      await ready()
      let told = 0
      electron.app.on('window-all-closed', () => {
        told += 1
      })
      const { window } = await openPage()
      window.destroy()
      await until('window-all-closed', () => told === 1)
    },
  }),
  conformanceCase({
    name: 'SIGTERM quits: before-quit is told and can prevent it',
    uses: ['App#before-quit'],
    sources: [
      { path: mainParts, at: 'PostCreateMainMessageLoop: InstallShutdownSignalHandlers, Browser::Quit' },
    ],
    profiles: posix,
    run: async (host) => {
      await host.ready()
      noteTheEnd(host)
      let isTold = false
      host.electron.app.once('before-quit', (event) => {
        event.preventDefault()
        isTold = true
      })
      host.receiveSignal()
      await host.until('before-quit', () => isTold)
      host.electron.app.exit(7)
    },
    afterTheEnd: ({ code, notes }) => assert.deepEqual([code, notes], [7, ['before-quit', 'quit 7']]),
  }),
  conformanceCase({
    name: 'the session’s end is told every window, and ends the process at once with code 0',
    uses: ['BrowserWindow#session-end', 'App#before-quit'],
    sources: [{ path: 'shell/browser/native_window_views_win.cc', at: 'PreHandleMSG, WM_ENDSESSION' }],
    profiles: ['win32'],
    onlyOnTheFake: 'only Windows itself ends a session',
    run: async (host) => {
      await host.ready()
      noteTheEnd(host)
      const { window } = await host.openPage()
      window.on('session-end', () => host.note('session-end'))
      host.system?.endSession()
    },
    afterTheEnd: ({ code, notes }) => assert.deepEqual([code, notes], [0, ['session-end']]),
  }),
  conformanceCase({
    name: 'a program that exits when it is told of the session’s end leaves with its own code, and with quit',
    uses: ['BrowserWindow#session-end', 'App.exit'],
    sources: [{ path: 'shell/browser/native_window_views_win.cc', at: 'WM_ENDSESSION: is_quitting()' }],
    profiles: ['win32'],
    onlyOnTheFake: 'only Windows itself ends a session',
    run: async (host) => {
      await host.ready()
      noteTheEnd(host)
      const { window } = await host.openPage()
      window.on('session-end', () => host.electron.app.exit(7))
      host.system?.endSession()
    },
    afterTheEnd: ({ code, notes }) => assert.deepEqual([code, notes], [7, ['quit 7']]),
  }),
  conformanceCase({
    name: 'a display that is lost ends the program with code 0: quit, and no before-quit',
    uses: ['App#quit', 'App#before-quit'],
    sources: [{ path: mainParts, at: 'ExitOnSessionLoss' }],
    profiles: ['linux-x11', 'linux-wayland'],
    onlyOnTheFake: 'the display it would lose is the one the suite runs on',
    run: async (host) => {
      await host.ready()
      noteTheEnd(host)
      const { window } = await host.openPage()
      window.on('closed', () => host.note('closed'))
      host.system?.loseDisplay()
    },
    afterTheEnd: ({ code, notes }) => assert.deepEqual([code, notes], [0, ['closed', 'quit 0']]),
  }),
  conformanceCase({
    name: 'the first program of an account gets the lock, and keeps it however often it asks',
    uses: ['App.requestSingleInstanceLock'],
    sources: [{ path: 'shell/browser/api/electron_api_app.cc', at: 'RequestSingleInstanceLock' }],
    run: ({ electron }) => {
      assert.equal(electron.app.requestSingleInstanceLock(), true)
      assert.equal(electron.app.requestSingleInstanceLock(), true)
    },
  }),
  conformanceCase({
    name: 'a second program gets no lock',
    uses: ['App.requestSingleInstanceLock', 'App#second-instance'],
    sources: [{ path: 'shell/browser/api/electron_api_app.cc', at: 'PROCESS_NOTIFIED, OnSecondInstance' }],
    onlyOnTheFake: 'takes two programs: test/electron-runtime/shell.electron.test.ts starts them',
    run: ({ electron, system }) => {
      system?.refuseSingleInstance('second')
      assert.equal(electron.app.requestSingleInstanceLock(), false)
    },
  }),
  conformanceCase({
    name: 'nor does one whose lock fails: false says nothing of another program',
    uses: ['App.requestSingleInstanceLock'],
    sources: [{ path: 'shell/browser/api/electron_api_app.cc', at: 'LOCK_ERROR, PROFILE_IN_USE' }],
    profiles: posix,
    run: ({ electron, system, useBadUserData }) => {
      system?.refuseSingleInstance('error')
      useBadUserData()
      assert.equal(electron.app.requestSingleInstanceLock(), false)
    },
  }),
  conformanceCase({
    name: 'enableSandbox is refused once Electron is ready',
    uses: ['App.enableSandbox'],
    sources: [{ path: 'shell/browser/api/electron_api_app.cc', at: 'EnableSandbox' }],
    run: async ({ electron, ready }) => {
      electron.app.enableSandbox()
      await ready()
      assert.throws(() => electron.app.enableSandbox(), /before app is ready/)
    },
  }),
  conformanceCase({
    name: 'whenReady resolves once, and isReady says so from then on',
    uses: ['App.whenReady', 'App.isReady', 'App#ready'],
    sources: [{ path: browser, at: 'DidFinishLaunching, WhenReady' }],
    run: async ({ electron, ready }) => {
      assert.equal(electron.app.isReady(), false)
      await ready()
      await electron.app.whenReady()
      assert.equal(electron.app.isReady(), true)
    },
  }),
  conformanceCase({
    name: 'a switch that is appended is read back, whatever the case of its name; one that is not there is empty',
    uses: ['App.commandLine', 'CommandLine.appendSwitch', 'CommandLine.getSwitchValue'],
    sources: [{ path: 'shell/common/api/electron_api_command_line.cc', at: 'AppendSwitch, GetSwitchValue' }],
    run: ({ electron: { app } }) => {
      app.commandLine.appendSwitch('Conformance-Switch', 'its value')
      assert.equal(app.commandLine.getSwitchValue('conformance-switch'), 'its value')
      assert.equal(app.commandLine.getSwitchValue('conformance-none'), '')
    },
  }),
  conformanceCase({
    name: 'on Linux and Windows the logs are in userData, and a path that was set comes back',
    uses: ['App.getPath', 'App.setPath'],
    sources: [{ path: 'shell/common/electron_paths.cc', at: 'DIR_APP_LOGS, DIR_CRASH_DUMPS' }],
    profiles: ['linux-x11', 'linux-wayland', 'win32'],
    run: ({ electron: { app } }) => {
      const userData = app.getPath('userData')
      assert.equal(app.getPath('logs').startsWith(userData), true)
      const dumps = `${userData}/dumps`
      app.setPath('crashDumps', dumps)
      assert.equal(app.getPath('crashDumps'), dumps)
    },
  }),
  conformanceCase({
    name: 'userData that is set before ready is where Chromium keeps its own files, too',
    uses: ['App.getPath', 'App.setPath'],
    sources: [
      { path: 'shell/common/electron_paths.cc', at: 'DIR_SESSION_DATA: by default DIR_USER_DATA' },
      { path: 'shell/browser/api/electron_api_app.cc', at: 'SetPath' },
    ],
    run: async ({ electron: { app }, ready, noSuchFile }) => {
      const folder = `${noSuchFile}-user-data`
      app.setPath('userData', folder)
      await ready()
      assert.deepEqual([app.getPath('userData'), app.getPath('sessionData')], [folder, folder])
    },
  }),
  conformanceCase({
    name: 'on macOS the logs are in ~/Library/Logs, and not in userData',
    uses: ['App.getPath'],
    sources: [{ path: 'shell/common/electron_paths.cc', at: 'DIR_APP_LOGS' }],
    profiles: ['darwin'],
    run: ({ electron: { app } }) => {
      const logs = app.getPath('logs')
      assert.equal(logs.includes('Library/Logs'), true)
      assert.equal(logs.startsWith(app.getPath('userData')), false)
    },
  }),
  conformanceCase({
    name: 'a path that is not absolute is refused',
    uses: ['App.setPath'],
    sources: [{ path: 'shell/browser/api/electron_api_app.cc', at: 'SetPath' }],
    run: ({ electron }) => assert.throws(() => electron.app.setPath('crashDumps', 'dumps'), /absolute/),
  }),
  conformanceCase({
    name: 'the crash reporter wants an address only where it uploads, which is its default',
    uses: [
      'CrashReporter.start',
      'CrashReporterStartOptions.uploadToServer',
      'CrashReporterStartOptions.compress',
      'CrashReporterStartOptions.ignoreSystemCrashHandler',
    ],
    sources: [{ path: 'lib/browser/api/crash-reporter.ts', at: 'start' }],
    run: ({ electron: { crashReporter } }) => {
      assert.throws(() => crashReporter.start({}), /submitURL/)
      crashReporter.start({ uploadToServer: false, compress: false, ignoreSystemCrashHandler: true })
    },
  }),
  conformanceCase({
    name: 'isPackaged tells the runtime’s own name from an app’s',
    uses: ['App.isPackaged'],
    sources: [{ path: 'shell/browser/api/electron_api_app.cc', at: 'IsPackaged' }],
    run: ({ electron }) => assert.equal(typeof electron.app.isPackaged, 'boolean'),
  }),
  conformanceCase({
    name: 'process.defaultApp is there only where the runtime is given an app by its path',
    uses: ['Process.defaultApp', 'App.isPackaged'],
    sources: [{ path: 'default_app/main.ts', at: 'loadApplicationPackage' }],
    run: ({ electron }) => {
      // The fake is packaged; the driver is not.
      assert.equal('defaultApp' in process, !electron.app.isPackaged)
    },
  }),
  conformanceCase({
    name: 'a display sleep blocker is held until the program ends',
    uses: ['PowerSaveBlocker.start'],
    sources: [{ path: 'shell/browser/api/electron_api_power_save_blocker.cc', at: 'Start, IsStarted' }],
    run: async ({ electron: { powerSaveBlocker }, ready }) => {
      await ready()
      assert.equal(powerSaveBlocker.isStarted(powerSaveBlocker.start('prevent-display-sleep')), true)
    },
  }),
  conformanceCase({
    name: 'an application menu of null before ready keeps the default one away',
    uses: ['Menu.setApplicationMenu'],
    sources: [
      { path: 'lib/browser/default-menu.ts', at: 'setDefaultApplicationMenu' },
      { path: 'lib/browser/api/menu.ts', at: 'setApplicationMenu' },
    ],
    run: async ({ electron: { Menu }, ready }) => {
      Menu.setApplicationMenu(null)
      await ready()
      assert.equal(Menu.getApplicationMenu(), null)
    },
  }),
  conformanceCase({
    name: 'on Windows nothing can be read from standard input',
    uses: [],
    sources: [{ path: 'lib/common/init.ts', at: 'process.stdin on win32' }],
    profiles: ['win32'],
    run: async ({ until, readStdin }) => {
      let read: string | undefined
      void readStdin().then((text) => {
        read = text
      })
      await until('the end of standard input', () => read !== undefined)
      assert.equal(read, '')
    },
  }),
]

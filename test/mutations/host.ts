import type { Mutation } from './mutation.ts'

const main = ['test/shell/main.test.ts']
const window = ['test/shell/window.test.ts']
const recovery = ['test/shell/recovery.test.ts']

/** What the host does because Electron is as it is: each once missing or wrong, with every test green. */
export const hostMutations: readonly Mutation[] = [
  {
    name: 'ports: a message is taken for one that has ports, as electron.d.ts says',
    file: 'electron/shell/ipc.ts',
    from: "const { ports = [] } = event as Partial<Pick<IpcMainEvent, 'ports'>>",
    to: 'const { ports } = event',
    tests: main,
  },
  {
    name: 'covers: other displays are covered under Wayland too',
    file: 'electron/shell/placement.ts',
    from: "wished.otherDisplays === 'cover' && !isWayland()",
    to: "wished.otherDisplays === 'cover'",
    tests: main,
  },
  {
    name: 'shown: the window waits for ready-to-show alone',
    file: 'electron/shell/show-window.ts',
    from: "window.webContents.once('did-finish-load', () => clock.after(firstPictureMs, show))",
    to: '',
    tests: window,
  },
  {
    name: 'shown: a page that loads for ever is never shown',
    file: 'electron/shell/show-window.ts',
    from: 'const disarm = clock.after(longestWaitMs, show)',
    to: 'const disarm = () => undefined',
    tests: window,
  },
  {
    name: 'shown: a page that runs and is not to be seen counts as good',
    file: 'electron/shell/page-pulse.ts',
    from: 'wasSeen ||= isPainted && isShown()',
    to: 'wasSeen ||= isPainted || isShown() || true',
    tests: recovery,
  },
  {
    name: 'heartbeat: the preload script answers in the page’s place',
    file: 'electron/contract/page-bridge.ts',
    from: "if (isDrawn() === true) say('alive', isPainted)",
    to: "say('alive', isPainted)",
    tests: ['test/shell/preload.test.ts'],
  },
  {
    name: 'console: on Windows a PIN is waited for on a stream that is at its end',
    file: 'electron/ops/secret-input.ts',
    from: "if (host === 'app' && platform === 'win32') {",
    to: "if (host === 'app' && platform === 'sunos') {",
    tests: ['test/shell/launch.test.ts'],
  },
  {
    name: 'session end: Windows’ is not heard',
    file: 'electron/shell/window.ts',
    from: "window.on('session-end', sessionEnds)",
    to: '',
    tests: main,
  },
  {
    name: 'display lost: nobody says so',
    file: 'electron/shell/quit.ts',
    from: "if (!hasLeft()) endNow('display lost')",
    to: '',
    tests: main,
  },
  {
    name: 'orderly exit: the window is not let go, and each exit logs a lost screen',
    file: 'electron/main.ts',
    from: 'beforeLeaving(() => kept.letGo())',
    to: '',
    tests: main,
  },
  {
    name: 'full screen: set within the event, which Windows undoes',
    file: 'electron/shell/stay-in-front.ts',
    from: "window.on('leave-full-screen', () => clock.after(0, fillScreen))",
    to: "window.on('leave-full-screen', fillScreen)",
    tests: window,
  },
  {
    name: 'full screen: by setKiosk, which macOS ignores the second time',
    file: 'electron/shell/stay-in-front.ts',
    from: 'window.setFullScreen(true)',
    to: 'window.setKiosk(true)',
    tests: window,
  },
  {
    name: 'occlusion: a window covered on macOS comes back at once',
    file: 'electron/shell/stay-in-front.ts',
    from: 'isHidden = true\n    later()',
    to: 'isHidden = true\n    comeBack()',
    tests: window,
  },
  {
    name: 'step back: the old of two windows goes on raising itself',
    file: 'electron/shell/recovery.ts',
    from: 'stepBack()\n      stopWaitingForCalm()',
    to: 'stopWaitingForCalm()',
    tests: recovery,
  },
  {
    name: 'single instance: an error is told as another kiosk',
    file: 'electron/shell/single-instance.ts',
    from: ': whyNoLock(folder, process.platform)',
    to: ": { kind: 'another-kiosk' }",
    tests: main,
  },
]

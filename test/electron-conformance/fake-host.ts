import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import type * as Electron from 'electron'
import { vi } from 'vitest'
import {
  createFakeElectron,
  type FakeElectron,
  type FakeUtilityProcess,
  type FakeWindow,
  type ProfileName,
} from '../fakes/electron/index.ts'
import { doOnPage, type PageDeed } from '../fakes/electron/page-deeds.ts'
import { createFakePreload, type FakePreload } from '../fakes/electron/preload.ts'
import { waitUntil } from '../support/wait-until.ts'
import { pageCode } from './page-code.ts'
import type { ConformanceCase, ConformanceHost, OpenPage, System } from './conformance-case.ts'

export interface FakeRun {
  /** How long something is waited for. Default: 10 s. */
  readonly patienceMs?: number
  /** What is done to the fake first. */
  readonly change?: (fake: FakeElectron) => void
}

/** Runs a case against the fake. Throws where the fake does not do what the case says Electron does. */
export async function runOnFake(
  given: ConformanceCase,
  profile: ProfileName,
  { patienceMs: limitMs = 10_000, change }: FakeRun = {},
): Promise<void> {
  const fake = createFakeElectron({ profile })
  change?.(fake)
  const notes: string[] = []
  await given.run(fakeHost(fake, notes, limitMs))
  if (given.livesOn === true) await new Promise((resolve) => setTimeout(resolve, 50))
  if (given.afterTheEnd === undefined) {
    if (fake.app.ended !== undefined) throw new Error('The program has ended, and the case does not say so')
    return
  }
  const { code } = await waitUntil('the end of the program', () => fake.app.ended, { limitMs })
  const lives = (pid: number): boolean => fake.processes.some((one) => one.pid === pid && one.lives)
  await given.afterTheEnd({ code, notes, lives })
}

function fakeHost(fake: FakeElectron, notes: string[], limitMs: number): ConformanceHost {
  fake.network.answer = 'wire'
  return {
    // The fake has what the host uses and no more.
    electron: fake.electron as unknown as typeof Electron,
    profile: fake.profile,
    system: systemOf(fake),
    ready: async () => {
      fake.app.becomeReady()
      await new Promise((resolve) => setImmediate(resolve))
    },
    atReady: async (then) => {
      const told = fake.app.whenReady().then(then)
      fake.app.becomeReady()
      await told
    },
    openPage: (options = {}) => {
      const window = new fake.electron.BrowserWindow({
        ...options,
        webPreferences: { preload: preloadPath, ...options.webPreferences },
      })
      loadPage(window)
      return asOpenPage(fake, window)
    },
    loadPage: (window) => {
      loadPage(window as unknown as FakeWindow)
      return Promise.resolve()
    },
    noSuchFile: join(dirname(preloadPath), 'no-such-preload.ts'),
    // What comes of it is said by `refuseSingleInstance`.
    useBadUserData: () => undefined,
    // `lib/common/init.ts`: on Windows it is at its end from the start.
    readStdin: () => Promise.resolve(''),
    fork: (options) => asUtilityProcess(fake.electron.utilityProcess.fork('echo.js', [], options)),
    processExit: (code) => fake.app.exit(code),
    receiveSignal: () => fake.app.receiveSignal(),
    hangFileOperation: () => {
      fake.app.hangingFileOperations += 1
    },
    note: (text) => notes.push(text),
    uncaught: () => fake.network.uncaught,
    until: async (what, condition) => {
      await waitUntil(what, condition, { limitMs })
    },
  }
}

const preloadPath = fileURLToPath(new URL('./driver/preload.ts', import.meta.url))

/** Loads a page that has no script of its own. */
function loadPage(window: FakeWindow): void {
  const { contents } = window
  const { preload } = contents.preferences
  if (preload !== undefined && !existsSync(preload))
    contents.emit('preload-error', {}, preload, new Error(`ENOENT: no such file, open '${preload}'`))
  window.draw()
}

/** The page's preload script, with the fake of what the real runtime gives it. */
async function runPreload(contents: FakeWindow['contents']): Promise<FakePreload> {
  const preload = createFakePreload()
  preload.ipcRenderer.send = (channel, ...content) => contents.pageSends(channel, content)
  vi.resetModules()
  vi.doMock('electron', () => preload.electron)
  await import('./driver/preload.ts')
  contents.onSent = (channel, args) => preload.ipcRenderer.receive(channel, ...args)
  return preload
}

async function asOpenPage(fake: FakeElectron, window: FakeWindow): Promise<OpenPage> {
  const { contents } = window
  const { pageWorld } = await runPreload(contents)
  const does = (deed: PageDeed): unknown => {
    switch (deed.kind) {
      case 'use-bridge':
      case 'replace-bridge':
      case 'bridge-throws':
        return runInThisWorld(pageCode(deed), pageWorld)
      default:
        return doOnPage(window, deed, fake.app)
    }
  }
  return {
    window: window as unknown as Electron.BrowserWindow,
    send: (channel, ...content) => {
      contents.pageSends(channel, content)
      return Promise.resolve()
    },
    postPort: (channel) => {
      contents.pagePosts(channel, 'with a port', [{}])
      return Promise.resolve()
    },
    sendSync: (channel) => Promise.resolve(contents.pageSendsSync(channel)),
    does: (deed) => Promise.resolve(does(deed)),
    crash: () => window.crash(),
    keys: () => Promise.resolve(contents.keysOfPage),
    heard: (channel) =>
      Promise.resolve(contents.sent.filter((sent) => sent.channel === channel).map(({ args }) => args)),
  }
}

/** The page's own code, with the page's `window`. */
function runInThisWorld(code: string, pageWorld: Record<string, unknown>): unknown {
  // As it comes to main: cloned, and of this realm.
  return structuredClone(runInNewContext(`with (window) { (${code}) }`, { window: pageWorld }) as unknown)
}

interface EchoRequest {
  readonly echo?: unknown
  readonly exit?: number
  readonly env?: true
  readonly describe?: true
  readonly content?: unknown
}

/** The echoing process of the cases, which comes to life, answers and ends by itself. */
function asUtilityProcess(process: FakeUtilityProcess): Electron.UtilityProcess {
  process.program = (message) => {
    const { echo, exit, env, describe, content } = message as EchoRequest
    if (describe === true) process.says({ has: ['data', 'ports'], data: content })
    else if (echo !== undefined) process.says({ echo })
    else if (exit !== undefined) process.tellExit(exit)
    else if (env === true) process.says({ env: Object.keys(process.options.env ?? globalThis.process.env) })
  }
  setImmediate(() => process.becomeSpawned(4_000_001))
  return process as unknown as Electron.UtilityProcess
}

function systemOf(fake: FakeElectron): System {
  const known = (window: Electron.BrowserWindow): FakeWindow => window as unknown as FakeWindow
  return {
    occlude: (window) => known(window).beOccluded(),
    leaveFullScreen: (window) => known(window).leaveFullScreen(),
    endSession: () => fake.endSession(),
    loseDisplay: () => fake.app.loseDisplay(),
    front: () => fake.desktop.front as unknown as Electron.BaseWindow | undefined,
    pinchLimits: (window) => known(window).contents.pinchLimits,
    anotherProgramTakesFocus: () => fake.desktop.anotherProgramTakesFocus(),
    withholdReadyToShow: () => {
      fake.settings.readyToShow = 'never'
    },
    refuseSingleInstance: (why) => {
      fake.app.singleInstance = why
    },
  }
}

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildElectronDemo, electronDemo } from '../../build/electron-demo.ts'
import { contract } from '../../electron/contract/bridge.ts'
import { exitCodes } from '../../electron/ops/cli/exit-codes.ts'
import { writeDemoSite } from '../../electron/preview/demo-site.ts'
import { createDemoWorld } from '../../electron/sandbox/demo-world.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import {
  projectRoot,
  runProgram,
  startKioskApp,
  startPlainApp,
  startScript,
  type KioskApp,
} from './kiosk-app.ts'

/** The scenarios of test/shell, with Electron itself in place of the fake. */
let kiosk: KioskApp
let page: Page

const events = (): unknown[] => kiosk.logged().map(({ event }) => event)
const denied = (): unknown[] =>
  kiosk.logged().flatMap(({ event, what }) => (event === 'host.denied' ? [what] : []))

beforeAll(async () => {
  kiosk = await startKioskApp()
  page = await kiosk.page()
  await page.locator('[data-state="setup-needed"]').waitFor({ state: 'attached' })
}, 60_000)
afterAll(() => kiosk.close())

test('the page gets the state when it asks, and none of its messages is refused', () => {
  expect(events()).toContain('config.bad')
  expect(events()).not.toContain('host.message-refused')
  expect(events()).not.toContain('host.fault')
})

test('the page gives a sign of life', { timeout: 60_000 }, async () => {
  const sign = await kiosk.app.evaluate(
    ({ ipcMain }, channel) =>
      new Promise<number>((resolve) => {
        ipcMain.once(channel, (_event, ...content: unknown[]) => resolve(content.length))
      }),
    contract.alive.channel,
  )
  expect(sign).toBe(1)
  expect(events()).not.toContain('host.screen-lost')
})

test('the page comes from app://kiosk, in a window that fills its display and cannot be closed', async () => {
  expect(page.url()).toBe('app://kiosk/index.html')
  const window = await kiosk.app.evaluate(({ BrowserWindow, screen }) => {
    const [first] = BrowserWindow.getAllWindows()
    return (
      first && {
        kiosk: first.isKiosk(),
        isThereStill: (first.close(), !first.isDestroyed()),
        bounds: first.getBounds(),
        on: screen.getPrimaryDisplay().bounds,
      }
    )
  })
  // Not `closable`: on Linux every window is (native_window_views.cc).
  expect(window).toMatchObject({ kiosk: true, isThereStill: true })
  expect([window?.bounds.width, window?.bounds.height]).toEqual([window?.on.width, window?.on.height])
})

test("the page's world holds the bridge and nothing of Electron or Node", async () => {
  const found = await page.evaluate(() => ({
    bridge: Object.keys((window as unknown as { kiosk: object }).kiosk).sort(),
    leaks: ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in window),
  }))
  expect(found).toEqual({ bridge: ['onPing', 'onState', 'togglePractice'], leaks: [] })
})

test('the renderer runs in a sandbox, with its own world, without Node', async () => {
  const preferences = await kiosk.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    return contents.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  })
})

describe('denied', () => {
  test('permissions', async () => {
    const answers = await page.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      media: await navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'granted',
        () => 'denied',
      ),
    }))
    expect(answers).toEqual({ notifications: 'denied', media: 'denied' })
  })

  test('new windows, navigation, requests, dialogs and printing', async () => {
    const answers = await page.evaluate(async () => {
      const opened = window.open('https://elsewhere.example/')
      window.print()
      location.href = 'https://elsewhere.example/'
      const fetched = await fetch('/index.html').then(
        () => 'answered',
        () => 'refused',
      )
      return { opened, fetched, confirmed: window.confirm('?') }
    })
    expect(answers).toEqual({ opened: null, fetched: 'refused', confirmed: false })
    // The page's own policy refuses windows, dialogs and printing before main hears of them (`app-protocol.ts`). What a
    // page sets out for is decided a moment later.
    await waitUntil('the log of what was denied', () => denied().includes('navigation'))
    expect(kiosk.app.windows()).toHaveLength(1)
    expect(page.url()).toBe('app://kiosk/index.html')
  })

  test('shortcuts that leave a kiosk, reload, zoom, print or open developer tools', async () => {
    const keys = await page.evaluateHandle(() => {
      const heard: string[] = []
      window.addEventListener('keydown', (event) => heard.push(event.key))
      return heard
    })
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      contents?.focus()
      const shortcuts: [string, ('alt' | 'control' | 'meta' | 'shift')[]][] = [
        ['F4', ['alt']],
        ['W', ['control']],
        ['F11', []],
        ['F12', []],
        ['R', ['control']],
        ['I', ['control', 'shift']],
        ['P', ['control']],
        ['Plus', ['control']],
        ['Q', ['meta']],
        ['Escape', []],
        // It scrolls, so it gets through: once it is heard, all before it has been decided.
        ['Down', []],
      ]
      for (const [keyCode, modifiers] of shortcuts)
        contents?.sendInputEvent({ type: 'keyDown', keyCode, modifiers })
    })
    await waitUntil('the key that gets through', async () => (await keys.jsonValue()).length > 0)
    expect(await keys.jsonValue()).toEqual(['ArrowDown'])
    const state = await kiosk.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      return {
        kiosk: window?.isKiosk(),
        tools: window?.webContents.isDevToolsOpened(),
        zoom: window?.webContents.getZoomFactor(),
      }
    })
    expect(state).toEqual({ kiosk: true, tools: false, zoom: 1 })
  })

  test('developer tools, even when main asks for them', async () => {
    const opened = await kiosk.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      contents?.openDevTools()
      return contents?.isDevToolsOpened()
    })
    expect(opened).toBe(false)
  })

  test('every way out of the page’s folder', async () => {
    const statuses = await kiosk.app.evaluate(async ({ session }) => {
      const asked = [
        '../../package.json',
        '%2e%2e/%2e%2e/package.json',
        '..%5c..%5cpackage.json',
        'index.html%00',
        '/etc/passwd',
      ]
      const own = session.fromPartition('kiosk-page')
      return Promise.all(asked.map(async (path) => (await own.fetch(`app://kiosk/${path}`)).status))
    })
    expect(statuses).toEqual([404, 404, 404, 404, 404])
  })
})

test('a page that crashes is opened again, and shows the state', async () => {
  await kiosk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  )
  await waitUntil('a new window', () => kiosk.app.windows().some((candidate) => candidate !== page), {
    limitMs: 20_000,
  })
  page = await kiosk.page()
  await page.locator('[data-state="setup-needed"]').waitFor({ state: 'attached' })
  expect(events()).toContain('host.screen-lost')
})

test('a second kiosk of the same account ends with its own code, and the first keeps running', async () => {
  expect(await runProgram(kiosk.args)).toBe(exitCodes.alreadyRunning)
  expect(page.url()).toBe('app://kiosk/index.html')
})

test('the command line answers without a display, beside a running kiosk', async () => {
  const output = join(tempFolder(), 'told.txt')
  const run = (...args: string[]) =>
    runProgram([projectRoot, ...args, '--output', output], { display: false })
  expect(await run('--version')).toBe(exitCodes.ok)
  expect(readFileSync(output, 'utf8')).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(await run('--check-config', '--config', '/not/there.json')).toBe(exitCodes.badSetup)
  expect(await run('--check-config', '--online', '--config', '/not/there.json')).toBe(exitCodes.badSetup)
  expect(readFileSync(output, 'utf8')).toContain('not checked  Sign-in')
  expect(await run('--nonsense')).toBe(exitCodes.badSetup)
})

test('an uncaught error is logged in full and ends the program with code 1, without a dialog', async () => {
  const other = await startKioskApp()
  await other.app.evaluate(() => {
    setTimeout(() => {
      throw new Error('the disk went away')
    }, 0)
  })
  expect(await other.ended).toBe(exitCodes.fault)
  const fault = other.logged().find(({ event }) => event === 'host.fault')
  expect(fault?.['error']).toContain('the disk went away')
  await other.close()
})

test('quitting ends with code 0, and no screen is reported as lost', async () => {
  const other = await startKioskApp()
  await (await other.page()).locator('[data-state="setup-needed"]').waitFor({ state: 'attached' })
  await other.app.evaluate(({ app }) => app.quit())
  expect(await other.ended).toBe(exitCodes.ok)
  expect(other.logged().map(({ event }) => event)).not.toContain('host.screen-lost')
  await other.close()
})

test(
  'in the demo a tap on the dock ends a time card, and closing the dock ends the demo',
  { timeout: 120_000 },
  async () => {
    await buildElectronDemo()
    const demo = await startScript(join(projectRoot, electronDemo))
    const named = async (part: string): Promise<Page> =>
      waitUntil(`the page ${part}`, () => demo.app.windows().find((one) => one.url().includes(part)), {
        limitMs: 30_000,
      })
    const wall = await named('app://kiosk/')
    const dock = await named('/dev/dock.html')
    await wall.locator('[data-state="ready"]').waitFor({ state: 'attached' })
    const api = new URL('demo/', dock.url())
    const { badges } = (await (await fetch(new URL('world', api))).json()) as { badges: { id: string }[] }
    const body = JSON.stringify({ id: badges[0]?.id })
    expect((await fetch(new URL('tap', api), { method: 'POST', body })).status).toBe(204)
    await wall.locator('[data-state="confirmed"]').waitFor({ state: 'attached' })
    await dock.close()
    expect(await demo.ended).toBe(exitCodes.ok)
    await demo.close()
  },
)

// Windows knows no SIGSTOP.
if (process.platform !== 'win32')
  test('helper processes that hang do not keep the program from ending', { timeout: 90_000 }, async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'user-data'))
    const site = writeDemoSite(await createDemoWorld())
    const { child, said, ended } = startPlainApp(folder, site.configPath)
    await waitUntil('its start', () => said().includes('journal.opened'), { limitMs: 30_000 })
    const helpers = nodeServicesOf(child.pid ?? 0)
    expect(helpers.length).toBeGreaterThan(0)
    for (const pid of helpers) process.kill(pid, 'SIGSTOP')
    child.kill('SIGTERM')
    let code: number | null | undefined
    void ended.then((told) => {
      code = told
    })
    try {
      await waitUntil('its end', () => code !== undefined, { limitMs: 10_000 })
      expect(code).toBe(exitCodes.ok)
      for (const pid of helpers) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    } finally {
      child.kill('SIGKILL')
      site.remove()
    }
  })

/** The utility processes of `utilityProcess.fork` below the program `parent`: they come without the zygote. */
function nodeServicesOf(parent: number): readonly number[] {
  return execFileSync('ps', ['-axo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter(
      (found) => Number(found?.[2]) === parent && found?.[3]?.includes('node.mojom.NodeService') === true,
    )
    .map((found) => Number(found?.[1]))
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exitCodes } from '../../electron/ops/exit-codes.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { projectRoot, rootSwitches, runProgram, startKioskApp, type KioskApp } from './kiosk-app.ts'

/** The scenarios of test/shell, with Electron itself in place of the recording stand-in. */
let kiosk: KioskApp
let page: Page

beforeAll(async () => {
  kiosk = await startKioskApp()
  page = await kiosk.page()
  await page.locator('[data-state="setup-needed"]').waitFor({ state: 'attached' })
}, 60_000)
afterAll(() => kiosk.close())

test('the page comes from app://kiosk, in a window that fills its display and can not be closed', async () => {
  expect(page.url()).toBe('app://kiosk/index.html')
  const window = await kiosk.app.evaluate(({ BrowserWindow, screen }) => {
    const [first] = BrowserWindow.getAllWindows()
    return (
      first && {
        closable: first.closable,
        kiosk: first.isKiosk(),
        bounds: first.getBounds(),
        on: screen.getPrimaryDisplay().bounds,
      }
    )
  })
  expect(window).toMatchObject({ closable: false, kiosk: true })
  expect([window?.bounds.width, window?.bounds.height]).toEqual([window?.on.width, window?.on.height])
})

test("the page's world holds the bridge and nothing of Electron or Node", async () => {
  const found = await page.evaluate(() => ({
    bridge: Object.keys((window as unknown as { kiosk: object }).kiosk),
    leaks: ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in window),
  }))
  expect(found).toEqual({ bridge: ['onState'], leaks: [] })
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
    expect(kiosk.app.windows()).toHaveLength(1)
    expect(page.url()).toBe('app://kiosk/index.html')
  })

  test('shortcuts that leave a kiosk, reload, zoom, print or open developer tools', async () => {
    const heard = await page.evaluateHandle(() => {
      const keys: string[] = []
      window.addEventListener('keydown', (event) => keys.push(event.key))
      return keys
    })
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
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
      ]
      for (const [keyCode, modifiers] of shortcuts)
        contents?.sendInputEvent({ type: 'keyDown', keyCode, modifiers })
    })
    expect(await heard.jsonValue()).toEqual([])
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

test('a page that crashes is made anew, and shows the state again', async () => {
  await kiosk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  )
  await waitUntil('a new window', () => kiosk.app.windows().some((candidate) => candidate !== page), {
    limitMs: 20_000,
  })
  page = await kiosk.page()
  await page.locator('[data-state="setup-needed"]').waitFor({ state: 'attached' })
  expect((await kiosk.logged()).map(({ event }) => event)).toContain('host.screen-lost')
})

test('a second kiosk of the same account ends with its own code, and the first goes on', async () => {
  expect(await runProgram(kiosk.args)).toBe(exitCodes.alreadyRunning)
  expect(page.url()).toBe('app://kiosk/index.html')
})

test('the command line answers without a display, beside a running kiosk', async () => {
  const output = join(tempFolder(), 'told.txt')
  const run = (...args: string[]) =>
    runProgram([...rootSwitches, projectRoot, ...args, '--output', output], { display: false })
  expect(await run('--version')).toBe(exitCodes.ok)
  expect(readFileSync(output, 'utf8')).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(await run('--check-config', '--config', '/not/there.json')).toBe(exitCodes.badSetup)
  expect(await run('--nonsense')).toBe(exitCodes.badSetup)
})

test('an error nobody caught is logged whole and ends the program with code 1, without a dialog', async () => {
  const other = await startKioskApp()
  const ended = new Promise<number | null>((resolve) => other.app.process().once('exit', resolve))
  await other.app.evaluate(() => {
    setTimeout(() => {
      throw new Error('the disk went away')
    }, 0)
  })
  expect(await ended).toBe(exitCodes.fault)
  const fault = (await other.logged()).find(({ event }) => event === 'host.fault')
  expect(fault?.['error']).toContain('the disk went away')
})

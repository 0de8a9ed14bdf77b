import fc from 'fast-check'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { buildWhereStale } from '../../build/build.ts'
import { contract, type KioskBridge } from '../../electron/contract/bridge.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { launchChromium } from '../support/chromium.ts'
import { waitUntil } from '../support/wait-until.ts'
import { openKiosk, type OpenedKiosk } from './preload-world.ts'

declare global {
  interface Window {
    readonly kiosk?: KioskBridge
  }
}

let browser: Browser
beforeAll(async () => {
  await buildWhereStale()
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

async function opened(options?: Parameters<typeof openKiosk>[1]): Promise<OpenedKiosk> {
  const kiosk = await openKiosk(browser, options)
  onTestFinished(() => kiosk.close())
  return kiosk
}

const stateOnScreen = ({ page }: OpenedKiosk, name: string) =>
  page.locator(`[data-state="${name}"]`).waitFor({ state: 'attached' })

test('the page asks once and draws each state that main sends', async () => {
  const kiosk = await opened()
  await waitUntil('the page to ask', () => kiosk.messages.length > 0)
  await waitUntil('its first sign of life', () => kiosk.messages.length > 1)
  expect(kiosk.messages).toEqual([
    [contract.ready.channel, []],
    [contract.alive.channel, [false]],
  ])
  for (const state of Object.values(sampleStates).slice(0, 8)) {
    kiosk.link.show(state)
    await stateOnScreen(kiosk, state.screen.name)
  }
  expect(kiosk.log.lines).toEqual([])
})

test('a page that loads later gets the current state', async () => {
  const kiosk = await opened()
  await waitUntil('the page to ask', () => kiosk.messages.length > 0)
  const [state] = Object.values(sampleStates).filter(({ screen }) => screen.name === 'ready')
  if (state === undefined) throw new Error('no sample')
  kiosk.link.show(state)
  await stateOnScreen(kiosk, 'ready')
  await kiosk.page.reload()
  await stateOnScreen(kiosk, 'ready')
})

test('a ping is answered by the page’s own code', async () => {
  const kiosk = await opened()
  await waitUntil('its first sign of life', () => kiosk.messages.length > 1)
  const heard: unknown[] = []
  kiosk.link.onAlive((sign) => heard.push(sign))
  await kiosk.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  kiosk.link.ping()
  await waitUntil('a sign of life', () => heard.length > 0)
  expect(heard).toEqual([{ isPainted: true }])
})

test('a page whose own script never runs gives no sign of life, although the preload script is there', async () => {
  const kiosk = await opened({ withoutPageScript: true })
  const heard: unknown[] = []
  kiosk.link.onAlive((sign) => heard.push(sign))
  for (let asked = 0; asked < 5; asked += 1) kiosk.link.ping()
  // A round trip through the same world: what the pings brought has arrived by then.
  expect(await kiosk.page.evaluate(() => typeof window.kiosk)).toBe('object')
  await kiosk.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)))
  expect([heard, kiosk.messages]).toEqual([[], []])
})

test("the page's own world has the bridge and nothing of Electron, Node or the preload script", async () => {
  const { page } = await opened()
  const found = await page.evaluate(() => ({
    bridge: Object.keys(window.kiosk ?? {}),
    isFrozen: Object.isFrozen(window.kiosk),
    leaks: [
      'require',
      'process',
      'module',
      'exports',
      'Buffer',
      'global',
      'toMain',
      'deliver',
      'electron',
    ].filter((name) => name in window),
  }))
  expect(found).toEqual({
    bridge: ['onState', 'onPing', 'togglePractice', 'enroll'],
    isFrozen: true,
    leaks: [],
  })
})

test('10,000 calls from a compromised page: only messages of the contract reach main', async () => {
  const kiosk = await opened()
  await waitUntil('the page to ask', () => kiosk.messages.length > 0)
  await waitUntil('its first sign of life', () => kiosk.messages.length > 1)
  const sentBefore = kiosk.messages.length
  const calls = fc.sample(fc.array(fc.jsonValue(), { maxLength: 3 }), { numRuns: 10_000, seed: 7 })
  const answered = await kiosk.page.evaluate(
    (tried: readonly string[]) => {
      const outcomes = { refused: 0, taken: 0 }
      const bridge = window.kiosk as unknown as Record<string, (...args: unknown[]) => unknown>
      for (const args of tried) {
        for (const name of ['onState', 'onPing']) {
          try {
            bridge[name]?.(...(JSON.parse(args) as unknown[]))
            outcomes.taken += 1
          } catch {
            outcomes.refused += 1
          }
        }
      }
      return outcomes
    },
    calls.map((args) => JSON.stringify(args)),
  )
  expect(answered).toEqual({ refused: 20_000, taken: 0 })
  expect(kiosk.messages.slice(sentBefore)).toEqual([])
  expect(kiosk.log.lines).toEqual([])
})

test("the page's content security policy refuses what it may not do", async () => {
  const { page, said } = await opened()
  const downloads: unknown[] = []
  page.on('download', (download) => downloads.push(download))
  const refused = await page.evaluate(async () => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
    const outcomes: Record<string, unknown> = {}
    const inline = document.createElement('script')
    inline.textContent = 'window.inlineRan = true'
    document.head.append(inline)
    const elsewhere = document.createElement('script')
    elsewhere.src = 'https://elsewhere.example/x.js'
    document.head.append(elsewhere)
    const picture = new Image()
    picture.src = 'https://elsewhere.example/x.png'
    const frame = document.createElement('iframe')
    frame.src = '/index.html'
    document.body.append(frame)
    const style = document.createElement('style')
    style.textContent = 'body { display: none }'
    document.head.append(style)
    const base = document.createElement('base')
    base.href = 'https://elsewhere.example/'
    document.head.append(base)
    const form = document.createElement('form')
    form.action = '/index.html'
    document.body.append(form)
    form.submit()
    outcomes['fetch'] = await fetch('/index.html').then(
      () => 'answered',
      () => 'refused',
    )
    outcomes['socket'] = await new Promise((resolve) => {
      try {
        const socket = new WebSocket('wss://elsewhere.example/')
        socket.onerror = () => resolve('refused')
        socket.onopen = () => resolve('open')
      } catch {
        resolve('refused')
      }
    })
    outcomes['eval'] = await new Promise((resolve) => {
      // A moment later, since what a debugger evaluates may evaluate.
      setTimeout(() => {
        try {
          // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what is tried here
          resolve((new Function('return 1') as () => unknown)())
        } catch {
          resolve('refused')
        }
      }, 0)
    })
    outcomes['open'] = window.open('https://elsewhere.example/')
    window.alert('hello')
    outcomes['confirm'] = window.confirm('hello?')
    outcomes['prompt'] = window.prompt('hello?')
    window.print()
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(['x']))
    link.download = 'x.txt'
    document.body.append(link)
    link.click()
    await new Promise((resolve) => setTimeout(resolve, 200))
    outcomes['inline'] = 'inlineRan' in window
    return { outcomes, violations: [...new Set(violations)].sort() }
  })
  expect(refused.outcomes).toEqual({
    fetch: 'refused',
    socket: 'refused',
    eval: 'refused',
    open: null,
    confirm: false,
    prompt: null,
    inline: false,
  })
  expect(refused.violations).toEqual(
    expect.arrayContaining([
      'base-uri',
      'connect-src',
      'frame-src',
      'img-src',
      'script-src-elem',
      'style-src-elem',
    ]),
  )
  for (const word of ['print()', 'alert()', 'confirm()', 'prompt()'])
    expect(said.filter((text) => text.includes(word) && text.includes('sandboxed'))).not.toEqual([])
  expect(downloads).toEqual([])
})

test('dropping and dragging is prevented before the page sees it', async () => {
  const { page } = await opened()
  const outcomes = await page.evaluate(() => {
    const heard: string[] = []
    return ['dragstart', 'dragenter', 'dragover', 'drop'].map((kind) => {
      window.addEventListener(kind, () => heard.push(kind), { capture: true })
      document.body.addEventListener(kind, () => heard.push(kind))
      const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() })
      document.body.dispatchEvent(event)
      return [event.defaultPrevented, event.dataTransfer?.dropEffect, heard.length]
    })
  })
  expect(outcomes).toEqual(Array.from({ length: 4 }, () => [true, 'none', 0]))
})

import type { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, CDPSession, Page } from 'playwright-core'
import type { createRendererHandler } from '../../electron/shell/page/app-protocol.ts'
import type { PageLink } from '../../electron/shell/page/ipc.ts'
import { createFakeElectron, FakeWebContents, withElectron } from '../fakes/electron/index.ts'
import { createCollectedLog, type CollectedLog } from '../support/collected-log.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const out = fileURLToPath(new URL('../../out/', import.meta.url))
/** Chromium knows no `app://`; the policy's 'self' means this origin all the same. */
const origin = 'https://kiosk.test'
const preloadWorld = 'preload'

export interface OpenedKiosk {
  readonly page: Page
  readonly link: PageLink
  readonly log: CollectedLog
  /** Every message that reached main, as channel and content. */
  readonly messages: readonly (readonly [channel: string, content: readonly unknown[]])[]
  /** What the page's console said. */
  readonly said: readonly string[]
  close(): Promise<void>
}

/**
 * The built page under the headers of the real `app://` handler, with the built preload script in a world of its own,
 * as Electron runs it with contextIsolation, connected with main's real end of the contract. Stand-ins are what Electron
 * itself does: `require('electron')`, the crossing between the two worlds, and the way to main.
 */
export async function openKiosk(browser: Browser, { withoutPageScript = false } = {}): Promise<OpenedKiosk> {
  const fake = createFakeElectron()
  fake.app.becomeReady()
  const shell = await withElectron(fake, async () => ({
    ...(await import('../../electron/shell/page/ipc.ts')),
    ...(await import('../../electron/shell/page/app-protocol.ts')),
  }))
  const log = createCollectedLog()
  const link = shell.linkPage(log, createVirtualClock())
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true })
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  const messages: [string, readonly unknown[]][] = []

  await serve(page, shell.createRendererHandler(`${out}renderer`), { withoutPageScript })
  const contents = await injectPreload(
    cdp,
    (sender, channel, content) => {
      messages.push([channel, content])
      sender.pageSends(channel, content)
    },
    fake.ipcMain,
  )
  link.attach(contents as unknown as Electron.WebContents)
  await page.goto(`${origin}/index.html`)
  return { page, link, log, messages, said, close: () => context.close() }
}

async function serve(
  page: Page,
  handler: ReturnType<typeof createRendererHandler>,
  { withoutPageScript }: { readonly withoutPageScript: boolean },
): Promise<void> {
  await page.route('**/*', async (route) => {
    const url = route.request().url()
    if (!url.startsWith(`${origin}/`)) return route.abort()
    if (withoutPageScript && url.endsWith('.js')) return route.abort()
    const asked = { url: url.replace(origin, 'app://kiosk'), method: route.request().method() }
    const response = await handler(asked as Request)
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  })
}

/** A WebContents whose messages go into the preload script's world. */
class WorldContents extends FakeWebContents {
  readonly #deliver: (channel: string, content: readonly unknown[]) => void
  constructor(deliver: (channel: string, content: readonly unknown[]) => void, ipcMain: EventEmitter) {
    super(() => undefined, ipcMain)
    this.#deliver = deliver
  }
  override send(channel: string, ...content: unknown[]): void {
    super.send(channel, ...content)
    this.#deliver(channel, content)
  }
}

async function injectPreload(
  cdp: CDPSession,
  receive: (sender: FakeWebContents, channel: string, content: readonly unknown[]) => void,
  ipcMain: EventEmitter,
): Promise<FakeWebContents> {
  let world: number | undefined
  cdp.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.name === preloadWorld) world = context.id
  })
  const contents = new WorldContents((channel, content) => {
    const expression = `deliver(${JSON.stringify(channel)}, ${JSON.stringify(content)})`
    void cdp.send('Runtime.evaluate', { expression, ...(world !== undefined && { contextId: world }) })
  }, ipcMain)
  cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name !== 'toMain') return
    const [channel, ...content] = JSON.parse(payload) as [string, ...unknown[]]
    receive(contents, channel, content)
  })
  await cdp.send('Page.enable')
  await cdp.send('Runtime.enable')
  await cdp.send('Runtime.addBinding', { name: 'toMain', executionContextName: preloadWorld })
  const preload = readFileSync(`${out}preload/preload.cjs`, 'utf8')
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${mainWorld.toString()})()` })
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `(${isolatedWorld.toString()})((require, module, exports) => {${preload}\n})`,
    worldName: preloadWorld,
  })
  return contents
}

type Crossing =
  | { readonly is: 'function'; readonly id: number }
  | { readonly is: 'value'; readonly value: unknown }
  | { readonly is: 'error'; readonly message: string }

/** Runs beside the preload script, as Electron's `contextBridge` and `ipcRenderer`. Self-contained: it is sent as text. */
function isolatedWorld(
  preload: (require: (name: string) => unknown, module: object, exports: object) => void,
): void {
  const listeners = new Map<string, ((event: object, ...content: unknown[]) => void)[]>()
  const functions: ((...args: unknown[]) => unknown)[] = []
  const toMain = (globalThis as unknown as { toMain: (payload: string) => void }).toMain
  let exposed = ''

  const report = (kind: string, detail: string): void => {
    window.dispatchEvent(new CustomEvent(kind, { detail }))
  }
  const outwards = (value: unknown): Crossing =>
    typeof value === 'function'
      ? { is: 'function', id: functions.push(value as (typeof functions)[number]) - 1 }
      : { is: 'value', value }
  const inwards = (crossing: Crossing): unknown => {
    if (crossing.is !== 'function') return crossing.is === 'value' ? crossing.value : undefined
    return (...args: unknown[]) => {
      let returned: unknown
      const take = (event: Event): void => {
        returned = JSON.parse((event as CustomEvent<string>).detail)
      }
      window.addEventListener('bridge:returned', take, { once: true })
      report('bridge:callback', JSON.stringify({ id: crossing.id, args }))
      return returned
    }
  }
  window.addEventListener('bridge:call', (event) => {
    const { id, args } = JSON.parse((event as CustomEvent<string>).detail) as { id: number; args: Crossing[] }
    let answer: Crossing
    try {
      answer = outwards(functions[id]?.(...args.map(inwards)))
    } catch (error) {
      answer = { is: 'error', message: String(error) }
    }
    report('bridge:answer', JSON.stringify(answer))
  })
  window.addEventListener('bridge:hello', () => report('bridge:expose', exposed))

  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, api: Record<string, unknown>) => {
        const members = Object.entries(api).map(([key, value]) => [key, outwards(value)])
        exposed = JSON.stringify({ name, members })
        report('bridge:expose', exposed)
      },
    },
    ipcRenderer: {
      send: (channel: string, ...content: unknown[]) => toMain(JSON.stringify([channel, ...content])),
      on: (channel: string, listener: (event: object, ...content: unknown[]) => void) =>
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    },
  }
  Object.assign(globalThis, {
    deliver: (channel: string, content: unknown[]) => {
      for (const listener of listeners.get(channel) ?? []) listener({}, ...content)
    },
  })
  preload(
    (name) => {
      if (name !== 'electron') throw new Error(`a sandboxed preload script has no ${name}`)
      return electron
    },
    {},
    {},
  )
}

/** Runs in the page's own world: what `contextBridge` leaves there. Self-contained: it is sent as text. */
function mainWorld(): void {
  const callbacks: ((...args: unknown[]) => unknown)[] = []
  const call = (id: number, args: readonly unknown[]): unknown => {
    const crossing = args.map((value): Crossing =>
      typeof value === 'function'
        ? { is: 'function', id: callbacks.push(value as (typeof callbacks)[number]) - 1 }
        : { is: 'value', value: value ?? null },
    )
    let answer: Crossing = { is: 'value', value: undefined }
    const take = (event: Event): void => {
      answer = JSON.parse((event as CustomEvent<string>).detail) as Crossing
    }
    window.addEventListener('bridge:answer', take, { once: true })
    window.dispatchEvent(new CustomEvent('bridge:call', { detail: JSON.stringify({ id, args: crossing }) }))
    return fromOtherWorld(answer)
  }
  const fromOtherWorld = (crossing: Crossing): unknown => {
    if (crossing.is === 'error') throw new Error(crossing.message)
    if (crossing.is === 'value') return crossing.value
    return (...args: unknown[]) => call(crossing.id, args)
  }
  window.addEventListener('bridge:callback', (event) => {
    const { id, args } = JSON.parse((event as CustomEvent<string>).detail) as { id: number; args: unknown[] }
    const returned = callbacks[id]?.(...args) ?? null
    window.dispatchEvent(new CustomEvent('bridge:returned', { detail: JSON.stringify(returned) }))
  })
  window.addEventListener('bridge:expose', (event) => {
    const text = (event as CustomEvent<string>).detail
    if (text === '') return
    const { name, members } = JSON.parse(text) as { name: string; members: [string, Crossing][] }
    const api = Object.fromEntries(members.map(([key, crossing]) => [key, fromOtherWorld(crossing)]))
    Object.defineProperty(window, name, { value: Object.freeze(api), configurable: true })
  })
  window.dispatchEvent(new Event('bridge:hello'))
}

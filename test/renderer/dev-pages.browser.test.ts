import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { inChromium } from './in-chromium.ts'
import { watchPage } from './page-checks.ts'

const chromium = inChromium()

function sendEvent(response: ServerResponse, data: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(`data: ${data}\n\n`)
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  return JSON.parse(await text(request))
}

describe('the browser bridge', () => {
  it('draws what the host sends, goes out of service when the host is gone, and recovers when it is back', async () => {
    let host: 'up' | 'gone' = 'up'
    let stream: ServerResponse | undefined
    chromium.renderer.handle((_request, response, path) => {
      if (path !== 'state') return false
      if (host === 'gone') {
        response.writeHead(503).end()
      } else {
        sendEvent(response, JSON.stringify(sampleStates['confirmed']))
        stream = response
      }
      return true
    })

    const page = await chromium.browser.newPage()
    await page.goto(`${chromium.renderer.url}bridged.html`)
    await page.locator('main[data-state=confirmed]').waitFor()

    host = 'gone'
    stream?.destroy()
    await page.locator('main[data-state=out-of-service][data-reason=fault]').waitFor()
    expect(await page.locator('footer').innerText()).toContain('Warehouse North')

    host = 'up'
    await page.locator('main[data-state=confirmed]').waitFor()
    await page.close()
  })

  it('goes out of service if the host sends something that is not a state', async () => {
    chromium.renderer.handle((_request, response, path) => {
      if (path !== 'state') return false
      sendEvent(response, '{"screen":')
      return true
    })
    const page = await chromium.browser.newPage()
    await page.goto(`${chromium.renderer.url}bridged.html`)
    await page.locator('main[data-state=out-of-service][data-reason=fault]').waitFor()
    await page.close()
  })

  it('passes on each typed key once, in order, with its time', async () => {
    const keys: { key: string; atMs: number }[] = []
    chromium.renderer.handle((request, response, path) => {
      if (path === 'state') {
        sendEvent(response, JSON.stringify(sampleStates['ready']))
        return true
      }
      if (path !== 'keys') return false
      void readJson(request).then((body) => {
        keys.push(...(body as { keys: { key: string; atMs: number }[] }).keys)
        response.writeHead(204).end()
      })
      return true
    })
    const page = await chromium.browser.newPage()
    const complaints = await watchPage(page)
    const openedAtMs = Date.now()
    await page.goto(`${chromium.renderer.url}bridged.html`)
    await page.locator('main[data-state=ready]').waitFor()

    for (const key of '04A1B2C3D4E580') await page.keyboard.press(key)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+a')
    await expect.poll(() => keys.map(({ key }) => key).join('')).toBe('04A1B2C3D4E580Enter')
    expect(keys.every(({ atMs }) => atMs >= openedAtMs - 1000 && atMs <= Date.now() + 1000)).toBe(true)
    expect(complaints).toEqual([])
    await page.close()
  })
})

/**
 * Keys by their names in Chromium (ui/events/keycodes/dom/dom_key_data.inc, dom_code_data.inc). A number pad without NumLock, AZERTY, an input method, a dead key, a key without a name.
 */
const strangeKeys: readonly (readonly [key: string, code: string])[] = [
  ...(['Insert', 'End', 'ArrowDown', 'PageDown', 'ArrowLeft'] as const).map(
    (key, digit) => [key, `Numpad${digit}`] as const,
  ),
  ...(['Clear', 'ArrowRight', 'Home', 'ArrowUp', 'PageUp'] as const).map(
    (key, digit) => [key, `Numpad${digit + 5}`] as const,
  ),
  ...Array.from('&é"\'(-è_çà').map((key, digit) => [key, `Digit${(digit + 1) % 10}`] as const),
  ['Process', 'Digit4'],
  ['Dead', 'BracketLeft'],
  ['Unidentified', 'KeyA'],
  ['Enter', 'NumpadEnter'],
]

it('keys under another layout, without NumLock or from an input method reach the host with name and position', async () => {
  const keys: { key: string; code?: string }[] = []
  chromium.renderer.handle((request, response, path) => {
    if (path === 'state') {
      sendEvent(response, JSON.stringify(sampleStates['ready']))
      return true
    }
    if (path !== 'keys') return false
    void readJson(request).then((body) => {
      keys.push(...(body as { keys: typeof keys }).keys)
      response.writeHead(204).end()
    })
    return true
  })
  const page = await chromium.browser.newPage()
  await page.goto(`${chromium.renderer.url}bridged.html`)
  await page.locator('main[data-state=ready]').waitFor()
  const devtools = await page.context().newCDPSession(page)
  for (const [key, code] of strangeKeys) {
    await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, code })
    await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code })
  }
  await devtools.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: '7',
    code: 'Digit7',
    autoRepeat: true,
  })
  await expect.poll(() => keys.length).toBe(strangeKeys.length)
  expect(keys.map(({ key, code }) => [key, code])).toEqual(strangeKeys)
  await page.close()
})

describe('the dock', () => {
  const badges = ['Marta', 'Jon', 'Aino', 'Li', 'Visitor', 'A phone'].map((label, index) => ({
    id: `badge-${index}`,
    label,
    situation: 'On shift',
  }))

  /** Answers as the demo's host does, and notes what it was asked to do. */
  function host(): readonly string[] {
    const asked: string[] = []
    chromium.renderer.handle((request, response, path) => {
      if (path === 'dev/demo/world') sendJson(response, { badges })
      else if (path === 'dev/demo/ledger') {
        sendJson(response, {
          entries: asked.map((what, index) => ({ atMs: index, what, who: 'Marta', team: 'Store' })),
        })
      } else if (request.method === 'POST' && path.startsWith('dev/demo/')) {
        void readJson(request).then((body) => {
          asked.push(`${path.slice('dev/demo/'.length)} ${JSON.stringify(body)}`)
          response.writeHead(204).end()
        })
      } else return false
      return true
    })
    return asked
  }

  it('taps a badge, sets the network and puts everyone back on shift, with the keyboard only', async () => {
    const asked = host()
    const page = await chromium.browser.newPage()
    const complaints = await watchPage(page)
    await page.goto(`${chromium.renderer.url}dev/dock.html?alone`)
    expect(await page.locator('iframe').count()).toBe(0)
    await page.getByRole('button', { name: 'Marta' }).waitFor()

    await page.getByRole('button', { name: 'Jon' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('radio', { name: 'Online' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('button', { name: 'Everyone back on shift' }).focus()
    await page.keyboard.press('Space')

    await expect.poll(() => asked).toEqual(['tap {"id":"badge-1"}', 'network {"mode":"slow"}', 'reset {}'])
    await expect.poll(() => page.locator('ol li').count()).toBe(3)
    expect(await page.locator('ol li').first().innerText()).toContain('reset')
    expect(complaints).toEqual([])
    await page.close()
  })

  it('shows the page of the kiosk beside it, at the address its own page names', async () => {
    host()
    const page = await chromium.browser.newPage()
    await page.goto(`${chromium.renderer.url}dev/dock.html`)
    expect(await page.locator('iframe').getAttribute('src')).toBe('../')
    await page.close()
  })

  it('says so when the demo has been stopped', async () => {
    const page = await chromium.browser.newPage()
    await page.goto(`${chromium.renderer.url}dev/dock.html?alone`)
    await page.getByText('The demo is not responding.').waitFor()
    await page.close()
  })
})

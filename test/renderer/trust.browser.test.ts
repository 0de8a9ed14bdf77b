import type { ServerResponse } from 'node:http'
import fc from 'fast-check'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { isKioskState } from '../../renderer/read-state.ts'
import { inChromium } from './in-chromium.ts'
import { strangeStates } from './strange-states.ts'

const chromium = inChromium()

describe('whatever main sends', () => {
  it('is drawn, or the screen shows out of service; nothing older stays, and the next valid state is drawn', async () => {
    const { page, complaints } = await chromium.open()
    const seed = Number(process.env['KIOSK_FUZZ_SEED'] ?? Date.now())
    const strange = fc.sample(strangeStates, { numRuns: 400, seed })
    const { confirmed, ready } = sampleStates
    const drawn = await page.evaluate(drawEach, { strange, confirmed, ready })
    for (const [index, state] of strange.entries()) {
      const what = `seed ${seed}: ${JSON.stringify(state)}`
      const { screen, reason, isBlank, healedTo } = drawn[index] ?? {}
      expect(isBlank, what).toBe(false)
      if (isKioskState(state)) expect([state.screen.name, 'out-of-service'], what).toContain(screen)
      else expect({ screen, reason }, what).toEqual({ screen: 'out-of-service', reason: 'fault' })
      expect(healedTo, what).toBe('ready')
    }
    expect(complaints).toEqual([])
  }, 60_000)
})

/** Runs in the page: a success, then each state, then a good one, with what was drawn of it. */
async function drawEach({
  strange,
  confirmed,
  ready,
}: {
  readonly strange: readonly unknown[]
  readonly confirmed: unknown
  readonly ready: unknown
}) {
  const { showState } = window as unknown as { showState: (state: unknown) => void }
  const main = document.querySelector('main')
  const drawn = []
  for (const state of strange) {
    for (const next of [confirmed, state]) {
      showState(next)
      await new Promise((resolve) => setTimeout(resolve))
    }
    const { state: screen, reason } = main?.dataset ?? {}
    const isBlank = main?.innerText.trim() === ''
    showState(ready)
    await new Promise((resolve) => setTimeout(resolve))
    drawn.push({ screen, reason, isBlank, healedTo: main?.dataset['state'] })
  }
  return drawn
}

/** Notes every screen the page draws from its first moment on, in `window.drawn`. */
const noteScreens = `
  window.drawn = []
  const note = () => {
    for (const main of document.querySelectorAll('main')) {
      if (window.drawn.at(-1) !== main.dataset.state) window.drawn.push(main.dataset.state)
    }
  }
  new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true })
`
const drawnOn = (page: Page) => page.evaluate(() => (window as unknown as { drawn: string[] }).drawn)

describe('after a reload', () => {
  /** The page with its bridge, in front of a host that answers as the test says. */
  async function openBridged(host: { answer: (response: ServerResponse) => void }): Promise<Page> {
    chromium.renderer.handle((_request, response, path) => {
      if (path !== 'state') return false
      host.answer(response)
      return true
    })
    const page = await (await chromium.browser.newContext()).newPage()
    await page.addInitScript({ content: noteScreens })
    await page.goto(`${chromium.renderer.url}bridged.html`)
    return page
  }
  const say = (name: string) => (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`data: ${JSON.stringify(sampleStates[name])}\n\n`)
  }

  it('an earlier success is never drawn: the state is requested again', async () => {
    const host = { answer: say('confirmed') }
    const page = await openBridged(host)
    await page.locator('main[data-state=confirmed]').waitFor()
    host.answer = say('ready')
    await page.reload()
    await page.locator('main[data-state=ready]').waitFor()
    expect(await drawnOn(page)).toEqual(['starting', 'ready'])
    await page.context().close()
  })

  it('an earlier success is not drawn if the kiosk no longer answers: out of service', async () => {
    const host = { answer: say('confirmed') }
    const page = await openBridged(host)
    await page.locator('main[data-state=confirmed]').waitFor()
    host.answer = (response) => response.writeHead(503).end()
    await page.reload()
    await page.locator('main[data-state=out-of-service][data-reason=fault]').waitFor()
    expect(await drawnOn(page)).toEqual(['starting', 'out-of-service'])
    await page.context().close()
  })

  it('nor if the page returns from the history', async () => {
    const host = { answer: say('confirmed') }
    const page = await openBridged(host)
    await page.locator('main[data-state=confirmed]').waitFor()
    await page.goto('about:blank')
    host.answer = say('ready')
    await page.goBack()
    await page.locator('main[data-state=ready]').waitFor()
    expect(await page.locator('main').count()).toBe(1)
    await page.context().close()
  })

  it("nothing about a tap is left in the browser's storage", async () => {
    const page = await openBridged({ answer: say('confirmed') })
    await page.locator('main[data-state=confirmed]').waitFor()
    const kept = await page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      cookie: document.cookie,
      databases: (await indexedDB.databases()).length,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      history: history.state as unknown,
      name: window.name,
    }))
    expect(kept).toEqual({
      local: 0,
      session: 0,
      cookie: '',
      databases: 0,
      workers: 0,
      history: null,
      name: '',
    })
    await page.context().close()
  })
})

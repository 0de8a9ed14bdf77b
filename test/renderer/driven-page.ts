import type { Browser, CDPSession, Page } from 'playwright-core'
import { watchPage } from './page-checks.ts'

/** The built page with a test in main's place. */
export interface DrivenPage {
  readonly page: Page
  /** What the browser complained of so far: console errors, uncaught errors, breaches of the security policy. */
  readonly complaints: string[]
  /** Sends `state` as main would; anything may be sent. */
  readonly show: (state: unknown) => Promise<void>
}

export type PageOptions = NonNullable<Parameters<Browser['newContext']>[0]>
/** What is done to the page before it loads; an init script of it runs after the bridge and before the page's own. */
export type Preparation = (page: Page) => unknown

/** Opens the page at `url`, in a context of its own, with a bridge that sends nothing by itself. */
export async function openDriven(
  browser: Browser,
  url: string,
  options: PageOptions = {},
  prepare?: Preparation,
): Promise<DrivenPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const complaints = await watchPage(page)
  await page.addInitScript({
    content: `window.practiceTouched = 0
      window.enrollTouched = []
      window.kiosk = {
        onState(listener) { window.showState = listener },
        onPing() {},
        togglePractice() { window.practiceTouched += 1 },
        enroll(input) { window.enrollTouched.push(input) },
      }`,
  })
  await prepare?.(page)
  await page.goto(url)
  return {
    page,
    complaints,
    show: async (state) => {
      await page.evaluate((value) => {
        const { showState } = window as unknown as { showState: (state: unknown) => void }
        showState(value)
      }, state)
    },
  }
}

/** What the page keeps alive, as Chromium counts it after it has collected what can be collected. */
export interface Footprint {
  readonly heapBytes: number
  readonly nodes: number
  readonly listeners: number
}

export async function footprintOf(devtools: CDPSession): Promise<Footprint> {
  await devtools.send('HeapProfiler.enable')
  // What finalizers let go of is collected the next time round.
  for (let round = 0; round < 3; round++) await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  const { metrics } = await devtools.send('Performance.getMetrics')
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN
  return { heapBytes: usedSize, nodes: metric('Nodes'), listeners: metric('JSEventListeners') }
}

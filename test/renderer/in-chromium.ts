import type { Browser, Page, ViewportSize } from 'playwright-core'
import { afterAll, afterEach, beforeAll, inject } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { type BuiltRenderer, serveRenderer } from './built-renderer.ts'
import { type DrivenPage, openDriven, type PageOptions, type Preparation } from './driven-page.ts'

/** Chromium and the built page for the tests of one file. Ask for `browser` and `renderer` where they are used. */
export interface InChromium {
  /** There from the first hook or test on. */
  readonly browser: Browser
  /** There from the first hook or test on. What a test lets it handle ends with the test. */
  readonly renderer: BuiltRenderer
  /**
   * Loads the built page anew with the test in main's place, in the one page that the tests of the file share: a new window
   * takes seconds. For whatever a load does not undo (a clock, an init script, a time zone) use `openAlone`.
   */
  readonly open: (look?: { viewport?: ViewportSize; colorScheme?: 'light' | 'dark' }) => Promise<DrivenPage>
  /** As `open`, in a context of its own, which is closed after the test. */
  readonly openAlone: (options?: PageOptions, prepare?: Preparation) => Promise<DrivenPage>
}

const usualViewport: ViewportSize = { width: 1280, height: 720 }

/** Call once, at the top of a test file: opens both before its tests, and closes them after. */
export function inChromium(): InChromium {
  let browser: Browser | undefined
  let renderer: BuiltRenderer | undefined
  let shared: DrivenPage | undefined
  const alone: DrivenPage[] = []

  beforeAll(async () => {
    browser = await launchChromium()
    renderer = await serveRenderer(inject('rendererFolder'))
  }, 120_000)

  afterEach(async () => {
    renderer?.handle(() => false)
    for (const { page } of alone.splice(0)) await page.context().close()
  })

  afterAll(async () => {
    await browser?.close()
    await renderer?.close()
  })

  const chromium: InChromium = {
    get browser() {
      return opened(browser)
    },
    get renderer() {
      return opened(renderer)
    },
    open: async ({ viewport = usualViewport, colorScheme = 'light' } = {}) => {
      if (shared === undefined) {
        shared = await openDriven(chromium.browser, chromium.renderer.url, { viewport, colorScheme })
        return shared
      }
      await shared.page.setViewportSize(viewport)
      await shared.page.emulateMedia({ colorScheme })
      await shared.page.goto(chromium.renderer.url)
      // Chromium may give the window its new size only after the page has loaded.
      await shared.page.waitForFunction(
        ({ width, height }) => innerWidth === width && innerHeight === height,
        viewport,
      )
      shared.complaints.length = 0
      return shared
    },
    openAlone: async (options, prepare) => {
      const driven = await openDriven(chromium.browser, chromium.renderer.url, options, prepare)
      alone.push(driven)
      return driven
    },
  }
  return chromium
}

/**
 * Waits until the page has drawn what follows from its own size: its observers see that size in the next frame, and what
 * they change is laid out in the one after it.
 */
export async function laidOut(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames += 1)
      await new Promise((resolve) => requestAnimationFrame(resolve))
  })
}

function opened<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Chromium and the page are opened before the first test, not yet.')
  return value
}

import type { Browser } from 'playwright-core'
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
  /** Opens the built page with the test in main's place. Close its context when done. */
  readonly open: (options?: PageOptions, prepare?: Preparation) => Promise<DrivenPage>
}

/** Call once, at the top of a test file: opens both before its tests, and closes them after. */
export function inChromium(): InChromium {
  let browser: Browser | undefined
  let renderer: BuiltRenderer | undefined

  beforeAll(async () => {
    browser = await launchChromium()
    renderer = await serveRenderer(inject('rendererFolder'))
  }, 120_000)

  afterEach(() => renderer?.handle(() => false))

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
    open: (options, prepare) => openDriven(chromium.browser, chromium.renderer.url, options, prepare),
  }
  return chromium
}

function opened<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Chromium and the page are opened before the first test, not yet.')
  return value
}

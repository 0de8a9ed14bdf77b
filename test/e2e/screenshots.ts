import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { bridgeName } from '../../electron/contract/bridge.ts'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { buildRenderer } from '../renderer/built-renderer.ts'
import { launchChromium } from '../support/chromium.ts'

/**
 * `npm run screenshots`: draws every sample state with the real components in a real browser and writes the
 * pictures that README and docs/screens.md show.
 */
const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url))

/** Of the samples that show the same screen in another dress, one picture is enough. */
const notPictured = /^confirmed-|^ready-us$|^setup-needed-no-file$|-no-detail$/

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const browser = await launchChromium()
const renderer = await buildRenderer()
try {
  for (const [name, state] of Object.entries(sampleStates)) {
    if (notPictured.test(name)) continue
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
    await draw(page, state)
    await page.screenshot({ path: join(folder, `${name}.png`) })
    await page.close()
    process.stdout.write(`${name}.png\n`)
  }
} finally {
  await browser.close()
  await renderer.close()
}

/** The clock stands still, so that the same source gives the same picture. */
async function draw(page: Page, state: KioskState): Promise<void> {
  await page.clock.setFixedTime(new Date(Date.UTC(2025, 2, 5, 16, 2)))
  await page.addInitScript({
    content: `window.${bridgeName} = { onState: (listener) => listener(${JSON.stringify(state)}) }`,
  })
  await page.goto(renderer.url)
  await page.locator(`[data-state="${state.screen.name}"]`).first().waitFor()
  await page.evaluate(() => document.fonts.ready)
}

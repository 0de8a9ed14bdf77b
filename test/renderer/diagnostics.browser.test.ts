import jsQr from 'jsqr'
import { PNG } from 'pngjs'
import { expect, it } from 'vitest'
import { diagnosticsPages } from '../../renderer/dev/sample-diagnostics.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { inChromium } from './in-chromium.ts'

const sizes = [
  { width: 800, height: 480 },
  { width: 480, height: 800 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
] as const
const screens = [
  ...sizes.map((size) => ({ ...size, colorScheme: 'light' as const })),
  { ...sizes[0], colorScheme: 'dark' as const },
]

const { open } = inChromium()

it.each(screens)(
  'at $width × $height ($colorScheme) a camera can read the code, and no row is covered or cut off',
  async ({ width, height, colorScheme }) => {
    const { page, show, complaints } = await open({
      viewport: { width, height },
      colorScheme,
    })
    for (const [name, sample] of Object.entries(diagnosticsPages)) {
      const state = sampleStates[`diagnostics-${name}`]
      // With both buttons there is least room.
      await show({ ...state, screen: { ...state?.screen, canEnroll: true } })
      await page.evaluate(() => document.fonts.ready)
      const { data, width: pixels, height: lines } = PNG.sync.read(await page.locator('figure').screenshot())
      expect(jsQr(new Uint8ClampedArray(data), pixels, lines)?.data, name).toBe(sample.code)

      const rows = await page.locator('dl').evaluate(({ scrollHeight, clientHeight, children }) => ({
        hiddenPixels: scrollHeight - clientHeight,
        count: children.length,
      }))
      expect(rows, name).toEqual({ hiddenPixels: 0, count: sample.rows.length })
      const list = await page.locator('dl').boundingBox()
      const code = await page.locator('figure').boundingBox()
      if (list === null || code === null) throw new Error('not drawn')
      const apart = list.x + list.width <= code.x || list.y + list.height <= code.y
      expect(apart, name).toBe(true)
    }
    expect(complaints).toEqual([])
  },
)

it('the page shows only the number of typed PIN digits', async () => {
  const { page, show } = await open()
  await show(sampleStates['maintenance-pin-typing'])
  expect(await page.getByLabel('6 digits typed').locator('span').count()).toBe(6)
  await show(sampleStates['maintenance-pin-locked'])
  expect(await page.locator('main').innerText()).toContain('PIN entry is locked until 17:17')
})

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import { expect, it } from 'vitest'
import { inChromium } from './in-chromium.ts'
import { drawPictures, maxPictures, pictures, picturesFolder } from './pictures.ts'

/** How many pixels per thousand may differ: no two Chromium versions draw the edges of letters alike. */
const tolerancePerMille = 4
/** How much a pixel may differ (0 to 1) before it counts; antialiasing never counts. */
const threshold = 0.2
/** Where changed pictures are written for review. */
const changedFolder = fileURLToPath(new URL('../../out/pictures/', import.meta.url))

const chromium = inChromium()

it('the screens match their pictures; after an intended change run: npm run gallery -- --update', async () => {
  rmSync(changedFolder, { recursive: true, force: true })
  const changed: string[] = []
  await drawPictures(chromium.browser, chromium.renderer, ({ name }, png) => {
    const path = join(picturesFolder, `${name}.png`)
    if (!existsSync(path)) {
      changed.push(`${name}: there is no picture`)
      return
    }
    const [drawn, kept] = [PNG.sync.read(png), PNG.sync.read(readFileSync(path))]
    const { width, height } = drawn
    if (kept.width !== width || kept.height !== height) {
      changed.push(`${name}: is ${kept.width}×${kept.height}, drawn ${width}×${height}`)
      return
    }
    const difference = new PNG({ width, height })
    const pixels = pixelmatch(drawn.data, kept.data, difference.data, width, height, { threshold })
    const perMille = (1000 * pixels) / (width * height)
    if (perMille <= tolerancePerMille) return
    changed.push(`${name}: ${perMille.toFixed(1)} pixels in a thousand`)
    mkdirSync(changedFolder, { recursive: true })
    writeFileSync(join(changedFolder, `${name}.png`), png)
    writeFileSync(join(changedFolder, `${name}.difference.png`), PNG.sync.write(difference))
  })
  expect(changed).toEqual([])
}, 180_000)

it('the pictures are few and small, and none is unused', () => {
  const files = readdirSync(picturesFolder)
  expect(files.toSorted()).toEqual(pictures.map(({ name }) => `${name}.png`).toSorted())
  expect(files.length).toBeLessThanOrEqual(maxPictures)
  const largest = Math.max(...files.map((file) => statSync(join(picturesFolder, file)).size))
  expect(largest).toBeLessThan(40_000)
})

import { fileURLToPath } from 'node:url'
import { deflateSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { PNG } from 'pngjs'
import type { Look } from '../../electron/contract/look.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { plainLook } from '../../renderer/apply-look.ts'
import type { BuiltRenderer } from './built-renderer.ts'
import { openScreenPage, type Size } from './screen-page.ts'

/** The committed pictures: what README and docs/screens.md show, and what a change is compared with. */
export const picturesFolder = fileURLToPath(new URL('../../docs/images/', import.meta.url))

export interface Picture {
  /** The file's name without `.png`. */
  readonly name: string
  readonly state: string
  readonly language: string
  readonly size: Size
  readonly look: Look
}

/** More would make the repository heavy; what is not pictured is measured (layout.browser.test.ts). */
export const maxPictures = 80

const light: Look = { ...plainLook, theme: 'light' }
const dark: Look = { ...plainLook, theme: 'dark' }
const night: Look = { ...light, night: { fromMinute: 0, toMinute: 1439 } }
/** A reader on the left, which stays there in a language from right to left. */
const readerLeft: Look = { ...dark, readerSide: 'left' }
const brand: Look = { ...light, accent: { onLight: '#7a0019', onDark: '#ffb3c1' } }

const usual: Size = { width: 1280, height: 800 }
const wide: Size = { width: 1920, height: 1080 }
const upright: Size = { width: 1080, height: 1920 }
const small: Size = { width: 800, height: 480 }

/** Of the samples that show the same screen in another dress, one picture is enough. */
const notPictured =
  /^confirmed-|^ready-us$|^setup-needed-no-file$|-no-detail$|^maintenance-pin-(?!typing)|^shared-(?!(two|four|eight|refused)$)|^practice-(?!(waiting|would-clock-out|forbidden)$)|^diagnostics-can-enroll$|^enrollment-(?!(hold|added|pick|confirm-taken)$)/u

const documented = Object.keys(sampleStates).filter((state) => !notPictured.test(state))

/** What a language, a size or a theme does to a screen, where it does most. */
const others: readonly (readonly [string, string, Size, Look])[] = [
  ['ready', 'en', upright, light],
  ['confirmed', 'de', upright, dark],
  ['refused-open-too-long', 'ar', upright, light],
  ['refused-unknown-badge', 'zh-Hans', upright, light],
  ['out-of-service-reader-failing', 'fr', upright, dark],
  ['ready', 'de', small, light],
  ['saved-here', 'pl', small, light],
  ['refused-random-number', 'fr', small, light],
  ['out-of-service-reader-no-reader', 'es', small, dark],
  ['ready', 'ar', wide, readerLeft],
  ['confirmed', 'ar', wide, light],
  ['confirmed', 'zh-Hans', wide, dark],
  ['refused-not-clocked-in', 'pt-BR', wide, dark],
  ['saved-here', 'en', wide, dark],
  ['heard-named', 'en', wide, dark],
  ['practice-open-too-long', 'ar', small, light],
  ['shared-eight', 'ar', small, light],
  ['enrollment-pick-crowded', 'ar', small, dark],
  ['enrollment-pick', 'de', upright, light],
  ['shared-four', 'de', upright, light],
  ['shared-refused', 'pl', wide, dark],
  ['ready', 'en', usual, night],
  ['ready', 'en', usual, brand],
]

export const pictures: readonly Picture[] = [
  ...documented.map((state) => ({ name: state, state, language: 'en', size: usual, look: light })),
  ...others.map(([state, language, size, look]) => ({
    name: [state, language, `${size.width}x${size.height}`, nameOf(look)].join('-'),
    state,
    language,
    size,
    look,
  })),
]

function nameOf(look: Look): string {
  if (look === night) return 'night'
  if (look === readerLeft) return 'reader-left'
  return look === brand ? 'brand' : look.theme
}

/** The longer side of a picture, in pixels: enough to see what is wrong, few enough to keep a file small. */
const longerSide = 800

/** Draws pictures one after the other, on a page for each size, and hands each on as a PNG. */
export async function drawPictures(
  browser: Browser,
  renderer: BuiltRenderer,
  take: (picture: Picture, png: Buffer) => void,
): Promise<void> {
  for (const size of [usual, wide, upright, small]) {
    const scale = longerSide / Math.max(size.width, size.height)
    const screen = await openScreenPage(browser, renderer, { viewport: size, deviceScaleFactor: scale })
    for (const picture of pictures.filter((one) => one.size === size)) {
      await screen.draw(picture.state, picture.language, picture.look)
      // With reduced motion each takes a millisecond, which may yet be drawn; Chromium may show it a frame later.
      await screen.page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)))
      take(picture, await screen.page.screenshot({ animations: 'disabled' }))
    }
    await screen.page.close()
  }
}

/**
 * The same picture in fewer bytes: flat colours and the edges of letters are a few hundred colours, which makes a
 * palette (PNG, colour type 3). Colours beyond 256 become their nearest neighbours; nobody sees it.
 */
export function smallPng(png: Buffer): Buffer {
  const { width, height, data } = PNG.sync.read(png)
  const counts = new Map<number, number>()
  const colors = new Uint32Array(width * height)
  for (let i = 0; i < colors.length; i += 1) {
    // Five bits less than eight in the lowest places: as good as the same to an eye.
    const color =
      (((data[4 * i] ?? 0) & 0xfe) << 16) |
      (((data[4 * i + 1] ?? 0) & 0xfe) << 8) |
      ((data[4 * i + 2] ?? 0) & 0xfe)
    colors[i] = color
    counts.set(color, (counts.get(color) ?? 0) + 1)
  }
  const palette = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 256)
    .map(([color]) => color)
  const places = new Map(palette.map((color, place) => [color, place]))
  const rows = Buffer.alloc(height * (width + 1))
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const color = colors[y * width + x] ?? 0
      let place = places.get(color)
      if (place === undefined) {
        place = nearestPlace(color, palette)
        places.set(color, place)
      }
      rows[y * (width + 1) + 1 + x] = place
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const paletteBytes = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]))
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('PLTE', paletteBytes),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function nearestPlace(color: number, palette: readonly number[]): number {
  const part = (value: number, shift: number) => (value >> shift) & 255
  const distances = palette.map((other) =>
    [16, 8, 0].reduce((sum, shift) => sum + (part(color, shift) - part(other, shift)) ** 2, 0),
  )
  return distances.indexOf(Math.min(...distances))
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(content.length, 0)
  named.copy(framed, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}

/** PNG, annex D. `node:zlib` has one of its own only from Node 22.2 on. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

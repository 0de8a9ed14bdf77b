import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PNG } from 'pngjs'

/**
 * `npx tsx build/icons.ts`: writes build/linux/icons from build/icon.png. Run it after changing that file.
 * Desktop menus look in folders by size, and hicolor's index has none above 512. In build/linux, because
 * electron-builder would use build/icons for Windows and macOS too, which need the 1024 pixels of
 * build/icon.png.
 */
export const iconSizes = [16, 32, 48, 64, 128, 256, 512] as const

const icon = fileURLToPath(new URL('icon.png', import.meta.url))
const folder = fileURLToPath(new URL('linux/icons', import.meta.url))

/** Scales build/icon.png: each pixel is the mean of the pixels it covers, weighted by their opacity. */
export function scaledIcon(size: number): PNG {
  const source = PNG.sync.read(readFileSync(icon))
  const scaled = new PNG({ width: size, height: size })
  const edge = source.width / size
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1)
      scaled.data.set(meanColour(source, { left: x * edge, top: y * edge, edge }), (y * size + x) * 4)
  return scaled
}

/** Pixels at the edge of the square count by the fraction that it covers. */
function meanColour(
  { data, width }: PNG,
  { left, top, edge }: { readonly left: number; readonly top: number; readonly edge: number },
): readonly number[] {
  const sum = [0, 0, 0]
  let opacity = 0
  for (let y = Math.floor(top); y < top + edge; y += 1)
    for (let x = Math.floor(left); x < left + edge; x += 1) {
      const pixel = (y * width + x) * 4
      const covered = overlap(x, left, edge) * overlap(y, top, edge) * (data[pixel + 3] ?? 0)
      opacity += covered
      sum.forEach((value, channel) => (sum[channel] = value + covered * (data[pixel + channel] ?? 0)))
    }
  if (opacity === 0) return [0, 0, 0, 0]
  return [...sum.map((value) => Math.round(value / opacity)), Math.round(opacity / edge ** 2)]
}

/** The fraction of the pixel at `pixel` that lies between `start` and `start + length`. */
function overlap(pixel: number, start: number, length: number): number {
  return Math.min(pixel + 1, start + length) - Math.max(pixel, start)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(folder, { recursive: true })
  for (const size of iconSizes)
    writeFileSync(join(folder, `${size}x${size}.png`), PNG.sync.write(scaledIcon(size)))
}

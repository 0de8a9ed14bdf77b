import jsQr from 'jsqr'
import { expect, it } from 'vitest'
import { drawQr } from '../../renderer/qr.ts'

const pixelsAModule = 3

/** Paints the path as a browser would: black bars of whole modules on white. */
function read({ path, modules }: ReturnType<typeof drawQr>): string | undefined {
  const side = modules * pixelsAModule
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/gu)) {
    for (let row = 0; row < pixelsAModule; row++) {
      const start = ((Number(y) * pixelsAModule + row) * side + Number(x) * pixelsAModule) * 4
      for (let pixel = 0; pixel < Number(length) * pixelsAModule; pixel++)
        pixels.fill(0, start + pixel * 4, start + pixel * 4 + 3)
    }
  }
  return jsQr(pixels, side, side)?.data
}

it.each([
  ['a letter', 'K'],
  ['JSON', '{"shiftsBadgeKiosk":1,"rows":[["Reader","ready"]]}'],
  ['what is not ASCII', 'Lager Süd – Tür 2 · 仓库'],
  ['as much as a page holds', 'x'.repeat(900)],
])('a decoder reads back %s', (_, text) => {
  expect(read(drawQr(text))).toBe(text)
})

it('has the quiet zone that decoders need', () => {
  const { path, modules } = drawQr('K')
  const starts = [...path.matchAll(/M(\d+) (\d+)/gu)].flatMap(([, x, y]) => [Number(x), Number(y)])
  expect(Math.min(...starts)).toBe(4)
  expect(modules).toBe(21 + 8)
})

it('refuses text that is too long for a code', () => {
  expect(() => drawQr('x'.repeat(3_000))).toThrow(RangeError)
})

import { encode } from 'uqr'

/** A QR code as one SVG path in units of modules, and its side length in modules, including the margin. */
export interface QrDrawing {
  readonly path: string
  readonly modules: number
}

/** ISO/IEC 18004 requires a light margin of four modules; scanners look for it. */
const quietModules = 4

/**
 * Draws `text` (UTF-8) as the smallest code that holds it, with as much error correction as that size allows.
 * Throws a RangeError if it is longer than any code can hold (2,953 bytes).
 */
export function drawQr(text: string): QrDrawing {
  const { data, size } = encode(text, { ecc: 'L', boostEcc: true, border: 0 })
  return {
    path: data.flatMap((row, y) => runsOf(row).map(({ x, length }) => bar(x, y, length))).join(''),
    modules: size + 2 * quietModules,
  }
}

interface Run {
  readonly x: number
  readonly length: number
}

/** Merges adjacent dark modules into one shape, so that no hairline shows between them. */
function runsOf(row: readonly boolean[]): readonly Run[] {
  const runs: Run[] = []
  row.forEach((isDark, x) => {
    const last = runs.at(-1)
    if (!isDark) return
    if (last !== undefined && last.x + last.length === x)
      runs[runs.length - 1] = { ...last, length: last.length + 1 }
    else runs.push({ x, length: 1 })
  })
  return runs
}

function bar(x: number, y: number, length: number): string {
  return `M${x + quietModules} ${y + quietModules}h${length}v1h-${length}z`
}

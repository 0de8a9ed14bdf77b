/** Colours as `#rrggbb` and their contrast (WCAG 2.2: relative luminance, contrast ratio). */

type Rgb = readonly [number, number, number]

/** Contrast ratio from 1 (the same colour) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** The shade of `color` with at least this contrast to `ground`; `color` itself if its contrast suffices. */
export function legibleShade(color: string, ground: string, least: number): string {
  const towards: Rgb = luminance(ground) > 0.18 ? [0, 0, 0] : [255, 255, 255]
  const from = rgbOf(color)
  for (let percent = 0; percent < 100; percent += 1) {
    const shade = hexOf(from.map((part, i) => part + ((towards[i] ?? 0) - part) * (percent / 100)))
    if (contrast(shade, ground) >= least) return shade
  }
  return hexOf(towards)
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = rgbOf(color).map((channel) => {
    const part = channel / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function rgbOf(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function hexOf(rgb: readonly number[]): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

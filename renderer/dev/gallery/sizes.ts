export interface Size {
  readonly width: number
  readonly height: number
}

/** The panel sizes the screens are designed for, in pixels. */
export const sizes: readonly Size[] = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
  { width: 800, height: 480 },
]

export function sizeName({ width, height }: Size): string {
  return `${width} × ${height}`
}

import { detailsDistanceMm, legibleCapitalMm, type Look } from '../electron/contract/look.ts'

/** Cap height divided by font size. Inter has 0.727; the rest allows for rounding to pixels. */
export const capitalHeight = 0.72

/** Minimum font sizes in CSS pixels: for text read from the viewing distance, and for text read close up. */
export function legibleSizes(
  { panelDiagonalMm, viewingDistanceMm }: Look,
  page: { readonly width: number; readonly height: number },
): { readonly headlinePx: number; readonly detailPx: number } {
  const pxPerMm = Math.hypot(page.width, page.height) / panelDiagonalMm
  const px = (distanceMm: number) => (legibleCapitalMm(distanceMm) * pxPerMm) / capitalHeight
  return {
    headlinePx: px(viewingDistanceMm),
    detailPx: px(Math.min(viewingDistanceMm, detailsDistanceMm)),
  }
}

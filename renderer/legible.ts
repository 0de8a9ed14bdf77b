import { detailsDistanceMm, legibleCapitalMm, type Look } from '../electron/contract/look.ts'

/** Height of a capital H over the font size. Inter has 0.727; the rest is for rounding to pixels. */
export const capitalHeight = 0.72

/** The least font sizes, in CSS pixels, for what is read from the viewing distance and for what is read close by. */
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

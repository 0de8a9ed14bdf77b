import { detailsDistanceMm, legibleCapitalMm } from '../../contract/look.ts'

/** A panel in the orientation it is mounted in. */
export interface Panel {
  readonly widthPx: number
  readonly heightPx: number
  readonly diagonalMm: number
}

/** The widths of the words of one text, in em. */
export type WordWidths = readonly number[]

/** The widest texts of a language on one kind of screen. */
export interface NoticeWidths {
  readonly headline: WordWidths
  readonly meaning: WordWidths
  readonly next: WordWidths
}

/** Widths of a language's texts. `space`: between words, in em (0 if lines break between any characters). */
export interface LanguageWidths {
  readonly space: number
  readonly receipt: NoticeWidths
  readonly refusal: NoticeWidths
  readonly outOfService: NoticeWidths
}

/** Suggested distances are multiples of this. */
const distanceStepMm = 50
const minDistanceMm = 200

/**
 * The greatest distance, up to `wantedMm`, from which every headline of the languages is legible on the panel
 * together with name, time and details. Undefined if the panel is too small for any distance.
 */
export function greatestDistanceMm(
  panel: Panel,
  wantedMm: number,
  languages: readonly LanguageWidths[],
): number | undefined {
  if (languages.every((language) => fits(panel, wantedMm, language))) return wantedMm
  const first = Math.floor((wantedMm - 1) / distanceStepMm) * distanceStepMm
  for (let distance = first; distance >= minDistanceMm; distance -= distanceStepMm)
    if (languages.every((language) => fits(panel, distance, language))) return distance
  return undefined
}

/**
 * The layout of `renderer/theme.css` at the smallest legible sizes (`--fit: 0`); tests keep the two in sync.
 */
const layout = {
  /** Fractions of the shorter side. */
  mark: 0.15,
  edge: 0.025,
  space: 0.01,
  /** The status bar's font size: a fraction of the shorter side plus pixels. */
  small: { part: 0.019, px: 8 },
  portraitAspect: 3 / 4,
  /** Height of a capital H relative to the font size, as in `renderer/legible.ts`. */
  capitalHeight: 0.72,
  lineHeight: { headline: 1.04, name: 1.25, time: 1, detail: 1.3, small: 1.35 },
  /** Lines for IT below an out-of-service notice. */
  linesForIt: 5,
  statusLines: 2,
} as const

/** A name of about twenty letters; a longer one is drawn smaller. */
const name: WordWidths = [4.6, 6]

function fits(panel: Panel, distanceMm: number, language: LanguageWidths): boolean {
  const { widthPx, heightPx } = panel
  const shorter = Math.min(widthPx, heightPx)
  const pxPerMm = Math.hypot(widthPx, heightPx) / panel.diagonalMm
  const fontPx = (mm: number) => (legibleCapitalMm(mm) * pxPerMm) / layout.capitalHeight
  const headlinePx = fontPx(distanceMm)
  const detailPx = fontPx(Math.min(distanceMm, detailsDistanceMm))
  const smallPx = shorter * layout.small.part + layout.small.px
  const space = shorter * layout.space
  const edge = shorter * layout.edge
  const mark = shorter * layout.mark
  const isUpright = widthPx / heightPx <= layout.portraitAspect

  const width = widthPx - 2 * edge - (isUpright ? 0 : mark + 1.2 * edge)
  const status = 3 * space + layout.statusLines * smallPx * layout.lineHeight.small
  const height = heightPx - status - 1.5 * edge - (isUpright ? mark + 1.4 * edge : 0)

  const lines = (words: WordWidths, px: number, lineHeight: number) =>
    linesOf(words, language.space, width / px) * px * lineHeight
  const notice = ({ headline, meaning, next }: NoticeWidths) =>
    lines(headline, headlinePx, layout.lineHeight.headline) +
    lines(meaning, detailPx, layout.lineHeight.detail) +
    lines(next, detailPx, layout.lineHeight.detail) +
    3 * space
  const named = lines(name, headlinePx, layout.lineHeight.name) + space
  const time = headlinePx * layout.lineHeight.time + space
  const forIt = 3 * space + layout.linesForIt * smallPx * layout.lineHeight.small

  return (
    notice(language.receipt) + named + time <= height &&
    notice(language.refusal) + named <= height &&
    notice(language.outOfService) + forIt <= height
  )
}

/** How many lines of `width` em the words need in a browser; infinite if a word is wider than a line. */
function linesOf(words: WordWidths, space: number, width: number): number {
  let lines = 0
  let left = 0
  for (const word of words) {
    if (word > width) return Number.POSITIVE_INFINITY
    if (lines > 0 && word + space <= left) left -= word + space
    else {
      lines += 1
      left = width - word
    }
  }
  return lines
}

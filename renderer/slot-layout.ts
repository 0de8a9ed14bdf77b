import { slotRowOverCapital } from '../electron/contract/look.ts'
import { capitalHeight } from './legible.ts'

/** How the slots are laid out. Lengths in CSS pixels; depends on nothing that a row holds. */
export interface SlotLayout {
  readonly columns: number
  readonly rows: number
  /** From the top of a row to the top of the next. */
  readonly rowPx: number
  readonly fontPx: number
  /** The word stands below the name, where a row is too narrow for both. */
  readonly isStacked: boolean
}

/** What a mark, ten letters of a name and the longest word take beside each other, in em. */
const columnEm = 12.5
const mostColumns = 3
/** Two lines stand closer together than two rows. */
const stackedOverRow = 1.85
/** Narrower than this, in em, a name would lose all but its first letters. */
const narrowEm = 9.5
/** With room to spare a row gets this much air, up to this part of the screen's height. */
const airy = { row: 1.2, partOfHeight: 0.3 }
/** Whatever panel and distance: the latest tap keeps the other half. */
const mostOfHeight = 0.5

/** `headlinePx`: the least legible font size from the viewing distance (`legibleSizes`). `width`: without margins. */
export function slotLayout(
  count: number,
  headlinePx: number,
  page: { readonly width: number; readonly height: number },
): SlotLayout {
  const inEm = page.width / headlinePx
  const columns = Math.max(1, Math.min(mostColumns, count, Math.floor(inEm / columnEm)))
  const rows = Math.max(1, Math.ceil(count / columns))
  const isStacked = inEm / columns < narrowEm
  const rowOverFont = capitalHeight * slotRowOverCapital * (isStacked ? stackedOverRow : 1)
  const least = headlinePx * rowOverFont
  const comfortable = Math.max(least, Math.min(least * airy.row, (page.height * airy.partOfHeight) / rows))
  const rowPx = Math.min(comfortable, (page.height * mostOfHeight) / rows)
  return { columns, rows, rowPx, fontPx: Math.min(headlinePx, rowPx / rowOverFont), isStacked }
}

import { slotRowOverCapital } from '../electron/contract/look.ts'
import { capitalHeight } from './legible.ts'

/** Layout of the slots. Lengths in CSS pixels; independent of a row's content. */
export interface SlotLayout {
  readonly columns: number
  readonly rows: number
  /** From the top of one row to the top of the next. */
  readonly rowPx: number
  readonly fontPx: number
  /** The outcome is below the name, because a row is too narrow for both. */
  readonly isStacked: boolean
}

/** Width of a mark, ten letters of a name and the longest outcome, in em. */
const columnEm = 12.5
const maxColumns = 3
/** Two stacked lines are closer together than two rows. */
const stackedOverRow = 1.85
/** Below this width, in em, a name would lose all but its first letters. */
const narrowEm = 9.5
/** With space to spare, rows get this much more height, up to this fraction of the screen's height. */
const airy = { row: 1.2, partOfHeight: 0.3 }
/** On any panel and at any distance, the latest tap keeps the other half. */
const maxShareOfHeight = 0.5

/**
 * `headlinePx`: the minimum font size for the viewing distance (`legibleSizes`). `width`: without margins.
 */
export function slotLayout(
  count: number,
  headlinePx: number,
  page: { readonly width: number; readonly height: number },
): SlotLayout {
  const inEm = page.width / headlinePx
  const columns = Math.max(1, Math.min(maxColumns, count, Math.floor(inEm / columnEm)))
  const rows = Math.max(1, Math.ceil(count / columns))
  const isStacked = inEm / columns < narrowEm
  const rowOverFont = capitalHeight * slotRowOverCapital * (isStacked ? stackedOverRow : 1)
  const least = headlinePx * rowOverFont
  const comfortable = Math.max(least, Math.min(least * airy.row, (page.height * airy.partOfHeight) / rows))
  const rowPx = Math.min(comfortable, (page.height * maxShareOfHeight) / rows)
  return { columns, rows, rowPx, fontPx: Math.min(headlinePx, rowPx / rowOverFont), isStacked }
}

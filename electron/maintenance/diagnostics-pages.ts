import type { DiagnosticsPage, DiagnosticsRow } from '../contract/kiosk-state.ts'

export interface DiagnosticsSection {
  readonly title: string
  readonly rows: readonly DiagnosticsRow[]
}

/** Space beside the code on the smallest panel (800 × 480), in lines and characters. */
const page = { lines: 16, labelCharacters: 20, characters: 30 } as const
/** Longer values are cut; this is enough to recognize any setting or failure. */
const longest = 90
/** A QR code of this size has 97 × 97 modules, which a phone can read from the smallest panel. */
const maxCodeBytes = 850

/** Splits the sections into pages that fit on any panel without scrolling, each with its QR code. */
export function pagesOf(
  sections: readonly DiagnosticsSection[],
  stamp: { readonly kioskId: string; readonly atMs: number },
): readonly DiagnosticsPage[] {
  const laidOut = sections.flatMap(({ title, rows }) =>
    filled(rows.map(shortened)).map((some) => ({ title, rows: some })),
  )
  return laidOut.map(({ title, rows }, index) => ({
    number: index + 1,
    pages: laidOut.length,
    title,
    rows,
    code: codeOf(title, rows, stamp),
  }))
}

function filled(rows: readonly DiagnosticsRow[]): readonly (readonly DiagnosticsRow[])[] {
  const pages: DiagnosticsRow[][] = []
  let left = 0
  for (const row of rows) {
    const lines = linesOf(row)
    if (lines > left) {
      pages.push([])
      left = page.lines
    }
    pages.at(-1)?.push(row)
    left -= lines
  }
  return pages
}

function linesOf({ label, value, note }: DiagnosticsRow): number {
  const text = note === undefined ? value : `${value} ${note}`
  return Math.max(Math.ceil(label.length / page.labelCharacters), Math.ceil(text.length / page.characters), 1)
}

function shortened(row: DiagnosticsRow): DiagnosticsRow {
  return {
    ...row,
    value: cut(row.value, longest),
    ...(row.note !== undefined && { note: cut(row.note, longest) }),
  }
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

/**
 * The page as JSON: `{"shiftsBadgeKiosk":1,"kiosk":…,"at":ISO 8601,"page":…,"rows":[[label,value,note?],…]}`.
 * The number is the format's version. If it is too long for a camera, notes are dropped from the end, then
 * rows, and `"cut":true` is set.
 */
function codeOf(
  title: string,
  rows: readonly DiagnosticsRow[],
  { kioskId, atMs }: { readonly kioskId: string; readonly atMs: number },
): string {
  const at = new Date(atMs).toISOString().slice(0, 19) + 'Z'
  const codeRows = rows.map(({ label, value, note }) =>
    note === undefined ? [label, value] : [label, value, note],
  )
  const text = (isCut: boolean): string =>
    JSON.stringify({
      shiftsBadgeKiosk: 1,
      kiosk: kioskId,
      at,
      page: title,
      rows: codeRows,
      ...(isCut && { cut: true }),
    })
  const fits = (code: string): boolean => Buffer.byteLength(code) <= maxCodeBytes
  if (fits(text(false))) return text(false)
  for (const one of [...codeRows].reverse()) {
    one.splice(2)
    if (fits(text(true))) return text(true)
  }
  while (codeRows.length > 0 && !fits(text(true))) codeRows.pop()
  return text(true)
}

import type { DiagnosticsPage, DiagnosticsRow } from '../contract/kiosk-state.ts'

export interface DiagnosticsSection {
  readonly title: string
  readonly rows: readonly DiagnosticsRow[]
}

/** How many lines of how many characters the smallest panel (800 × 480) has beside the code. */
const page = { lines: 16, labelCharacters: 20, characters: 30 } as const
/** Longer values are cut: no setting and no failure needs more to be known by. */
const longest = 90
/** A code of that many bytes has 97 modules a side: a phone reads it from the smallest panel. */
const largestCodeBytes = 850

/** Lays the sections out on pages that need no scrolling on any panel, each with its code. */
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
 * The page as JSON: `{"shiftsBadgeKiosk":1,"kiosk":…,"at":ISO 8601,"page":…,"rows":[[label,value,note?],…]}`. The
 * number is the format's version. Where it would be too long to be read by a camera, notes are left out, the last
 * ones first, and then rows; `"cut":true` says so.
 */
function codeOf(
  title: string,
  rows: readonly DiagnosticsRow[],
  { kioskId, atMs }: { readonly kioskId: string; readonly atMs: number },
): string {
  const at = new Date(atMs).toISOString().slice(0, 19) + 'Z'
  const told = rows.map(({ label, value, note }) =>
    note === undefined ? [label, value] : [label, value, note],
  )
  const text = (isCut: boolean): string =>
    JSON.stringify({
      shiftsBadgeKiosk: 1,
      kiosk: kioskId,
      at,
      page: title,
      rows: told,
      ...(isCut && { cut: true }),
    })
  const fits = (code: string): boolean => Buffer.byteLength(code) <= largestCodeBytes
  if (fits(text(false))) return text(false)
  for (const one of [...told].reverse()) {
    one.splice(2)
    if (fits(text(true))) return text(true)
  }
  while (told.length > 0 && !fits(text(true))) told.pop()
  return text(true)
}

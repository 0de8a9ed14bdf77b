import { printable } from './printable.ts'

/** RFC 4180, with a byte order mark so that Excel reads UTF-8. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return `\u{FEFF}${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
}

/** Spreadsheets take such a text for a formula, also after invisible characters and in full width. */
const formula = /^[\u200d\u200c\s"'\p{M}\u115f\u1160\u2800\u3164\uffa0]*[=+\-@＝＋－＠﹦﹢﹣﹫−]/u
/** Where the list separator is `;`, Excel starts a new cell after each one, even inside quotes. */
const formulaBehindSemicolon =
  /;([\u200d\u200c\s"'\p{M}\u115f\u1160\u2800\u3164\uffa0]*[=+\-@＝＋－＠﹦﹢﹣﹫−])/gu

/** One line. A leading apostrophe keeps a spreadsheet from evaluating the text as a formula. */
function cell(value: string): string {
  const line = printable(value).replace(formulaBehindSemicolon, ";'$1")
  const text = formula.test(line) ? `'${line}` : line
  return /[",;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

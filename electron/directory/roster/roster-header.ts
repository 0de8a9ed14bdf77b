import { CsvRecords, declaredDelimiter, delimiterOf, type Delimiter } from './csv-records.ts'
import { findColumns, type ColumnNames } from './roster-columns.ts'
import type { Line } from '../roster-text/line.ts'

/** Reports may have a title, a date and blank lines above the table. */
const maxLinesAbove = 10

/** `lines`: from the header line on. `titleLines`: how many lines of text above it are ignored. */
export interface FoundHeader {
  readonly lines: readonly Line[]
  readonly delimiter: Delimiter
  readonly titleLines: number
}

/** Whether there are enough lines for `findHeader`. */
export function isEnoughForHeader(lines: readonly Line[]): boolean {
  return lines.filter(isWritten).length > maxLinesAbove + 2
}

/**
 * Finds the header line: the first line that names every column, after Excel's `sep=;`, PowerShell's `#TYPE
 * …` and titles. If none does, the line that names the most, so that the reported problem is about that line.
 * A line with a GUID is a row, and no line after it can be the header, so that no row is skipped silently.
 */
export function findHeader(lines: readonly Line[], names: ColumnNames): FoundHeader {
  let rest = lines.slice(firstWritten(lines))
  const declared = declaredDelimiter(rest[0]?.text.trim() ?? '')
  if (declared !== undefined) rest = rest.slice(1)
  rest = rest.slice(firstWritten(rest))
  if (/^"?#TYPE /i.test(rest[0]?.text ?? '')) rest = rest.slice(1)
  rest = rest.slice(firstWritten(rest))

  const firstRow = rest.findIndex(({ text }) => guid.test(text))
  const above = firstRow === -1 ? rest : rest.slice(0, firstRow)
  const written = above.filter(isWritten).slice(0, maxLinesAbove + 1)
  let best = { line: rest[0], known: 0 }
  for (const line of written) {
    const known = columnsIn(line, declared ?? delimiterOf(line.text), names)
    if (known > best.known) best = { line, known }
    if (known === allColumns) break
  }
  const at = best.line === undefined ? 0 : rest.indexOf(best.line)
  return {
    lines: rest.slice(at),
    delimiter: declared ?? delimiterOf(best.line?.text ?? ''),
    titleLines: rest.slice(0, at).filter(isWritten).length,
  }
}

const allColumns = 4

/** How many columns the line names; `allColumns` if it is the header line. */
function columnsIn(line: Line, delimiter: Delimiter, names: ColumnNames): number {
  const [record] = new CsvRecords(delimiter).push([line])
  if (record?.kind !== 'fields') {
    // A quoted name may span several lines; then this line starts the header.
    return record === undefined && line.text.includes('"') ? allColumns : 0
  }
  const found = findColumns(record.fields, names)
  return found.kind === 'ok' ? allColumns : found.known
}

/** How many lines precede the first one with text. */
function firstWritten(lines: readonly Line[]): number {
  const first = lines.findIndex(isWritten)
  return first === -1 ? lines.length : first
}

function isWritten({ text }: Line): boolean {
  return text.trim() !== ''
}

const guid = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

import { CsvRecords, declaredDelimiter, delimiterOf, type Delimiter } from './csv-records.ts'
import { findColumns, type ColumnNames } from './roster-columns.ts'
import type { Line } from '../roster-text/roster-lines.ts'

/** Reports have a title, a date and a blank line or two above their table. */
const mostLinesAbove = 10

/** `lines`: from the header line on. `titleLines`: how many lines with text above it are left out. */
export interface FoundHeader {
  readonly lines: readonly Line[]
  readonly delimiter: Delimiter
  readonly titleLines: number
}

/** Whether the first lines of a file are as many as `findHeader` looks at. */
export function isEnoughForHeader(lines: readonly Line[]): boolean {
  return lines.filter(isWritten).length > mostLinesAbove + 2
}

/**
 * Where the header line is: the first of the first lines that names every column, below Excel's `sep=;`, PowerShell's
 * `#TYPE …` and titles. Where none does, the one that names the most, so that the reason for refusing it is about that
 * one. Lines that hold a GUID are rows, and nothing below the first of them is a header line: no row is left out silently.
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
  const written = above.filter(isWritten).slice(0, mostLinesAbove + 1)
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

/** How many of the columns the line names; `allColumns` where it is the header line. */
function columnsIn(line: Line, delimiter: Delimiter, names: ColumnNames): number {
  const [record] = new CsvRecords(delimiter).push([line])
  if (record?.kind !== 'fields') {
    // A quoted name may go over several lines; then it begins the header line.
    return record === undefined && line.text.includes('"') ? allColumns : 0
  }
  const found = findColumns(record.fields, names)
  return found.kind === 'ok' ? allColumns : found.known
}

/** How many lines come before the first with text. */
function firstWritten(lines: readonly Line[]): number {
  const first = lines.findIndex(isWritten)
  return first === -1 ? lines.length : first
}

function isWritten({ text }: Line): boolean {
  return text.trim() !== ''
}

const guid = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

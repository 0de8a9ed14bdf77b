import { CsvError, parse } from 'csv-parse/sync'
import type { Line } from '../roster-text/line.ts'
import { maxLineLength } from '../roster-text/roster-lines.ts'

/** A row of a CSV file. `line`: the line where it starts. */
export type CsvRecord =
  | { readonly kind: 'fields'; readonly line: number; readonly fields: readonly string[] }
  | { readonly kind: 'bad'; readonly line: number; readonly problem: string }

export type Delimiter = ',' | ';' | '\t'

/** A quoted field may span this many lines; if it is not closed by then, the quote counts as a mistake. */
const maxRecordLines = 20

/**
 * Parses lines into CSV records. Keeps line numbers correct across quoted line breaks, and an unclosed quote
 * affects only its own row, not the rest of the file. csv-parse guarantees neither, so it gets only the lines
 * of whole records, and lines are counted here.
 */
export class CsvRecords {
  readonly #delimiter: Delimiter
  #waiting: Line[] = []
  #width: number | undefined

  constructor(delimiter: Delimiter) {
    this.#delimiter = delimiter
  }

  /**
   * The records completed by `lines`, without blank lines and rows of empty fields. Call it with few lines at
   * a time.
   */
  push(lines: readonly Line[]): CsvRecord[] {
    return this.#take([...this.#waiting, ...lines], false)
  }

  /** The remaining records after the last line. */
  end(): CsvRecord[] {
    return this.#take(this.#waiting, true)
  }

  #take(lines: readonly Line[], isEnd: boolean): CsvRecord[] {
    const written = lines.filter((line) => line.text.trim() !== '')
    const records = this.#takeEachLineAsRecord(written) ?? this.#takeOneByOne(lines, isEnd)
    return records.filter((record) => record.kind === 'bad' || record.fields.some((field) => field !== ''))
  }

  /** The common case: every line is one record. Undefined if that is not so. */
  #takeEachLineAsRecord(lines: readonly Line[]): CsvRecord[] | undefined {
    if (lines.some((line) => line.text.length > maxLineLength)) return undefined
    if (lines.every((line) => !line.text.includes('"'))) {
      // Without quotes a plain split gives the same result as csv-parse, at a tenth of the cost.
      this.#waiting = []
      return lines.map((line) => this.#record(line, line.text.split(this.#delimiter)))
    }
    const rows = this.#parse(lines.map((line) => line.text).join('\n'), 'loose')
    // A record over several lines would give fewer rows; more rows are impossible.
    if (!Array.isArray(rows) || rows.length !== lines.length) return undefined
    this.#waiting = []
    return lines.map((line, i) => this.#record(line, rows[i] ?? []))
  }

  #takeOneByOne(lines: readonly Line[], isEnd: boolean): CsvRecord[] {
    const records: CsvRecord[] = []
    this.#waiting = []
    let next = 0
    for (let line = lines[next]; line !== undefined; line = lines[next]) {
      const taken = this.#takeFirst(lines.slice(next, next + maxRecordLines))
      const mayGoOn = lines.length - next < maxRecordLines
      if (taken === 'open' && mayGoOn && !isEnd) {
        this.#waiting = lines.slice(next)
        break
      }
      if (taken === 'open') records.push(bad(line, 'A quote is not closed.'))
      else records.push(taken.record)
      next += taken === 'open' ? 1 : taken.lines
    }
    return records
  }

  /** The record that starts in the first of `lines`. `open`: it has a quote that none of them closes. */
  #takeFirst(lines: readonly Line[]): { readonly record: CsvRecord; readonly lines: number } | 'open' {
    const [first] = lines
    if (first === undefined || first.text.trim() === '')
      return { record: { kind: 'fields', line: first?.number ?? 0, fields: [] }, lines: 1 }
    let text = ''
    for (const [i, line] of lines.entries()) {
      text += i === 0 ? line.text : `\n${line.text}`
      if (text.length > maxLineLength) return i === 0 ? { record: bad(line, tooLong), lines: 1 } : 'open'
      const rows = this.#parse(text, 'strict')
      if (rows === 'open') continue
      if (i === 0) {
        // A quote in the middle of a field is literal, as in Excel.
        const fields = Array.isArray(rows) ? rows[0] : this.#parseLoosely(text)
        return {
          record:
            fields === undefined ? bad(line, 'The quotes are not valid CSV.') : this.#record(line, fields),
          lines: 1,
        }
      }
      // If a stray quote pairs with one of a later row, the number of columns is wrong.
      const fields = Array.isArray(rows) && rows.length === 1 ? rows[0] : undefined
      if (fields === undefined || (this.#width !== undefined && fields.length !== this.#width)) return 'open'
      return { record: this.#record(first, fields), lines: i + 1 }
    }
    return 'open'
  }

  #parseLoosely(text: string): string[] | undefined {
    const rows = this.#parse(text, 'loose')
    return Array.isArray(rows) ? rows[0] : undefined
  }

  #parse(text: string, quotes: 'strict' | 'loose'): string[][] | 'open' | 'bad' {
    try {
      return parse(text, {
        delimiter: this.#delimiter,
        record_delimiter: '\n',
        relax_column_count: true,
        relax_quotes: quotes === 'loose',
        // Allows `a, "b, c"`. With a tab as the delimiter, trimming would remove empty fields.
        trim: this.#delimiter !== '\t',
      })
    } catch (error) {
      if (!(error instanceof CsvError)) throw error
      return error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'open' : 'bad'
    }
  }

  #record(line: Line, fields: readonly string[]): CsvRecord {
    this.#width ??= fields.length
    return { kind: 'fields', line: line.number, fields: fields.map((field) => field.trim()) }
  }
}

const tooLong = `The line is longer than ${maxLineLength} characters.`

function bad(line: Line, problem: string): CsvRecord {
  return { kind: 'bad', line: line.number, problem }
}

/** The delimiter of a header line: the most frequent one outside quotes. */
export function delimiterOf(header: string): Delimiter {
  const bare = header.replace(/"[^"]*"/g, '')
  const count = (delimiter: Delimiter) => bare.split(delimiter).length
  const candidates: readonly Delimiter[] = [',', ';', '\t']
  return candidates.reduce((best, next) => (count(next) > count(best) ? next : best))
}

/** The delimiter declared in the first line in Excel's syntax, `sep=;`. */
export function declaredDelimiter(firstLine: string): Delimiter | undefined {
  const declared = /^"?sep=([,;\t])"?$/i.exec(firstLine)?.[1]
  return declared === ',' || declared === ';' || declared === '\t' ? declared : undefined
}

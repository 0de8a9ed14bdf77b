import { CsvError, parse } from 'csv-parse/sync'
import type { Line } from '../roster-text/roster-lines.ts'
import { longestLine } from '../roster-text/roster-lines.ts'

/** A row of a CSV file. `line`: that of the file it begins on. */
export type CsvRecord =
  | { readonly kind: 'fields'; readonly line: number; readonly fields: readonly string[] }
  | { readonly kind: 'bad'; readonly line: number; readonly problem: string }

export type Delimiter = ',' | ';' | '\t'

/** A quoted field may go over this many lines; where no quote closes it by then, the quote is a slip. */
const longestRecordLines = 20

/**
 * Makes records of lines. Line numbers are right after quoted line ends too, and a quote that is opened and never
 * closed costs its own row alone, not the rest of the file: csv-parse promises neither, so it is handed as many
 * lines as make up whole records and the lines are counted here.
 */
export class CsvRecords {
  readonly #delimiter: Delimiter
  #waiting: Line[] = []
  #width: number | undefined

  constructor(delimiter: Delimiter) {
    this.#delimiter = delimiter
  }

  /** The records that `lines` complete. Blank lines and rows of empty fields are none. Call it with few lines at a time. */
  push(lines: readonly Line[]): CsvRecord[] {
    return this.#take([...this.#waiting, ...lines], false)
  }

  /** What is left after the last line. */
  end(): CsvRecord[] {
    return this.#take(this.#waiting, true)
  }

  #take(lines: readonly Line[], isEnd: boolean): CsvRecord[] {
    const written = lines.filter((line) => line.text.trim() !== '')
    const records = this.#takeEachLineAsRecord(written) ?? this.#takeOneByOne(lines, isEnd)
    return records.filter((record) => record.kind === 'bad' || record.fields.some((field) => field !== ''))
  }

  /** The common case: no record goes over a line end. Undefined where that does not hold. */
  #takeEachLineAsRecord(lines: readonly Line[]): CsvRecord[] | undefined {
    if (lines.some((line) => line.text.length > longestLine)) return undefined
    if (lines.every((line) => !line.text.includes('"'))) {
      // Without a quote a delimiter is one and nothing else; as csv-parse reads it too, at a tenth of the cost.
      this.#waiting = []
      return lines.map((line) => this.#record(line, line.text.split(this.#delimiter)))
    }
    const rows = this.#parse(lines.map((line) => line.text).join('\n'), 'loose')
    // A record over several lines would make them fewer, and nothing can make them more.
    if (!Array.isArray(rows) || rows.length !== lines.length) return undefined
    this.#waiting = []
    return lines.map((line, i) => this.#record(line, rows[i] ?? []))
  }

  #takeOneByOne(lines: readonly Line[], isEnd: boolean): CsvRecord[] {
    const records: CsvRecord[] = []
    this.#waiting = []
    let next = 0
    for (let line = lines[next]; line !== undefined; line = lines[next]) {
      const taken = this.#takeFirst(lines.slice(next, next + longestRecordLines))
      const mayGoOn = lines.length - next < longestRecordLines
      if (taken === 'open' && mayGoOn && !isEnd) {
        this.#waiting = lines.slice(next)
        break
      }
      if (taken === 'open') records.push(bad(line, 'A quote is opened and not closed.'))
      else records.push(taken.record)
      next += taken === 'open' ? 1 : taken.lines
    }
    return records
  }

  /** The record that begins with the first of `lines`. `open`: a quote is opened in it, and none of them closes it. */
  #takeFirst(lines: readonly Line[]): { readonly record: CsvRecord; readonly lines: number } | 'open' {
    const [first] = lines
    if (first === undefined || first.text.trim() === '')
      return { record: { kind: 'fields', line: first?.number ?? 0, fields: [] }, lines: 1 }
    let text = ''
    for (const [i, line] of lines.entries()) {
      text += i === 0 ? line.text : `\n${line.text}`
      if (text.length > longestLine) return i === 0 ? { record: bad(line, tooLong), lines: 1 } : 'open'
      const rows = this.#parse(text, 'strict')
      if (rows === 'open') continue
      if (i === 0) {
        // A quote in the middle of a field stands for itself, as Excel takes it.
        const fields = Array.isArray(rows) ? rows[0] : this.#parseLoosely(text)
        return {
          record: fields === undefined ? bad(line, 'The quotes make no sense.') : this.#record(line, fields),
          lines: 1,
        }
      }
      // Where a quote opened by a slip runs into that of a later row, the columns do not come out right.
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
        // Allows for `a, "b, c"`. Where tabs part the fields they must not be trimmed.
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

const tooLong = `The line is longer than ${longestLine} characters.`

function bad(line: Line, problem: string): CsvRecord {
  return { kind: 'bad', line: line.number, problem }
}

/** The delimiter a header line is written with: the one it holds most of, outside of quotes. */
export function delimiterOf(header: string): Delimiter {
  const bare = header.replace(/"[^"]*"/g, '')
  const count = (delimiter: Delimiter) => bare.split(delimiter).length
  const candidates: readonly Delimiter[] = [',', ';', '\t']
  return candidates.reduce((best, next) => (count(next) > count(best) ? next : best))
}

/** Excel's own way to name the delimiter, in the first line: `sep=;`. */
export function declaredDelimiter(firstLine: string): Delimiter | undefined {
  const declared = /^"?sep=([,;\t])"?$/i.exec(firstLine)?.[1]
  return declared === ',' || declared === ';' || declared === '\t' ? declared : undefined
}

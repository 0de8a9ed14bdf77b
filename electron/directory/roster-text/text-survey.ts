import type { Line } from './line.ts'

/** Whether lines, or the whole file, are not UTF-8. */
export type OtherEncoding =
  | { readonly kind: 'none' }
  /** `first`: the first line numbers. */
  | { readonly kind: 'lines'; readonly count: number; readonly first: readonly number[] }
  /** The file as a whole is not UTF-8. */
  | { readonly kind: 'file' }

/** Control characters except tab, line ends, vertical tab and form feed; they indicate binary data. */
// eslint-disable-next-line no-control-regex -- see above
const control = /[\0-\x08\x0e-\x1f\x7f]/
const nonAscii = /[^\0-\x7f]/
const neither = /[^\t-\r\x20-\x7e]/

/**
 * Statistics over the lines of a file, to detect its kind: a few lines in another encoding or with a NUL are
 * mistakes, but most lines determine the kind of the file.
 */
export class TextSurvey {
  readonly #keep: number
  #lines = 0
  /** UTF-8 lines with non-ASCII characters. */
  #utf8Lines = 0
  #otherLines = 0
  readonly #firstOther: number[] = []
  #nulLines = 0
  #controlLines = 0
  #hasMark = false

  /** `keep`: how many line numbers are kept. */
  constructor(keep: number) {
    this.#keep = keep
  }

  /** `isPlain`: the lines are ASCII without control characters. */
  note(lines: readonly Line[], isPlain: boolean): void {
    this.#lines += lines.length
    if (isPlain) return
    for (const { number, text, isOtherEncoding = false } of lines) {
      if (isOtherEncoding) {
        this.#otherLines += 1
        if (this.#firstOther.length < this.#keep) this.#firstOther.push(number)
      } else if (nonAscii.test(text)) this.#utf8Lines += 1
      if (!control.test(text)) continue
      this.#controlLines += 1
      if (text.includes('\0')) this.#nulLines += 1
    }
  }

  /** The file starts with a UTF-8 byte order mark. */
  noteMark(): void {
    this.#hasMark = true
  }

  /**
   * Whether too many lines hold control characters for the file to be text, judging by the lines read so far.
   */
  get isBinary(): boolean {
    const odd = this.#otherLines > 0 ? this.#controlLines : this.#nulLines
    return odd > 1 && odd > this.#lines / 10
  }

  get hasNul(): boolean {
    return this.#nulLines > 0
  }

  /** In a Windows-1252 file a line may be valid UTF-8 by chance, such as one with `É’`. */
  get hasUtf8(): boolean {
    return this.#utf8Lines > 0
  }

  get otherEncoding(): OtherEncoding {
    if (this.#otherLines === 0) return { kind: 'none' }
    const few = Math.max(1, this.#lines / 20, this.#utf8Lines)
    return this.#hasMark || this.#otherLines <= few
      ? { kind: 'lines', count: this.#otherLines, first: this.#firstOther }
      : { kind: 'file' }
  }
}

/** Whether the text is ASCII without control characters. */
export function isPlainText(text: string): boolean {
  return !neither.test(text)
}

/** One line of a text file, without its line end (CRLF, LF or CR). `number` counts from 1. */
export interface Line {
  readonly number: number
  readonly text: string
  /** Set if the line is not UTF-8 and was read as Windows-1252. */
  readonly isOtherEncoding?: true
}

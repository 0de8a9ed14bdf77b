/** Line and column count from 1; columns count UTF-16 code units, as editors do. */
export interface Position {
  /** The local file; absent for the shared one. */
  readonly file?: string
  readonly line: number
  readonly column: number
}

export type Locate = (offset: number) => Position

/** Turns offsets in `text` into lines and columns. */
export function locator(text: string): Locate {
  const starts = [0]
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

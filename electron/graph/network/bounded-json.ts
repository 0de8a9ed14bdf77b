export interface JsonLimits {
  /** UTF-16 code units of the text. */
  readonly length: number
  /** Objects and lists, commas and colons: what a parser spends memory on, however short the text. */
  readonly marks: number
}

export type BoundedJson =
  | { readonly kind: 'json'; readonly value: unknown }
  /** `detail`: why, in this program's own words. */
  | { readonly kind: 'refused'; readonly detail: string }

/** Microsoft's answers are some ten levels deep. */
const deepest = 64

/**
 * Parses JSON from outside, once a linear scan has shown that it is neither large nor deep: a few megabytes of `[[[[`
 * would otherwise take a hundred times their size.
 */
export function parseBoundedJson(text: string, limits: JsonLimits): BoundedJson {
  const problem = tooMuch(text, limits)
  if (problem !== undefined) return { kind: 'refused', detail: problem }
  try {
    return { kind: 'json', value: JSON.parse(text) as unknown }
  } catch {
    return { kind: 'refused', detail: 'not JSON' }
  }
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a

/** Text that is not JSON is counted somehow, and refused by the parser. */
function tooMuch(text: string, { length, marks }: JsonLimits): string | undefined {
  if (text.length > length) return `JSON longer than ${length} characters`
  let depth = 0
  let count = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      at = endOfString(text, at)
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1
      count += 1
      if (depth > deepest) return `JSON deeper than ${deepest} levels`
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1
    } else if (code === comma || code === colon) {
      count += 1
    }
    if (count > marks) return `JSON of more than ${marks} parts`
  }
  return undefined
}

/** Where the string that begins at `start` ends. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === quote) return at
    at += code === backslash ? 2 : 1
  }
  return at
}

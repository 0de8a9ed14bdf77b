export interface JsonLimits {
  /** UTF-16 code units of the text. */
  readonly length: number
  /** Objects, lists, commas and colons: they determine a parser's memory use, however short the text. */
  readonly structuralCharacters: number
}

export type BoundedJson =
  | { readonly kind: 'json'; readonly value: unknown }
  /** `detail`: the reason, in this program's own wording. */
  | { readonly kind: 'refused'; readonly detail: string }

/** Microsoft's answers are some ten levels deep. */
const deepest = 64

/**
 * Parses external JSON after a linear scan has checked its size and depth: otherwise a few megabytes of
 * `[[[[` would use a hundred times as much memory.
 */
export function parseBoundedJson(text: string, limits: JsonLimits): BoundedJson {
  const problem = limitExceeded(text, limits)
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

/** Which limit is exceeded. Invalid JSON gives any count; the parser rejects it. */
function limitExceeded(text: string, { length, structuralCharacters }: JsonLimits): string | undefined {
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
    if (count > structuralCharacters) return `JSON of more than ${structuralCharacters} parts`
  }
  return undefined
}

/** The index of the closing quote of the string that starts at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === quote) return at
    at += code === backslash ? 2 : 1
  }
  return at
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** The text of an itemBody ("itemBody resource type", Microsoft Graph v1.0): Teams may hand a text note back as HTML. */
export function plainText({
  content,
  contentType,
}: {
  readonly content: string
  readonly contentType?: string | null | undefined
}): string {
  const text = content.replaceAll(/<[^>]*>/g, '').trim()
  return contentType?.toLowerCase() === 'html' ? decoded(text) : text
}

/** Whether one text holds the other, whatever became of the spaces in it: HTML keeps one of several. */
export function holdsText(text: string, part: string): boolean {
  return oneSpace(text).includes(oneSpace(part))
}

function oneSpace(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name.toLowerCase()] ?? whole
    const point = typeof decimal === 'string' ? Number(decimal) : parseInt(String(hex), 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}

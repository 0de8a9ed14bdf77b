import { decodeHTMLStrict } from 'entities/decode'

/**
 * The text of an itemBody ("itemBody resource type", Microsoft Graph v1.0): Teams may hand a text note back as HTML. A
 * text is taken as it is: what looks like a tag or an entity in it was written by a person.
 */
export function plainText({
  content,
  contentType,
}: {
  readonly content: string
  readonly contentType?: string | null | undefined
}): string {
  if (contentType?.toLowerCase() !== 'html') return content.trim()
  return decodeHTMLStrict(content.replaceAll(tag, '').trim())
}

/** As HTML has it: `<3` begins no tag. */
const tag = /<[a-z/!][^>]*>/gi

/** Whether one text holds the other, whatever became of the spaces in it: HTML keeps one of several. */
export function holdsText(text: string, part: string): boolean {
  return oneSpace(text).includes(oneSpace(part))
}

function oneSpace(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

import { decodeHTMLStrict } from 'entities/decode'
import { cut } from '../../base/text/cut.ts'

/** Generous, since the kiosk's own note may come after all others. */
const maxNoteLength = 512 * 1024

/**
 * The text of an itemBody ("itemBody resource type", Microsoft Graph v1.0). Teams may return a text note as
 * HTML. Plain text is kept unchanged: what looks like a tag or an entity in it was written by a person.
 */
export function plainText({
  content,
  contentType,
}: {
  readonly content: string
  readonly contentType?: string | null | undefined
}): string {
  const note = cut(content, maxNoteLength)
  if (contentType?.toLowerCase() !== 'html') return note.trim()
  return decodeHTMLStrict(withoutTags(note).trim())
}

/**
 * Follows HTML: `<3` does not begin a tag, nor does a `<` that is never closed. Runs in linear time; a
 * regular expression would search for the end of each tag again.
 */
function withoutTags(html: string): string {
  let text = ''
  let done = 0
  for (let start = html.indexOf('<'); start !== -1; start = html.indexOf('<', start + 1)) {
    if (!/[a-z/!]/i.test(html.charAt(start + 1))) continue
    const end = html.indexOf('>', start + 2)
    if (end === -1) break
    text += html.slice(done, start)
    done = end + 1
    start = end
  }
  return text + html.slice(done)
}

/** Whether `text` contains `part`, ignoring differences in white space: HTML collapses spaces. */
export function holdsText(text: string, part: string): boolean {
  return oneSpace(text).includes(oneSpace(part))
}

function oneSpace(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

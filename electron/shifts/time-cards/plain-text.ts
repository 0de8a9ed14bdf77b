import { decodeHTMLStrict } from 'entities/decode'
import { cut } from '../../base/text/cut.ts'

/** Many times what anybody writes; the kiosk's own note may stand behind all the others. */
const longestNote = 512 * 1024

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
  const note = cut(content, longestNote)
  if (contentType?.toLowerCase() !== 'html') return note.trim()
  return decodeHTMLStrict(withoutTags(note).trim())
}

/**
 * As HTML has it: `<3` begins no tag, nor does what is never closed. Looks at each character once: a pattern would look
 * for the end of each tag anew.
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

/** Whether one text holds the other, whatever became of the spaces in it: HTML keeps one of several. */
export function holdsText(text: string, part: string): boolean {
  return oneSpace(text).includes(oneSpace(part))
}

function oneSpace(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

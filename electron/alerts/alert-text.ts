import { cut } from '../base/text/cut.ts'
import { looksLikeSecret } from '../base/text/echo.ts'
import { printable } from '../base/text/printable.ts'

/**
 * Sanitizes a text from outside for an alert: one line of at most `longest` characters, nothing that looks
 * like a secret, and no `{{`, which starts a date function in a card
 * (learn.microsoft.com/adaptive-cards/authoring-cards/text-features). Cards show it as a TextRun, without
 * Markdown.
 */
export function alertText(text: string, longest: number): string {
  const line = printable(cut(text, 2 * longest))
  if (looksLikeSecret(line)) return `(${text.length} characters, not shown)`
  return cut(line, longest).replace(/\{(?=\{)/g, '{ ')
}

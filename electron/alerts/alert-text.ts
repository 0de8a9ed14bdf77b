import { cut } from '../base/text/cut.ts'
import { looksLikeSecret } from '../base/text/echo.ts'
import { printable } from '../base/text/printable.ts'

/**
 * A text from elsewhere as an alert may hold it: one line of at most `longest` characters, nothing that has the shape of
 * a secret, and no `{{`, which begins a date function in a card
 * (learn.microsoft.com/adaptive-cards/authoring-cards/text-features). Cards show it as a TextRun, which knows no Markdown.
 */
export function alertText(text: string, longest: number): string {
  const line = printable(cut(text, 2 * longest))
  if (looksLikeSecret(line)) return `(${text.length} characters, not shown)`
  return cut(line, longest).replace(/\{(?=\{)/g, '{ ')
}

/**
 * Text from outside on one line of a terminal, a table or a message: no control characters, no escape sequences, nothing
 * invisible but the joiners that Persian and Indic names need, and nothing that turns the direction of what follows.
 */
export function printable(text: string): string {
  return text
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
}

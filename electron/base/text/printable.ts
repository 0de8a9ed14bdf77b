/**
 * Makes external text safe for one line of a terminal, a table or a message: no control characters, no escape
 * sequences, no bidirectional controls, and no invisible characters except the joiners that Persian and Indic
 * names need.
 */
export function printable(text: string): string {
  return text
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
}

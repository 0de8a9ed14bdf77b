/**
 * Text from outside on one line of a terminal or a message: no control characters, no escape sequences, nothing invisible,
 * and nothing that turns the direction of what follows. White space becomes one space.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]+/gu, ' ').trim()
}

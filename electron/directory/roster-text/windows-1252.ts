/**
 * The characters for 0x80 to 0x9F, the only bytes in which Windows-1252 differs from Latin-1; a space if
 * undefined.
 */
const windows1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

/**
 * Converts Latin-1 text to what the same bytes mean in Windows-1252. Not every build of Node can decode it.
 */
export function windows1252Of(latin1: string): string {
  return latin1.replace(/[\x80-\x9f]/g, (character) => windows1252.charAt(character.charCodeAt(0) - 0x80))
}

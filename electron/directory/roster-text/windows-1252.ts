/** 0x80 to 0x9F, the only bytes in which windows-1252 and Latin-1 differ; a space where nothing is defined. */
const windows1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ'

/** Latin-1 text as the same bytes mean it in Windows-1252. Written out here since not every build of Node decodes it. */
export function windows1252Of(latin1: string): string {
  return latin1.replace(/[\x80-\x9f]/g, (character) => windows1252.charAt(character.charCodeAt(0) - 0x80))
}

/** The code on the screen by which support finds the tap: the first eight hex digits of its id. */
export function supportCode(tapId: string): string {
  return tapId.slice(0, 8).toUpperCase()
}

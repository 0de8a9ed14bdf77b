/** What a person is shown and support finds the tap by: the first eight digits of its id, short enough to be read out. */
export function supportCode(tapId: string): string {
  return tapId.slice(0, 8).toUpperCase()
}

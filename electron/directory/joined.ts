/** The texts that are given, as one; undefined if there is none. */
export function joined(...texts: readonly (string | undefined)[]): string | undefined {
  const given = texts.filter((text) => text !== undefined)
  return given.length === 0 ? undefined : given.join('; ')
}

export interface BoardKey {
  readonly key: string
  /** Whether somebody still matches with this key. */
  readonly isAvailable: boolean
}

/** How many keys the board has room for, besides the space bar. */
export const boardPlaces = 40

const letters = Array.from('abcdefghijklmnopqrstuvwxyz')
const digits = Array.from('0123456789')
const fixedPlaces = [[...letters, ...digits], letters, []]

/**
 * The keys of the speller, without the space bar. Latin letters and digits keep their places while a name is
 * typed, available or not, so that a finger finds them where they were; other characters follow in the
 * order given. If there are too many for both, only the available keys are shown.
 */
export function boardOf(keys: readonly string[], typed: string): readonly BoardKey[] {
  const available = new Map(keys.filter((key) => key !== ' ').map((key) => [key.toLowerCase(), key]))
  const isLatin = [...available.keys(), ...Array.from(typed.toLowerCase())].some((key) =>
    /^[a-z0-9]$/u.test(key),
  )
  for (const fixed of isLatin ? fixedPlaces : []) {
    const others = [...available.keys()].filter((key) => !fixed.includes(key))
    if (fixed.length === 0 || fixed.length + others.length > boardPlaces) continue
    return [...fixed, ...others].map((key) => ({
      key: available.get(key) ?? key,
      isAvailable: available.has(key),
    }))
  }
  return [...available.values()].map((key) => ({ key, isAvailable: true }))
}

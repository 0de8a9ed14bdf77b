/**
 * A badge's bytes as upper-case hex. Readers and printers leave out leading zeros, and a decimal number tells no length
 * at all; so every number is widened with leading zeros to one of four sizes: 4, 7 or 10 bytes as a UID has
 * (ISO/IEC 14443-3), or 16.
 */
const sizes = [4, 7, 10, 16] as const
const fewestBytes = 3
export const mostBytes = 16

/** The smallest of the four sizes that `bytes` fit in; undefined where none does. */
export function sizeFor(bytes: number): number | undefined {
  return sizes.find((size) => bytes <= size)
}

/** `digits` in one of the four sizes; undefined where they are no badge number. Zeros alone are what a reader gives that has read nothing. */
export function widened(digits: string): string | undefined {
  const bytes = digits.length / 2
  const size = sizeFor(bytes)
  if (size === undefined || bytes < fewestBytes || !hexPairs.test(digits) || zeros.test(digits))
    return undefined
  return digits.toUpperCase().padStart(size * 2, '0')
}

/** Without the zeros that `widened` may have put in front. A badge of four bytes keeps them all. */
export function narrowed(digits: string): string {
  const size = digits.length / 2
  const smaller = sizes.findLast((each) => each < size)
  if (smaller === undefined) return digits
  const zerosToKeep = Math.max(0, digits.search(/[^0]/))
  const cut = Math.min(Math.floor(zerosToKeep / 2), size - smaller - 1)
  return digits.slice(cut * 2)
}

/** The bytes in the opposite order. */
export function reversed(digits: string): string {
  return (digits.match(bytePairs) ?? []).reverse().join('')
}

/** Each bit the other way, as a reader sends them whose two data lines are swapped. */
export function inverted(digits: string): string {
  return Array.from(digits, (digit) => (15 - Number.parseInt(digit, 16)).toString(16).toUpperCase()).join('')
}

/** Made once: written in place each would be another object for every row of a roster. */
const hexPairs = /^(?:[0-9a-f]{2})+$/i
const zeros = /^0+$/
const bytePairs = /../g

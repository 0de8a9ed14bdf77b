/**
 * A badge's bytes as upper-case hex. Readers and printers omit leading zeros, and a decimal number does not
 * show its length, so every number is padded with leading zeros to one of four sizes: the 4, 7 or 10 bytes of
 * a UID (ISO/IEC 14443-3), or 16.
 */
const sizes = [4, 7, 10, 16] as const
const fewestBytes = 3
export const maxBytes = 16

/** The smallest of the four sizes that holds `bytes`; undefined if it is too long. */
export function sizeFor(bytes: number): number | undefined {
  return sizes.find((size) => bytes <= size)
}

/** Pads `digits` to one of the four sizes; undefined if they are not a badge number, such as all zeros. */
export function padded(digits: string): string | undefined {
  const bytes = digits.length / 2
  const size = sizeFor(bytes)
  if (size === undefined || bytes < fewestBytes || !hexPairs.test(digits) || zeros.test(digits))
    return undefined
  return digits.toUpperCase().padStart(size * 2, '0')
}

/** Removes the zeros that `widened` may have added. A badge of four bytes keeps all of its zeros. */
export function unpadded(digits: string): string {
  const size = digits.length / 2
  const smaller = sizes.findLast((each) => each < size)
  if (smaller === undefined) return digits
  const zerosToKeep = Math.max(0, digits.search(/[^0]/))
  const cut = Math.min(Math.floor(zerosToKeep / 2), size - smaller - 1)
  return digits.slice(cut * 2)
}

/** Reverses the byte order. */
export function reversed(digits: string): string {
  return (digits.match(bytePairs) ?? []).reverse().join('')
}

/** Inverts every bit, as a reader with swapped data lines sends it. */
export function inverted(digits: string): string {
  return Array.from(digits, (digit) => (15 - Number.parseInt(digit, 16)).toString(16).toUpperCase()).join('')
}

/** Compiled once, not for every row of a roster. */
const hexPairs = /^(?:[0-9a-f]{2})+$/i
const zeros = /^0+$/
const bytePairs = /../g

/**
 * A badge's number as its chip gives it: the bytes of the UID in upper-case hex, in the order the reader gives
 * them; 4, 7 or 10 bytes (ISO/IEC 14443-3), so 8, 14 or 20 digits.
 */
export type BadgeId = string & { readonly __brand: 'BadgeId' }

/**
 * How access-control systems print the same badge: its bytes in hex or as one decimal number (first byte most
 * significant), in the order the reader gives them or the other way round.
 */
export const badgeNumberFormats = ['hex', 'hex-reversed', 'decimal', 'decimal-reversed'] as const

export type BadgeNumberFormat = (typeof badgeNumberFormats)[number]

export type ParsedBadgeNumber =
  | { readonly kind: 'badge'; readonly badge: BadgeId }
  /** `problem` is a sentence for the IT admin. It never repeats the number. */
  | { readonly kind: 'bad'; readonly problem: string }

export type BadgeFromUid =
  | { readonly kind: 'badge'; readonly badge: BadgeId }
  | { readonly kind: 'random-number' }
  | { readonly kind: 'not-a-uid' }

/** The lengths of a UID in bytes: single, double and triple size (ISO/IEC 14443-3). */
const uidSizes: readonly number[] = [4, 7, 10]
const longestDecimal = (256n ** 10n - 1n).toString().length

const asText = 'format the column as text and export again'

const quotes = `"'’`

/** Made once: written in place each would be another object for every row of a roster, hundreds of bytes a row. */
const patterns = {
  scientific: /^[+-]?\d+(?:[.,]\d+)?e\+\d+$/i,
  hexPrefix: /^0x/i,
  hexSeparators: /[\s:-]/g,
  hexDigits: /^[0-9a-f]+$/i,
  upperHexDigits: /^[0-9A-F]+$/,
  zeros: /^0+$/,
  formulaSign: /^=(?=")/,
} as const

/**
 * Reads a badge number as a roster or a keyboard reader writes it. Spaces around it, quotes, and the apostrophe
 * and `="…"` with which Excel marks text are left out. Hex may be in either case, begin with `0x` and be parted
 * by `:`, `-` or spaces. A decimal number is taken for the shortest UID it fits in, so leading zeros do not matter.
 */
export function parseBadgeNumber(text: string, format: BadgeNumberFormat): ParsedBadgeNumber {
  const written = withoutWrapping(text)
  if (written === '') return bad('The badge number is empty.')
  if (patterns.scientific.test(written)) {
    return bad(`The badge number is in scientific notation, so digits are lost: ${asText}.`)
  }
  switch (format) {
    case 'hex':
      return parseHex(written, false)
    case 'hex-reversed':
      return parseHex(written, true)
    case 'decimal':
      return parseDecimal(written, false)
    case 'decimal-reversed':
      return parseDecimal(written, true)
    default:
      return format satisfies never
  }
}

/** Writes a badge number as `parseBadgeNumber` reads it: hex in upper case without separators, decimal without leading zeros. */
export function formatBadgeNumber(badge: BadgeId, format: BadgeNumberFormat): string {
  switch (format) {
    case 'hex':
      return badge
    case 'hex-reversed':
      return reversed(badge)
    case 'decimal':
      return BigInt(`0x${badge}`).toString()
    case 'decimal-reversed':
      return BigInt(`0x${reversed(badge)}`).toString()
    default:
      return format satisfies never
  }
}

/** What a chip's UID is good for, `bytes` in the order the reader gives them. */
export function badgeFromUid(bytes: Uint8Array): BadgeFromUid {
  const badge = toBadgeId(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''))
  if (badge === undefined) return { kind: 'not-a-uid' }
  return isRandomNumber(badge) ? { kind: 'random-number' } : { kind: 'badge', badge }
}

/**
 * Whether the number is made up anew at each tap, as phones and privacy cards do: a UID of 4 bytes that begins
 * with 08 (ISO/IEC 14443-3, "random number, dynamically generated"). It identifies nobody.
 */
export function isRandomNumber(badge: BadgeId): boolean {
  return badge.length === 8 && badge.startsWith('08')
}

/** `undefined` where `digits` is no UID. Zeros alone are what a reader gives when it has read nothing. */
function toBadgeId(digits: string): BadgeId | undefined {
  const upper = digits.toUpperCase()
  return isBadgeId(upper) ? upper : undefined
}

function isBadgeId(digits: string): digits is BadgeId {
  return (
    uidSizes.includes(digits.length / 2) &&
    patterns.upperHexDigits.test(digits) &&
    !patterns.zeros.test(digits)
  )
}

function parseHex(written: string, isReversed: boolean): ParsedBadgeNumber {
  const digits = written.replace(patterns.hexPrefix, '').replace(patterns.hexSeparators, '')
  if (!patterns.hexDigits.test(digits)) return bad('The badge number has characters other than 0-9 and A-F.')
  if (digits.length % 2 === 1) {
    return bad(
      `The badge number has ${digits.length} hex digits, an odd number. Where a spreadsheet dropped leading zeros, ${asText}.`,
    )
  }
  const badge = toBadgeId(isReversed ? reversed(digits) : digits)
  if (badge !== undefined) return { kind: 'badge', badge }
  if (patterns.zeros.test(digits)) return bad('The badge number is zero.')
  return bad(`The badge number has ${digits.length} hex digits; a badge has 8, 14 or 20 of them.`)
}

function parseDecimal(written: string, isReversed: boolean): ParsedBadgeNumber {
  if (/^\d+[.,]0+$/.test(written)) return bad(`The badge number has a decimal point: ${asText}.`)
  if (!/^\d+$/.test(written)) {
    const isHex = /^(?:0x)?[0-9a-f\s:-]+$/i.test(written)
    return bad(
      isHex
        ? 'The badge number looks like hex, but the configured format is decimal.'
        : 'The badge number has characters other than 0-9.',
    )
  }
  const significant = written.replace(/^0+/, '')
  if (significant === '') return bad('The badge number is zero.')
  // Checked before BigInt, which would take seconds over a cell of a million digits.
  if (significant.length > longestDecimal) return bad('The badge number is larger than 10 bytes.')
  const hex = BigInt(significant).toString(16)
  const size = uidSizes.find((bytes) => hex.length <= bytes * 2)
  if (size === undefined) return bad('The badge number is larger than 10 bytes.')
  const digits = hex.padStart(size * 2, '0')
  const badge = toBadgeId(isReversed ? reversed(digits) : digits)
  return badge === undefined ? bad('The badge number is no UID.') : { kind: 'badge', badge }
}

function withoutWrapping(text: string): string {
  // The byte order mark counts as white space for trim().
  const trimmed = text.trim().replace(patterns.formulaSign, '')
  let start = 0
  let end = trimmed.length
  while (start < end && quotes.includes(trimmed.charAt(start))) start += 1
  while (end > start && quotes.includes(trimmed.charAt(end - 1))) end -= 1
  return trimmed.slice(start, end).trim()
}

function reversed(digits: string): string {
  return (digits.match(/../g) ?? []).reverse().join('')
}

function bad(problem: string): ParsedBadgeNumber {
  return { kind: 'bad', problem }
}

import { maxBytes, sizeFor } from './badge-bytes.ts'
import { badgeOfHex, badgeOfText, type BadgeId } from './badge-id.ts'
import {
  formOf,
  inOrder,
  type BadgeNumberFormat,
  type ByteOrder,
  type NumberForm,
} from './badge-number-format.ts'
import { fromWiegand, pairToHex, readPair } from './wiegand.ts'

export type ParsedBadgeNumber =
  | { readonly kind: 'badge'; readonly badge: BadgeId }
  /** `problem` is a sentence for the IT admin. It never contains the number. */
  | { readonly kind: 'bad'; readonly problem: string }

const maxDecimalLength = (256n ** BigInt(maxBytes) - 1n).toString().length
/** More digits than any whole Wiegand number has, leading zeros included. */
const maxWiegandLength = 20
const maxTextLength = 32

const asText = 'format the column as text and export again'

const singleDigitProblem =
  'A byte of the badge number has only one hex digit, so a leading zero may be missing: write each byte with two digits.'

const quotes = `"'’`

/** Compiled once: inline patterns would cost hundreds of bytes for every row of a roster. */
const patterns = {
  scientific: /^[+-]?\d+(?:[.,]\d+)?e\+\d+$/i,
  hexPrefix: /^0x/i,
  hexSeparators: /[\s:-]/g,
  hexDigits: /^[0-9a-f]+$/i,
  loneHexDigit: /^[0-9a-f][\s:-]|[\s:-][0-9a-f](?:[\s:-]|$)/i,
  loneHexDigitInside: /[\s:-][0-9a-f](?:[\s:-]|$)/i,
  digits: /^\d+$/,
  zeroFraction: /^\d+[.,]0+$/,
  looksLikeHex: /^(?:0x)?[0-9a-f\s:-]+$/i,
  leadingZeros: /^0+/,
  zeros: /^0+$/,
  formulaSign: /^=(?=")/,
  spaces: /\s+/g,
  textCharacters: /^[0-9A-Za-z _.,/:#-]+$/,
  textWithoutContent: /^[0 _.,/:#-]+$/,
} as const

/**
 * Parses a badge number from a roster or a keyboard reader. Ignores surrounding spaces, quotes, and the
 * apostrophe and `="…"` that Excel uses to mark text. Hex may be in either case, start with `0x` and be
 * separated by `:`, `-` or spaces, but not into single digits, because some systems omit a byte's leading
 * zero. Leading zeros matter only in text: numbers are padded (`badge-bytes.ts`).
 */
export function parseBadgeNumber(text: string, format: BadgeNumberFormat): ParsedBadgeNumber {
  const written = withoutWrapping(text)
  if (written === '') return bad('The badge number is empty.')
  if (patterns.scientific.test(written)) {
    return bad(`The badge number is in scientific notation, so digits are lost: ${asText}.`)
  }
  const form = formOf(format)
  switch (form.kind) {
    case 'bytes':
      return form.base === 'hex' ? parseHex(written, form.order) : parseDecimal(written, form.order)
    case 'pair':
      return parsePair(written)
    case 'wiegand':
      return parseWiegand(written, form)
    case 'text':
      return parseText(written)
    default:
      return form satisfies never
  }
}

function parseHex(written: string, order: ByteOrder): ParsedBadgeNumber {
  const parts = written.replace(patterns.hexPrefix, '')
  const digits = parts.replace(patterns.hexSeparators, '')
  if (!patterns.hexDigits.test(digits)) return bad('The badge number has characters other than 0-9 and A-F.')
  if (patterns.loneHexDigit.test(parts)) return bad(singleDigitProblem)
  if (digits.length % 2 === 1) {
    return bad(
      `The badge number has ${digits.length} hex digits, an odd number. Where a spreadsheet dropped leading zeros, ${asText}.`,
    )
  }
  if (patterns.zeros.test(digits)) return bad('The badge number is zero.')
  // Checked first, so that a cell of a million digits is not processed.
  const badge = digits.length > maxBytes * 2 ? undefined : badgeOfHex(inOrder(digits, order))
  if (badge !== undefined) return { kind: 'badge', badge }
  return bad(`The badge number has ${digits.length} hex digits; a badge has 6 to ${maxBytes * 2} of them.`)
}

function parseDecimal(written: string, order: ByteOrder): ParsedBadgeNumber {
  const value = decimalOf(written)
  if (typeof value !== 'bigint') return value
  const hex = value.toString(16)
  const bytes = Math.ceil(hex.length / 2)
  // Five and eight bytes are id lengths in use (EM4100, FeliCa), and the inverted form keeps its length.
  const size = order === 'inverted' && (bytes === 5 || bytes === 8) ? bytes : sizeFor(bytes)
  if (size === undefined) return bad(`The badge number is larger than ${maxBytes} bytes.`)
  const badge = badgeOfHex(inOrder(hex.padStart(size * 2, '0'), order))
  return badge === undefined ? bad('The badge number is zero.') : { kind: 'badge', badge }
}

/** The value of a decimal number above zero, or what is wrong with it. */
function decimalOf(written: string): bigint | Extract<ParsedBadgeNumber, { kind: 'bad' }> {
  if (patterns.zeroFraction.test(written)) return bad(`The badge number has a decimal point: ${asText}.`)
  if (!patterns.digits.test(written)) {
    if (patterns.looksLikeHex.test(written))
      return bad('The badge number looks like hex, but the configured format is decimal.')
    return bad('The badge number has characters other than 0-9.')
  }
  const significant = written.replace(patterns.leadingZeros, '')
  if (significant === '') return bad('The badge number is zero.')
  // Checked before BigInt, which would take seconds for a cell of a million digits.
  return significant.length > maxDecimalLength
    ? bad(`The badge number is larger than ${maxBytes} bytes.`)
    : BigInt(significant)
}

function parsePair(written: string): ParsedBadgeNumber {
  const pair = readPair(written)
  if (pair === undefined)
    return bad('The badge number is not a facility code and a card number, such as 77,30211.')
  const badge = badgeOfHex(pairToHex(pair))
  return badge === undefined ? bad('The badge number is zero.') : { kind: 'badge', badge }
}

function parseWiegand(written: string, form: Extract<NumberForm, { kind: 'wiegand' }>): ParsedBadgeNumber {
  const value = form.base === 'hex' ? hexOf(written) : decimalOf(written)
  if (typeof value !== 'bigint') return value
  const pair = fromWiegand(value, form.bits)
  if (pair === 'too-large') return bad(`The badge number has more than ${form.bits} bits.`)
  if (pair === 'wrong-parity')
    return bad(`The badge number is not a Wiegand number of ${form.bits} bits: its parity bits are wrong.`)
  const badge = badgeOfHex(pairToHex(pair))
  return badge === undefined ? bad('The badge number is zero.') : { kind: 'badge', badge }
}

/** The value of a hex number, or what is wrong with it. */
function hexOf(written: string): bigint | Extract<ParsedBadgeNumber, { kind: 'bad' }> {
  const parts = written.replace(patterns.hexPrefix, '')
  const digits = parts.replace(patterns.hexSeparators, '')
  if (!patterns.hexDigits.test(digits)) return bad('The badge number has characters other than 0-9 and A-F.')
  // A missing zero at the very start changes nothing.
  if (patterns.loneHexDigitInside.test(parts)) return bad(singleDigitProblem)
  return digits.length > maxWiegandLength
    ? bad(`The badge number has ${digits.length} hex digits; a Wiegand number has fewer.`)
    : BigInt(`0x${digits}`)
}

function parseText(written: string): ParsedBadgeNumber {
  const text = written.replace(patterns.spaces, ' ')
  if (text.length > maxTextLength) return bad(`The badge number is longer than ${maxTextLength} characters.`)
  if (!patterns.textCharacters.test(text))
    return bad('The badge number has characters other than letters, digits, spaces and - _ . , / : #.')
  if (patterns.textWithoutContent.test(text)) return bad('The badge number is zero.')
  return { kind: 'badge', badge: badgeOfText(text) }
}

function withoutWrapping(text: string): string {
  // trim() also removes the byte order mark.
  const trimmed = text.trim().replace(patterns.formulaSign, '')
  let start = 0
  let end = trimmed.length
  while (start < end && quotes.includes(trimmed.charAt(start))) start += 1
  while (end > start && quotes.includes(trimmed.charAt(end - 1))) end -= 1
  return trimmed.slice(start, end).trim()
}

function bad(problem: string): Extract<ParsedBadgeNumber, { kind: 'bad' }> {
  return { kind: 'bad', problem }
}

import { inverted, maxBytes, unpadded, reversed, sizeFor, padded } from './badge-bytes.ts'
import { fromWiegand, pairFromHex, pairToHex, readPair, toWiegand } from './wiegand.ts'
import type { WiegandBits } from './wiegand.ts'

/**
 * The identity of a badge. Bytes: upper-case hex in the order the chip gives them, padded with leading zeros
 * to 8, 14, 20 or 32 digits (`badge-bytes.ts`). Printed text: `text:` and the text in upper case.
 */
export type BadgeId = string & { readonly __brand: 'BadgeId' }

const textPrefix = 'text:'

type ByteOrder = 'as-is' | 'reversed' | 'inverted'

/** How to read a number in a given format. */
type Form =
  | { readonly kind: 'bytes'; readonly base: 'hex' | 'decimal'; readonly order: ByteOrder }
  | { readonly kind: 'pair' }
  | { readonly kind: 'wiegand'; readonly base: 'hex' | 'decimal'; readonly bits: WiegandBits }
  | { readonly kind: 'text' }

/**
 * The ways access-control systems print the same badge: its bytes in hex or as one decimal number (most
 * significant byte first), in the reader's order, reversed, or with every bit inverted; its facility code and
 * card number, separate or within the whole Wiegand number; or text.
 */
const forms = {
  hex: { kind: 'bytes', base: 'hex', order: 'as-is' },
  'hex-reversed': { kind: 'bytes', base: 'hex', order: 'reversed' },
  'hex-inverted': { kind: 'bytes', base: 'hex', order: 'inverted' },
  decimal: { kind: 'bytes', base: 'decimal', order: 'as-is' },
  'decimal-reversed': { kind: 'bytes', base: 'decimal', order: 'reversed' },
  'decimal-inverted': { kind: 'bytes', base: 'decimal', order: 'inverted' },
  'facility-and-card': { kind: 'pair' },
  'wiegand-26-hex': { kind: 'wiegand', base: 'hex', bits: 26 },
  'wiegand-26-decimal': { kind: 'wiegand', base: 'decimal', bits: 26 },
  'wiegand-34-hex': { kind: 'wiegand', base: 'hex', bits: 34 },
  'wiegand-34-decimal': { kind: 'wiegand', base: 'decimal', bits: 34 },
  'wiegand-35-hex': { kind: 'wiegand', base: 'hex', bits: 35 },
  'wiegand-35-decimal': { kind: 'wiegand', base: 'decimal', bits: 35 },
  'wiegand-37-hex': { kind: 'wiegand', base: 'hex', bits: 37 },
  'wiegand-37-decimal': { kind: 'wiegand', base: 'decimal', bits: 37 },
  text: { kind: 'text' },
} as const satisfies Record<string, Form>

export type BadgeNumberFormat = keyof typeof forms

export const badgeNumberFormats = Object.keys(forms) as [BadgeNumberFormat, ...BadgeNumberFormat[]]

export type ParsedBadgeNumber =
  | { readonly kind: 'badge'; readonly badge: BadgeId }
  /** `problem` is a sentence for the IT admin. It never contains the number. */
  | { readonly kind: 'bad'; readonly problem: string }

export type BadgeFromUid =
  | { readonly kind: 'badge'; readonly badge: BadgeId }
  | { readonly kind: 'random-number' }
  | { readonly kind: 'not-a-uid' }

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
  const form: Form = forms[format]
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

/** The inverse of `parseBadgeNumber`, in its plainest form. Undefined if the format cannot hold the badge. */
export function formatBadgeNumber(badge: BadgeId, format: BadgeNumberFormat): string | undefined {
  const form: Form = forms[format]
  const text = textOfBadge(badge)
  if (form.kind === 'text' || text !== undefined) return form.kind === 'text' ? text : undefined
  switch (form.kind) {
    case 'bytes': {
      const digits = inOrder(unpadded(badge), form.order)
      return form.base === 'hex' ? digits : BigInt(`0x${digits}`).toString()
    }
    case 'pair': {
      const pair = pairFromHex(badge)
      return pair && `${pair.facility},${pair.card}`
    }
    case 'wiegand': {
      const pair = pairFromHex(badge)
      return (
        pair &&
        toWiegand(pair, form.bits)
          ?.toString(form.base === 'hex' ? 16 : 10)
          .toUpperCase()
      )
    }
    default:
      return form satisfies never
  }
}

/** Whether the format is printed text, which no chip contains. */
export function isTextFormat(format: BadgeNumberFormat): boolean {
  return forms[format].kind === 'text'
}

/** Whether the format writes each byte in hex. */
export function isHexFormat(format: BadgeNumberFormat): boolean {
  const form: Form = forms[format]
  return form.kind === 'bytes' && form.base === 'hex'
}

/** Whether the format contains an access-control facility code and card number. */
export function isCardNumberFormat(format: BadgeNumberFormat): boolean {
  return forms[format].kind === 'pair' || forms[format].kind === 'wiegand'
}

/**
 * Identifies a badge by its chip's UID, `bytes` in the order the reader gives them. Four bytes that start
 * with 08 are random and change with each tap, as with phones and privacy cards (ISO/IEC 14443-3, "random
 * number, dynamically generated"): they identify nobody. Typed numbers and roster entries cannot be checked
 * for this.
 */
export function badgeFromUid(bytes: Uint8Array): BadgeFromUid {
  const badge = toBadgeId(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''))
  if (badge === undefined) return { kind: 'not-a-uid' }
  return isRandomUid(badge) ? { kind: 'random-number' } : { kind: 'badge', badge }
}

/** Whether the badge is a UID that changes with each tap. */
export function isRandomUid(badge: BadgeId): boolean {
  return badge.length === 8 && badge.startsWith('08')
}

/** The text of a badge identified by text, in upper case; undefined for one identified by bytes. */
export function textOfBadge(badge: BadgeId): string | undefined {
  return badge.startsWith(textPrefix) ? badge.slice(textPrefix.length) : undefined
}

function toBadgeId(digits: string): BadgeId | undefined {
  return padded(digits) as BadgeId | undefined
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
  const badge = digits.length > maxBytes * 2 ? undefined : toBadgeId(inOrder(digits, order))
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
  const badge = toBadgeId(inOrder(hex.padStart(size * 2, '0'), order))
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
  const badge = toBadgeId(pairToHex(pair))
  return badge === undefined ? bad('The badge number is zero.') : { kind: 'badge', badge }
}

function parseWiegand(written: string, form: Extract<Form, { kind: 'wiegand' }>): ParsedBadgeNumber {
  const value = form.base === 'hex' ? hexOf(written) : decimalOf(written)
  if (typeof value !== 'bigint') return value
  const pair = fromWiegand(value, form.bits)
  if (pair === 'too-large') return bad(`The badge number has more than ${form.bits} bits.`)
  if (pair === 'wrong-parity')
    return bad(`The badge number is not a Wiegand number of ${form.bits} bits: its parity bits are wrong.`)
  const badge = toBadgeId(pairToHex(pair))
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
  return { kind: 'badge', badge: `${textPrefix}${text.toUpperCase()}` as BadgeId }
}

function inOrder(digits: string, order: ByteOrder): string {
  switch (order) {
    case 'as-is':
      return digits
    case 'reversed':
      return reversed(digits)
    case 'inverted':
      return inverted(digits)
    default:
      return order satisfies never
  }
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

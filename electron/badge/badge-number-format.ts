import { inverted, reversed, unpadded } from './badge-bytes.ts'
import { textOfBadge, type BadgeId } from './badge-id.ts'
import { pairFromHex, toWiegand, type WiegandBits } from './wiegand.ts'

export type ByteOrder = 'as-is' | 'reversed' | 'inverted'

/** How to read a number in a given format. */
export type NumberForm =
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
} as const satisfies Record<string, NumberForm>

export type BadgeNumberFormat = keyof typeof forms

export const badgeNumberFormats = Object.keys(forms) as [BadgeNumberFormat, ...BadgeNumberFormat[]]

export function formOf(format: BadgeNumberFormat): NumberForm {
  return forms[format]
}

/** The inverse of `parseBadgeNumber`, in its plainest form. Undefined if the format cannot hold the badge. */
export function formatBadgeNumber(badge: BadgeId, format: BadgeNumberFormat): string | undefined {
  const form = formOf(format)
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
  const form = formOf(format)
  return form.kind === 'bytes' && form.base === 'hex'
}

/** Whether the format contains an access-control facility code and card number. */
export function isCardNumberFormat(format: BadgeNumberFormat): boolean {
  return forms[format].kind === 'pair' || forms[format].kind === 'wiegand'
}

/** The digits, with their bytes in another order. */
export function inOrder(digits: string, order: ByteOrder): string {
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

import { padded } from './badge-bytes.ts'

/**
 * The identity of a badge. Bytes: upper-case hex in the order the chip gives them, padded with leading zeros
 * to 8, 14, 20 or 32 digits (`badge-bytes.ts`). Printed text: `text:` and the text in upper case.
 */
export type BadgeId = string & { readonly __brand: 'BadgeId' }

const textPrefix = 'text:'

export type BadgeFromUid =
  | { readonly kind: 'badge'; readonly badge: BadgeId }
  | { readonly kind: 'random-number' }
  | { readonly kind: 'not-a-uid' }

/**
 * Identifies a badge by its chip's UID, `bytes` in the order the reader gives them. Four bytes that start
 * with 08 are random and change with each tap, as with phones and privacy cards (ISO/IEC 14443-3, "random
 * number, dynamically generated"): they identify nobody. Typed numbers and roster entries cannot be checked
 * for this.
 */
export function badgeFromUid(bytes: Uint8Array): BadgeFromUid {
  const badge = badgeOfHex(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''))
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

/** A badge identified by text. */
export function badgeOfText(text: string): BadgeId {
  return `${textPrefix}${text.toUpperCase()}` as BadgeId
}

/** A badge identified by bytes, `digits` in hex. Undefined if no badge has so few or so many, or only zeros. */
export function badgeOfHex(digits: string): BadgeId | undefined {
  return padded(digits) as BadgeId | undefined
}

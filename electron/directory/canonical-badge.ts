import { textOfBadge, type BadgeId } from '../badge/badge-id.ts'

/**
 * Whether the badge may be padded with two zero bytes at its end. A decimal number in reversed byte order
 * loses trailing zeros: an id of five or eight bytes is then padded at the end, but at the front in any other
 * format. Both are the same badge. A UID of seven or ten bytes never starts with zeros (ISO/IEC 7816-6:
 * manufacturer code 00 is not assigned).
 */
export function isPaddedAtEnd(badge: BadgeId): boolean {
  return badge.length > 8 && badge.endsWith('0000') && !badge.startsWith('00')
}

/** One text for all ids of the same badge. */
export function canonicalBadge(badge: BadgeId): string {
  const isMoved = textOfBadge(badge) === undefined && isPaddedAtEnd(badge)
  return isMoved ? `0000${badge.slice(0, -4)}` : badge
}

import { timingSafeEqual } from 'node:crypto'
import type { BadgeId } from './badge-id.ts'

/** The part of the site key that turns a badge number into a hash for the config. */
export interface BadgeKey {
  readonly id: string
  hmac(purpose: 'maintenance', text: string): string
}

/**
 * `<site key id>:<first 128 bits of the HMAC>`, in hex. The number cannot be recovered without the site key.
 */
export const maintenanceBadgePattern = /^[0-9a-f]{8}:[0-9a-f]{32}$/

const hashDigits = 32

export function maintenanceBadgeHash(badge: BadgeId, key: BadgeKey): string {
  return `${key.id}:${key.hmac('maintenance', badge).slice(0, hashDigits)}`
}

/** Whether the badge is in a list of hashes from the config. */
export function isBadgeOf(hashes: readonly string[], badge: BadgeId, key: BadgeKey): boolean {
  const hash = Buffer.from(maintenanceBadgeHash(badge, key))
  return hashes.some((known) => known.length === hash.length && timingSafeEqual(Buffer.from(known), hash))
}

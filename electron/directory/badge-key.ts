import type { BadgeId } from '../badge/badge-id.ts'
import { canonicalBadge } from './canonical-badge.ts'
import type { DirectoryKey } from './keyed-file.ts'

/** What stands for the badge in the kiosk's files: an HMAC under the site key. */
export function badgeKeyOf(key: DirectoryKey, badge: BadgeId): string {
  return key.hmac('badge', canonicalBadge(badge))
}

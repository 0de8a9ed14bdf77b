import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import type { Addition } from '../../../electron/directory/additions/addition.ts'
import { encryptBadge } from '../../../electron/directory/additions/badge-cipher.ts'
import { badgeKeyOf } from '../../../electron/directory/badge-key.ts'
import type { Person } from '../../../electron/directory/directory.ts'
import { siteKeyOf } from '../../../electron/journal/chain/site-key.ts'

/** The site key of these tests; as a file, `siteKeyText`. */
export const key = siteKeyOf(new Uint8Array(32).fill(7))
export const siteKeyText = `${'07'.repeat(32)}\n`

export const newHire: Person = { userId: '7d5f0f0e-0000-4000-8000-000000000001', displayName: 'New Hire' }

export function addedEntry(badge: string, atMs = 1, person = newHire): Extract<Addition, { kind: 'added' }> {
  const id = badge as BadgeId
  const fields = { badgeKey: badgeKeyOf(key, id), number: encryptBadge(key, id), atMs, kioskId: 'dock-3' }
  return { kind: 'added', ...fields, person }
}

export function blockedEntry(badge: string, atMs = 2): Addition {
  return { ...addedEntry(badge, atMs), kind: 'blocked' }
}

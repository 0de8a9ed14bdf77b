import type { KioskConfig } from './config.ts'

/** Lists of badge hashes in the config. */
const lists = ['maintenance', 'enrollment'] as const

export type BadgeLists = Pick<KioskConfig, (typeof lists)[number]>

export const otherKeyProblem = 'holds a badge hashed under another site key; hash it again with --hash-badge'

/** The keys of the lists with a badge that was hashed under another site key, so that it opens nothing. */
export function badgeListsOfOtherKey(
  config: BadgeLists,
  siteKey: { readonly id: string },
): readonly string[] {
  return lists
    .filter((group) => config[group].badges.some((hash) => !hash.startsWith(`${siteKey.id}:`)))
    .map((group) => `${group}.badges`)
}

import type { BadgeId } from '../badge/badge-id.ts'
import type { KnownPerson } from './known-people.ts'
import type { Person, SearchedDirectory } from './directory.ts'

/** Who has a badge, not counting disabled accounts. */
export type BadgeHolders =
  | { readonly kind: 'ok'; readonly people: readonly Person[] }
  /** Several people have it. */
  | { readonly kind: 'ambiguous' }
  /** The source could not be asked. */
  | { readonly kind: 'not-reached' }

/** A directory that also answers what has to be known before a badge is added for somebody. */
export interface EnrollableDirectory extends SearchedDirectory {
  /**
   * Everybody in memory, with their badges, merged with `members`: the members of the teams as just read from Entra,
   * or none. A badge of several people counts as nobody's.
   */
  people(members: readonly KnownPerson[]): readonly KnownPerson[]
  /** Unlike `find`, always asks Entra if it holds badges. The promise is never rejected. */
  holders(badge: BadgeId): Promise<BadgeHolders>
}

import type { BadgeId } from '../badge/badge-id.ts'
import type { KnownPerson } from './known-people.ts'
import type { Person, SearchedDirectory } from './directory.ts'

/** Who has a badge; disabled accounts aside. */
export type BadgeHolders =
  | { readonly kind: 'ok'; readonly people: readonly Person[] }
  /** Several people have it. */
  | { readonly kind: 'ambiguous' }
  /** Nobody could say. */
  | { readonly kind: 'not-reached' }

/** A directory that says what is needed to give badges to its people. */
export interface EnrollableDirectory extends SearchedDirectory {
  /**
   * Everybody in memory with their badges, and `members`: the members of the teams as they were just read from
   * Entra; empty if they were not. A badge of several people is nobody's.
   */
  people(members: readonly KnownPerson[]): readonly KnownPerson[]
  /** Unlike `find`, asks Entra again. Never rejected. */
  holders(badge: BadgeId): Promise<BadgeHolders>
}

import type { BadgeId } from '../badge/badge-id.ts'

export interface Person {
  /** The user's object ID in Entra ID (a GUID), as in a time card's `userId`. */
  readonly userId: string
  readonly displayName: string
  /** BCP 47 tag of a language of the screens. Absent: the site's language is used. */
  readonly language?: string
  /**
   * Ids of the kiosk's teams that the person is in, under the name they have in `additions.json`; absent: not
   * known, or the kiosk has one team.
   */
  readonly teams?: readonly string[]
}

export type DirectoryAnswer =
  | { readonly kind: 'found'; readonly person: Person }
  | { readonly kind: 'unknown' }
  /** The badge is listed for more than one person, so none is chosen. */
  | { readonly kind: 'ambiguous' }
  /** The badge belongs to an account that is disabled in Entra. */
  | { readonly kind: 'disabled' }
  /** The badge was lost or replaced, and blocked. */
  | { readonly kind: 'blocked' }
  /** The badge is not in memory, and nobody could say whose it is. Another tap may succeed. */
  | { readonly kind: 'not-reached' }

/**
 * Whether badges can be looked up. The texts are for the IT admin. `stale`: why the latest roster could not
 * be loaded; the previous one stays in use. `doubtful`: why the loaded roster may not be the intended one.
 */
export type DirectoryStatus =
  | { readonly kind: 'loading' }
  | {
      readonly kind: 'ready'
      readonly people: number
      /** When the people were read from Entra, in milliseconds since the Unix epoch. */
      readonly listedAtMs?: number
      readonly stale?: string
      readonly doubtful?: string
    }
  | { readonly kind: 'unusable'; readonly detail: string }

/** Looks up the person of a badge. */
export interface Directory {
  /** Starts loading; call once. `onStatus` is called with each change of the status, and only then. */
  start(onStatus: (status: DirectoryStatus) => void): void
  /**
   * A promise only if somebody has to be asked. It is fulfilled within `maxLookUpMs`, and never rejected.
   */
  find(badge: BadgeId): DirectoryAnswer | Promise<DirectoryAnswer>
  /** After this, `onStatus` is no longer called. */
  stop(): Promise<void>
}

/** A directory that can be searched in memory, for a badge that may be written or read in another way. */
export interface SearchedDirectory extends Directory {
  /** Whether the badge is in memory, also if it is ambiguous. Asks nobody. */
  isListed(badge: BadgeId): boolean
  /** Whether the badge is four of the seven bytes of a badge in memory: the reader did not deliver all. */
  holdsLongerThan(badge: BadgeId): boolean
}

/**
 * How long a person waits at most for the answer to a look-up, from the read of the badge. As long as the
 * kiosk waits for Shifts (`patienceMs` in `kiosk/flow/tap-flow.ts`): the same promise to the person.
 */
export const maxLookUpMs = 4_000

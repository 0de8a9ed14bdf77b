import type { BadgeId } from '../badge/badge-id.ts'

export interface Person {
  /** Object id of the user in Entra ID (a GUID): what a time card's `userId` holds. */
  readonly userId: string
  readonly displayName: string
  /** BCP 47 tag of a language that the screens exist in. Absent: the site's. */
  readonly language?: string
}

export type DirectoryAnswer =
  | { readonly kind: 'found'; readonly person: Person }
  | { readonly kind: 'unknown' }
  /** The badge stands beside more than one person: nobody is picked. */
  | { readonly kind: 'ambiguous' }

/**
 * Whether badges can be looked up at all. `detail` and `stale` are for the IT admin; `stale`: why the newest people could
 * not be had, those of before serving meanwhile. `doubtful`: why these people may not be those that IT meant.
 */
export type DirectoryStatus =
  | { readonly kind: 'loading' }
  | {
      readonly kind: 'ready'
      readonly people: number
      readonly stale?: string
      readonly doubtful?: string
    }
  | { readonly kind: 'unusable'; readonly detail: string }

/** Who a badge belongs to. Answers from memory. */
export interface Directory {
  /** Loads the people. `onStatus` is called at each change of status, and only then. Called once. */
  start(onStatus: (status: DirectoryStatus) => void): void
  find(badge: BadgeId): DirectoryAnswer
  /** No status is told from then on. */
  stop(): Promise<void>
}

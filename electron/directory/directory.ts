import type { BadgeId } from '../badge/badge-id.ts'

export interface Person {
  /** The user's object ID in Entra ID (a GUID), as in a time card's `userId`. */
  readonly userId: string
  readonly displayName: string
  /** BCP 47 tag of a language of the screens. Absent: the site's language is used. */
  readonly language?: string
  /** Ids of the kiosk's teams that the person is in; absent: not known, or the kiosk has one team. */
  readonly teams?: readonly string[]
}

export type DirectoryAnswer =
  | { readonly kind: 'found'; readonly person: Person }
  | { readonly kind: 'unknown' }
  /** The badge is listed for more than one person, so none is chosen. */
  | { readonly kind: 'ambiguous' }

/**
 * Whether badges can be looked up. The texts are for the IT admin. `stale`: why the latest roster could not
 * be loaded; the previous one stays in use. `doubtful`: why the loaded roster may not be the intended one.
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

/** Looks up the person of a badge, in memory. */
export interface Directory {
  /** Starts loading; call once. `onStatus` is called with each change of the status, and only then. */
  start(onStatus: (status: DirectoryStatus) => void): void
  find(badge: BadgeId): DirectoryAnswer
  /** After this, `onStatus` is not called any more. */
  stop(): Promise<void>
}

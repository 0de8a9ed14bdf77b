import type { BadgeId } from '../badge/badge-id.ts'
import { isRandomUid } from '../badge/badge-id.ts'
import {
  blockBadgesOf,
  blockEntry,
  decideAdd,
  type AddDecision,
  type AdditionContext,
  type PersonWithBadges,
} from '../directory/additions/decide-addition.ts'
import type { AdditionsDirectory, NewestAdditions } from '../directory/additions/additions-directory.ts'
import type { KnownPerson } from '../directory/known-people.ts'
import { badgeKeyOf } from '../directory/badge-key.ts'
import type { Person } from '../directory/directory.ts'

export interface BadgeEditorOptions {
  readonly directory: Pick<AdditionsDirectory, 'holders' | 'newest' | 'change'>
  readonly kioskId: string
  /** A badge number may be a chip's UID, rather than a card number that an access-control system assigned. */
  readonly isUid: boolean
  /** The servers' time if it is known. */
  nowMs(): number
}

/** Whether a badge may be added for somebody. */
export type BadgeStanding =
  /** `holders`: who has it in the roster or Entra. If somebody does, the badge is blocked, and only they may get it again. */
  | { readonly kind: 'free'; readonly holders: readonly Person[] }
  | { readonly kind: 'taken'; readonly holder: Person }
  | { readonly kind: 'random-number' | 'ambiguous-badge' | 'not-checked' }

export type NotSaved = { readonly kind: 'not-saved'; readonly why: string }

/** Looks up, adds and blocks badges at the kiosk, by the same rules as `--enroll`. */
export interface BadgeEditor {
  lookUp(badge: BadgeId): Promise<BadgeStanding>
  /** `holders`: from `lookUp`. Returns `add` once the entries are on disk and in use. */
  add(
    badge: BadgeId,
    known: KnownPerson,
    holders: readonly Person[],
    replace: boolean,
  ): Promise<AddDecision | NotSaved>
  block(badge: BadgeId, holder: Person): Promise<{ readonly kind: 'blocked' } | NotSaved>
  /** How many badges `blockAll` would block now. */
  countBlockable(known: KnownPerson): number
  blockAll(known: KnownPerson): Promise<{ readonly kind: 'blocked'; readonly badges: number } | NotSaved>
}

export function createBadgeEditor(options: BadgeEditorOptions): BadgeEditor {
  const { directory, kioskId, isUid } = options
  const contextOf = (before: NewestAdditions): AdditionContext => ({
    ...before,
    kioskId,
    nowMs: Math.round(options.nowMs()),
  })

  return {
    lookUp: async (badge) => {
      if (isUid && isRandomUid(badge)) return { kind: 'random-number' }
      const found = await directory.holders(badge)
      if (found.kind === 'not-reached') return { kind: 'not-checked' }
      if (found.kind === 'ambiguous') return { kind: 'ambiguous-badge' }
      const before = directory.newest
      if (before === undefined) return { kind: 'not-checked' }
      const isBlocked = before.newest.get(badgeKeyOf(before.key, badge))?.kind === 'blocked'
      const [holder] = found.people
      return holder === undefined || isBlocked
        ? { kind: 'free', holders: found.people }
        : { kind: 'taken', holder }
    },

    add: async (badge, known, holders, replace) => {
      const { person, badges: earlierBadges, badgeKeys: earlierBadgeKeys = [], hasOtherBadges } = known
      const earlier = { earlierBadges, earlierBadgeKeys, hasOtherBadges }
      let decision: AddDecision | undefined
      const written = await directory.change((before) => {
        decision = decideAdd({ badge, isUid, person, holders, replace, ...earlier }, contextOf(before))
        return decision.kind === 'add' ? decision.entries : []
      })
      return written.kind === 'failed' || decision === undefined ? notSaved(written) : decision
    },

    block: async (badge, holder) => {
      const written = await directory.change((before) => [blockEntry(badge, holder, contextOf(before))])
      return written.kind === 'failed' ? notSaved(written) : { kind: 'blocked' }
    },

    countBlockable: (known) => {
      const before = directory.newest
      return before === undefined ? 0 : blockBadgesOf(badgesOfPerson(known), contextOf(before)).length
    },

    blockAll: async (known) => {
      let badges = 0
      const written = await directory.change((before) => {
        const entries = blockBadgesOf(badgesOfPerson(known), contextOf(before))
        badges = entries.length
        return entries
      })
      return written.kind === 'failed' ? notSaved(written) : { kind: 'blocked', badges }
    },
  }
}

function badgesOfPerson({ person, badges, badgeKeys = [] }: KnownPerson): PersonWithBadges {
  return { person, badges, badgeKeys }
}

function notSaved(written: { readonly kind: string; readonly why?: string }): NotSaved {
  return { kind: 'not-saved', why: written.why ?? 'nothing was decided' }
}

import { isRandomUid, type BadgeId } from '../../badge/badge-id.ts'
import { badgeKeyOf } from '../badge-key.ts'
import type { Person } from '../directory.ts'
import type { DirectoryKey } from '../keyed-file.ts'
import type { Addition } from './addition.ts'
import { encryptBadge } from './badge-cipher.ts'

/** What is known when a badge is added or blocked. */
export interface AdditionContext {
  readonly key: DirectoryKey
  readonly kioskId: string
  readonly nowMs: number
  /** The newest entry of each badge, those of other kiosks included. */
  readonly newest: ReadonlyMap<string, Addition>
}

export interface BadgeRequest {
  readonly badge: BadgeId
  /** The badge may be a chip's UID, rather than a card number that an access-control system assigned. */
  readonly isUid: boolean
  readonly person: Person
  /** People who have the badge in the roster or Entra. */
  readonly holders: readonly Person[]
  /** The badges of the person in the roster or Entra. */
  readonly earlierBadges: readonly BadgeId[]
  /** HMACs of badges of the person whose numbers may not be known, as in the list from Entra. */
  readonly earlierBadgeKeys?: readonly string[]
  /** The person has more badges there, of which neither numbers nor HMACs are known: they cannot be blocked. */
  readonly hasOtherBadges: boolean
  /** Block the earlier badges, instead of answering `has-other-badge`. */
  readonly replace: boolean
}

export type AddDecision =
  | { readonly kind: 'add'; readonly entries: readonly Addition[]; readonly blocked: number }
  /** A UID that changes with each tap. */
  | { readonly kind: 'random-number' }
  | { readonly kind: 'has-this-badge' }
  | { readonly kind: 'taken'; readonly holders: readonly Person[] }
  | { readonly kind: 'has-other-badge' }

/** Whether the badge can be added for the person, and the entries that do it. */
export function decideAdd(request: BadgeRequest, context: AdditionContext): AddDecision {
  const { badge, person, replace } = request
  const { key, newest } = context
  if (request.isUid && isRandomUid(badge)) return { kind: 'random-number' }
  const badgeKey = badgeKeyOf(key, badge)
  const known = newest.get(badgeKey)
  const holders = known?.kind === 'added' ? [known.person] : request.holders
  const others = holders.filter((holder) => !isSamePerson(holder, person))
  if (others.length > 0) return { kind: 'taken', holders: others }
  if (holders.length > 0 && known?.kind !== 'blocked') return { kind: 'has-this-badge' }
  const listed = { person, badges: request.earlierBadges, badgeKeys: request.earlierBadgeKeys ?? [] }
  const earlier = badgesOf(listed, context).filter((each) => each.badgeKey !== badgeKey)
  if ((earlier.length > 0 || request.hasOtherBadges) && !replace) return { kind: 'has-other-badge' }
  const atMs = instantAfter(context, [badgeKey, ...earlier.map((each) => each.badgeKey)])
  const { kioskId } = context
  const added: Addition = {
    kind: 'added',
    badgeKey,
    number: encryptBadge(key, badge),
    atMs,
    kioskId,
    person,
    ...(earlier.length > 0 && { isReplacement: true }),
  }
  const blocked = earlier.map((each): Addition => ({ kind: 'blocked', ...each, atMs, kioskId, person }))
  return { kind: 'add', entries: [...blocked, added], blocked: blocked.length }
}

/** The entry that blocks a badge, whoever has it. `holder`: who has it in the roster or Entra, if known. */
export function blockEntry(badge: BadgeId, holder: Person | undefined, context: AdditionContext): Addition {
  const { key, kioskId, newest } = context
  const badgeKey = badgeKeyOf(key, badge)
  const person = newest.get(badgeKey)?.person ?? holder
  return {
    kind: 'blocked',
    badgeKey,
    number: encryptBadge(key, badge),
    atMs: instantAfter(context, [badgeKey]),
    kioskId,
    ...(person !== undefined && { person }),
  }
}

/** A person, with their badges in the roster or Entra. */
export interface PersonWithBadges {
  readonly person: Person
  readonly badges: readonly BadgeId[]
  /** HMACs of badges whose numbers may not be known. */
  readonly badgeKeys: readonly string[]
}

/** The entries that block all badges of the person, added ones too. Empty: there is none to block. */
export function blockBadgesOf(listed: PersonWithBadges, context: AdditionContext): readonly Addition[] {
  const badges = badgesOf(listed, context)
  const atMs = instantAfter(
    context,
    badges.map(({ badgeKey }) => badgeKey),
  )
  const { kioskId } = context
  return badges.map((badge) => ({ kind: 'blocked', ...badge, atMs, kioskId, person: listed.person }))
}

/** The badges that the person has now, from the additions and from the roster or Entra. */
function badgesOf(
  { person, badges: listed, badgeKeys }: PersonWithBadges,
  { key, newest }: AdditionContext,
): readonly Pick<Addition, 'badgeKey' | 'number'>[] {
  const added = [...newest.values()].filter(
    (entry) => entry.kind === 'added' && isSamePerson(entry.person, person),
  )
  const badges = new Map(added.map(({ badgeKey, number }) => [badgeKey, { badgeKey, number }]))
  const known = listed.map((badge) => ({
    badgeKey: badgeKeyOf(key, badge),
    number: encryptBadge(key, badge),
  }))
  for (const badge of [...badgeKeys.map((badgeKey) => ({ badgeKey, number: '' })), ...known]) {
    // A badge with an entry is blocked, or belongs to the person of the entry.
    if (!newest.has(badge.badgeKey)) badges.set(badge.badgeKey, badge)
  }
  return [...badges.values()]
}

/** Now, but later than every entry of these badges, even if a clock was wrong. */
function instantAfter({ newest, nowMs }: AdditionContext, badgeKeys: readonly string[]): number {
  return Math.max(nowMs, ...badgeKeys.map((badgeKey) => (newest.get(badgeKey)?.atMs ?? -1) + 1))
}

function isSamePerson(a: Person, b: Person): boolean {
  return a.userId.toLowerCase() === b.userId.toLowerCase()
}

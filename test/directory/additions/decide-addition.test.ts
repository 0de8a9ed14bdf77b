import { expect, test } from 'vitest'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { newestByBadge, type Addition } from '../../../electron/directory/additions/addition.ts'
import {
  blockBadgesOf,
  blockEntry,
  decideAdd,
  type BadgeRequest,
} from '../../../electron/directory/additions/decide-addition.ts'
import { decryptBadge } from '../../../electron/directory/additions/badge-cipher.ts'
import { badgeKeyOf } from '../../../electron/directory/badge-key.ts'
import type { Person } from '../../../electron/directory/directory.ts'
import { addedEntry, blockedEntry, key, newHire } from './additions.ts'

const other: Person = { userId: '7d5f0f0e-0000-4000-8000-000000000002', displayName: 'Ana Ruiz' }
const [badge, older] = ['04A1B2C3D4E5F6', '04999999999999'] as [BadgeId, BadgeId]

function decide(request: Partial<BadgeRequest> = {}, entries: readonly Addition[] = [], nowMs = 1_000) {
  const none = { holders: [], earlierBadges: [], hasOtherBadges: false, replace: false }
  const whole = { badge, isUid: true, person: newHire, ...none }
  return decideAdd(
    { ...whole, ...request },
    { key, kioskId: 'dock-3', nowMs, newest: newestByBadge(entries) },
  )
}

test('a new badge is added, with its number encrypted', () => {
  const decided = decide()
  if (decided.kind !== 'add') throw new Error(decided.kind)
  const [entry] = decided.entries
  expect(decided.entries).toHaveLength(1)
  expect(entry).toMatchObject({ kind: 'added', atMs: 1_000, kioskId: 'dock-3', person: newHire })
  expect(decryptBadge(key, entry?.number ?? '')).toBe(badge)
})

test('a number that changes with each tap is refused', () => {
  const random = '08A1B2C3' as BadgeId
  expect(decide({ badge: random })).toEqual({ kind: 'random-number' })
  expect(decide({ badge: random, isUid: false })).toMatchObject({ kind: 'add' })
})

test('a badge that somebody else has is refused, whether the additions or the directory say so', () => {
  const taken = { kind: 'taken', holders: [other] }
  expect(decide({ holders: [other] })).toEqual(taken)
  expect(decide({}, [addedEntry(badge, 1, other)])).toEqual(taken)
  expect(decide({ holders: [other] }, [blockedEntry(badge)])).toEqual(taken)
  expect(decide({ holders: [newHire, other] })).toEqual(taken)
})

test('a badge that the person already has needs no entry, unless it is blocked', () => {
  expect(decide({ holders: [newHire] })).toEqual({ kind: 'has-this-badge' })
  expect(decide({}, [addedEntry(badge)])).toEqual({ kind: 'has-this-badge' })
  expect(decide({ holders: [newHire], earlierBadges: [badge] }, [blockedEntry(badge)])).toMatchObject({
    kind: 'add',
    blocked: 0,
  })
})

test('a person who has another badge needs a confirmation; then the other badges are blocked', () => {
  const additions = [addedEntry(older)]
  expect(decide({}, additions)).toEqual({ kind: 'has-other-badge' })
  expect(decide({ earlierBadges: [older] })).toEqual({ kind: 'has-other-badge' })
  expect(decide({ hasOtherBadges: true })).toEqual({ kind: 'has-other-badge' })
  for (const decided of [
    decide({ replace: true }, additions),
    decide({ replace: true, earlierBadges: [older] }),
    decide({ replace: true, earlierBadges: [older] }, additions),
  ])
    expect(decided).toMatchObject({
      kind: 'add',
      blocked: 1,
      entries: [
        { kind: 'blocked', badgeKey: badgeKeyOf(key, older), person: newHire },
        { kind: 'added', badgeKey: badgeKeyOf(key, badge), isReplacement: true },
      ],
    })
})

test('a blocked badge, or one that was given to somebody else, is no longer the person’s', () => {
  expect(decide({ earlierBadges: [older] }, [blockedEntry(older)])).toMatchObject({ kind: 'add', blocked: 0 })
  expect(decide({ earlierBadges: [older] }, [addedEntry(older, 1, other)])).toMatchObject({ kind: 'add' })
})

test('a new entry is newer than the one it replaces, even if a clock was wrong', () => {
  const newest = newestByBadge([addedEntry(badge, 9_000_000)])
  const context = { key, kioskId: 'dock-4', nowMs: 1_000, newest }
  expect(blockEntry(badge, undefined, context)).toMatchObject({ atMs: 9_000_001, person: newHire })
  expect(blockEntry(older, other, context)).toMatchObject({ atMs: 1_000, person: other })
})

test('blocking a person blocks all their badges: added ones, listed ones, and those of which only the HMAC is known', () => {
  const unknownKey = badgeKeyOf(key, '04777777' as BadgeId)
  const entries = [
    addedEntry(badge, 2_000),
    addedEntry('04555555', 1, other),
    blockedEntry('04666666', 1),
    { ...addedEntry('04444444', 1, other), badgeKey: badgeKeyOf(key, '04333333' as BadgeId) },
  ]
  const context = { key, kioskId: 'dock-3', nowMs: 1_000, newest: newestByBadge(entries) }
  const badges = [older, '04666666', '04333333'] as BadgeId[]
  const blocked = blockBadgesOf(
    { person: newHire, badges, badgeKeys: [unknownKey, badgeKeyOf(key, older)] },
    context,
  )
  expect(blocked.every(({ kind, person }) => kind === 'blocked' && person === newHire)).toBe(true)
  // Later than the entry that added the one badge, although the clock is behind it.
  expect(new Set(blocked.map(({ atMs }) => atMs))).toEqual(new Set([2_001]))
  const numbers = new Map(blocked.map(({ badgeKey, number }) => [badgeKey, decryptBadge(key, number)]))
  // Not the one that is blocked already, and not the one that is somebody else's by now.
  expect(numbers).toEqual(
    new Map([
      [badgeKeyOf(key, badge), badge],
      [unknownKey, undefined],
      [badgeKeyOf(key, older), older],
    ]),
  )
  expect(blocked.find(({ badgeKey }) => badgeKey === unknownKey)?.number).toBe('')
  expect(
    blockBadgesOf({ person: other, badges: [], badgeKeys: [] }, { ...context, newest: new Map() }),
  ).toEqual([])
})

test('a new badge blocks the earlier one even if only its HMAC is known', () => {
  const unknownKey = badgeKeyOf(key, '04777777' as BadgeId)
  expect(decide({ earlierBadgeKeys: [unknownKey] })).toEqual({ kind: 'has-other-badge' })
  expect(decide({ earlierBadgeKeys: [unknownKey], replace: true })).toMatchObject({
    kind: 'add',
    blocked: 1,
    entries: [{ kind: 'blocked', badgeKey: unknownKey, number: '' }, { kind: 'added' }],
  })
})

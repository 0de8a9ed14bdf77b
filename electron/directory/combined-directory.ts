import type { BadgeId } from '../badge/badge-id.ts'
import { mergePeople } from './known-people.ts'
import type { DirectoryAnswer, DirectoryStatus } from './directory.ts'
import type { EnrollableDirectory } from './enrollable-directory.ts'
import { joined } from './joined.ts'

/**
 * A roster, and behind it a second directory for badges that the roster does not list. Without its roster it
 * is not usable: the roster may give a badge to somebody else. Without the second one, people in the roster
 * are still found.
 */
export function combineDirectories(
  roster: EnrollableDirectory,
  second: EnrollableDirectory,
): EnrollableDirectory {
  let first: DirectoryStatus = { kind: 'loading' }
  let other: DirectoryStatus = { kind: 'loading' }
  let lastReported = ''
  return {
    start: (onStatus) => {
      const report = (): void => {
        const status = combined(first, other)
        const text = JSON.stringify(status)
        if (text === lastReported) return
        lastReported = text
        onStatus(status)
      }
      roster.start((status) => {
        first = status
        report()
      })
      second.start((status) => {
        other = status
        report()
      })
    },
    find: (badge: BadgeId): DirectoryAnswer | Promise<DirectoryAnswer> => {
      const answer = roster.find(badge)
      return answer instanceof Promise || answer.kind !== 'unknown' ? answer : second.find(badge)
    },
    isListed: (badge) => roster.isListed(badge) || second.isListed(badge),
    holdsLongerThan: (badge) => roster.holdsLongerThan(badge) || second.holdsLongerThan(badge),
    people: (members) => mergePeople(roster.people([]), second.people(members)),
    holders: async (badge) => {
      const holders = await roster.holders(badge)
      return holders.kind === 'ok' && holders.people.length === 0 ? second.holders(badge) : holders
    },
    stop: async () => {
      await Promise.all([roster.stop(), second.stop()])
    },
  }
}

function combined(roster: DirectoryStatus, second: DirectoryStatus): DirectoryStatus {
  if (roster.kind !== 'ready' || second.kind === 'loading') return roster
  if (second.kind === 'unusable') return { ...roster, stale: joined(roster.stale, second.detail) ?? '' }
  const stale = joined(roster.stale, second.stale)
  const doubtful = joined(roster.doubtful, second.doubtful)
  return {
    kind: 'ready',
    people: roster.people + second.people,
    ...(second.listedAtMs !== undefined && { listedAtMs: second.listedAtMs }),
    ...(stale !== undefined && { stale }),
    ...(doubtful !== undefined && { doubtful }),
  }
}

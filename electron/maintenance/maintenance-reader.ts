import type { BadgeId } from '../badge/badge-id.ts'
import type { BadgeReader } from '../badge/badge-reader.ts'
import type { Maintenance } from './maintenance.ts'

/**
 * The reader as the kiosk sees it: a maintenance badge is nobody's tap, nor is the badge of a practice tap; any other goes
 * first, and ends maintenance.
 */
export function attendedReader(
  reader: BadgeReader,
  maintenance: Pick<Maintenance, 'takeBadge' | 'takeForPractice' | 'tapped'>,
): BadgeReader {
  /** Badges that the kiosk was told of and that have not left yet. */
  const told = new Set<BadgeId>()
  return {
    start: (listener) =>
      reader.start({
        badgeRead: (read) => {
          if (read.kind === 'badge' && maintenance.takeBadge(read.badge)) return
          if (maintenance.takeForPractice(read)) return
          if (read.kind === 'badge') told.add(read.badge)
          listener.badgeRead(read)
          maintenance.tapped()
        },
        badgeLeft: (left) => {
          if (told.delete(left.badge)) listener.badgeLeft?.(left)
        },
        statusChanged: (status) => listener.statusChanged(status),
      }),
    stop: () => reader.stop(),
  }
}

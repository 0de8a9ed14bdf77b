import type { BadgeId } from '../badge/badge-id.ts'
import type { BadgeReader } from '../badge/badge-reader.ts'
import type { Maintenance } from './maintenance.ts'

/** The reader as the kiosk sees it, without maintenance badges and practice taps. */
export function attendedReader(
  reader: BadgeReader,
  maintenance: Pick<Maintenance, 'takeBadge' | 'takeForPractice' | 'tapped'>,
): BadgeReader {
  /** Badges passed on to the kiosk that have not left yet. */
  const passedOn = new Set<BadgeId>()
  return {
    start: (listener) =>
      reader.start({
        badgeRead: (read) => {
          if (read.kind === 'badge' && maintenance.takeBadge(read.badge)) return
          if (maintenance.takeForPractice(read)) return
          if (read.kind === 'badge') passedOn.add(read.badge)
          listener.badgeRead(read)
          maintenance.tapped()
        },
        badgeLeft: (left) => {
          if (passedOn.delete(left.badge)) listener.badgeLeft?.(left)
        },
        statusChanged: (status) => listener.statusChanged(status),
      }),
    stop: () => reader.stop(),
  }
}

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
  return {
    start: (listener) =>
      reader.start({
        badgeRead: (read) => {
          if (read.kind === 'badge' && maintenance.takeBadge(read.badge)) return
          if (maintenance.takeForPractice(read)) return
          listener.badgeRead(read)
          maintenance.tapped()
        },
        statusChanged: (status) => listener.statusChanged(status),
      }),
    stop: () => reader.stop(),
  }
}

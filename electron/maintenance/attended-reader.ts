import type { BadgeId } from '../badge/badge-id.ts'
import type { BadgeReader } from '../badge/badge-reader.ts'
import type { EnrollmentFlow } from '../enrollment/enrollment-flow.ts'
import type { Maintenance } from './maintenance.ts'

/** The part of the enrollment that takes badges. */
export interface EnrollmentAtReader {
  /** Whether the badge is one that opens and closes the enrollment. */
  isEnrollmentBadge(badge: BadgeId): boolean
  /** Undefined: badges cannot be added at this kiosk. */
  readonly flow: Pick<EnrollmentFlow, 'takeBadge' | 'takeEnrollmentBadge'> | undefined
}

/**
 * The reader as the kiosk sees it. Takes out maintenance and enrollment badges, badges that are being added, and
 * practice taps.
 */
export function attendedReader(
  reader: BadgeReader,
  maintenance: Pick<Maintenance, 'takeBadge' | 'takeForPractice' | 'tapped'>,
  enrollment: EnrollmentAtReader,
): BadgeReader {
  /** Badges passed on to the kiosk that have not left yet. */
  const passedOn = new Set<BadgeId>()
  return {
    start: (listener) =>
      reader.start({
        badgeRead: (read) => {
          if (read.kind === 'badge' && maintenance.takeBadge(read.badge)) return
          if (read.kind === 'badge' && enrollment.isEnrollmentBadge(read.badge)) {
            enrollment.flow?.takeEnrollmentBadge()
            maintenance.tapped()
            return
          }
          if (enrollment.flow?.takeBadge(read) === true) return
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

import type { BadgeRead, BadgeReaderListener } from '../../electron/badge/badge-reader.ts'
import type { Instant } from '../../electron/base/time/clock.ts'
import type { ReaderStatus } from '../../electron/contract/kiosk-state.ts'

export interface ReaderRecorder extends BadgeReaderListener {
  readonly reads: readonly BadgeRead[]
  readonly left: readonly { readonly badge: string; readonly at: Instant }[]
  readonly statuses: readonly ReaderStatus[]
  readonly status: ReaderStatus | undefined
  /** Each read in a word: the badge number or the problem. */
  readonly outcomes: readonly string[]
}

/** A listener that records what a badge reader reports. */
export function createReaderRecorder(): ReaderRecorder {
  const reads: BadgeRead[] = []
  const left: { badge: string; at: Instant }[] = []
  const statuses: ReaderStatus[] = []
  return {
    reads,
    left,
    statuses,
    get status() {
      return statuses.at(-1)
    },
    get outcomes() {
      return reads.map((read) => (read.kind === 'badge' ? read.badge : read.problem))
    },
    badgeRead: (read) => reads.push(read),
    badgeLeft: (each) => left.push(each),
    statusChanged: (status) => statuses.push(status),
  }
}

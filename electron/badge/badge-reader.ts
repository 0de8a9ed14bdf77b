import type { Instant } from '../base/time/clock.ts'
import type { ReaderStatus } from '../contract/kiosk-state.ts'
import type { BadgeId } from './badge-id.ts'

/** A badge was presented. `at`: when the reader reported it, before any processing. */
export type BadgeRead =
  | {
      readonly kind: 'badge'
      readonly badge: BadgeId
      readonly at: Instant
      /** It was already on the reader when the program started, so it may have been read before. */
      readonly wasThereAtStart?: true
    }
  | { readonly kind: 'unreadable'; readonly problem: UnreadableProblem; readonly at: Instant }

export type UnreadableProblem =
  /** A phone or a privacy card: it uses a new random number for each tap and so identifies nobody. */
  | 'random-number'
  /** The badge did not answer, or its answer is not a badge number. */
  | 'no-number'
  /** Removed before it was read. */
  | 'removed-too-soon'
  /** More than one badge in the field. */
  | 'several-badges'
  /**
   * A machine typed something, but the current config prevents reading it as a number: only IT can fix it.
   */
  | 'typing-not-read'

export interface BadgeReaderListener {
  badgeRead(read: BadgeRead): void
  /** A badge that was read was removed. A reader that cannot detect it never calls this. */
  badgeLeft?(left: { readonly badge: BadgeId; readonly at: Instant }): void
  /** Called when the status changes, and only then. */
  statusChanged(status: ReaderStatus): void
}

/** A badge reader: PC/SC (`pcsc-reader.ts`) or keyboard wedge (`keyboard-reader.ts`). */
export interface BadgeReader {
  /** Starts reading. Called once. Reports the first status at once or as soon as it is known. */
  start(listener: BadgeReaderListener): void
  /** Stops reading and releases the hardware; resolves when that is done. */
  stop(): Promise<void>
}

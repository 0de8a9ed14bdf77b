import type { Instant } from '../base/time/clock.ts'
import type { ReaderStatus } from '../contract/kiosk-state.ts'
import type { BadgeId } from './badge-id.ts'

/** A badge was presented. `at` is when the reader told of it, before anything was made of it. */
export type BadgeRead =
  | {
      readonly kind: 'badge'
      readonly badge: BadgeId
      readonly at: Instant
      /** It lay on the reader when the program started, so it may have been read before. */
      readonly wasThereAtStart?: true
    }
  | { readonly kind: 'unreadable'; readonly problem: UnreadableProblem; readonly at: Instant }

export type UnreadableProblem =
  /** A phone or a privacy card: it makes up a new number at each tap and so identifies nobody. */
  | 'random-number'
  /** The badge answered with something that is not a badge number, or not at all. */
  | 'no-number'
  /** Taken away before it was read. */
  | 'removed-too-soon'
  /** More than one badge in the field. */
  | 'several-badges'
  /** A machine typed something, and the config keeps it from being read as a number: only IT can help. */
  | 'typing-not-read'

export interface BadgeReaderListener {
  badgeRead(read: BadgeRead): void
  /** A badge that was read has been taken away. Never called by a reader that cannot tell, such as a keyboard. */
  badgeLeft?(left: { readonly badge: BadgeId; readonly at: Instant }): void
  /** Called when the status changes, and only then. */
  statusChanged(status: ReaderStatus): void
}

/** A badge reader: PC/SC (`pcsc-reader.ts`) or one that types like a keyboard (`keyboard-reader.ts`). */
export interface BadgeReader {
  /** Begins to read. Called once. The first status is told at once or as soon as it is known. */
  start(listener: BadgeReaderListener): void
  /** Ends reading and lets go of the hardware; resolves when that is done. */
  stop(): Promise<void>
}

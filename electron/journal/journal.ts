import type { BadgeChange } from './badge-changes.ts'
import type { ChainHead } from './chain/chain.ts'
import type { DeliveryStage } from './delivery-stage.ts'
import type { JournalFailed, JournalFailure } from './failure.ts'
import type { ParkedSince } from './parked-taps.ts'
import type { PunchEvent } from './punch-event.ts'
import type { TapPerson } from './tap-person.ts'
import type { SetAsideRetention, TidyResult } from './recovery/set-aside-retention.ts'
import type { ChainCheck, VerifyOptions } from './chain/verify.ts'

/**
 * The journal: the authoritative record of every tap. Opened by `store/open-journal.ts`, implemented by
 * `store/sqlite-journal.ts`.
 */
export interface Journal {
  /** Writes a tap and who tapped. `ok` means that it is on the disk. */
  recordTap(event: Extract<PunchEvent, { kind: 'tapped' }>, person: TapPerson): JournalAnswer
  /**
   * Writes an event of a tap. `ok` means that it is on the disk. `serviceWords`: the service's own message,
   * which is never chained and is erased with the person.
   */
  record(event: PunchEvent, serviceWords?: string): JournalAnswer
  /** Writes the changes of badges that it does not have yet. `ok` means that they are on the disk. */
  recordBadgeChanges(changes: readonly BadgeChange[], atMs: number): JournalAnswer
  /**
   * All unsettled taps, oldest first, including parked taps with a requested retry. Verifies the chain from
   * the oldest of them on; fails with `tampered` if it does not hold.
   */
  pending(): PendingAnswer
  /**
   * Whether another process (the command line) has written to the journal or replaced its files since the
   * last call (or since it was opened). If so, call `pending()`: a retry may have been requested. Reads no
   * table; cheap enough for every second. May report a change that was none; `false` also if the check
   * failed, and then `probe` says why.
   */
  changedByOthers(): boolean
  /** How many taps are parked and wait for a manager; the last known number if it cannot be read. Cheap. */
  parkedTaps(): number
  /**
   * The first `limit` taps that were parked after `after` and are still parked (`parked-taps.ts`).
   * `undefined`: cannot be read now; the next write reports why.
   */
  parkedSince(after: ChainHead | undefined, limit: number): ParkedSince | undefined
  /** All events of one tap, oldest first. Throws `SqliteError`. */
  eventsOf(tapId: string): readonly PunchEvent[]
  /** Whether the journal is writable now: writes and flushes a mark as large as a tap. */
  probe(): JournalAnswer
  /** The end of the chain, as written or checked by this connection; for the log. */
  head(): ChainHead
  /** Reads every event and recomputes the chain, without blocking other work. */
  verify(options?: VerifyOptions): Promise<ChainCheck>
  /**
   * Erases name and user id of every tap that was settled or parked before `beforeMs`; the chain stays
   * intact. Handles up to 500 taps per call, so that no tap waits for it; call again soon while there is
   * `more`.
   */
  eraseSettledPeople(beforeMs: number): ErasedAnswer
  /**
   * Removes taps that are settled, not parked, and whose every timestamp precedes `beforeMs`. One step of
   * about 15 ms; call again soon while there is `more` (first taps are removed, then free space is returned
   * to the disk). The chain stays verifiable (`compaction.ts`). `nowMs`: the servers' time.
   */
  compact(beforeMs: number, nowMs: number): CompactedAnswer
  /** Applies the retention times to journals that were set aside (`set-aside-retention.ts`). */
  tidySetAside(retention: SetAsideRetention): SetAsideAnswer
  /** Adds taps that a lost journal held; skips taps that this journal already has events of. */
  carryOver(taps: readonly PendingTap[], atMs: number): CarriedAnswer
  close(): void
}

/**
 * A pending tap: open, and it may be sent, since the chain vouches for it and its person is known.
 * *Open*: not settled according to the chain (`OpenTap`). *Waiting*: pending, and in the queue of the running
 * kiosk (`delivery.ts`). The status `pending` of `--journal list` means open.
 */
export interface PendingTap {
  readonly tapId: string
  readonly userId: string
  readonly displayName: string
  readonly tapped: Extract<PunchEvent, { kind: 'tapped' }>
  readonly stage: DeliveryStage
}

export type PendingAnswer =
  | {
      readonly kind: 'ok'
      readonly taps: readonly PendingTap[]
      /** Ids of open taps whose person's row is gone: it is unknown whose card to end. */
      readonly withoutPerson: readonly string[]
      /** Open taps that the chain does not vouch for: they must not be sent. */
      readonly doubtful: readonly DoubtfulTap[]
    }
  | JournalFailed

export interface DoubtfulTap {
  readonly tapId: string
  /**
   * `person`: the person was edited. `other-key`: written under another site key. `unvouched`: the chain of
   * the damaged journal that it was salvaged from does not vouch for it.
   */
  readonly why: 'person' | 'other-key' | 'unvouched'
}

export type CarriedAnswer = { readonly kind: 'ok'; readonly carriedOver: number } | JournalFailed

export type JournalAnswer = { readonly kind: 'ok' } | JournalFailed

export type ErasedAnswer =
  /**
   * `isInLog`: another process is reading, so the write-ahead log may still hold erased names; call again
   * later.
   */
  | { readonly kind: 'ok'; readonly erased: number; readonly more: boolean; readonly isInLog?: true }
  | JournalFailed

export type SetAsideAnswer = ({ readonly kind: 'ok' } & TidyResult) | JournalFailed

export type CompactedAnswer =
  | {
      readonly kind: 'ok'
      readonly taps: number
      /** Old taps that stay because they were edited: `verify` says which. */
      readonly doubtful: number
      readonly more: boolean
    }
  | JournalFailed

export type { ChainCheck, ChainHead, JournalFailure, ParkedSince }

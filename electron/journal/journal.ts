import type { ChainHead } from './chain/chain.ts'
import type { DeliveryStage } from './delivery-stage.ts'
import type { JournalFailure } from './failure.ts'
import type { ParkedSince } from './parked-taps.ts'
import type { PunchEvent } from './punch-event.ts'
import type { TapPerson } from './tap-person.ts'
import type { SetAsideRetention, SetAsideTidied } from './recovery/set-aside-retention.ts'
import type { ChainCheck, VerifyOptions } from './chain/verify.ts'

/** The journal: the truth about every tap. `sqlite-journal.ts` keeps it on disk. */
export interface Journal {
  /** Writes a tap and who tapped. It is on the disk when this answers `ok`. */
  recordTap(event: Extract<PunchEvent, { kind: 'tapped' }>, person: TapPerson): JournalAnswer
  /**
   * Writes what happened to a tap. It is on the disk when this answers `ok`. `serviceWords`: what the service wrote
   * about it, which is never chained and is erased with the person.
   */
  record(event: PunchEvent, serviceWords?: string): JournalAnswer
  /**
   * Every tap whose last event is no settling one, oldest first. A parked one that is to be tried again is back. Each
   * time the chain is read anew from the oldest of them on: fails as `tampered` where it does not hold.
   */
  pending(): PendingAnswer
  /**
   * Whether somebody else (the command line) has written to the journal since this was last asked, or since it was
   * opened, or has replaced its files: then `pending()` may hold a parked tap that is to be tried again, or fail.
   * Reads no table; cheap enough for every second. May say so once too often; `false` also where it cannot be told, and `probe` says why.
   */
  changedByOthers(): boolean
  /** How many taps are parked and wait for a manager; 0 also where it cannot be told. Cheap. */
  parkedTaps(): number
  /**
   * The first `limit` taps that were parked after `after` and are parked still (`parked-taps.ts`). `undefined`: it cannot
   * be told now; whatever has to be written next says why.
   */
  parkedSince(after: ChainHead | undefined, limit: number): ParkedSince | undefined
  /** All events of one tap, oldest first. Throws `SqliteError`. */
  eventsOf(tapId: string): readonly PunchEvent[]
  /** Whether the journal can be written right now: writes and flushes a mark as large as a tap. */
  probe(): JournalAnswer
  /** The chain's end, as this connection has written or checked it; for the log. */
  head(): ChainHead
  /** Reads every event and recomputes the chain, without holding anything up. */
  verify(options?: VerifyOptions): Promise<ChainCheck>
  /**
   * Erases name and user id of every tap whose last event is a settling one (`parked` among them) written before
   * `beforeMs`; the chain stays intact. Takes 500 taps at a time, so that no tap waits for it: where there are
   * `more`, call it again soon.
   */
  eraseSettledPeople(beforeMs: number): ErasedAnswer
  /**
   * Takes out taps that are settled, not parked, and whose every time lies before `beforeMs`: one step of some 15 ms;
   * where there is `more` to do, call it again soon (first the taps go, then free space to the disk). The chain stays verifiable (`compaction.ts`). `nowMs`: as the
   * servers have it.
   */
  compact(beforeMs: number, nowMs: number): CompactedAnswer
  /** Erases names in journals that were set aside, and removes those whose time is up (`set-aside-retention.ts`). */
  tidySetAside(retention: SetAsideRetention): SetAsideAnswer
  /** Takes up taps that another journal has lost, all or none; those it has events of are left alone. */
  carryOver(taps: readonly PendingTap[], atMs: number): CarriedAnswer
  close(): void
}

/** A tap that is not settled: its last event is no settling one. */
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
      /** Ids of open taps whose person's row is gone, by whatever hand: nobody can tell whose card to end. */
      readonly withoutPerson: readonly string[]
      /** Open taps that nobody vouches for: they must not be sent. */
      readonly doubtful: readonly DoubtfulTap[]
    }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

export interface DoubtfulTap {
  readonly tapId: string
  /**
   * `person`: who tapped is not as it was written. `other-key`: it was written under another site key. `unvouched`: the
   * chain of the damaged journal it was saved from does not vouch for it.
   */
  readonly why: 'person' | 'other-key' | 'unvouched'
}

export type CarriedAnswer =
  | { readonly kind: 'ok'; readonly carriedOver: number }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

export type JournalAnswer =
  { readonly kind: 'ok' } | { readonly kind: 'failed'; readonly failure: JournalFailure }

export type ErasedAnswer =
  /** `isInLog`: the write-ahead log may still hold erased names, since somebody reads; to be called again later. */
  | { readonly kind: 'ok'; readonly erased: number; readonly more: boolean; readonly isInLog?: true }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

export type SetAsideAnswer =
  ({ readonly kind: 'ok' } & SetAsideTidied) | { readonly kind: 'failed'; readonly failure: JournalFailure }

export type CompactedAnswer =
  | {
      readonly kind: 'ok'
      readonly taps: number
      /** Old taps that stay because they are not as they were written: `verify` tells which. */
      readonly doubtful: number
      readonly more: boolean
    }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

export type { ChainCheck, ChainHead, JournalFailure, ParkedSince }

import type { PunchEvent } from './punch-event.ts'
import type { SqliteProblem } from './sqlite.ts'

/** The journal: the truth about every tap. `sqlite-journal.ts` keeps it on disk. */
export interface Journal {
  /** Writes a tap and who tapped. It is on the disk when this answers `ok`. */
  recordTap(event: Extract<PunchEvent, { kind: 'tapped' }>, person: TapPerson): JournalAnswer
  /** Writes what happened to a tap. It is on the disk when this answers `ok`. */
  record(event: PunchEvent): JournalAnswer
  /** Every tap that is not settled, oldest first. */
  pending(): PendingAnswer
  /** All events of one tap, oldest first. Throws `SqliteError`. */
  eventsOf(tapId: string): readonly PunchEvent[]
  /** Whether the journal can be written right now: writes and flushes a mark of its own. */
  probe(): JournalAnswer
  /** Reads every event and recomputes the chain. */
  verify(): ChainCheck
  close(): void
}

/** The personal side of a tap: erased when its time is up, while the events stay. */
export interface TapPerson {
  readonly userId: string
  readonly displayName: string
}

/** A tap that is not settled: its last event is no settling one. */
export interface PendingTap {
  readonly tapId: string
  readonly userId: string
  readonly tapped: Extract<PunchEvent, { kind: 'tapped' }>
  readonly stage: DeliveryStage
}

/** How far the delivery had come, by the latest event that says so. */
export type DeliveryStage =
  | { readonly kind: 'tapped' }
  | Pick<Extract<PunchEvent, { kind: 'sending' }>, 'kind' | 'cardId'>
  | Pick<Extract<PunchEvent, { kind: 'clocked-out' }>, 'kind' | 'cardId' | 'endedAtMs' | 'how'>
  | Pick<Extract<PunchEvent, { kind: 'correcting' }>, 'kind' | 'cardId' | 'toMs'>

export type PendingAnswer =
  | { readonly kind: 'ok'; readonly taps: readonly PendingTap[] }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

export type JournalAnswer =
  { readonly kind: 'ok' } | { readonly kind: 'failed'; readonly failure: JournalFailure }

export interface JournalFailure {
  readonly kind: SqliteProblem | 'newer-version' | 'site-key'
  readonly detail: string
}

export type ChainCheck =
  /** `head`: the last link. Logged regularly, so that a cut tail shows against the log. */
  | { readonly kind: 'intact'; readonly events: number; readonly head: string }
  /** `seq`: the first event that is not as it was written. */
  | { readonly kind: 'broken'; readonly seq: number; readonly detail: string }

import type { DeliveryStage, HowKnown } from './delivery-stage.ts'

/**
 * An event of a tap in the journal. Events are never changed, and removed only by compaction.
 * `atMs`: when the event was written. All times are milliseconds since the Unix epoch. The last event
 * determines the status of the tap. Events contain no name and no user id: those are stored apart, so that
 * they can be erased without breaking the chain.
 */
export type PunchEvent = { readonly tapId: string; readonly atMs: number } & PunchEventBody

export type PunchEventBody =
  /** The tap was accepted. It ends in one of the settling events below. */
  | {
      readonly kind: 'tapped'
      /** When the person tapped, in the servers' time if known then. */
      readonly tappedAtMs: number
      /** What was added to this computer's clock for `tappedAtMs`; `null`: no server had answered yet. */
      readonly clockCorrectionMs: number | null
      /** The same moment on the monotonic clock; comparable only within the run `runId`. */
      readonly tappedAtMonotonicMs: number
      readonly runId: string
      readonly kioskId: string
      /** HMAC of the badge number under the site key named beside it. */
      readonly badgeHmac: string
      readonly siteKeyId: string
      /** The person's teams at the tap; absent: not known, or the kiosk has one team. */
      readonly teamIds?: readonly string[]
      /**
       * The tap was salvaged from a damaged journal whose chain does not vouch for it: it is never sent,
       * whatever events follow, and its person has no seal.
       */
      readonly isDoubtful?: true
    }
  /** The next step of the delivery is about to be taken. */
  | Exclude<DeliveryStage, { readonly kind: 'tapped' }>
  /** Settled: Shifts confirmed the clock-out (`answered`), or the card was read as ended (`read-back`). */
  | {
      readonly kind: 'confirmed'
      readonly cardId: string
      readonly endedAtMs: number
      readonly how: HowKnown
      /** The clock-out time before it was corrected to `endedAtMs`. */
      readonly correctedFromMs?: number
    }
  /** Settled: the card was ended elsewhere (phone, manager) and left unchanged. */
  | { readonly kind: 'superseded'; readonly cardId: string; readonly endedAtMs: number }
  /** Settled: there was nothing to end, and the screen said so. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Settled until somebody acts: it cannot be delivered, or nobody saw its result. */
  | {
      readonly kind: 'parked'
      /** A `ParkedReason`, or `closed`; later versions may write others. */
      readonly reason: string
      readonly detail: string
      readonly cardId?: string
      readonly requestId?: string
      /** If a correction was refused: the time on the card, and the time of the tap. */
      readonly endedAtMs?: number
      readonly tappedAtMs?: number
      /**
       * The account that closed the parked tap on the command line: nobody has to act any more. `reason` is
       * then `closed`, and `detail` is that person's explanation. Not a kind of its own, because an
       * earlier version treats an unknown event as open and would send the tap again.
       */
      readonly closedBy?: string
    }
  /** A retry of a parked tap was requested on the command line; the running kiosk does it. */
  | { readonly kind: 'retry-requested' }
  /**
   * The tap was copied from another journal. `fromFile`: the file name of that journal after it was set
   * aside, or `memory` if the file was gone and the running kiosk still had the tap in memory.
   */
  | { readonly kind: 'carried-over'; readonly fromFile: string }

/** An event of the journal itself: old settled taps were removed (`compaction.ts`). Part of the chain. */
export interface CompactedEvent {
  readonly tapId: 'journal'
  readonly atMs: number
  readonly kind: 'compacted'
  /** How many events have been removed since the journal was created. */
  readonly events: number
  /** Digest of the complete list of gaps (`gaps.ts`) after this compaction. */
  readonly gapsDigest: string
}

const kindsOfPunchEvents: Readonly<Record<PunchEvent['kind'], true>> = {
  tapped: true,
  sending: true,
  'clocked-out': true,
  correcting: true,
  confirmed: true,
  superseded: true,
  refused: true,
  parked: true,
  'retry-requested': true,
  'carried-over': true,
}

/** Whether it is an event of a tap; other kinds belong to the journal itself or are forged. */
export function isPunchEventKind(kind: string): kind is PunchEvent['kind'] {
  return Object.hasOwn(kindsOfPunchEvents, kind)
}

/** A tap whose last event is one of these is settled. */
export const settlingKinds = [
  'confirmed',
  'superseded',
  'refused',
  'parked',
] as const satisfies readonly PunchEvent['kind'][]

/** The `fromFile` of a tap recovered from memory because its journal's file was gone. */
export const fromMemory = 'memory'

export function isSettling(kind: string): boolean {
  return settlingKinds.some((settlingKind) => settlingKind === kind)
}

/** Whether this event closes a parked tap (command line). */
export function isClosing(event: PunchEvent): boolean {
  return event.kind === 'parked' && event.closedBy !== undefined
}

export type ParkedEvent = Extract<PunchEvent, { kind: 'parked' }>

export type SettlingEvent = Extract<PunchEventBody, { kind: (typeof settlingKinds)[number] }>

/** Events that record a delivery stage. */
export const stageKinds = [
  'sending',
  'clocked-out',
  'correcting',
] as const satisfies readonly PunchEvent['kind'][]

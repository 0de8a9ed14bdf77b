import type { DeliveryStage, HowKnown } from './delivery-stage.ts'

/**
 * What can happen to a tap, as it is written to the journal: one line an event, never changed, and never removed but by
 * compaction.
 * `atMs`: when the event was written. All times are milliseconds since the Unix epoch.
 * The last event says where the tap stands. Events hold no name and no user id: those stand apart, so that they
 * can be erased without breaking the chain.
 */
export type PunchEvent = { readonly tapId: string; readonly atMs: number } & PunchEventBody

export type PunchEventBody =
  /** The tap was accepted. From here on it ends in exactly one of the settling events below. */
  | {
      readonly kind: 'tapped'
      /** When the person tapped, by the servers' clock as far as it was known then. */
      readonly tappedAtMs: number
      /** What was added to this computer's clock to get there; `null`: no server's clock had been seen yet. */
      readonly clockCorrectionMs: number | null
      /** The same moment on the monotonic clock, and the run of the program it can be compared within. */
      readonly tappedAtMonotonicMs: number
      readonly runId: string
      readonly kioskId: string
      /** HMAC of the badge number under the site key named beside it. */
      readonly badgeHmac: string
      readonly siteKeyId: string
      /**
       * The tap was saved out of a damaged journal whose chain does not vouch for it: it is never sent, whatever comes
       * after it, and who made it has no seal.
       */
      readonly isDoubtful?: true
    }
  /** The next step of the delivery is about to be taken. */
  | Exclude<DeliveryStage, { readonly kind: 'tapped' }>
  /** Settled: Shifts said the card is ended (`answered`), or it was read as ended (`read-back`). */
  | {
      readonly kind: 'confirmed'
      readonly cardId: string
      readonly endedAtMs: number
      readonly how: HowKnown
      /** What the card said before its clock-out time was corrected to `endedAtMs`. */
      readonly correctedFromMs?: number
    }
  /** Settled: somebody else (a phone, a manager) had ended the card; it was left as it was. */
  | { readonly kind: 'superseded'; readonly cardId: string; readonly endedAtMs: number }
  /** Settled: there was nothing to end, and the person was told so on the screen. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Settled until a manager acts: it cannot be delivered, with the reason. */
  | {
      readonly kind: 'parked'
      readonly reason: string
      readonly detail: string
      readonly cardId?: string
      readonly requestId?: string
      /** Where a correction was refused: the time the card shows, and the time of the tap. */
      readonly endedAtMs?: number
      readonly tappedAtMs?: number
      /**
       * The account whose user closed the parked tap by the command line: nobody has to act any more. `reason` is then
       * `closed`, and `detail` says why, in that person's words. No kind of its own: an earlier version would take an event
       * it does not know for a tap that is open again, and send it.
       */
      readonly closedBy?: string
    }
  /** Somebody asked by the command line to try a parked tap again; the running kiosk does. */
  | { readonly kind: 'retry-requested' }
  /**
   * The tap was saved out of another journal; `fromFile`: the name that one was set aside under, or `memory` where its
   * file was gone and the running kiosk still knew.
   */
  | { readonly kind: 'carried-over'; readonly fromFile: string }

/** What happened to the journal itself: taps settled long ago were taken out (`compaction.ts`). Stands in the chain. */
export interface CompactedEvent {
  readonly tapId: 'journal'
  readonly atMs: number
  readonly kind: 'compacted'
  /** How many events have been taken out since the journal was begun. */
  readonly events: number
  /** Of the whole list of gaps (`gaps.ts`) as it is from here on. */
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

/** Whether a tap can have such an event; others belong to the journal itself, or were made up. */
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

/** What `carried-over` names where no file held the tap any more. */
export const fromMemory = 'memory'

export function isSettling(kind: string): boolean {
  return settlingKinds.some((settlingKind) => settlingKind === kind)
}

/** Whether somebody has closed the parked tap by the command line. */
export function isClosing(event: PunchEvent): boolean {
  return event.kind === 'parked' && event.closedBy !== undefined
}

export type ParkedEvent = Extract<PunchEvent, { kind: 'parked' }>

export type SettlingEvent = Extract<PunchEventBody, { kind: (typeof settlingKinds)[number] }>

/** Events that say how far a delivery has come. */
export const stageKinds = [
  'sending',
  'clocked-out',
  'correcting',
] as const satisfies readonly PunchEvent['kind'][]

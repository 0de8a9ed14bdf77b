/**
 * What can happen to a tap, as it is written to the journal: one line an event, never changed, never removed.
 * `atMs`: when the event was written. All times are milliseconds since the Unix epoch.
 * Events hold no name and no user id: those stand apart, so that they can be erased without breaking the chain.
 */
export type PunchEvent = { readonly tapId: string; readonly atMs: number } & PunchEventBody

export type PunchEventBody =
  /** The tap was accepted. From here on it ends in exactly one of the settling events below. */
  | {
      readonly kind: 'tapped'
      /** When the person tapped, by this computer's clock. */
      readonly tappedAtMs: number
      /** The same moment on the monotonic clock, which tells how far the wall clock jumped since. */
      readonly tappedAtMonotonicMs: number
      readonly kioskId: string
      /** HMAC of the badge number under the site key named beside it. */
      readonly badgeHmac: string
      readonly siteKeyId: string
    }
  /** A clock-out for this card is about to leave. Whatever comes next, the card is read before it is sent again. */
  | { readonly kind: 'sending'; readonly cardId: string }
  /** Settled: Shifts said the card is ended (`answered`), or it was read as ended (`read-back`). */
  | {
      readonly kind: 'confirmed'
      readonly cardId: string
      readonly endedAtMs: number
      readonly how: 'answered' | 'read-back'
    }
  /** Settled: somebody else (a phone, a manager) had ended the card; it was left as it was. */
  | { readonly kind: 'superseded'; readonly cardId: string; readonly endedAtMs: number }
  /** Settled: there was nothing to end, and the person was told so on the screen. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Settled until a manager acts: it can not be delivered, with the reason. */
  | {
      readonly kind: 'parked'
      readonly reason: string
      readonly detail: string
      readonly cardId?: string
      readonly requestId?: string
    }

export const settlingKinds = [
  'confirmed',
  'superseded',
  'refused',
  'parked',
] as const satisfies readonly PunchEvent['kind'][]

export type SettlingEvent = Extract<PunchEventBody, { kind: (typeof settlingKinds)[number] }>

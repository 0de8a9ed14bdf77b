/**
 * How far the delivery of a tap has come: the latest event that names a step, written to the journal before that step is
 * taken. All times are milliseconds since the Unix epoch.
 * `tappedAtMs`: the tap's time by what the servers' clock had said by then; absent in events of version 0.1, and where the
 * journal adds it.
 * `note`: the note that the clock-out carries, by which the card is known as this kiosk's doing whatever the config says
 * by then; empty: none; absent in events of version 0.1.
 */
export type DeliveryStage =
  | { readonly kind: 'tapped' }
  /** A clock-out for this card may have been sent: the card is read before anything is sent again. */
  | (StageOfCard & { readonly kind: 'sending' })
  /** The card is ended; its time is still to be compared with the tap's. */
  | (StageOfCard & { readonly kind: 'clocked-out'; readonly endedAtMs: number; readonly how: HowKnown })
  /**
   * A correction of the card's clock-out time may have been sent: the card is read before it is sent again. `fromMs`: what
   * the card showed before; if it still shows that, it is as this kiosk left it.
   */
  | (StageOfCard & { readonly kind: 'correcting'; readonly toMs: number; readonly fromMs?: number })

interface StageOfCard {
  readonly cardId: string
  readonly note?: string
  readonly tappedAtMs?: number
}

/** `answered`: Shifts said so itself; `read-back`: the card was read as ended. */
export type HowKnown = 'answered' | 'read-back'

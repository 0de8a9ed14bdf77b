/**
 * The delivery stage of a tap: its latest step, recorded in the journal before the step is taken
 * (write-ahead). All times are milliseconds since the Unix epoch.
 * `tappedAtMs`: the time of the tap as known at that step; absent in events of version 0.1, and where the
 * journal adds it.
 * `teamId`: the card's team; absent where the kiosk has one team.
 * `note`: the note of the clock-out, which identifies a card ended by this kiosk even if the config changes
 * later; empty: no note; absent in events of version 0.1.
 */
export type DeliveryStage =
  | { readonly kind: 'tapped' }
  /** A clock-out for this card may have been sent: read the card before sending again. */
  | (StageOfCard & { readonly kind: 'sending' })
  /** The card has ended; its time must still be compared with the tap's. */
  | (StageOfCard & { readonly kind: 'clocked-out'; readonly endedAtMs: number; readonly how: HowKnown })
  /**
   * A correction of the clock-out time may have been sent: read the card before sending again. `fromMs`: the
   * time before the correction; if the card still shows it, nobody has changed the card since.
   */
  | (StageOfCard & { readonly kind: 'correcting'; readonly toMs: number; readonly fromMs?: number })

interface StageOfCard {
  readonly cardId: string
  readonly teamId?: string
  readonly note?: string
  readonly tappedAtMs?: number
}

/** `answered`: Shifts said so itself; `read-back`: the card was read as ended. */
export type HowKnown = 'answered' | 'read-back'

import type { CardReading } from './card-of-tap.ts'
import type { DeliveryStage } from '../journal/delivery-stage.ts'
import type { TapToDeliver } from './clock-out-outcome.ts'
import type { ClockOutBody, TimeCards } from './time-cards/time-cards.ts'

/** What of an attempt's parts is the same for all taps. */
export type ClockOutSettings = Omit<ClockOutParts, 'record' | 'monotonicMs'>

/** What an attempt at ending a card works with. */
export interface ClockOutParts extends CardReading {
  readonly timeCards: TimeCards
  /** A card that shows a time this near to the tap's needs no correction. */
  readonly lateToleranceMs: number
  /** How long after it left a write may still take effect, in milliseconds; `longestEffectMs` unless a test says otherwise. */
  readonly longestEffectMs?: number | undefined
  /** The monotonic clock, in milliseconds. */
  monotonicMs(): number
  /** What time it is for Shifts, in milliseconds since the Unix epoch. */
  nowMs(): number
  /** What a clock-out carries by the config of today. */
  body(tap: TapToDeliver): ClockOutBody
  /** The clock-out's note once its time has been corrected, from the note it has. */
  correctionNote(note: string, tap: TapToDeliver): string
  /** Writes down the step of this tap that is about to be taken. Nothing is sent unless it returns true. */
  record(stage: DeliveryStage): boolean
}

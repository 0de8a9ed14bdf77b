import type { Log } from '../base/log/log.ts'
import type { CallOptions } from '../graph/call-options.ts'
import type { FindCardParts } from './card-of-tap.ts'
import type { DeliveryStage } from '../journal/delivery-stage.ts'
import type { TapToDeliver } from './tap-to-deliver.ts'
import type { TeamCards, Teams } from './teams.ts'
import type { ClockOutBody } from './time-cards/time-cards.ts'

/** The parts of an attempt that are the same for all taps. */
export type ClockOutSettings = Omit<AttemptParts, 'record' | 'monotonicMs' | 'options' | 'log'>

/** What an attempt to end a card uses. */
export interface AttemptParts extends Omit<ClockOutParts, keyof TeamCards> {
  readonly teams: Teams
  readonly log: Log
}

/** What an attempt uses once the team of the tap is known. */
export interface ClockOutParts extends TeamCards, Pick<FindCardParts, 'maxOpenMs'> {
  /** Of every request of this attempt. */
  readonly options: CallOptions
  /** A card whose end is this close to the tap needs no correction. */
  readonly lateToleranceMs: number
  /** How long after sending a write may still take effect; default `maxEffectMs`. For tests. */
  readonly maxEffectMs?: number | undefined
  /** The monotonic clock, in milliseconds. */
  monotonicMs(): number
  /** The current time of the servers, in milliseconds since the Unix epoch. */
  nowMs(): number
  /** The body of a clock-out by the current config. */
  body(tap: TapToDeliver): ClockOutBody
  /** The note of a corrected clock-out, made from its current note. */
  correctionNote(note: string, tap: TapToDeliver): string
  /** Write-ahead: records the next step of this tap. Nothing is sent unless it returns true. */
  record(stage: DeliveryStage): boolean
}

import type { DeliveryStage } from '../journal/delivery-stage.ts'
import type { TapOfPerson } from './card-of-tap.ts'
import type { TimeCard } from './time-cards/time-cards.ts'

/** A recorded tap, as an attempt at the clock-out needs it. */
export interface TapToDeliver extends TapOfPerson {
  readonly tapId: string
  readonly stage: DeliveryStage
  /** Shared by all attempts of this run: each attempt stores what the next one needs. */
  readonly memory: AttemptMemory
}

/** State shared between the attempts of one run of the program; lost at a restart. */
export interface AttemptMemory {
  /**
   * A clock-out with unknown effect, and when it was sent, on the monotonic clock. Until `maxEffectMs`
   * after that, the card may read as open and still be ended by it.
   */
  unclear?: { readonly cardId: string; readonly sinceMs: number }
  /**
   * A card whose clock-out certainly had no effect (429, or never sent): may be sent again without a read. `sinceMs` on
   * the monotonic clock, which stops during sleep, and `sinceTimeMs` in the servers' time.
   */
  untouched?: { readonly card: TimeCard; readonly sinceMs: number; readonly sinceTimeMs: number }
  /** Since when Shifts has refused the tap for reasons that may be temporary, on the monotonic clock. */
  refusedSinceMs?: number
}

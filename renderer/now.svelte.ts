import { createSubscriber } from 'svelte/reactivity'
import type { KioskState } from '../electron/contract/kiosk-state.ts'

/**
 * The current time in milliseconds since the Unix epoch, updated every full second while something draws it.
 * Corrected by the servers' clock if this computer's is wrong.
 */
class Now {
  #aheadMs = $state(0)
  readonly #subscribe = createSubscriber((update) => {
    let timer: ReturnType<typeof setTimeout>
    const schedule = () => {
      timer = setTimeout(
        () => {
          update()
          schedule()
        },
        // The extra millisecond keeps an early timer from drawing the old second.
        1001 - (Date.now() % 1000),
      )
    }
    schedule()
    return () => clearTimeout(timer)
  })

  get ms(): number {
    this.#subscribe()
    return Date.now() - this.#aheadMs
  }

  /** Updates the clock error from the state. */
  heed({ clockAheadMs = 0 }: KioskState): void {
    this.#aheadMs = clockAheadMs
  }
}

export const now = new Now()

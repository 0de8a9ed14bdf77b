import { createSubscriber } from 'svelte/reactivity'
import type { KioskState } from '../electron/contract/kiosk-state.ts'

/**
 * The time of day, in milliseconds since the Unix epoch, new at each full second while something draws it. By the
 * servers' clock where this computer's is wrong.
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

  /** Takes from the state how wrong this computer's clock is. */
  heed({ clockAheadMs = 0 }: KioskState): void {
    this.#aheadMs = clockAheadMs
  }
}

export const now = new Now()

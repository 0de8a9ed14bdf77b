import type { KioskState } from '../electron/contract/kiosk-state.ts'
import { faultState, isKioskState, startingState } from './read-state.ts'

/** The one state the page draws: what main said last, or *out of service* where that makes no sense here. */
export class Kiosk {
  state = $state.raw<KioskState>(startingState())
  readonly #bridge: Bridge | undefined

  /** `bridge`: what stands on `window.kiosk`; anything else than a KioskBridge means that main is not there. */
  constructor(bridge: unknown) {
    if (!isBridge(bridge)) {
      this.#stop('The page was opened without its kiosk.')
      return
    }
    this.#bridge = bridge
    try {
      bridge.onState((state) => this.#show(state))
    } catch (error) {
      this.#stop(`The page could not reach its kiosk: ${String(error)}`)
    }
  }

  /** From now on main is told that the page's own code runs, whenever it asks and `isDrawn` is so. */
  answerPings(isDrawn: () => boolean): void {
    this.#bridge?.onPing(isDrawn)
  }

  /** Begins a practice tap, or ends it. */
  togglePractice(): void {
    this.#bridge?.togglePractice()
  }

  #show(state: unknown): void {
    if (isKioskState(state)) this.state = state
    else this.#stop('The kiosk sent a state that this page does not know.')
  }

  #stop(detail: string): void {
    this.state = faultState(detail, this.state.site)
  }
}

interface Bridge {
  onState(listener: (state: unknown) => void): void
  onPing(isDrawn: () => boolean): void
  togglePractice(): void
}

function isBridge(value: unknown): value is Bridge {
  if (typeof value !== 'object' || value === null) return false
  const { onState, onPing, togglePractice } = value as Partial<Record<keyof Bridge, unknown>>
  return [onState, onPing, togglePractice].every((verb) => typeof verb === 'function')
}

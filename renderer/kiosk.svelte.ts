import type { KioskState } from '../electron/contract/kiosk-state.ts'
import { faultState, isKioskState, startingState } from './read-state.ts'

/** The one state the page draws: what main said last, or *out of service* where that makes no sense here. */
export class Kiosk {
  state = $state.raw<KioskState>(startingState())

  /** `bridge`: what stands on `window.kiosk`; anything else than a KioskBridge means that main is not there. */
  constructor(bridge: unknown) {
    if (!isBridge(bridge)) {
      this.#stop('The page was opened without its kiosk.')
      return
    }
    try {
      bridge.onState((state) => this.#show(state))
    } catch (error) {
      this.#stop(`The page could not reach its kiosk: ${String(error)}`)
    }
  }

  #show(state: unknown): void {
    if (isKioskState(state)) this.state = state
    else this.#stop('The kiosk sent a state that this page does not know.')
  }

  #stop(detail: string): void {
    this.state = faultState(detail, this.state.site)
  }
}

function isBridge(value: unknown): value is { onState(listener: (state: unknown) => void): void } {
  return (
    typeof value === 'object' && value !== null && 'onState' in value && typeof value.onState === 'function'
  )
}

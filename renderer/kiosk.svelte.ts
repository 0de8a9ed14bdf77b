import type { EnrollmentInput } from '../electron/contract/enrollment.ts'
import type { KioskState } from '../electron/contract/kiosk-state.ts'
import { faultState, isKioskState, startingState } from './read-state.ts'

/** The state the page draws: the last one from main, or *out of service* if that was invalid. */
export class Kiosk {
  state = $state.raw<KioskState>(startingState())
  readonly #bridge: Bridge | undefined

  /** `bridge`: the value of `window.kiosk`; anything other than a KioskBridge means that main is missing. */
  constructor(bridge: unknown) {
    if (!isBridge(bridge)) {
      this.#stop('The page was opened without the kiosk program.')
      return
    }
    this.#bridge = bridge
    try {
      bridge.onState((state) => this.#show(state))
    } catch (error) {
      this.#stop(`The page could not connect to the kiosk program: ${String(error)}`)
    }
  }

  /**
   * From now on, answers main's pings while `isDrawn` returns true, to show that the page's code is running.
   */
  answerPings(isDrawn: () => boolean): void {
    this.#bridge?.onPing(isDrawn)
  }

  /** Starts or ends a practice tap. */
  togglePractice(): void {
    this.#bridge?.togglePractice()
  }

  /** Passes on what was touched on the enrollment. */
  enroll(input: EnrollmentInput): void {
    this.#bridge?.enroll(input)
  }

  #show(state: unknown): void {
    if (isKioskState(state)) this.state = state
    else this.#stop('The kiosk sent a state that this page cannot read.')
  }

  #stop(detail: string): void {
    this.state = faultState(detail, this.state.site)
  }
}

interface Bridge {
  onState(listener: (state: unknown) => void): void
  onPing(isDrawn: () => boolean): void
  togglePractice(): void
  enroll(input: EnrollmentInput): void
}

function isBridge(value: unknown): value is Bridge {
  if (typeof value !== 'object' || value === null) return false
  const { onState, onPing, togglePractice, enroll } = value as Partial<Record<keyof Bridge, unknown>>
  return [onState, onPing, togglePractice, enroll].every((verb) => typeof verb === 'function')
}

import { keyBurst, type KeyBurstLimits } from '../badge/key-burst.ts'
import type { KeyPress } from '../badge/key-source.ts'
import { longestPin } from './pin-hash.ts'

/** Gathers the digits of a PIN from key presses. They stay in here: others learn how many there are. */
export interface PinEntry {
  readonly digits: number
  /** Answers the PIN when the press ends it. */
  take(press: KeyPress): string | undefined
}

/**
 * `machine`: how a reader that types does so, where there is one; what it types is a tap and no try at the PIN.
 */
export function createPinEntry(machine: KeyBurstLimits | undefined): PinEntry {
  const burst = machine === undefined ? undefined : keyBurst(machine)
  let typed = ''
  return {
    get digits() {
      return typed.length
    },
    take: (press) => {
      const isMachine = burst?.(press) !== undefined
      if (press.key === 'Enter') {
        const pin = typed
        typed = ''
        return isMachine || pin === '' ? undefined : pin
      }
      if (press.key === 'Backspace') typed = typed.slice(0, -1)
      // One more than a PIN can have, so that a longer one is wrong and not cut to a right one.
      else if (/^[0-9]$/.test(press.key)) typed = (typed + press.key).slice(0, longestPin + 1)
      return undefined
    },
  }
}

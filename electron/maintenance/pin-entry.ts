import type { KeyPress } from '../badge/keyboard/key-source.ts'
import { longestPin } from '../base/pin-hash.ts'

/** Gathers the digits of a PIN from key presses. They stay in here: others learn how many there are. */
export interface PinEntry {
  readonly digits: number
  /**
   * Answers the PIN when the press ends it. `endsBurst`: the press ends what a machine typed, a tap and no try at
   * the PIN.
   */
  take(press: KeyPress, endsBurst: boolean): string | undefined
}

export function createPinEntry(): PinEntry {
  let typed = ''
  return {
    get digits() {
      return typed.length
    },
    take: (press, endsBurst) => {
      if (press.key === 'Enter') {
        const pin = typed
        typed = ''
        return endsBurst || pin === '' ? undefined : pin
      }
      if (press.key === 'Backspace') typed = typed.slice(0, -1)
      // One more than a PIN can have, so that a longer one is wrong and not cut to a right one.
      else if (/^[0-9]$/.test(press.key)) typed = (typed + press.key).slice(0, longestPin + 1)
      return undefined
    },
  }
}

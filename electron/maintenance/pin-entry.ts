import type { KeyPress } from '../badge/keyboard/key-source.ts'
import { maxPinLength } from '../base/pin-hash.ts'

/** Collects the digits of a PIN from key presses. Exposes only their number. */
export interface PinEntry {
  readonly digits: number
  /** Returns the PIN when the press ends it. `endsBurst`: it ends what a reader typed, which is no PIN. */
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
      // Keeps one digit more than a PIN can have, so that a longer input is wrong and not cut to the right
      // PIN.
      else if (/^[0-9]$/.test(press.key)) typed = (typed + press.key).slice(0, maxPinLength + 1)
      return undefined
    },
  }
}

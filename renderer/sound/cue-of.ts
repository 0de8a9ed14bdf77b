import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import type { Cue } from './score.ts'

/** The cue of a state and what it is for: the same receipt, drawn again, is for the same. Undefined: it has none. */
export function cueOf({ screen }: KioskState): { readonly cue: Cue; readonly of: string } | undefined {
  switch (screen.name) {
    case 'heard':
    case 'saved-here':
    case 'confirmed':
    case 'refused':
      return { cue: screen.name, of: `${screen.tap.tapId} ${screen.name} ${screen.tap.showing ?? 0}` }
    default:
      return undefined
  }
}

import type { KioskState, SlotRow } from '../../electron/contract/kiosk-state.ts'
import type { Cue } from './score.ts'

/** A sound cue and the receipt it belongs to. */
export interface CueFor {
  readonly cue: Cue
  /** The receipt, on the main part of the screen or in a slot. */
  readonly receipt: string
  /** This appearance of the receipt: changes when the badge is tapped again. */
  readonly showing: string
}

/** The cues of a state: first the main screen's, then those of the slots. Waiting slots have none. */
export function cuesOf({ screen, slots = [] }: KioskState): readonly CueFor[] {
  const beside = slots.flatMap((row) => {
    const cue = row === null ? undefined : cueOfRow[row.outcome]
    return row === null || cue === undefined ? [] : [cueFor(cue, row.tapId)]
  })
  switch (screen.name) {
    case 'heard':
    case 'saved-here':
    case 'confirmed':
    case 'refused':
      return [cueFor(screen.name, screen.tap.tapId, screen.tap.showing), ...beside]
    default:
      return beside
  }
}

const cueOfRow: Readonly<Record<SlotRow['outcome'], Cue | undefined>> = {
  waiting: undefined,
  saved: 'saved-here',
  confirmed: 'confirmed',
  refused: 'refused',
}

function cueFor(cue: Cue, tapId: string, showing?: number): CueFor {
  const receipt = `${tapId} ${cue}`
  return { cue, receipt, showing: showing === undefined ? receipt : `${receipt} ${showing}` }
}

import type { ParkedReason } from '../journal/parked-reasons.ts'
import type { ParkedTap } from '../journal/parked-taps.ts'

/**
 * Why a tap needs a person. `forgotten`: the card had been open for too long. `not-told`: it is settled, but
 * the person has not seen the outcome. `parked`: it cannot be delivered.
 */
export type TapNeed = 'parked' | 'forgotten' | 'not-told'

export function needOf({ event }: Pick<ParkedTap, 'event'>): TapNeed {
  if (event.reason === 'not-told') return 'not-told'
  return event.reason === 'open-too-long' ? 'forgotten' : 'parked'
}

const thenRetry = 'then run --journal retry with this code'

/** What to do, by the reason of `parked` events (docs/journal.md). */
const toDo: Readonly<Record<ParkedReason, string>> = {
  'open-too-long':
    'Ask the person when the shift ended, and clock the card out in Shifts at that time. Then close the tap.',
  'no-open-card':
    'No time card was open. Ask the person when the shift started and ended, and enter it in Shifts. Then close the tap.',
  forbidden: `IT: grant the kiosk its permission (--check-config --online), ${thenRetry}.`,
  'not-found': `Find the time card in Shifts and clock it out there, then close the tap; or IT: fix the team or its consent, ${thenRetry}.`,
  rejected: `Clock the card out in Shifts, then close the tap; or IT: fix the problem that --journal show reports, ${thenRetry}.`,
  'correction-refused':
    'The card is clocked out at a later time than the tap. Correct it in Shifts, then close the tap.',
  'other-persons-card':
    'Nothing was changed. Find the card of the person who tapped in Shifts and clock it out, then close the tap.',
  'person-lost':
    'It is unknown who tapped. Ask who left at that time, and enter it in Shifts. Then close the tap.',
  'not-told':
    'Tell the person. If nothing was clocked out, ask when the shift ended, and enter it in Shifts. Then close the tap.',
  'record-damaged':
    'The kiosk cannot verify this tap. Check with the person and in Shifts, enter it there, then close the tap.',
}

export function whatToDo({ event }: Pick<ParkedTap, 'event'>): string {
  return (
    wordsIn(toDo, event.reason) ?? 'Run --journal show with this code, and correct the time card in Shifts.'
  )
}

const whatHappened: Readonly<Record<ParkedReason, string>> = {
  'open-too-long': 'The time card had been open for too long: a forgotten clock-out. It was left unchanged.',
  'no-open-card': 'No time card was open at the time of the tap.',
  forbidden: 'Shifts does not allow the kiosk to end time cards.',
  'not-found': 'Shifts found no such time card or team.',
  rejected: 'Shifts refused the clock-out.',
  'correction-refused': 'The card was clocked out, but Shifts refused to set it to the time of the tap.',
  'other-persons-card': 'The time card belongs to a person other than the one who tapped.',
  'person-lost': 'The journal was damaged and no longer shows who tapped.',
  'not-told': 'So many people tapped at once that the screen had no room for this outcome.',
  'record-damaged': 'The tap in the journal could not be verified.',
}

export function happenedWords({ event }: Pick<ParkedTap, 'event'>): string {
  return wordsIn(whatHappened, event.reason) ?? 'The tap could not be delivered.'
}

/** Undefined for a reason that this version does not know. */
function wordsIn(words: Readonly<Record<string, string>>, reason: string): string | undefined {
  return words[reason]
}

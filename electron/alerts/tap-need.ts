import type { ParkedReason } from '../journal/parked-reasons.ts'
import type { ParkedTap } from '../journal/parked-taps.ts'

/**
 * Why a tap needs a human. `forgotten`: the card had been open for too long. `not-told`: it is settled, and the person has
 * not seen how. `parked`: it cannot be delivered.
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
    'Nothing was open to clock out. Ask the person when the shift began and ended, and enter it in Shifts. Then close the tap.',
  forbidden: `IT: grant the kiosk its permission (--check-config --online), ${thenRetry}.`,
  'not-found': `Look for the time card in Shifts and clock it out there, then close the tap; or IT: fix the team or its consent, ${thenRetry}.`,
  rejected: `Clock the card out in Shifts, then close the tap; or IT: fix what --journal show says, ${thenRetry}.`,
  'correction-refused':
    'The card is clocked out at a later time than the tap. Correct it in Shifts, then close the tap.',
  'other-persons-card':
    'Nothing was changed. Look in Shifts for the card of whoever tapped and clock it out, then close the tap.',
  'person-lost':
    'Nobody can tell who tapped. Ask who left at that time, and enter it in Shifts. Then close the tap.',
  'not-told':
    'Tell the person. Where nothing was clocked out, ask when the shift ended, and enter it in Shifts. Then close the tap.',
  'record-damaged':
    'The kiosk cannot vouch for this tap. Compare with the person and with Shifts, enter it there, then close the tap.',
}

export function whatToDo({ event }: Pick<ParkedTap, 'event'>): string {
  return (
    wordsIn(toDo, event.reason) ??
    'Look at --journal show with this code, and put the time card right in Shifts.'
  )
}

const whatHappened: Readonly<Record<ParkedReason, string>> = {
  'open-too-long': 'The time card had been open for too long: a forgotten clock-out. It was left as it is.',
  'no-open-card': 'No time card was open at the time of the tap.',
  forbidden: 'Shifts does not let the kiosk end time cards.',
  'not-found': 'Shifts knows no such time card or team.',
  rejected: 'Shifts refused the clock-out.',
  'correction-refused': "The card was clocked out, but Shifts refused to set its time to the tap's.",
  'other-persons-card': 'The time card belongs to somebody else than who tapped.',
  'person-lost': 'A damaged journal does not say any more who tapped.',
  'not-told': 'So many people tapped at once that the screen had no room for this outcome.',
  'record-damaged': 'The journal does not vouch for this tap any more.',
}

export function happenedWords({ event }: Pick<ParkedTap, 'event'>): string {
  return wordsIn(whatHappened, event.reason) ?? 'The tap could not be delivered.'
}

/** Undefined: an event of another version, whose reason is not known here. */
function wordsIn(words: Readonly<Record<string, string>>, reason: string): string | undefined {
  return words[reason]
}

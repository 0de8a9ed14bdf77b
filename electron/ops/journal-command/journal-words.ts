import type { ParkedReason } from '../../journal/parked-reasons.ts'
import { fromMemory, type PunchEvent } from '../../journal/punch-event.ts'
import type { TapRecord } from '../../journal/tap-record.ts'

/** The contents of the journal as text for HR and IT. */

export const erased = '(erased)'

const parkedWords: Readonly<Record<ParkedReason, string>> = {
  forbidden: 'Shifts does not allow this kiosk to end time cards; a permission is missing',
  'not-found': 'Shifts found no such time card or team',
  rejected: 'Shifts refused the clock-out',
  'no-open-card': 'no time card was open at the time of the tap',
  'open-too-long': 'the time card had been open for too long, a forgotten clock-out',
  'correction-refused': 'the card is ended, but Shifts refused to set it to the time of the tap',
  'other-persons-card': 'the time card belongs to a person other than the one who tapped',
  'person-lost': 'the journal was damaged and no longer shows who tapped',
  'not-told': 'settled, but the screen had no room to show the result to the person',
  'record-damaged': 'this tap could not be verified with the site key (a damaged journal, or another key)',
}

const reasons: Readonly<Record<string, string>> = {
  ...parkedWords,
  'not-clocked-in': 'the person was not clocked in',
  'no-time-card': "Shifts had no time card for this person at all; check the roster's user id and the team",
  'already-clocked-out': 'the person was clocked out already',
  closed: 'closed by hand; no further action',
}

export function reasonWords({ status, reason }: Pick<TapRecord, 'status' | 'reason'>): string {
  if (status === 'superseded')
    return 'the card had already been ended by somebody else and was left unchanged'
  return reason === undefined ? '' : (reasons[reason] ?? reason)
}

/** One event as a line of text; `time` formats its times. */
export function eventWords(event: PunchEvent, time: (ms: number) => string): string {
  switch (event.kind) {
    case 'tapped':
      return `tapped at ${event.kioskId}, at ${time(event.tappedAtMs)}`
    case 'sending':
      return `clock-out of ${event.cardId} about to be sent`
    case 'clocked-out':
      return `${event.cardId} ended at ${time(event.endedAtMs)}; its time is still to be corrected`
    case 'correcting':
      return `correction of ${event.cardId} to ${time(event.toMs)} about to be sent`
    case 'confirmed':
      return `confirmed: ${event.cardId} ended at ${time(event.endedAtMs)} (${howWords[event.how]})`
    case 'superseded':
      return `superseded: ${event.cardId} had already been ended by somebody else at ${time(event.endedAtMs)}`
    case 'refused':
      return `refused: ${reasons[event.reason] ?? event.reason}`
    case 'parked':
      if (event.closedBy !== undefined) return `closed by ${event.closedBy}: ${event.detail}`
      return `parked: ${reasons[event.reason] ?? event.reason}. ${event.detail}`
    case 'retry-requested':
      return 'retry requested on the command line'
    case 'carried-over':
      return event.fromFile === fromMemory
        ? 'restored from memory by the running kiosk: the journal had lost it'
        : `carried over from the journal ${event.fromFile}`
    default:
      return event satisfies never
  }
}

const howWords = { answered: 'Shifts answered so', 'read-back': 'the card was read back' } as const

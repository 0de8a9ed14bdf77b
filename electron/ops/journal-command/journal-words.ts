import type { ParkedReason } from '../../journal/parked-reasons.ts'
import { fromMemory, type PunchEvent } from '../../journal/punch-event.ts'
import type { TapRecord } from '../../journal/tap-record.ts'

/** The journal in words for HR and IT. */

export const erased = '(erased)'

const parkedWords: Readonly<Record<ParkedReason, string>> = {
  forbidden: 'Shifts does not let this kiosk end time cards; a permission is missing',
  'not-found': 'Shifts knows no such time card or team',
  rejected: 'Shifts refused the clock-out',
  'no-open-card': 'no time card was open at the time of the tap',
  'open-too-long': 'the time card had been open for too long, a forgotten clock-out',
  'correction-refused': "the card is ended, but Shifts refused to set its time to the tap's",
  'other-persons-card': 'the time card belongs to somebody else than who tapped',
  'person-lost': 'a damaged journal did not tell any more who tapped',
  'not-told': 'settled, but the screen had no room to tell the person',
  'record-damaged': 'the site key does not vouch for this tap (a damaged journal, or another key)',
}

const reasons: Readonly<Record<string, string>> = {
  ...parkedWords,
  'not-clocked-in': 'the person was not clocked in',
  'no-time-card': "Shifts had no time card of this person at all; check the roster's user id and the team",
  'already-clocked-out': 'the person was clocked out already',
  closed: 'closed by hand: nobody has to act any more',
}

export function reasonWords({ status, reason }: Pick<TapRecord, 'status' | 'reason'>): string {
  if (status === 'superseded') return 'somebody else had ended the card; it was left as it was'
  return reason === undefined ? '' : (reasons[reason] ?? reason)
}

/** One event, with times as `time` writes them. */
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
      return `superseded: somebody else had ended ${event.cardId} at ${time(event.endedAtMs)}`
    case 'refused':
      return `refused: ${reasons[event.reason] ?? event.reason}`
    case 'parked':
      if (event.closedBy !== undefined) return `closed by ${event.closedBy}: ${event.detail}`
      return `parked: ${reasons[event.reason] ?? event.reason}. ${event.detail}`
    case 'retry-requested':
      return 'another try asked for by the command line'
    case 'carried-over':
      return event.fromFile === fromMemory
        ? 'written down again by the running kiosk: its journal had lost it'
        : `carried over from the journal ${event.fromFile}`
    default:
      return event satisfies never
  }
}

const howWords = { answered: 'Shifts said so', 'read-back': 'the card was read' } as const

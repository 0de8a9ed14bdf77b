import type { ParkedReason } from '../journal/parked-reasons.ts'
import type { SettlingEvent } from '../journal/punch-event.ts'
import type { TapResult } from './flow/tap.ts'

/**
 * The event that records that nobody saw the result of a settled tap, so that a manager tells the person. It
 * is a `parked` event, not a kind of its own: an earlier version would treat a tap with an unknown event as
 * open, and send it again. Undefined: the tap is parked already, so a manager hears of it anyway; or it is in
 * no journal.
 */
export function notToldEvent(result: TapResult): Extract<SettlingEvent, { kind: 'parked' }> | undefined {
  if (result.kind === 'confirmed') return parked('The clock-out is confirmed.')
  switch (result.reason.kind) {
    case 'not-clocked-in':
      return parked('Nothing was clocked out: no time card was open.')
    case 'no-time-card':
      return parked('Nothing was clocked out: Shifts has no time card of this person in the team.')
    case 'already-clocked-out':
      return parked('The time card had already been ended.')
    case 'open-too-long':
    case 'parked':
    case 'kiosk-refused':
    case 'random-number':
    case 'unreadable-badge':
    case 'several-badges':
    case 'reader-misconfigured':
    case 'unknown-badge':
    case 'ambiguous-badge':
    case 'account-disabled':
    case 'badge-blocked':
    case 'badge-not-checked':
    case 'badge-left-on-reader':
    case 'not-recorded':
      return undefined
    default:
      return result.reason satisfies never
  }
}

function parked(detail: string): Extract<SettlingEvent, { kind: 'parked' }> {
  return { kind: 'parked', reason: 'not-told' satisfies ParkedReason, detail }
}

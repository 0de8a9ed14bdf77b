import type { SettlingEvent } from '../journal/punch-event.ts'
import type { TapResult } from './settlement.ts'

/**
 * What is written of a settled tap whose person saw nothing of it: somebody has to tell them. `parked` again, and no kind
 * of its own: an earlier version would take an event it does not know for a tap that is open again, and send it.
 * Undefined: it is parked already, and a manager hears of it anyway; or it is in no journal.
 */
export function notToldEvent(result: TapResult): Extract<SettlingEvent, { kind: 'parked' }> | undefined {
  if (result.kind === 'confirmed') return parked('The clock-out is confirmed.')
  switch (result.reason.kind) {
    case 'not-clocked-in':
      return parked('Nothing was clocked out: no time card was open.')
    case 'no-time-card':
      return parked('Nothing was clocked out: Shifts has no time card of this person in the team.')
    case 'already-clocked-out':
      return parked('The time card had been ended before.')
    case 'open-too-long':
    case 'parked':
    case 'kiosk-refused':
    case 'random-number':
    case 'unreadable-badge':
    case 'several-badges':
    case 'reader-misconfigured':
    case 'unknown-badge':
    case 'ambiguous-badge':
    case 'badge-left-on-reader':
    case 'not-recorded':
      return undefined
    default:
      return result.reason satisfies never
  }
}

function parked(detail: string): Extract<SettlingEvent, { kind: 'parked' }> {
  return { kind: 'parked', reason: 'not-told', detail }
}

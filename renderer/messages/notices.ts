import type {
  Connection,
  OutOfServiceReason,
  PracticeOutcome,
  RefusalReason,
  ShownHours,
} from '../../electron/contract/kiosk-state.ts'
import type { SiteFormat } from '../format.ts'
import type { Messages, Notice } from './messages.ts'

/** Uses the current connection, not the one when the tap was saved. */
export function savedNotice(connection: Connection, { savedHere }: Messages): Notice {
  return { ...savedHere, meaning: savedHere.meaning[connection === 'online' ? 'unknown' : connection] }
}

/** `tappedAtMs` determines whether a time is shown with its day. */
export function refusalNotice(
  reason: RefusalReason,
  tappedAtMs: number,
  messages: Messages,
  format: SiteFormat,
): Notice {
  const { refused } = messages
  const apart = apartIn(messages)
  switch (reason.kind) {
    case 'random-number':
    case 'unreadable-badge':
    case 'several-badges':
    case 'unknown-badge':
    case 'ambiguous-badge':
    case 'account-disabled':
    case 'badge-blocked':
    case 'badge-not-checked':
    case 'badge-left-on-reader':
    case 'not-clocked-in':
      return refused[reason.kind]
    case 'already-clocked-out':
      return refused[reason.kind]({
        clockedOutAt: apart(format.moment(reason.clockedOutAtMs, tappedAtMs)),
      })
    case 'open-too-long':
      return refused[reason.kind]({
        clockedInAt: apart(format.moment(reason.clockedInAtMs, tappedAtMs)),
      })
    case 'reader-misconfigured':
    case 'no-time-card':
    case 'not-recorded':
    case 'parked':
    case 'kiosk-refused':
      return refused[reason.kind]({ code: apart(reason.code) })
    default:
      return reason satisfies never
  }
}

/** The result of a practice tap. `tappedAtMs` determines whether a time is shown with its day. */
export function practiceNotice(
  outcome: PracticeOutcome,
  tappedAtMs: number,
  messages: Messages,
  format: SiteFormat,
): Notice {
  const { outcomes } = messages.practice
  const moment = (ms: number): string => apartIn(messages)(format.moment(ms, tappedAtMs))
  switch (outcome.kind) {
    case 'would-clock-out': {
      const { clockedInAtMs, isOnBreak } = outcome
      return outcomes[outcome.kind]({ clockedInAt: moment(clockedInAtMs), isOnBreak })
    }
    case 'already-clocked-out':
      return outcomes[outcome.kind]({ clockedOutAt: moment(outcome.clockedOutAtMs) })
    case 'open-too-long':
      return outcomes[outcome.kind]({ clockedInAt: moment(outcome.clockedInAtMs) })
    case 'random-number':
    case 'unreadable-badge':
    case 'several-badges':
    case 'account-disabled':
    case 'badge-blocked':
      return messages.refused[outcome.kind]
    case 'not-clocked-in':
    case 'unknown-badge':
    case 'ambiguous-badge':
    case 'reader-misconfigured':
    case 'no-roster':
    case 'cannot-save':
    case 'time-clock-off':
    case 'forbidden':
    case 'read-only':
    case 'team-not-found':
    case 'sign-in-refused':
    case 'unreachable':
    case 'throttled':
    case 'unclear':
      return outcomes[outcome.kind]
    default:
      return outcome satisfies never
  }
}

function apartIn({ direction }: Messages): (value: string) => string {
  return (value) => (direction === 'rtl' ? isolated(value) : value)
}

/**
 * In right-to-left text, the parts of a value in digits and Latin letters would be reordered: Unicode
 * isolates keep their order.
 */
function isolated(value: string): string {
  return `\u2068${value}\u2069`
}

/** `Worked: 7 hr 32 min · Breaks: 30 min` */
export function hoursLine(
  { workedMs, breaksMs }: ShownHours,
  messages: Messages,
  format: SiteFormat,
): string {
  const { worked, breaks, noBreaks } = messages.confirmed
  const taken = breaksMs < 60_000 ? noBreaks : breaks({ duration: format.duration(breaksMs) })
  return `${worked({ duration: format.duration(workedMs) })} · ${taken}`
}

export function outOfServiceNotice(reason: OutOfServiceReason, messages: Messages): Notice {
  const { outOfService } = messages
  switch (reason.kind) {
    case 'reader':
      return reason.status.kind === 'no-service'
        ? outOfService.reader[reason.status.why]
        : outOfService.reader[reason.status.kind]
    case 'journal':
    case 'directory':
    case 'fault':
      return outOfService[reason.kind]
    default:
      return reason satisfies never
  }
}

/** The technical detail for the IT admin; untranslated. Empty if there is none. */
export function outOfServiceDetail(reason: OutOfServiceReason): string {
  if (reason.kind !== 'reader') return reason.detail
  const { status } = reason
  switch (status.kind) {
    case 'failing':
    case 'no-access':
      return status.detail
    case 'no-such-reader':
      return status.present.join(', ')
    case 'no-service':
      return status.detail ?? ''
    case 'starting':
    case 'no-reader':
      return ''
    default:
      return status satisfies never
  }
}

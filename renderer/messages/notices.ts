import type { OutOfServiceReason, RefusalReason } from '../../electron/contract/kiosk-state.ts'
import type { SiteFormat } from '../format.ts'
import type { Messages, Notice } from './messages.ts'

/** `tappedAtMs` decides whether a time needs its day beside it. */
export function refusalNotice(
  reason: RefusalReason,
  tappedAtMs: number,
  messages: Messages,
  format: SiteFormat,
): Notice {
  const { refused } = messages
  switch (reason.kind) {
    case 'random-number':
    case 'unreadable-badge':
    case 'several-badges':
    case 'unknown-badge':
    case 'ambiguous-badge':
    case 'not-clocked-in':
    case 'not-recorded':
      return refused[reason.kind]
    case 'already-clocked-out':
      return refused[reason.kind]({ clockedOutAt: format.moment(reason.clockedOutAtMs, tappedAtMs) })
    case 'open-too-long':
      return refused[reason.kind]({ clockedInAt: format.moment(reason.clockedInAtMs, tappedAtMs) })
    case 'parked':
      return refused[reason.kind]({ code: reason.code })
    default:
      return reason satisfies never
  }
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

/** What the software said about it, for the IT admin; untranslated. Empty where there is nothing to add. */
export function outOfServiceDetail(reason: OutOfServiceReason): string {
  if (reason.kind !== 'reader') return reason.detail
  return reason.status.kind === 'failing' ? reason.status.detail : ''
}

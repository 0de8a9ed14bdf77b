import { csvText } from '../../base/text/csv-text.ts'
import { supportCode } from '../../journal/support-code.ts'
import type { TapRecord } from '../../journal/tap-record.ts'
import type { ExportFormat } from './journal-options.ts'
import { erased, reasonWords } from './journal-words.ts'
import { formatZonedTime } from '../../base/time/zoned-time.ts'

/** One tap, with one property per column. */
export interface ExportedTap {
  readonly tapId: string
  readonly code: string
  readonly tappedAt: string
  readonly name: string
  readonly userId: string
  readonly status: string
  readonly reason: string
  readonly detail: string
  readonly cardId: string
  readonly cardEndedAt: string
  readonly requestId: string
  readonly serviceWords: string
}

const headings: Readonly<Record<keyof ExportedTap, string>> = {
  tapId: 'Tap ID',
  code: 'Code',
  tappedAt: 'Tapped at',
  name: 'Name',
  userId: 'User ID',
  status: 'Status',
  reason: 'Reason',
  detail: 'Detail',
  cardId: 'Time card ID',
  cardEndedAt: 'Clocked out on the card',
  requestId: 'Request ID',
  serviceWords: 'Shifts said',
}

/** All taps as CSV or JSON lines, with times in `timeZone`. */
export function exportTaps(taps: Iterable<TapRecord>, format: ExportFormat, timeZone: string): string {
  switch (format) {
    case 'csv':
      return csv(taps, timeZone)
    case 'jsonl': {
      const lines: string[] = []
      for (const tap of taps) lines.push(jsonLine(exportedTap(tap, timeZone)))
      return lines.join('')
    }
    default:
      return format satisfies never
  }
}

export function exportedTap(tap: TapRecord, timeZone: string): ExportedTap {
  return {
    tapId: tap.tapId,
    code: supportCode(tap.tapId),
    tappedAt: formatZonedTime(tap.tappedAtMs, timeZone),
    name: tap.person?.displayName ?? erased,
    userId: tap.person?.userId ?? erased,
    status: tap.status,
    reason: reasonWords(tap),
    detail: tap.detail ?? '',
    cardId: tap.cardId ?? '',
    cardEndedAt: tap.endedAtMs === undefined ? '' : formatZonedTime(tap.endedAtMs, timeZone),
    requestId: tap.requestId ?? '',
    serviceWords: tap.serviceWords ?? '',
  }
}

function csv(taps: Iterable<TapRecord>, timeZone: string): string {
  const columns = Object.keys(headings) as (keyof ExportedTap)[]
  const rows = [columns.map((column) => headings[column])]
  for (const tap of taps) {
    const exported = exportedTap(tap, timeZone)
    rows.push(columns.map((column) => exported[column]))
  }
  return csvText(rows)
}

/** JSON, with characters escaped that terminals or scripts trip over: U+2028, bidi, C1 controls. */
function jsonLine(value: ExportedTap): string {
  const text = JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => escaped(character.charCodeAt(i))).join(''),
  )
  return `${text}\n`
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}

import { printable } from '../../base/text/printable.ts'
import { supportCode } from '../../journal/support-code.ts'
import type { TapRecord } from '../../journal/tap-record.ts'
import type { ExportFormat } from './journal-options.ts'
import { erased, reasonWords } from './journal-words.ts'
import { formatZonedTime } from '../../base/time/zoned-time.ts'

/** One tap, one value a column. */
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

/** `timeZone`: the site's, as times are written. */
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

/** RFC 4180, with the byte order mark by which Excel knows UTF-8. */
function csv(taps: Iterable<TapRecord>, timeZone: string): string {
  const columns = Object.keys(headings) as (keyof ExportedTap)[]
  const lines = [columns.map((column) => cell(headings[column])).join(',')]
  for (const tap of taps) {
    const exported = exportedTap(tap, timeZone)
    lines.push(columns.map((column) => cell(exported[column])).join(','))
  }
  return `\u{FEFF}${lines.join('\r\n')}\r\n`
}

/** A spreadsheet takes a text for a formula that begins so, behind what cannot be seen, and in full width too. */
const formula = /^[\u200d\u200c\s"'\p{M}\u115f\u1160\u2800\u3164\uffa0]*[=+\-@＝＋－＠﹦﹢﹣﹫−]/u
/** Where lists are separated by `;`, Excel begins a cell behind each, whatever quotes are around it. */
const formulaBehindSemicolon =
  /;(?=[\u200d\u200c\s"'\p{M}\u115f\u1160\u2800\u3164\uffa0]*[=+\-@＝＋－＠﹦﹢﹣﹫−])/gu

/** One line. An apostrophe makes text of what a spreadsheet would calculate. */
function cell(value: string): string {
  const line = printable(value).replace(formulaBehindSemicolon, ";'")
  const text = formula.test(line) ? `'${line}` : line
  return /[",;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** As JSON has it, and what JSON lets stand but a terminal or a script does not: U+2028, direction, C1 control characters. */
function jsonLine(value: ExportedTap): string {
  const text = JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => escaped(character.charCodeAt(i))).join(''),
  )
  return `${text}\n`
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}

import { printable } from '../../base/text/printable.ts'
import { headText } from '../../journal/chain/chain.ts'
import type { BadgeChange } from '../../journal/badge-changes.ts'
import type { TapRecord } from '../../journal/tap-record.ts'
import type { ChainCheck } from '../../journal/chain/verify.ts'
import { exportedTap } from './journal-export.ts'
import { eventWords } from './journal-words.ts'
import { formatZonedTime } from '../../base/time/zoned-time.ts'

/** The output of `--journal` on a console. */

export function tapTable(taps: Iterable<TapRecord>, timeZone: string): string {
  const rows = [['Code', 'Tapped at', 'Name', 'Status', 'Reason']]
  for (const tap of taps) {
    const { code, tappedAt, name, status, reason } = exportedTap(tap, timeZone)
    rows.push([code, tappedAt, name, status, reason].map(printable))
  }
  return rows.length === 1 ? 'No such taps.' : columns(rows)
}

/** Without badge numbers and names. */
export function badgeTable(changes: Iterable<BadgeChange>, timeZone: string): string {
  const rows = [['Changed at', 'Badge', 'Kiosk']]
  for (const { what, changedAtMs, kioskId } of changes)
    rows.push([formatZonedTime(changedAtMs, timeZone), badgeWords[what], printable(kioskId)])
  return rows.length === 1 ? 'No badge was added or blocked.' : columns(rows)
}

const badgeWords: Readonly<Record<BadgeChange['what'], string>> = {
  'badge-added': 'added',
  'badge-replaced': "added, the person's others blocked",
  'badge-blocked': 'blocked',
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function tapText(tap: TapRecord, timeZone: string): string {
  const exported = exportedTap(tap, timeZone)
  const facts: [string, string][] = [
    ['Tap', exported.tapId],
    ['Code', exported.code],
    ['Tapped at', exported.tappedAt],
    ['Name', exported.name],
    ['User ID', exported.userId],
    ['Status', exported.status],
    ['Reason', exported.reason],
    ['Detail', exported.detail],
    ['Shifts said', exported.serviceWords],
    ['Time card', exported.cardId],
    ['Clocked out', exported.cardEndedAt],
    ['Request ID', exported.requestId],
  ]
  const time = (ms: number): string => formatZonedTime(ms, timeZone)
  return [
    ...facts.filter(([, text]) => text !== '').map(([name, text]) => `${name.padEnd(13)}${printable(text)}`),
    '',
    ...tap.events.map((event) => `${time(event.atMs)}  ${printable(eventWords(event, time))}`),
  ].join('\n')
}

export function checkText(check: ChainCheck): string {
  const lines = check.findings.map(({ what, detail }) => printable(`${what}: ${detail}`))
  if (check.moreFindings > 0) lines.push(`and ${check.moreFindings} more`)
  for (const { keyId, events, firstSeq, lastSeq } of check.otherKeys) {
    const which = events === 1 ? `Event ${firstSeq} was` : `${events} events (${firstSeq} to ${lastSeq}) were`
    lines.push(
      `not verified: ${which} written with the site key ${printable(keyId)}, which was not given. Add it with --key FILE.`,
    )
  }
  const compacted = check.compacted === 0 ? '' : ` and ${check.compacted} older compacted ones`
  lines.push(
    `${verdicts[check.kind]}: ${check.events} events${compacted}, head ${printable(headText(check.head))}`,
  )
  return lines.join('\n')
}

const verdicts = {
  intact: 'The journal is intact',
  incomplete: 'No problem found in the part that could be verified',
  broken: 'The journal is NOT intact',
} as const

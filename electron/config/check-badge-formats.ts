import { isCardNumberFormat, isTextFormat } from '../badge/badge-id.ts'
import type { KioskConfig } from './config.ts'
import { warningOf, type Finding } from './finding.ts'

/** Warns if the roster has text and the reader gives numbers, or vice versa: no badge would match. */
export function badgeFormatFindings({
  reader,
  directory,
}: Pick<KioskConfig, 'reader' | 'directory'>): Finding[] {
  if (reader.kind === 'pcsc' && isCardNumberFormat(directory.badgeNumberFormat)) return [cardNumberFinding]
  const readerGivesText = reader.kind === 'keyboard' && isTextFormat(reader.badgeNumberFormat)
  if (readerGivesText === isTextFormat(directory.badgeNumberFormat)) return []
  const problem = readerGivesText
    ? 'is a number format, but the reader delivers text (reader.badgeNumberFormat): no badge will match'
    : 'is text, but the reader delivers a number: no badge will match'
  const expected =
    reader.kind === 'keyboard'
      ? 'text for both, or for neither'
      : "a format of the chip's number (UID): a PC/SC reader cannot read printed text"
  return [warningOf('directory.badgeNumberFormat', problem, expected)]
}
const cardNumberFinding = warningOf(
  'directory.badgeNumberFormat',
  "is the facility code and card number, but a PC/SC reader delivers the chip's number (UID), which differs on most cards",
  "a roster with the UIDs, or a reader that types the number (reader.kind 'keyboard')",
)

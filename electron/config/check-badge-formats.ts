import { isCardNumberFormat, isTextFormat } from '../badge/badge-id.ts'
import type { KioskConfig } from './config.ts'
import type { Finding } from './finding.ts'

/** Text as printed fits only text: a roster of the one and a reader that gives the other would know no badge. */
export function badgeFormatFindings({
  reader,
  directory,
}: Pick<KioskConfig, 'reader' | 'directory'>): Finding[] {
  if (reader.kind === 'pcsc' && isCardNumberFormat(directory.badgeNumberFormat)) return [cardNumberFinding]
  const readerGivesText = reader.kind === 'keyboard' && isTextFormat(reader.badgeNumberFormat)
  if (readerGivesText === isTextFormat(directory.badgeNumberFormat)) return []
  const problem = readerGivesText
    ? 'is a format of numbers, but the reader gives text (reader.badgeNumberFormat): no badge will be found'
    : 'is text, but the reader gives a number: no badge will be found'
  const expected =
    reader.kind === 'keyboard'
      ? 'text for both, or for neither'
      : "the format of the chip's number: a PC/SC reader reads no text"
  return [{ severity: 'warning', key: 'directory.badgeNumberFormat', problem, expected }]
}

const cardNumberFinding: Finding = {
  severity: 'warning',
  key: 'directory.badgeNumberFormat',
  problem:
    "is the facility code and card number, but a PC/SC reader gives the chip's own number (UID), which on most cards is another",
  expected: "a list of the UIDs, or a reader that types the number (reader.kind 'keyboard')",
}

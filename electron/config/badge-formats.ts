import { isTextFormat } from '../badge/badge-id.ts'
import type { KioskConfig } from './config.ts'
import type { Finding } from './finding.ts'

/** Text as printed fits only text: a roster of the one and a reader that gives the other would know no badge. */
export function badgeFormatFindings({
  reader,
  directory,
}: Pick<KioskConfig, 'reader' | 'directory'>): Finding[] {
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

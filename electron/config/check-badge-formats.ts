import { isCardNumberFormat, isTextFormat, type BadgeNumberFormat } from '../badge/badge-number-format.ts'
import type { KioskConfig } from './config.ts'
import { warningOf, type Finding } from './finding.ts'

/** Warns if the directory has text and the reader gives numbers, or vice versa: no badge would match. */
export function badgeFormatFindings({
  reader,
  directory,
}: Pick<KioskConfig, 'reader' | 'directory'>): Finding[] {
  const behind = directory.kind === 'roster' ? directory.entra?.badgeNumberFormat : undefined
  return [
    ...findingsOf('directory.badgeNumberFormat', directory.badgeNumberFormat, reader),
    ...(behind === undefined ? [] : findingsOf('directory.entra.badgeNumberFormat', behind, reader)),
  ]
}

function findingsOf(key: string, format: BadgeNumberFormat, reader: KioskConfig['reader']): Finding[] {
  if (reader.kind === 'pcsc' && isCardNumberFormat(format))
    return [
      warningOf(
        key,
        "is the facility code and card number, but a PC/SC reader delivers the chip's number (UID), which differs on most cards",
        "a directory with the UIDs, or a reader that types the number (reader.kind 'keyboard')",
      ),
    ]
  const readerGivesText = reader.kind === 'keyboard' && isTextFormat(reader.badgeNumberFormat)
  if (readerGivesText === isTextFormat(format)) return []
  const problem = readerGivesText
    ? 'is a number format, but the reader delivers text (reader.badgeNumberFormat): no badge will match'
    : 'is text, but the reader delivers a number: no badge will match'
  const expected =
    reader.kind === 'keyboard'
      ? 'text for both, or for neither'
      : "a format of the chip's number (UID): a PC/SC reader cannot read printed text"
  return [warningOf(key, problem, expected)]
}

import { badgeNumberFormats, formatBadgeNumber, isHexFormat } from '../../badge/badge-number-format.ts'
import { parseBadgeNumber } from '../../badge/parse-badge-number.ts'
import type { BadgeId } from '../../badge/badge-id.ts'
import type { BadgeNumberFormat } from '../../badge/badge-number-format.ts'
import type { ShownNumber } from '../../contract/kiosk-state.ts'

/** The configured formats. */
export interface NumberFormats {
  /** Absent for a PC/SC reader, which delivers bytes. */
  readonly reader?: BadgeNumberFormat
  readonly directory: BadgeNumberFormat
}

/** A setting with which an unknown badge would be found in the roster. */
export interface Fit {
  readonly setting: 'reader.badgeNumberFormat' | 'directory.badgeNumberFormat'
  readonly format: BadgeNumberFormat
}

type IsListed = (badge: BadgeId) => boolean

/** With which other formats of roster or reader an unknown badge would be found. Searches only in memory. */
export function fitsOfBadge(badge: BadgeId, formats: NumberFormats, isListed: IsListed): readonly Fit[] {
  const typed = formats.reader === undefined ? [] : spellings(badge, formats.reader)
  return [
    ...typed.flatMap((text) => fitsOfText(text, formats, isListed)),
    ...badgeNumberFormats
      .filter((format) => format !== formats.directory && wouldBeListed(badge, format, formats, isListed))
      .map((format): Fit => ({ setting: 'directory.badgeNumberFormat', format })),
  ]
}

/** The same for typed text that is not a number in the reader's format. */
export function fitsOfText(text: string, { reader }: NumberFormats, isListed: IsListed): readonly Fit[] {
  return badgeNumberFormats
    .filter((format) => format !== reader && isListedAs(text, format, isListed))
    .map((format) => ({ setting: 'reader.badgeNumberFormat', format }))
}

/**
 * Shown even if the badge would not be found with them. The Wiegand formats only repeat facility and card.
 */
const usualFormats: readonly BadgeNumberFormat[] = [
  'hex',
  'hex-reversed',
  'decimal',
  'decimal-reversed',
  'facility-and-card',
  'text',
]

/** The badge's number in the usual formats, the configured one, and any in which it would be found. */
export function numbersOf(
  badge: BadgeId,
  formats: NumberFormats,
  isListed: IsListed,
): readonly ShownNumber[] {
  return badgeNumberFormats.flatMap((format) => {
    const value = formatBadgeNumber(badge, format)
    if (value === undefined) return []
    const listed = wouldBeListed(badge, format, formats, isListed)
    const isShown = listed || format === formats.directory || usualFormats.includes(format)
    return isShown ? [{ format, value, isListed: listed }] : []
  })
}

/** Whether the badge would be found if the roster's numbers were in `format`. */
export function wouldBeListed(
  badge: BadgeId,
  format: BadgeNumberFormat,
  { directory }: NumberFormats,
  isListed: IsListed,
): boolean {
  if (format === directory) return isListed(badge)
  return spellings(badge, format).some((text) => isListedAs(text, directory, isListed))
}

function isListedAs(text: string, format: BadgeNumberFormat, isListed: IsListed): boolean {
  const parsed = parseBadgeNumber(text, format)
  return parsed.kind === 'badge' && isListed(parsed.badge)
}

/** The texts in which a directory may hold the badge's number, without regard to case. */
export function writtenForms(badge: BadgeId, format: BadgeNumberFormat): readonly string[] {
  const hex = isHexFormat(format) ? formatBadgeNumber(badge, format) : undefined
  if (hex === undefined) return spellings(badge, format)
  const short = hex.replace(/^(?:00)+(?=.{6})/, '')
  return [...new Set([hex, short])].flatMap((digits) => {
    const bytes = digits.match(/../g) ?? []
    return [digits, bytes.join(':'), bytes.join('-'), bytes.join(' ')]
  })
}

/** Lengths of printed decimal numbers, for 24, 32, 40 and 56 bits. */
const decimalLengths = [8, 10, 13, 17] as const

/**
 * Ways to write the badge in the format. Decimal numbers also get leading zeros, which matter if read as hex
 * or text.
 */
function spellings(badge: BadgeId, format: BadgeNumberFormat): readonly string[] {
  const text = formatBadgeNumber(badge, format)
  if (text === undefined) return []
  if (format === 'facility-and-card') {
    const [facility = '', card = ''] = text.split(',')
    return [text, `${facility.padStart(3, '0')},${card.padStart(5, '0')}`]
  }
  if (!/^\d+$/.test(text)) return [text]
  return [
    text,
    ...decimalLengths.filter((length) => length > text.length).map((length) => text.padStart(length, '0')),
  ]
}

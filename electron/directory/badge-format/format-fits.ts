import { badgeNumberFormats, formatBadgeNumber, parseBadgeNumber } from '../../badge/badge-id.ts'
import type { BadgeId, BadgeNumberFormat } from '../../badge/badge-id.ts'
import type { ShownNumber } from '../../contract/kiosk-state.ts'

/** The formats that are configured. */
export interface NumberFormats {
  /** Absent: the reader gives bytes (PC/SC), which have no format. */
  readonly reader?: BadgeNumberFormat
  readonly directory: BadgeNumberFormat
}

/** A setting with which a badge that is unknown now would be somebody's. */
export interface Fit {
  readonly setting: 'reader.badgeNumberFormat' | 'directory.badgeNumberFormat'
  readonly format: BadgeNumberFormat
}

type IsListed = (badge: BadgeId) => boolean

/** Which other formats of roster and reader would make somebody's of an unknown badge. Looks in memory alone. */
export function fitsOfBadge(badge: BadgeId, formats: NumberFormats, isListed: IsListed): readonly Fit[] {
  const typed = formats.reader === undefined ? [] : spellings(badge, formats.reader)
  return [
    ...typed.flatMap((text) => fitsOfText(text, formats, isListed)),
    ...badgeNumberFormats
      .filter((format) => format !== formats.directory && wouldBeListed(badge, format, formats, isListed))
      .map((format): Fit => ({ setting: 'directory.badgeNumberFormat', format })),
  ]
}

/** The same for a text that a reader typed and that is no number in its format. */
export function fitsOfText(text: string, { reader }: NumberFormats, isListed: IsListed): readonly Fit[] {
  return badgeNumberFormats
    .filter((format) => format !== reader && isListedAs(text, format, isListed))
    .map((format) => ({ setting: 'reader.badgeNumberFormat', format }))
}

/** Shown also where the roster would not know the badge; the Wiegand numbers only repeat the pair. */
const usualFormats: readonly BadgeNumberFormat[] = [
  'hex',
  'hex-reversed',
  'decimal',
  'decimal-reversed',
  'facility-and-card',
  'text',
]

/** How the badge's number is written in the usual formats, in the configured one, and in any that fits the roster. */
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

/** Whether the roster would know the badge if its numbers were in `format`. */
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

/** The lengths in which decimal numbers are printed: 24 bits, 32 bits, 40 bits, 56 bits. */
const decimalLengths = [8, 10, 13, 17] as const

/** How the badge may be written in the format: a decimal number with zeros in front, which count where it is read as hex or text. */
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

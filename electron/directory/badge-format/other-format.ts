import { badgeNumberFormats, parseBadgeNumber, type BadgeNumberFormat } from '../../badge/badge-id.ts'
import type { Roster } from '../roster/roster.ts'

/** Why the badge numbers are probably not in the configured format. */
export type OtherFormat =
  /** Most of `rows` numbers are not valid in the configured format, but are in each of `formats`. */
  | {
      readonly kind: 'bad-numbers'
      readonly configured: BadgeNumberFormat
      readonly bad: number
      readonly rows: number
      readonly formats: readonly BadgeNumberFormat[]
    }
  /** All numbers are valid hex, but none has a letter. */
  | { readonly kind: 'no-letters'; readonly configured: BadgeNumberFormat }

/** In words, without badge numbers. */
export function otherFormatWords(other: OtherFormat): string {
  switch (other.kind) {
    case 'bad-numbers': {
      const formats = other.formats.map((format) => `"${format}"`).join(', ')
      return `${other.bad} of ${other.rows} badge numbers are not "${other.configured}" but match ${formats}`
    }
    case 'no-letters':
      return `none of the badge numbers has a letter, so they may be decimal instead of "${other.configured}"`
    default:
      return other satisfies never
  }
}

/**
 * The first 200 bad numbers are all tried, then every 64th, so that a million of them do not take seconds.
 */
const triedAtFirst = 200
const triedEach = 64
const fittingShare = 0.95
/** With this many numbers of eight hex digits, the chance that none has a letter is 1 in 10^32. */
const enoughBadges = 20
/** One number in four has valid parity bits by chance. */
const enoughForParity = 10

/**
 * Groups of formats that accept the same numbers and so cannot be told apart. The most specific group comes
 * first, since hex accepts most decimal numbers and text nearly everything.
 */
const groups: readonly ((format: BadgeNumberFormat) => boolean)[] = [
  (format) => format.startsWith('wiegand-'),
  (format) => format.startsWith('decimal'),
  (format) => format === 'facility-and-card',
  (format) => format.startsWith('hex'),
  (format) => format === 'text',
]

/** Tries numbers that are not valid in the configured format in all other formats. */
export class FormatTrial {
  readonly #configured: BadgeNumberFormat
  readonly #good = new Map<BadgeNumberFormat, number>()
  #bad = 0
  #tried = 0

  constructor(configured: BadgeNumberFormat) {
    this.#configured = configured
  }

  noteBad(written: string): void {
    this.#bad += 1
    if (this.#bad > triedAtFirst && this.#bad % triedEach !== 0) return
    this.#tried += 1
    for (const format of badgeNumberFormats)
      if (parseBadgeNumber(written, format).kind === 'badge')
        this.#good.set(format, (this.#good.get(format) ?? 0) + 1)
  }

  /** The finding for a complete roster with `rows` rows. */
  finding(roster: Roster, rows: number): OtherFormat | undefined {
    const configured = this.#configured
    if (this.#bad > rows / 2) {
      const formats = this.#fitting()
      return formats.length === 0
        ? undefined
        : { kind: 'bad-numbers', configured, bad: this.#bad, rows, formats }
    }
    const isHex = configured === 'hex' || configured === 'hex-reversed'
    const hasNoLetters = isHex && roster.badges >= enoughBadges && !roster.hasHexLetters()
    return hasNoLetters ? { kind: 'no-letters', configured } : undefined
  }

  #fitting(): readonly BadgeNumberFormat[] {
    const fitting = badgeNumberFormats.filter(
      (format) =>
        (this.#good.get(format) ?? 0) >= this.#tried * fittingShare &&
        (this.#tried >= enoughForParity || !format.startsWith('wiegand-')),
    )
    return groups.map((isIn) => fitting.filter(isIn)).find((formats) => formats.length > 0) ?? []
  }
}

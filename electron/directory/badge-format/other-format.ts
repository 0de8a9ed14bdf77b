import { badgeNumberFormats, parseBadgeNumber, type BadgeNumberFormat } from '../../badge/badge-id.ts'
import type { Roster } from '../roster/roster.ts'

/** Why the badge numbers are probably in another format than the configured one. */
export type OtherFormat =
  /** Of `rows` numbers most are bad, and good in each of `formats`. */
  | {
      readonly kind: 'bad-numbers'
      readonly configured: BadgeNumberFormat
      readonly bad: number
      readonly rows: number
      readonly formats: readonly BadgeNumberFormat[]
    }
  /** All can be read as hex, but none has a letter. */
  | { readonly kind: 'no-letters'; readonly configured: BadgeNumberFormat }

/** In words that hold no badge number. */
export function otherFormatWords(other: OtherFormat): string {
  switch (other.kind) {
    case 'bad-numbers': {
      const formats = other.formats.map((format) => `"${format}"`).join(', ')
      return `${other.bad} of ${other.rows} badge numbers cannot be "${other.configured}" and fit ${formats}`
    }
    case 'no-letters':
      return `none of the badge numbers has a letter, so they may be decimal in place of "${other.configured}"`
    default:
      return other satisfies never
  }
}

/** Of so many bad numbers each is tried; later ones now and then, so that a million of them take no seconds. */
const triedAtFirst = 200
const triedEach = 64
const fittingShare = 0.95
/** Of so many numbers of eight hex digits one has a letter, but for once in 10^32 rosters. */
const enoughBadges = 20
/** One number in four has the right parity bits by chance. */
const enoughForParity = 10

/**
 * Formats that take the same numbers, so that the numbers cannot tell which of them it is; the most particular group
 * first, since hex takes most decimal numbers and text takes nearly all.
 */
const groups: readonly ((format: BadgeNumberFormat) => boolean)[] = [
  (format) => format.startsWith('wiegand-'),
  (format) => format.startsWith('decimal'),
  (format) => format === 'facility-and-card',
  (format) => format.startsWith('hex'),
  (format) => format === 'text',
]

/** Tries the numbers that are bad in the configured format in all others. */
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

  /** Of a whole roster of `rows` rows. */
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

import { badgeNumberFormats, type BadgeNumberFormat } from '../../badge/badge-number-format.ts'
import { parseBadgeNumber } from '../../badge/parse-badge-number.ts'
import type { Roster } from '../roster/roster.ts'
import type { OtherFormat } from './other-format.ts'

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

import type { BadgeNumberFormat } from '../../badge/badge-number-format.ts'

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

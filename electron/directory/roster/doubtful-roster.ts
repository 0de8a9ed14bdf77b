import { otherFormatWords } from '../badge-format/other-format.ts'
import type { RosterReport } from './roster.ts'

const doubtfulShare = 0.05
const doubtfulRows = 20

/**
 * Why a readable roster may not be the intended one, in words without names and badge numbers; undefined if
 * there is no doubt. A roster is doubtful if
 * - 5 % of its rows, or 20, cannot be used;
 * - as many rows repeat a user ID with another name, as when a fill handle is dragged too far in a
 *   spreadsheet: such a
 *   row would end another person's time card;
 * - most badge numbers of more than 15 digits have zeros after the 15th, as a spreadsheet rounds them;
 * - the badge numbers are probably in another format.
 */
export function doubtsAbout(report: RosterReport): string | undefined {
  const { rows, badRows, wrongUserIds, otherNames, longNumbers, roundedNumbers, otherFormat } = report
  const isMuch = (count: number): boolean =>
    count > 0 && (count >= doubtfulRows || count >= rows * doubtfulShare)
  const idWords =
    wrongUserIds === 0
      ? ''
      : ` (${wrongUserIds} hold a sign-in name (UPN) or something else instead of the object ID)`
  const doubts = [
    isMuch(badRows.count) && `${badRows.count} of ${rows} rows cannot be used${idWords}`,
    isMuch(otherNames) &&
      `${otherNames} of ${rows} rows repeat the user ID of an earlier row with another name`,
    roundedNumbers > longNumbers / 2 &&
      `${roundedNumbers} of ${longNumbers} badge numbers of more than 15 digits look rounded by a spreadsheet`,
    otherFormat !== undefined && otherFormatWords(otherFormat),
  ].filter((doubt) => doubt !== false)
  return doubts.length === 0 ? undefined : `${doubts.join('; ')}: --check-config lists them`
}

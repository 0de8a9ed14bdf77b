import { otherFormatWords } from '../badge-format/other-format.ts'
import type { RosterReport } from './roster.ts'

const doubtfulShare = 0.05
const doubtfulRows = 20

/**
 * Why a roster that can be read may not be the one that IT meant, in words without names and badge numbers; undefined:
 * nothing says so. Doubtful is a roster of whose rows 5 %, or 20, cannot be used; or of whose rows as many have a user ID
 * that stood beside another name before, as where a fill handle was dragged too far: such a row would end another
 * person's time card; or of whose badge numbers of more than 15 digits most end in zeros after the 15th; or whose badge
 * numbers are probably in another format.
 */
export function doubtsAbout(report: RosterReport): string | undefined {
  const { rows, badRows, wrongUserIds, otherNames, longNumbers, roundedNumbers, otherFormat } = report
  const isMuch = (count: number): boolean =>
    count > 0 && (count >= doubtfulRows || count >= rows * doubtfulShare)
  const idWords =
    wrongUserIds === 0
      ? ''
      : ` (${wrongUserIds} hold a sign-in name (UPN) or something else in place of the object ID)`
  const doubts = [
    isMuch(badRows.count) && `${badRows.count} of ${rows} rows cannot be used${idWords}`,
    isMuch(otherNames) &&
      `${otherNames} of ${rows} rows have a user ID that stands beside another name in an earlier row`,
    roundedNumbers > longNumbers / 2 &&
      `${roundedNumbers} of ${longNumbers} badge numbers of more than 15 digits look rounded by a spreadsheet`,
    otherFormat !== undefined && otherFormatWords(otherFormat),
  ].filter((doubt) => doubt !== false)
  return doubts.length === 0 ? undefined : `${doubts.join('; ')}: --check-config lists them`
}

import { echoedPath } from '../base/text/echo.ts'
import type { Team } from '../base/team.ts'
import type { KioskConfig } from '../config/config.ts'
import type { Files } from '../files/files.ts'
import { otherFormatWords } from '../directory/badge-format/other-format.ts'
import { readRoster } from '../directory/roster/roster-csv.ts'
import {
  noGuidProblem,
  type Roster,
  type RosterFinding,
  type RosterReport,
} from '../directory/roster/roster.ts'
import { good, notChecked, numberOf, problem, warning, type CheckResult } from './check-result.ts'

/** How many bad rows are listed. */
const maxListed = 200
/** How many findings are kept, to be counted by reason. */
const findingsToKeep = 10_000

/** Why nothing is checked of a roster where people come from Entra alone. */
export const noRoster = 'directory.kind is "entra": no roster is used.'

export interface CheckedRoster {
  readonly results: readonly CheckResult[]
  /** Absent if the roster cannot be used. */
  readonly roster?: Roster
  /** Rows that name their person otherwise than by object ID. */
  readonly rowsToAsk?: number
}

/** Reads the roster as the kiosk does. The findings hold no badge numbers and no names. */
export async function checkRoster(
  directory: KioskConfig['directory'],
  files: Files,
  teams: readonly Team[] = [],
): Promise<CheckedRoster> {
  if (directory.kind !== 'roster') {
    return { results: [notChecked('roster.file', noRoster), notChecked('roster.ids', noRoster)] }
  }
  const { path, badgeNumberFormat, columns } = directory
  const read = await readRoster(path, {
    badgeNumberFormat,
    columns,
    teams,
    findingsToKeep,
    files,
    accounts: { find: () => undefined },
  })
  const shownPath = echoedPath(path)
  const listed = read.report === undefined ? [] : listOf(shownPath, read.report)
  const otherFormat = read.report?.otherFormat
  if (read.kind === 'unreadable') {
    const detail = [`${shownPath}  the roster cannot be used: ${read.reason}`, ...listed].join('\n')
    const fix =
      otherFormat === undefined
        ? `Fix ${shownPath}: CSV with a header line and the columns badge number, user ID and name.`
        : formatFix
    return {
      results: [problem('roster.file', detail, fix), notChecked('roster.ids', 'Needs a readable roster.')],
    }
  }
  const { roster, report, pending } = read
  const summary =
    `${shownPath}  ${numberOf(roster.badges, 'badge')} of ${numberOf(roster.people, 'person', 'people')}, ` +
    numberOf(report.badRows.count, 'bad row')
  const inOtherFormat =
    otherFormat === undefined ? [] : [`${shownPath}  warning: ${otherFormatWords(otherFormat)}`]
  const toAsk =
    pending === 0
      ? []
      : [`${shownPath}  ${numberOf(pending, 'row')} without an object ID: the kiosk asks Entra`]
  const detail = [summary, ...inOtherFormat, ...toAsk, ...listed].join('\n')
  const file =
    inOtherFormat.length + toAsk.length + listed.length === 0
      ? good('roster.file', detail)
      : warning('roster.file', detail, otherFormat === undefined ? badRowsFix : formatFix)
  return { results: [file, checkUserIds(report, pending)], roster, rowsToAsk: pending }
}

const badRowsFix = 'Fix these rows; until then their badges may be unknown.'
const formatFix = 'Set directory.badgeNumberFormat to the format of the numbers: docs/badges.md.'

function checkUserIds({ badRows }: RosterReport, pending: number): CheckResult {
  const with_ = (reason: string): number => badRows.first.filter(({ problem: why }) => why === reason).length
  const others = with_(noGuidProblem)
  if (pending + others === 0) return good('roster.ids', 'All user IDs that were read are GUIDs.')
  const found = [
    ...(pending === 0
      ? []
      : [
          `${numberOf(pending, 'row')} with a sign-in name (UPN), mail address or employee ID in place of the ID: ` +
            'the kiosk asks Entra, which needs the application permission User.Read.All',
        ]),
    ...(others === 0
      ? []
      : [`${numberOf(others, 'row')} with an ID that is not a GUID: their badges are unknown`]),
  ]
  return warning(
    'roster.ids',
    `${found.join('; ')}.`,
    'Use the object ID of each user: Microsoft Entra admin center > Users > Download users, column "objectId".',
  )
}

function listOf(path: string, { badRows, warnings }: RosterReport): readonly string[] {
  return [...linesOf(path, badRows, 'bad row'), ...linesOf(path, warnings, 'warning')]
}

function linesOf(
  path: string,
  { count, first }: { readonly count: number; readonly first: readonly RosterFinding[] },
  what: string,
): readonly string[] {
  const shown = first.slice(0, maxListed)
  const lines = shown.map(
    ({ line, problem: why }) => `${line === undefined ? path : `${path}:${line}`}  ${what}: ${why}`,
  )
  return count > shown.length
    ? [...lines, `${path}  and ${numberOf(count - shown.length, `more ${what}`)}`]
    : lines
}

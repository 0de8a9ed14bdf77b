import type { BadgeNumberFormat } from '../badge/badge-id.ts'
import { echoedPath } from '../base/echo.ts'
import type { KioskConfig } from '../config/config.ts'
import type { Files } from '../files/files.ts'
import { readRoster } from '../people/roster-csv.ts'
import {
  upnProblem,
  noGuidProblem,
  type Roster,
  type RosterFinding,
  type RosterReport,
} from '../people/roster.ts'
import { good, notChecked, numberOf, problem, warning, type CheckResult } from './check-result.ts'

/** How many bad rows are listed; enough for an afternoon. */
const mostListed = 200
/** How many are counted by their reason. */
const findingsToKeep = 10_000

export interface CheckedRoster {
  readonly results: readonly CheckResult[]
  /** Absent: it cannot be used. */
  readonly roster?: Roster
}

/** Reads the roster as the kiosk does. Badge numbers and names are in none of its findings. */
export async function checkRoster(
  { path, badgeNumberFormat, columns }: KioskConfig['directory'],
  files: Files,
): Promise<CheckedRoster> {
  const read = await readRoster(path, { badgeNumberFormat, columns, findingsToKeep, files })
  const shownPath = echoedPath(path)
  const listed = read.report === undefined ? [] : listOf(shownPath, read.report)
  if (read.kind === 'unreadable') {
    const detail = [`${shownPath}  the roster cannot be used: ${read.reason}`, ...listed].join('\n')
    const fix = `Fix ${shownPath}: CSV with a header line and the columns badge number, user ID and name.`
    return {
      results: [
        problem('roster.file', detail, fix),
        notChecked('roster.ids', 'Needs a roster that can be read.'),
      ],
    }
  }
  const { roster, report } = read
  const summary =
    `${shownPath}  ${numberOf(roster.badges, 'badge')} of ${numberOf(roster.people, 'person', 'people')}, ` +
    numberOf(report.badRows.count, 'bad row')
  const decimal = mayBeDecimal(roster, badgeNumberFormat)
    ? [`${shownPath}  warning: none of the badge numbers has a letter, so they may be decimal`]
    : []
  const detail = [summary, ...decimal, ...listed].join('\n')
  const file =
    decimal.length + listed.length === 0
      ? good('roster.file', detail)
      : warning('roster.file', detail, listed.length === 0 ? decimalFix : badRowsFix)
  return { results: [file, checkUserIds(report)], roster }
}

const badRowsFix = 'Fix these rows; until then their badges are unknown or doubtful.'
const decimalFix = 'If they are, set directory.badgeNumberFormat to "decimal": docs/badges.md.'
/** Of so many numbers of eight hex digits one has a letter, but for once in 10^32 rosters. */
const enoughBadges = 20

function mayBeDecimal(roster: Roster, format: BadgeNumberFormat): boolean {
  const isHex = format === 'hex' || format === 'hex-reversed'
  return isHex && roster.badges >= enoughBadges && !roster.hasHexLetters()
}

function checkUserIds({ badRows }: RosterReport): CheckResult {
  const with_ = (reason: string): number => badRows.first.filter(({ problem: why }) => why === reason).length
  const upns = with_(upnProblem)
  const others = with_(noGuidProblem)
  if (upns + others === 0) return good('roster.ids', 'All that were read are GUIDs.')
  const found = [
    ...(upns === 0 ? [] : [`${numberOf(upns, 'row')} with a sign-in name (UPN) in place of the ID`]),
    ...(others === 0 ? [] : [`${numberOf(others, 'row')} with an ID that is no GUID`]),
  ]
  return warning(
    'roster.ids',
    `${found.join(', ')}. The badges in them belong to nobody.`,
    'Put the object ID of each user there: Microsoft Entra admin center > Users > Download users, column "objectId".',
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
  const shown = first.slice(0, mostListed)
  const lines = shown.map(
    ({ line, problem: why }) => `${line === undefined ? path : `${path}:${line}`}  ${what}: ${why}`,
  )
  return count > shown.length
    ? [...lines, `${path}  and ${numberOf(count - shown.length, `more ${what}`)}`]
    : lines
}

import type { LoadedConfig } from '../config/config.ts'
import { isoDate, type Credential } from '../config/credential.ts'
import { describeProblems } from '../config/describe-problems.ts'
import { directFiles } from '../files/direct-files.ts'
import { readRoster } from '../people/roster-csv.ts'
import type { RosterFinding } from '../people/roster.ts'
import { exitCodes } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'
import { echoedPath } from '../base/echo.ts'

/** How many bad rows of the roster are listed; enough for an afternoon. */
const findingsToKeep = 200

/** What `--check-config` tells: all problems and warnings of the config file and of the roster it names. */
export async function checkConfig(loaded: LoadedConfig): Promise<{ text: string; exitCode: ExitCode }> {
  if (loaded.kind === 'bad') {
    const { problems, moreProblems: more = 0 } = loaded
    const count = numberOf(problems.length + more, 'problem')
    const text = `${describeProblems(problems, loaded.path, { more })}\n${count}. The kiosk can not start with this.`
    return { text, exitCode: exitCodes.badSetup }
  }
  const { path, badgeNumberFormat, columns } = loaded.config.directory
  const read = await readRoster(path, {
    badgeNumberFormat,
    columns,
    findingsToKeep,
    files: directFiles,
  })
  const shownPath = echoedPath(path)
  const lines: string[] = []
  if (loaded.warnings.length > 0)
    lines.push(describeProblems(loaded.warnings, loaded.path, { label: 'warning' }))
  const report = read.report
  if (report !== undefined) {
    lines.push(
      ...listed(shownPath, report.badRows, 'bad row'),
      ...listed(shownPath, report.warnings, 'warning'),
    )
  }
  if (read.kind === 'unreadable') {
    lines.push(
      `${shownPath}  the roster can not be used: ${read.reason}`,
      '1 problem. The kiosk can not start with this.',
    )
    return { text: lines.join('\n'), exitCode: exitCodes.badSetup }
  }
  lines.push(
    `${echoedPath(loaded.path)}  good, ${numberOf(loaded.warnings.length, 'warning')}`,
    ...certificateLine(loaded.credential),
    `${shownPath}  good, ${numberOf(read.roster.badges, 'badge')} of ${numberOf(read.roster.people, 'person', 'people')}, ` +
      numberOf(read.report.badRows.count, 'bad row'),
  )
  return { text: lines.join('\n'), exitCode: exitCodes.ok }
}

/** The thumbprint is what the Entra portal shows beside an uploaded certificate: by it the two are compared. */
function certificateLine(credential: Credential): readonly string[] {
  if (credential.kind === 'secret') return []
  const { certificatePath, thumbprint, validToMs } = credential
  return [`${echoedPath(certificatePath)}  good, thumbprint ${thumbprint}, expires on ${isoDate(validToMs)}`]
}

function listed(
  path: string,
  { count, first }: { readonly count: number; readonly first: readonly RosterFinding[] },
  what: string,
): string[] {
  const lines = first.map(
    ({ line, problem }) => `${line === undefined ? path : `${path}:${line}`}  ${what}: ${problem}`,
  )
  return count > first.length
    ? [...lines, `${path}  and ${numberOf(count - first.length, `more ${what}`)}`]
    : lines
}

function numberOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

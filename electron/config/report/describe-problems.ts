import type { SetupProblem } from '../../contract/kiosk-state.ts'
import { echoedPath } from '../../base/text/echo.ts'
import type { SetupProblems } from '../config.ts'

export interface ProblemsKind {
  /** The label of each line. Default: none, for problems. */
  readonly label?: 'warning'
  /** How many more there are that are not listed. */
  readonly more?: number | undefined
}

/** The first problem in short, such as `line 3, kiosk.id: may hold only letters; and 2 more`. */
export function problemWords({ problems, moreProblems = 0 }: SetupProblems): string {
  const [first] = problems
  if (first === undefined) return 'is not valid'
  const { line, key, problem } = first
  const place = [line === undefined ? '' : `line ${line}`, key].filter((part) => part !== '').join(', ')
  const more = problems.length - 1 + moreProblems
  return `${place === '' ? '' : `${place}: `}${problem}${more > 0 ? `; and ${more} more` : ''}`
}

/** One line per problem: `config.json:12:5  shifts.teamId: is not a GUID; expected a GUID, …`. */
export function describeProblems(
  problems: readonly SetupProblem[],
  path: string,
  { label, more = 0 }: ProblemsKind = {},
): string {
  const lines = problems.map((problem) => describeProblem(problem, path, label))
  const left = `${echoedPath(path)}  and ${more.toLocaleString('en')} more ${label ?? 'problem'}${more === 1 ? '' : 's'}`
  return [...lines, ...(more > 0 ? [left] : [])].join('\n')
}

function describeProblem(
  { file, line, column, key, problem, expected }: SetupProblem,
  path: string,
  label: string | undefined,
): string {
  const place = [echoedPath(file ?? path), line, column].filter((part) => part !== undefined).join(':')
  const subject = key === '' ? '' : `${key}: `
  return `${place}  ${label === undefined ? '' : `${label}: `}${subject}${problem}${expected === undefined ? '' : `; expected ${expected}`}`
}

import type { SetupProblem } from '../contract/kiosk-state.ts'
import { echoedPath } from '../base/echo.ts'

export interface ProblemsKind {
  /** What they are. Default: problems. */
  readonly label?: 'warning'
  /** How many more there are, which are not told. */
  readonly more?: number | undefined
}

/** One line per problem, as compilers write them: `config.json:12:5  shifts.teamId: is not a GUID; expected a GUID, …`. */
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

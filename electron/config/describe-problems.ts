import type { SetupProblem } from '../contract/kiosk-state.ts'

/** One line a problem, as compilers write them: `config.json:12:5  shifts.teamId: is not a GUID; expected a GUID, …`. */
export function describeProblems(problems: readonly SetupProblem[], path: string, label?: 'warning'): string {
  return problems.map((problem) => describeProblem(problem, path, label)).join('\n')
}

function describeProblem(
  { line, column, key, problem, expected }: SetupProblem,
  path: string,
  label: string | undefined,
): string {
  const place = [path, line, column].filter((part) => part !== undefined).join(':')
  const subject = key === '' ? '' : `${key}: `
  return `${place}  ${label === undefined ? '' : `${label}: `}${subject}${problem}${expected === undefined ? '' : `; expected ${expected}`}`
}

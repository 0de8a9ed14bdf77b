import { echoedPath } from '../base/text/echo.ts'
import type { LoadedConfig } from '../config/config.ts'
import { describeProblems } from '../config/report/describe-problems.ts'
import { good, numberOf, problem, warning, type CheckResult } from './check-result.ts'

type GoodConfig = Extract<LoadedConfig, { kind: 'ok' }>

/** All problems of a config that is not valid. */
export function checkBadConfig(loaded: Extract<LoadedConfig, { kind: 'bad' }>): CheckResult {
  const { problems, moreProblems: more = 0, path } = loaded
  const count = numberOf(problems.length + more, 'problem')
  return problem(
    'config.file',
    `${describeProblems(problems, path, { more })}\n${count}. The kiosk cannot start with this.`,
    `Fix ${filesOf(loaded)}. Every key is in docs/config.md.`,
  )
}

/** The files with problems. */
function filesOf({ path, problems }: Extract<LoadedConfig, { kind: 'bad' }>): string {
  return [...new Set(problems.map(({ file }) => echoedPath(file ?? path)))].join(' and ')
}

export function checkGoodConfig({ path, localPath, warnings }: GoodConfig): CheckResult {
  const files = [path, ...(localPath === undefined ? [] : [localPath])].map((file) => echoedPath(file))
  const line = `${files.join(' with ')}  ${numberOf(warnings.length, 'warning')}`
  if (warnings.length === 0) return good('config.file', line)
  return warning('config.file', `${line}\n${describeProblems(warnings, path, { label: 'warning' })}`)
}

import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export interface Counted {
  readonly passed: number
  /** One line per failure: `file > group > test: first line of the error`. */
  readonly failures: readonly string[]
}

/** What is read of vitest's JSON report (vitest.dev, "JSON reporter"). */
interface JsonReport {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[]
      readonly title: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

/** With `failSkipped`, a test that was skipped from within is a failure. File names are relative to `root`. */
export function readReport(report: string, root: string, failSkipped: boolean): Counted {
  const { numPassedTests, testResults } = JSON.parse(report) as JsonReport
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name).replaceAll('\\', '/')
    const failed = assertionResults.filter((test) => test.status === 'failed')
    const skipped = failSkipped
      ? assertionResults.filter((test) => test.status === 'skipped' || test.status === 'pending')
      : []
    return [
      // The file cannot be loaded, or a hook failed: vitest names no test then.
      ...(status === 'failed' && failed.length === 0
        ? [`${file}: ${firstLine(message) || 'a hook failed; see the output above'}`]
        : []),
      ...failed.map((test) => `${nameOf(file, test)}: ${firstLine(test.failureMessages[0] ?? '')}`),
      ...skipped.map((test) => `${nameOf(file, test)}: skipped`),
    ]
  })
  return { passed: numPassedTests, failures }
}

function nameOf(file: string, test: { ancestorTitles: readonly string[]; title: string }): string {
  return [file, ...test.ancestorTitles, test.title].join(' > ')
}

function firstLine(text: string): string {
  return stripVTControlCharacters(text).trim().split('\n', 1)[0] ?? ''
}

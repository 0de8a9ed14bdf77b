import { errorCode } from '../base/error-code.ts'
import { replaceOwnFile } from '../base/own-files.ts'
import type { HealthReport } from './health-report.ts'

/** In the data folder. */
export const healthFileName = 'health.json'

/**
 * Puts the report in the file's place at once, so that nobody reads half of one. Answers why it could not; a full
 * disk is told by the log and the screen as well.
 */
export function writeHealthFile(path: string, report: HealthReport): string | undefined {
  try {
    replaceOwnFile(path, `${JSON.stringify(report, undefined, 2)}\n`, 'unflushed')
    return undefined
  } catch (error) {
    return errorCode(error)
  }
}

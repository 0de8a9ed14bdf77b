import { errorCode } from '../../base/error-code.ts'
import { replaceOwnFile, replaceOwnFileInExistingFolder } from '../../base/own-files.ts'
import type { HealthReport } from './health-report.ts'

/** In the data folder. */
export const healthFileName = 'health.json'

/**
 * Puts the report in the file's place at once, so that nobody reads half of one. Answers why it could not; a full
 * disk is told by the log and the screen as well.
 */
export function writeHealthFile(path: string, report: HealthReport): string | undefined {
  return written(() => replaceOwnFile(path, textOf(report), 'unflushed'))
}

/** The same, for a folder that a config names which cannot be used: it is not made, and its rights stay. */
export function writeHealthFileThere(path: string, report: HealthReport): string | undefined {
  return written(() => replaceOwnFileInExistingFolder(path, textOf(report), 'unflushed'))
}

function textOf(report: HealthReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`
}

function written(write: () => void): string | undefined {
  try {
    write()
    return undefined
  } catch (error) {
    return errorCode(error)
  }
}

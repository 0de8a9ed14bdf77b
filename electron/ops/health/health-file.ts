import { failureCode } from '../../base/attempt.ts'
import { replaceOwnFile, replaceOwnFileInExistingFolder } from '../../base/own-files.ts'
import type { HealthReport } from './health-report.ts'

/** In the data folder. */
export const healthFileName = 'health.json'

/**
 * Replaces the file atomically, so that nobody reads a partial report. Returns the error code if it failed.
 */
export function writeHealthFile(path: string, report: HealthReport): string | undefined {
  return failureCode(() => replaceOwnFile(path, textOf(report), 'unflushed'))
}

/**
 * The same for the data folder of a config that is not valid: the folder is not created and keeps its rights.
 */
export function writeHealthFileIfFolderExists(path: string, report: HealthReport): string | undefined {
  return failureCode(() => replaceOwnFileInExistingFolder(path, textOf(report), 'unflushed'))
}

function textOf(report: HealthReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`
}

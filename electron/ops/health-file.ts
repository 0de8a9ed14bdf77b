import { errorCode } from '../base/error-code.ts'
import { replaceOwnFile } from '../base/own-files.ts'

/** What the kiosk says of itself, for the site's monitoring. Times are ISO 8601. */
export interface HealthReport {
  /** When this was written; a report older than a few minutes is a kiosk that does not run. */
  readonly at: string
  readonly kioskId: string
  /** The name of what the screen shows. */
  readonly screen: string
  readonly waitingTaps: number
  /** Empty: all is well. */
  readonly alarms: readonly { readonly kind: string; readonly detail: string }[]
}

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

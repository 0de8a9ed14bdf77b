import { app } from 'electron'
import type { Log } from '../base/log.ts'
import { exitCodes } from '../ops/exit-codes.ts'

/**
 * An error nobody caught means that the program no longer knows its own state. It is logged whole and the program
 * ends, for its supervisor to start it anew: accepted taps are on disk. Never a dialog on the wall, which is what
 * Electron does on its own.
 */
export function endOnFaults(log: Log): void {
  const end = (error: unknown, origin: string): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    log.error('host.fault', { origin, error: text })
    app.exit(exitCodes.fault)
  }
  process.on('uncaughtException', (error) => end(error, 'uncaughtException'))
  process.on('unhandledRejection', (reason) => end(reason, 'unhandledRejection'))
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log.warn('host.process-gone', { type, reason, exitCode })
  })
}

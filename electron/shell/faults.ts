import { closeSync, mkdirSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inspect } from 'node:util'
import { app } from 'electron'
import { openOwnFile } from '../base/own-files.ts'
import type { Log } from '../base/log/log.ts'
import { exitCodes } from '../ops/cli/exit-codes.ts'
import { createRedactor } from '../ops/log/redact.ts'
import { leave } from './leave.ts'

export interface Faults {
  /** Logs an uncaught error and ends the program. */
  end(error: unknown, origin: string): void
  /** From now on, writes faults to `log`. */
  logTo(log: Log): void
}

/** Enough for a stack with its causes; one line must not rotate the log file. */
const maxTextLength = 20_000

export const logName = 'kiosk.log'

/**
 * The default path of the log, also used before the log exists. Throws if its folder cannot be created:
 * Electron creates it on this call (shell/common/electron_paths.cc).
 */
export function logPath(): string {
  return join(app.getPath('logs'), logName)
}

/**
 * Call before anything else. After an uncaught error, the program no longer knows its own state: it logs the
 * error and exits, so that its supervisor restarts it; accepted taps are on disk. It does not restart itself,
 * because its supervisor would then see two instances. Having listeners also prevents Electron's error dialog
 * on the wall.
 */
export function endOnFaults(): Faults {
  let report = reportWithoutLog
  let isEnding = false
  const end = (error: unknown, origin: string): void => {
    // A further error during the exit would hide the cause.
    if (isEnding) return
    isEnding = true
    try {
      report({ origin, error: inspect(error, { depth: 4 }).slice(0, maxTextLength) })
    } finally {
      leave(exitCodes.fault)
    }
  }
  process.on('uncaughtException', (error) => end(error, 'uncaughtException'))
  process.on('unhandledRejection', (reason) => end(reason, 'unhandledRejection'))
  return {
    end,
    logTo: (log) => {
      report = (fields) => log.error('host.fault', { ...fields })
      app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
        if (reason !== 'clean-exit') log.warn('host.process-gone', { type, name, reason, exitCode })
      })
    },
  }
}

interface Fault {
  readonly origin: string
  readonly error: string
}

/** Writes the same line using only Node, because the log itself may be broken. */
function reportWithoutLog(fault: Fault): void {
  const line = JSON.stringify({
    level: 'error',
    time: new Date().toISOString(),
    event: 'host.fault',
    ...fault,
  })
  const clean = `${createRedactor()(line)}\n`
  try {
    writeSync(2, clean)
  } catch {
    // A Windows GUI program may have no console.
  }
  try {
    mkdirSync(dirname(logPath()), { recursive: true })
    const file = openOwnFile(logPath(), 'append')
    writeSync(file, clean)
    closeSync(file)
  } catch {
    // The exit code still shows the fault.
  }
}

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
  /** Tells of an error nobody caught, and ends the program. */
  end(error: unknown, origin: string): void
  /** From now on faults go where everything else does. */
  logTo(log: Log): void
}

/** Enough for a stack with its causes; the log's file must not turn over by one line. */
const longestText = 20_000

export const logName = 'kiosk.log'

/**
 * Where the log lies unless the config names another folder. Asked for before there is one, too. Throws where its folder cannot be made: Electron makes it as it
 * is asked for (shell/common/electron_paths.cc).
 */
export function logPath(): string {
  return join(app.getPath('logs'), logName)
}

/**
 * First of all: an error nobody caught means that the program no longer knows its own state. It is logged whole and
 * the program ends, for its supervisor to start it anew: accepted taps are on disk. The program does not start itself
 * anew, or its supervisor would find two. Never a dialog on the wall: Electron shows one where nobody listens.
 */
export function endOnFaults(): Faults {
  let tell = tellWithoutLog
  let isEnding = false
  const end = (error: unknown, origin: string): void => {
    // What goes wrong on the way out would only hide why.
    if (isEnding) return
    isEnding = true
    try {
      tell({ origin, error: inspect(error, { depth: 4 }).slice(0, longestText) })
    } finally {
      leave(exitCodes.fault)
    }
  }
  process.on('uncaughtException', (error) => end(error, 'uncaughtException'))
  process.on('unhandledRejection', (reason) => end(reason, 'unhandledRejection'))
  return {
    end,
    logTo: (log) => {
      tell = (fields) => log.error('host.fault', { ...fields })
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

/** The same line, by nothing but Node: what is broken may be what the log is made of. */
function tellWithoutLog(fault: Fault): void {
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
    // A program with windows may have no console.
  }
  try {
    mkdirSync(dirname(logPath()), { recursive: true })
    const file = openOwnFile(logPath(), 'append')
    writeSync(file, clean)
    closeSync(file)
  } catch {
    // The exit code says it all the same.
  }
}

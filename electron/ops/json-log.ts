import pino from 'pino'
import { errorCode } from '../base/error-code.ts'
import type { LogEvent } from '../base/log-events.ts'
import type { Lines, Log, LogFields } from '../base/log.ts'
import { openLogFile } from './log-file.ts'
import { createRedactor, type Redactor } from './redact.ts'
import { openStandardError } from './standard-error.ts'
import { echoedPath } from '../base/echo.ts'

/**
 * One JSON object a line: `level`, `time` (ISO 8601), `event` and the event's own fields. Written before the call
 * returns, so that the last line before a crash is there. Default: to standard error.
 */
export function createJsonLog(...to: readonly Lines[]): Log {
  const sinks = to.length > 0 ? to : [standardError()]
  const logger = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => sinks.forEach((sink) => sink.write(line)) },
  )
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (event: LogEvent, fields: LogFields = {}) =>
      logger[level]({ event, ...fields })
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

/**
 * To standard error and to a file that is kept small; to standard error alone where there can be no file. No line gets
 * there before `redact` has seen it. `pathOf` may throw, where the folder cannot be had at all.
 */
export function createFileLog(pathOf: () => string, redact: Redactor = createRedactor()): Log {
  const through = (to: Lines): Lines => ({ write: (line) => to.write(redact(line)) })
  const toConsole = standardError()
  let path = ''
  try {
    path = pathOf()
    return createJsonLog(through(toConsole), through(openLogFile(path)))
  } catch (error) {
    const log = createJsonLog(through(toConsole))
    log.warn('log.file-unusable', { path: echoedPath(path), code: errorCode(error) })
    return log
  }
}

function standardError(): Lines {
  let notice = ''
  const log = createJsonLog({ write: (line) => (notice = line) })
  return openStandardError((lines) => {
    log.warn('log.lines-left-out', { lines })
    return notice
  })
}

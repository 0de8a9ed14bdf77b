import pino from 'pino'
import { errorCode } from '../../base/error-code.ts'
import type { LogEvent } from '../../base/log/log-events.ts'
import type { LogFields } from '../../base/log/log-fields.ts'
import type { Lines, Log } from '../../base/log/log.ts'
import { openLogFile, type LogFile } from './log-file.ts'
import { createRedactor, type Redactor } from './redact.ts'
import { openStandardError } from './standard-error-lines.ts'
import { echoedPath } from '../../base/text/echo.ts'

/**
 * Logs one JSON object per line: `level`, `time` (ISO 8601), `event` and the event's own fields. Each line is
 * written before the call returns, so that the last line before a crash is kept. Default: to standard error.
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

export type FileLog = Log & {
  /** Switches to the file at `path`; if that cannot be opened, the current file stays in use. */
  moveTo(path: string): void
}

/** Logs, redacted, to standard error and to a file that is rotated. `pathOf` may throw: then no file. */
export function createFileLog(pathOf: () => string, redact: Redactor = createRedactor()): FileLog {
  const redacted = (to: Lines): Lines => ({ write: (line) => to.write(redact(line)) })
  let path = ''
  let file: LogFile | undefined
  const log = createJsonLog(redacted(standardError()), redacted({ write: (line) => file?.write(line) }))
  const open = (nextOf: () => string): void => {
    let next = ''
    try {
      next = nextOf()
      if (next === path) return
      const opened = openLogFile(next)
      file?.close()
      file = opened
      path = next
    } catch (error) {
      log.warn('log.file-unusable', { path: echoedPath(next), code: errorCode(error) })
    }
  }
  open(pathOf)
  return { ...log, moveTo: (next) => open(() => next) }
}

function standardError(): Lines {
  let notice = ''
  const log = createJsonLog({ write: (line) => (notice = line) })
  return openStandardError((lines) => {
    log.warn('log.lines-left-out', { lines })
    return notice
  })
}

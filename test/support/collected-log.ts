import type { LogEvent } from '../../electron/base/log/log-events.ts'
import type { LogFields } from '../../electron/base/log/log-fields.ts'
import type { Log } from '../../electron/base/log/log.ts'

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly event: LogEvent
  readonly fields: LogFields
}

/** A log that keeps its lines, for tests that look at them. */
export interface CollectedLog extends Log {
  readonly lines: readonly LogLine[]
  of(event: LogEvent): readonly LogFields[]
  /** Every line as one text, to search for what must never be logged. */
  text(): string
}

export function createCollectedLog(): CollectedLog {
  const lines: LogLine[] = []
  const at =
    (level: LogLine['level']) =>
    (event: LogEvent, fields: LogFields = {}): void => {
      lines.push({ level, event, fields })
    }
  return {
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    lines,
    of: (event) => lines.filter((line) => line.event === event).map((line) => line.fields),
    text: () => lines.map((line) => JSON.stringify(line)).join('\n'),
  }
}

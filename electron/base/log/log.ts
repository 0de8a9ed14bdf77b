import type { BareLogEvent, FieldsByEvent, LogEvent } from './log-events.ts'

export type LogLevel = 'info' | 'warn' | 'error'

/** Logs one of the events listed in `log-events.ts`, with the fields declared there. */
export interface LogWrite {
  (event: BareLogEvent): void
  <Event extends LogEvent>(event: Event, fields: FieldsByEvent[Event]): void
}

/** Writes one line per call. */
export type Log = Readonly<Record<LogLevel, LogWrite>>

/** One log call as data; `event` determines the type of `fields`. */
export type LogEntry<Event extends LogEvent = LogEvent> = {
  readonly [One in Event]: {
    readonly level: LogLevel
    readonly event: One
    readonly fields: FieldsByEvent[One]
  }
}[Event]

/** Pairs an event with its own fields, for an entry that is created before it is logged. */
export function logEntry<Event extends LogEvent>(
  level: LogLevel,
  event: Event,
  fields: FieldsByEvent[Event],
): LogEntry {
  return { level, event, fields } as LogEntry
}

/** Receives finished log lines. */
export interface Lines {
  write(line: string): void
}

const nothing = (): void => undefined

/** Discards everything; for code that runs without a log, such as the command-line tools. */
export const silentLog: Log = { info: nothing, warn: nothing, error: nothing }

import type { BareLogEvent, FieldsByEvent, LogEvent } from './log-events.ts'

export type { LogFields } from './log-fields.ts'

export type LogLevel = 'info' | 'warn' | 'error'

/** Logs an event from the one list in `log-events.ts`, with the fields that the list gives it. */
export interface LogWrite {
  (event: BareLogEvent): void
  <Event extends LogEvent>(event: Event, fields: FieldsByEvent[Event]): void
}

/** One line a call. */
export type Log = Readonly<Record<LogLevel, LogWrite>>

/** What one call logs; `event` tells the type of `fields`. */
export type LogEntry<Event extends LogEvent = LogEvent> = {
  readonly [One in Event]: {
    readonly level: LogLevel
    readonly event: One
    readonly fields: FieldsByEvent[One]
  }
}[Event]

/** Ties an event to its own fields, for an entry that is made apart from its logging. */
export function logEntry<Event extends LogEvent>(
  level: LogLevel,
  event: Event,
  fields: FieldsByEvent[Event],
): LogEntry {
  return { level, event, fields } as LogEntry
}

/** Where finished lines go. */
export interface Lines {
  write(line: string): void
}

const nothing = (): void => undefined

/** Says nothing; for parts that run without a log, such as the command line tools. */
export const silentLog: Log = { info: nothing, warn: nothing, error: nothing }

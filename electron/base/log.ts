import type { LogEvent } from './log-events.ts'

/** What goes beside an event. Never a badge number, a token or a secret; see `log-events.ts`. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** One line a call: an event from the one list in `log-events.ts`, and its fields. */
export interface Log {
  info(event: LogEvent, fields?: LogFields): void
  warn(event: LogEvent, fields?: LogFields): void
  error(event: LogEvent, fields?: LogFields): void
}

/** Where finished lines go. */
export interface Lines {
  write(line: string): void
}

const nothing = (): void => undefined

/** Says nothing; for parts that run without a log, such as the command line tools. */
export const silentLog: Log = { info: nothing, warn: nothing, error: nothing }

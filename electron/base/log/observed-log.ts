import type { FieldsByEvent, LogEvent } from './log-events.ts'
import { logEntry, type Log, type LogEntry, type LogLevel, type LogWrite } from './log.ts'

/** A log with subscribers: they get each call as a typed entry, after it was written. */
export interface ObservedLog {
  /** Log here instead of to the wrapped log. */
  readonly log: Log
  /** Calls `listener` for every log call. Returns the unsubscribe function. */
  subscribeAll(listener: (entry: LogEntry) => void): () => void
  /**
   * Calls `listener` each time `event` is logged. Returns the unsubscribe function.
   *
   *     observed.subscribe('token.acquired', ({ livesForSeconds }) => …)
   */
  subscribe<Event extends LogEvent>(
    event: Event,
    listener: (fields: FieldsByEvent[Event], level: LogLevel) => void,
  ): () => void
}

export function observeLog(to: Log): ObservedLog {
  const listeners = new Set<(entry: LogEntry) => void>()

  const at =
    (level: LogLevel): LogWrite =>
    <Event extends LogEvent>(event: Event, fields?: FieldsByEvent[Event]): void => {
      // No fields: a bare event, whose fields are all optional.
      const given = fields ?? ({} as FieldsByEvent[Event])
      to[level](event, given)
      const entry = logEntry(level, event, given)
      for (const listener of [...listeners]) listener(entry)
    }

  const subscribeAll: ObservedLog['subscribeAll'] = (listener) => {
    // A function per subscription: the same listener may subscribe twice.
    const own = (entry: LogEntry): void => listener(entry)
    listeners.add(own)
    return () => void listeners.delete(own)
  }

  return {
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    subscribeAll,
    subscribe: (event, listener) =>
      subscribeAll((entry) => {
        if (isOf(entry, event)) listener(entry.fields, entry.level)
      }),
  }
}

function isOf<Event extends LogEvent>(
  entry: { readonly event: LogEvent },
  event: Event,
): entry is { readonly event: Event; readonly fields: FieldsByEvent[Event]; readonly level: LogLevel } {
  return entry.event === event
}

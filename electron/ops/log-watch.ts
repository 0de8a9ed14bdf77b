import type { Clock } from '../base/clock.ts'
import type { LogEvent } from '../base/log-events.ts'
import type { Log, LogFields } from '../base/log.ts'

/**
 * Reads along in the log and keeps a little of it for the diagnostics: the latest failures, how the token is, how long
 * taps took. What it keeps is bounded, and as free of names and badge numbers as the log is.
 */
export interface LogWatch {
  /** To log to in place of the one that was given. */
  readonly log: Log
  /** The latest first; repeats of one failure are one. */
  failures(): readonly NotedFailure[]
  token(): TokenNews
  latency(): TapLatency | undefined
}

export interface NotedFailure {
  readonly event: LogEvent
  /** The failure's kind, status and code, as far as it has them. */
  readonly what: string
  /** What Microsoft's support asks for: Graph's request-id, or Entra's correlation id. */
  readonly requestId?: string
  readonly times: number
  readonly lastAtMs: number
}

export interface TokenNews {
  /** When the latest token ends, by this computer's clock. */
  readonly endsAtMs?: number
  /** Why the latest try brought none; absent once one does. */
  readonly failure?: { readonly what: string; readonly correlationId?: string; readonly atMs: number }
}

/** From the badge being heard to Shifts having confirmed, in milliseconds, of the latest taps. */
export interface TapLatency {
  readonly taps: number
  readonly p50Ms: number
  readonly p95Ms: number
}

const keptFailures = 20
const keptTaps = 200

/** A bad row stands in the roster's own report and an alarm in health; each would drive the others out. */
const told: ReadonlySet<LogEvent> = new Set([
  'directory.bad-row',
  'directory.row-warning',
  'config.warning',
  'health.alarm',
])

export function watchLog(log: Log, clock: Clock): LogWatch {
  const failures = new Map<string, NotedFailure>()
  const heardAtMs = new Map<string, number>()
  const latenciesMs: number[] = []
  let token: TokenNews = {}

  const noteFailure = (event: LogEvent, fields: LogFields): void => {
    if (told.has(event)) return
    const what = join(fields, ['kind', 'why', 'failure', 'status', 'code', 'problem'])
    const requestId = text(fields, 'requestId') ?? text(fields, 'correlationId')
    const key = `${event} ${what}`
    const times = (failures.get(key)?.times ?? 0) + 1
    failures.delete(key)
    failures.set(key, {
      event,
      what,
      times,
      lastAtMs: clock.now().wallMs,
      ...(requestId !== undefined && { requestId }),
    })
    dropOldest(failures, keptFailures)
  }

  const note = (event: LogEvent, fields: LogFields): void => {
    const { wallMs, monotonicMs } = clock.now()
    const tapId = text(fields, 'tapId')
    if (event === 'tap.heard' && tapId !== undefined) {
      heardAtMs.set(tapId, monotonicMs)
      dropOldest(heardAtMs, keptTaps)
    } else if (event === 'tap.settled' && tapId !== undefined) {
      const startMs = heardAtMs.get(tapId)
      heardAtMs.delete(tapId)
      if (startMs === undefined || fields['as'] !== 'confirmed') return
      latenciesMs.push(monotonicMs - startMs)
      if (latenciesMs.length > keptTaps) latenciesMs.shift()
    } else if (event === 'token.acquired') {
      token = { endsAtMs: wallMs + Number(fields['livesForSeconds']) * 1000 }
    } else if (event === 'token.failed') {
      const correlationId = text(fields, 'correlationId')
      token = {
        ...token,
        failure: {
          what: join(fields, ['why', 'code']),
          atMs: wallMs,
          ...(correlationId !== undefined && { correlationId }),
        },
      }
    }
  }

  return {
    log: {
      info: (event, fields = {}) => {
        log.info(event, fields)
        note(event, fields)
      },
      warn: (event, fields = {}) => {
        log.warn(event, fields)
        note(event, fields)
        noteFailure(event, fields)
      },
      error: (event, fields = {}) => {
        log.error(event, fields)
        note(event, fields)
        noteFailure(event, fields)
      },
    },
    failures: () => [...failures.values()].reverse(),
    token: () => token,
    latency: () => {
      if (latenciesMs.length === 0) return undefined
      const sorted = [...latenciesMs].sort((a, b) => a - b)
      return { taps: sorted.length, p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95) }
    },
  }
}

/** Nearest rank: the smallest value that at least `part` of all do not exceed. */
function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}

function text(fields: LogFields, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function join(fields: LogFields, names: readonly string[]): string {
  const parts = names.map((name) => fields[name]).filter((value) => value !== undefined && value !== null)
  return parts.map(String).join(' ')
}

function dropOldest<Value>(map: Map<string, Value>, most: number): void {
  const oldest = map.keys().next().value
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}

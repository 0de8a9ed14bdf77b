import type { Clock } from '../../base/time/clock.ts'
import type { LogEvent } from '../../base/log/log-events.ts'
import type { Log, LogFields } from '../../base/log/log.ts'
import { observeLog } from '../../base/log/observed-log.ts'

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
  taps(): TapCounts
  /** The roster that was read last; undefined: none yet. */
  roster(): { readonly people: number; readonly readAtMs: number } | undefined
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

/** Since the start. */
export interface TapCounts {
  readonly confirmed: number
  /** By this computer's clock. */
  readonly lastConfirmedAtMs: number | undefined
  readonly latency: TapLatency | undefined
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

/** What the fields of a failure have in common, whichever event it is. The compiler holds every event to these types. */
type FailureFields = LogFields & {
  readonly kind?: string | undefined
  readonly why?: string | undefined
  readonly failure?: string | undefined
  readonly status?: number | string | undefined
  readonly code?: string | undefined
  readonly problem?: string | undefined
  readonly requestId?: string | undefined
  readonly correlationId?: string | undefined
}

export function watchLog(to: Log, clock: Clock): LogWatch {
  const observed = observeLog(to)
  const failures = new Map<string, NotedFailure>()
  const heardAtMs = new Map<string, number>()
  const latenciesMs: number[] = []
  let token: TokenNews = {}
  let confirmed = 0
  let lastConfirmedAtMs: number | undefined
  let roster: ReturnType<LogWatch['roster']>

  observed.subscribe('tap.heard', ({ tapId }) => {
    heardAtMs.set(tapId, clock.now().monotonicMs)
    dropOldest(heardAtMs, keptTaps)
  })
  observed.subscribe('tap.settled', ({ tapId, as }) => {
    const startMs = heardAtMs.get(tapId)
    heardAtMs.delete(tapId)
    if (as !== 'confirmed') return
    confirmed += 1
    lastConfirmedAtMs = clock.now().wallMs
    if (startMs === undefined) return
    latenciesMs.push(clock.now().monotonicMs - startMs)
    if (latenciesMs.length > keptTaps) latenciesMs.shift()
  })
  observed.subscribe('directory.loaded', ({ people }) => {
    roster = { people, readAtMs: clock.now().wallMs }
  })
  observed.subscribe('token.acquired', ({ livesForSeconds }) => {
    token = { endsAtMs: clock.now().wallMs + livesForSeconds * 1000 }
  })
  observed.subscribe('token.failed', ({ why, code, correlationId }) => {
    const failure = {
      what: join([why, code]),
      atMs: clock.now().wallMs,
      ...(correlationId !== undefined && { correlationId }),
    }
    token = { ...token, failure }
  })
  observed.subscribeAll(({ level, event, fields }) => {
    if (level === 'info' || told.has(event)) return
    const { kind, why, failure, status, code, problem, requestId, correlationId }: FailureFields = fields
    const what = join([kind, why, failure, status, code, problem])
    const supportId = requestId ?? correlationId
    const key = `${event} ${what}`
    const times = (failures.get(key)?.times ?? 0) + 1
    failures.delete(key)
    failures.set(key, {
      event,
      what,
      times,
      lastAtMs: clock.now().wallMs,
      ...(supportId !== undefined && { requestId: supportId }),
    })
    dropOldest(failures, keptFailures)
  })

  const latency = (): TapLatency | undefined => {
    if (latenciesMs.length === 0) return undefined
    const sorted = [...latenciesMs].sort((a, b) => a - b)
    return { taps: sorted.length, p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95) }
  }

  return {
    log: observed.log,
    failures: () => [...failures.values()].reverse(),
    token: () => token,
    latency,
    taps: () => ({ confirmed, lastConfirmedAtMs, latency: latency() }),
    roster: () => roster,
  }
}

/** Nearest rank: the smallest value that at least `part` of all do not exceed. */
function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}

function join(parts: readonly (string | number | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ')
}

function dropOldest<Value>(map: Map<string, Value>, most: number): void {
  const oldest = map.keys().next().value
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}

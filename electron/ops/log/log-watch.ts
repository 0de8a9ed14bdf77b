import type { Clock } from '../../base/time/clock.ts'
import type { LogEvent } from '../../base/log/log-events.ts'
import type { LogFields } from '../../base/log/log-fields.ts'
import type { Log } from '../../base/log/log.ts'
import { observeLog } from '../../base/log/observed-log.ts'

/** Summarizes the log for diagnostics and health report: bounded, without names and badge numbers. */
export interface LogWatch {
  /** Log here instead of to the original log; every line is passed on. */
  readonly log: Log
  /** The latest first; a repeated failure is one entry with a count. */
  failures(): readonly RecentFailure[]
  token(): TokenStatus
  taps(): TapCounts
  /** The people in use; undefined if none have been read yet. */
  roster(): ListInUse | undefined
}

/** `readAtMs`: when they were read, from Entra if some come from there: a roster is read again at each change. */
export interface ListInUse {
  readonly people: number
  readonly readAtMs: number
}

export interface RecentFailure {
  readonly event: LogEvent
  /** The failure's kind, status and code, where it has them. */
  readonly what: string
  /** What Microsoft's support asks for: Graph's request-id, or Entra's correlation id. */
  readonly requestId?: string
  readonly times: number
  readonly lastAtMs: number
}

export interface TokenStatus {
  /** When the latest token expires, by this computer's clock. */
  readonly expiresAtMs?: number
  /** Why the latest request failed; absent once a request succeeds. */
  readonly failure?: { readonly what: string; readonly correlationId?: string; readonly atMs: number }
}

/** Time from reading the badge to the confirmation by Shifts, over the latest taps. */
export interface TapLatency {
  readonly taps: number
  readonly p50Ms: number
  readonly p95Ms: number
}

/** Counted since the start. */
export interface TapCounts {
  readonly confirmed: number
  /** By this computer's clock. */
  readonly lastConfirmedAtMs: number | undefined
  readonly latency: TapLatency | undefined
}

const maxFailures = 20
const maxTaps = 200

/** Left out of the failures: other reports have them, and they would crowd out the rest. */
const reportedElsewhere: ReadonlySet<LogEvent> = new Set([
  'directory.bad-row',
  'directory.row-warning',
  'config.warning',
  'health.alarm',
])

/** Fields that failures share, whatever the event. The compiler checks every event against these types. */
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
  const failures = new Map<string, RecentFailure>()
  const heardAtMs = new Map<string, number>()
  const latenciesMs: number[] = []
  let token: TokenStatus = {}
  let confirmed = 0
  let lastConfirmedAtMs: number | undefined
  let inRoster: ListInUse | undefined
  let inEntra: ListInUse | undefined

  observed.subscribe('tap.heard', ({ tapId }) => {
    heardAtMs.set(tapId, clock.now().monotonicMs)
    dropOldest(heardAtMs, maxTaps)
  })
  observed.subscribe('tap.settled', ({ tapId, as }) => {
    const startMs = heardAtMs.get(tapId)
    heardAtMs.delete(tapId)
    if (as !== 'confirmed') return
    confirmed += 1
    lastConfirmedAtMs = clock.now().wallMs
    if (startMs === undefined) return
    latenciesMs.push(clock.now().monotonicMs - startMs)
    if (latenciesMs.length > maxTaps) latenciesMs.shift()
  })
  observed.subscribe('directory.loaded', ({ people }) => {
    inRoster = { people, readAtMs: clock.now().wallMs }
  })
  observed.subscribe('people.loaded', ({ people, readAtMs }) => {
    inEntra = { people, readAtMs }
  })
  observed.subscribe('token.acquired', ({ livesForSeconds }) => {
    token = { expiresAtMs: clock.now().wallMs + livesForSeconds * 1000 }
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
    if (level === 'info' || reportedElsewhere.has(event)) return
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
    dropOldest(failures, maxFailures)
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
    taps: () => ({ confirmed, lastConfirmedAtMs, latency: latency() }),
    roster: () =>
      inEntra === undefined ? inRoster : { ...inEntra, people: inEntra.people + (inRoster?.people ?? 0) },
  }
}

/** Nearest-rank percentile: the smallest value such that at least `fraction` of all values are not larger. */
function percentile(sorted: readonly number[], fraction: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)] ?? Number.NaN
}

function join(parts: readonly (string | number | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ')
}

function dropOldest<Value>(map: Map<string, Value>, maxSize: number): void {
  const oldest = map.keys().next().value
  if (map.size > maxSize && oldest !== undefined) map.delete(oldest)
}

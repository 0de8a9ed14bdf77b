import { graphFailure, type GraphFailure } from './graph/graph-errors.ts'
import type { Pace } from './rules.ts'

const windowMs = 1000

/**
 * Throttles everything under /schedule: counts every request in a second, rejected ones too. Microsoft
 * documents neither whether rejected requests count nor which second is meant. If they count in a sliding
 * window, clients that keep sending above the limit are rejected almost always: the worst case. If each clock
 * second counts separately (fixed window), the first requests in it pass, however many come.
 */
export class PaceLimiter {
  /** Oldest first. */
  #arrived: { readonly teamId: string; readonly atMs: number }[] = []

  /** Returns undefined to let a request pass, or a 429. `nowMs`: the service's clock. */
  pass(teamId: string, nowMs: number, pace: Pace | 'off'): GraphFailure | undefined {
    if (pace === 'off') return undefined
    const secondBeganMs = Math.floor(nowMs / windowMs) * windowMs
    const isCounted = (atMs: number): boolean =>
      atMs <= nowMs && (pace.second === 'fixed' ? atMs >= secondBeganMs : atMs > nowMs - windowMs)
    this.#arrived = this.#arrived.filter(({ atMs }) => isCounted(atMs))
    this.#arrived.push({ teamId, atMs: nowMs })
    const ofTeam = this.#arrived.filter((arrived) => arrived.teamId === teamId)
    const exceeded = [
      { arrived: ofTeam, limit: pace.perTeamPerSecond },
      { arrived: this.#arrived, limit: pace.perTenantPerSecond },
    ].filter(({ arrived, limit }) => arrived.length > limit)
    if (exceeded.length === 0) return undefined
    const freeAtMs =
      pace.second === 'fixed'
        ? secondBeganMs + windowMs
        : Math.max(...exceeded.map(({ arrived, limit }) => freeAt(arrived, limit, nowMs)))
    const seconds = pace.retryAfter === 'window' ? Math.max(freeAtMs - nowMs, 1) / 1000 : pace.retryAfter
    return graphFailure(
      429,
      'TooManyRequests',
      'The request has been throttled.',
      seconds === 'absent' ? undefined : { 'Retry-After': seconds.toFixed(3) },
    )
  }
}

/** When fewer than `limit` requests are left in the window. */
function freeAt(arrived: readonly { readonly atMs: number }[], limit: number, nowMs: number): number {
  const blocking = limit > 0 ? arrived[arrived.length - limit] : undefined
  return (blocking?.atMs ?? nowMs) + windowMs
}

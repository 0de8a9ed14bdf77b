import { graphFailure, type GraphFailure } from './graph/graph-errors.ts'
import type { Pace } from './rules.ts'

const windowMs = 1000

/**
 * Throttling of everything under /schedule: counts every request of a second, refused ones too.
 * Microsoft documents neither whether a refused request counts nor which second is meant. Where refused ones count in a
 * sliding second, requests that keep coming above the limit are nearly all refused: the worst of the assumptions. Where
 * each second of the clock counts by itself, the first requests in it are let through however many come.
 */
export class PaceLimiter {
  /** Oldest first. */
  #arrived: { readonly teamId: string; readonly atMs: number }[] = []

  /** Lets the request through and answers nothing, or refuses it with 429. `nowMs`: the service's clock. */
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

/** When fewer than `limit` of those that have arrived are left in the window. */
function freeAt(arrived: readonly { readonly atMs: number }[], limit: number, nowMs: number): number {
  const blocking = limit > 0 ? arrived[arrived.length - limit] : undefined
  return (blocking?.atMs ?? nowMs) + windowMs
}

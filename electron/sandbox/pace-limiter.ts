import { graphFailure, type GraphFailure } from './errors.ts'
import type { Pace } from './rules.ts'

const windowMs = 1000

/** Throttling of everything under /schedule: counts what was let through in the last second. */
export class PaceLimiter {
  #passedAtMs: { readonly teamId: string; readonly atMs: number }[] = []

  /** Lets the request through and answers nothing, or refuses it with 429. `nowMs`: the service's clock. */
  pass(teamId: string, nowMs: number, pace: Pace | 'off'): GraphFailure | undefined {
    if (pace === 'off') return undefined
    this.#passedAtMs = this.#passedAtMs.filter(({ atMs }) => atMs > nowMs - windowMs && atMs <= nowMs)
    const ofTeam = this.#passedAtMs.filter((passed) => passed.teamId === teamId)
    const full = [
      { passed: ofTeam, limit: pace.perTeamPerSecond },
      { passed: this.#passedAtMs, limit: pace.perTenantPerSecond },
    ].filter(({ passed, limit }) => passed.length >= limit)
    if (full.length === 0) {
      this.#passedAtMs.push({ teamId, atMs: nowMs })
      return undefined
    }
    const freeAtMs = Math.max(...full.map(({ passed, limit }) => freeAt(passed, limit, nowMs)))
    const seconds = pace.retryAfter === 'window' ? Math.max(freeAtMs - nowMs, 1) / 1000 : pace.retryAfter
    return graphFailure(
      429,
      'TooManyRequests',
      'The request has been throttled.',
      seconds === 'absent' ? undefined : { 'Retry-After': seconds.toFixed(3) },
    )
  }
}

function freeAt(passed: readonly { readonly atMs: number }[], limit: number, nowMs: number): number {
  const blocking = limit > 0 ? passed[passed.length - limit] : undefined
  return (blocking?.atMs ?? nowMs) + windowMs
}

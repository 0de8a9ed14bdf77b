/**
 * A point in time, read once when something happened.
 *
 * `wallMs`: milliseconds since the Unix epoch by this computer's clock, which may be wrong or jump.
 * `monotonicMs`: milliseconds of the operating system's monotonic clock (`process.hrtime`), which never
 * jumps, is shared by all processes of this computer, and restarts with the computer.
 */
export interface Instant {
  readonly wallMs: number
  readonly monotonicMs: number
}

/** The source of time. Tests pass in one they control. */
export interface Clock {
  now(): Instant
  /** Runs `action` once, `delayMs` from now. The returned function cancels it. */
  after(delayMs: number, action: () => void): () => void
}

export const systemClock: Clock = {
  now: () => ({ wallMs: Date.now(), monotonicMs: Number(process.hrtime.bigint()) / 1e6 }),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs)
    return () => clearTimeout(timer)
  },
}

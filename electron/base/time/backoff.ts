export interface BackoffRange {
  readonly firstMs: number
  readonly maxMs: number
}

/**
 * Delay after the `failures`-th failure in a row (the first is 1): exponential backoff from `firstMs`, capped
 * at `maxMs`, then jittered to 50–100 %, so that kiosks which failed together do not retry together.
 * `random` returns numbers in [0, 1).
 */
export function backoffMs(failures: number, range: BackoffRange, random: () => number): number {
  const doublings = Math.min(Math.max(failures, 1) - 1, 30)
  const fullMs = Math.min(range.firstMs * 2 ** doublings, range.maxMs)
  return fullMs / 2 + (fullMs / 2) * random()
}

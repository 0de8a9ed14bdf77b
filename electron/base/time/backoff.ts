export interface BackoffRange {
  readonly firstMs: number
  readonly longestMs: number
}

/**
 * How long to wait after the `failures`-th failure in a row (1 is the first): doubling from `firstMs`, never above
 * `longestMs`. Half of it is chance, so that many kiosks which failed together do not come back together.
 * `random` brings numbers from 0 up to 1.
 */
export function backoffMs(failures: number, range: BackoffRange, random: () => number): number {
  const doublings = Math.min(Math.max(failures, 1) - 1, 30)
  const fullMs = Math.min(range.firstMs * 2 ** doublings, range.longestMs)
  return fullMs / 2 + (fullMs / 2) * random()
}

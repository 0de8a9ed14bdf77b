/** One line of a bench's table: what was measured, beside what it should be. */
export interface Row {
  readonly what: string
  readonly median: string
  readonly p95: string
  readonly most: string
  readonly target: string
}

/** The nearest-rank percentile, `percent` from 0 to 100. Throws a RangeError where there are no values. */
export function atPercentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('No values to take a percentile of.')
  return value
}

export function milliseconds(ms: number): string {
  return `${ms.toFixed(1)} ms`
}

export function printTable(rows: readonly Row[]): void {
  const header: Row = { what: '', median: 'median', p95: 'p95', most: 'most', target: 'target' }
  const keys = ['what', 'median', 'p95', 'most', 'target'] as const
  const widths = keys.map((key) => Math.max(...[header, ...rows].map((row) => row[key].length)))
  for (const row of [header, ...rows]) {
    const cells = keys.map((key, index) => row[key].padEnd(widths[index] ?? 0))
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`)
  }
}

/** One line of the bench: what was measured, beside what it should be. */
export interface Row {
  readonly what: string
  /** The numbers as reported, in order, such as `median 105 ms`. */
  readonly measured: string
  readonly target: string
  /** Absent: reported for the record, without a target. */
  readonly met?: boolean
  readonly numbers: Readonly<Record<string, number>>
}

/** The nearest-rank percentile, `percent` from 0 to 100. Throws a RangeError where there are no values. */
export function atPercentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('No values to take a percentile of.')
  return value
}

export interface Spread {
  readonly median: number
  readonly p95: number
  readonly p99: number
  readonly most: number
}

export function spreadOf(values: readonly number[]): Spread {
  const at = (percent: number): number => atPercentile(values, percent)
  return { median: at(50), p95: at(95), p99: at(99), most: at(100) }
}

/** A row of times in milliseconds, one value of which is compared with the target. */
export function timesRow(
  what: string,
  values: readonly number[],
  limit?: { readonly of: keyof Spread; readonly ms: number },
): Row {
  const spread = spreadOf(values)
  const { median, p95, p99, most } = spread
  const row = {
    what,
    measured: `median ${ms(median)}, p95 ${ms(p95)}, p99 ${ms(p99)}, most ${ms(most)} (${values.length})`,
    numbers: { ...spread, count: values.length },
  }
  return limit === undefined
    ? { ...row, target: '' }
    : { ...row, target: `${limit.of} ≤ ${ms(limit.ms)}`, met: spread[limit.of] <= limit.ms }
}

/** A row of one number with the most it may be. */
export function numberRow(what: string, value: number, unit: string, most: number): Row {
  const text = (number: number): string => (unit === '' ? tidy(number) : `${tidy(number)} ${unit}`)
  return {
    what,
    measured: text(value),
    target: `≤ ${text(most)}`,
    met: value <= most,
    numbers: { value },
  }
}

export function ms(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`
}

function tidy(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1)
}

const header: readonly string[] = ['', 'measured', 'target', '']

export function tableOf(rows: readonly Row[]): string {
  const lines = [header, ...rows.map(cellsOf)]
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function markdownOf(rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map((row) => line(cellsOf(row)))].join('\n')
}

function cellsOf({ what, measured, target, met }: Row): readonly string[] {
  return [what, measured, target, met === undefined ? '' : met ? 'met' : 'MISSED']
}

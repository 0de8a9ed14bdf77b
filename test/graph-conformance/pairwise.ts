/** A way to set every parameter: by name, the value that was chosen. */
export type Row = Readonly<Record<string, string>>

/**
 * Rows in which every two values of two parameters come together at least once. Greedy: each row begins with a pair that
 * is still missing, and each further parameter takes the value that brings most of the missing pairs. The same for the same
 * parameters.
 *
 *     pairwise({ a: ['1', '2'], b: ['x', 'y'] }) // 4 rows
 */
export function pairwise(parameters: Readonly<Record<string, readonly string[]>>): readonly Row[] {
  const names = Object.keys(parameters)
  const missing = new Set<string>()
  for (const [index, name] of names.entries()) {
    for (const other of names.slice(index + 1)) {
      for (const value of parameters[name] ?? []) {
        for (const otherValue of parameters[other] ?? []) missing.add(keyOf(name, value, other, otherValue))
      }
    }
  }
  const rows: Row[] = []
  for (const first of missing) {
    const [name = '', value = '', other = '', otherValue = ''] = JSON.parse(first) as readonly string[]
    const row: Record<string, string> = { [name]: value, [other]: otherValue }
    for (const next of names.filter((one) => !(one in row))) {
      const gains = (parameters[next] ?? []).map((candidate) => ({
        candidate,
        gain: pairsOf(next, candidate, row, names).filter((pair) => missing.has(pair)).length,
      }))
      const best = gains.reduce((most, one) => (one.gain > most.gain ? one : most))
      row[next] = best.candidate
    }
    rows.push(row)
    for (const one of names) for (const pair of pairsOf(one, row[one] ?? '', row, names)) missing.delete(pair)
  }
  return rows
}

/** The pairs that a value makes with those which a row has so far. */
function pairsOf(name: string, value: string, row: Row, names: readonly string[]): readonly string[] {
  return Object.entries(row).flatMap(([other, otherValue]) => {
    if (other === name) return []
    return names.indexOf(name) < names.indexOf(other)
      ? [keyOf(name, value, other, otherValue)]
      : [keyOf(other, otherValue, name, value)]
  })
}

function keyOf(...parts: readonly [string, string, string, string]): string {
  return JSON.stringify(parts)
}

/** A problem or warning about a config key, without its position in the file. */
export interface Finding {
  readonly severity: 'problem' | 'warning'
  readonly key: string
  readonly problem: string
  readonly expected?: string
}

export function problemOf(key: string, problem: string, expected?: string): Finding {
  return { severity: 'problem', key, problem, ...(expected !== undefined && { expected }) }
}

export function warningOf(key: string, problem: string, expected?: string): Finding {
  return { ...problemOf(key, problem, expected), severity: 'warning' }
}

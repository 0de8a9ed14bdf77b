/** What is wrong or worth a look, without its place in the file. */
export interface Finding {
  readonly severity: 'problem' | 'warning'
  readonly key: string
  readonly problem: string
  readonly expected?: string
}

export function problemOf(key: string, problem: string, expected?: string): Finding {
  return { severity: 'problem', key, problem, ...(expected === undefined ? {} : { expected }) }
}

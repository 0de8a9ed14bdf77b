import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** A line of a case's report: one JSON object per line, written before the next thing happens. */
export type ReportLine =
  | { readonly kind: 'note'; readonly text: string }
  /** The case's `run` finished. */
  | { readonly kind: 'ran' }
  | { readonly kind: 'failed'; readonly error: string }

export function appendToReport(path: string, line: ReportLine): void {
  appendFileSync(path, `${JSON.stringify(line)}\n`)
}

export interface Report {
  readonly notes: readonly string[]
  readonly hasRun: boolean
  readonly failure: string | undefined
}

export function readReport(path: string): Report {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ReportLine)
  return {
    notes: lines.flatMap((line) => (line.kind === 'note' ? [line.text] : [])),
    hasRun: lines.some(({ kind }) => kind === 'ran'),
    failure: lines.flatMap((line) => (line.kind === 'failed' ? [line.error] : []))[0],
  }
}

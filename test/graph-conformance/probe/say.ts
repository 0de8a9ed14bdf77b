import type { GraphCase, Seen } from '../graph-case.ts'
import type { CaseResult } from '../run-cases.ts'

const mark = { answer: '  ', unforeseen: '!!', 'not-seen': ' -' } as const

/** One line for a case that has run. */
export function progressLine({ given, seen }: CaseResult, index: number, count: number): string {
  return `[${String(index + 1).padStart(String(count).length)}/${count}] ${mark[seen.kind]} ${given.id}: ${shortly(seen)}`
}

function shortly(seen: Seen): string {
  switch (seen.kind) {
    case 'answer':
      return `${seen.name}${measured(seen.measuredMs)}`
    case 'unforeseen':
      return `NOT FORESEEN: ${seen.description}`
    case 'not-seen':
      return `not seen: ${seen.why}`
    default:
      return seen satisfies never
  }
}

function measured(ms: Readonly<Record<string, number>> | undefined): string {
  const parts = Object.entries(ms ?? {}).map(([name, value]) => `${name} ${Math.round(value)}`)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

/** What an answer means that the kiosk is not ready for. */
export function warning({ given, seen }: CaseResult): string {
  return [
    `The kiosk is not ready for this answer: ${given.id}`,
    `  ${given.title}.`,
    `  believed: ${Object.keys(given.answers).join(' | ')}`,
    `  seen: ${shortly(seen)}`,
    `  for people's hours: ${given.otherwise}`,
  ].join('\n')
}

/** The table at the end: what was believed, and what was seen. */
export function table(results: readonly CaseResult[]): string {
  const rows = results.map(({ given, seen }) => [given.id, believed(given), shortly(seen)] as const)
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(['case', 'believed', 'seen']), ...rows.map(line)].join('\n')
}

function believed({ answers }: GraphCase): string {
  return Object.keys(answers).join(' | ')
}

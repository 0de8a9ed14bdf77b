import { readerCases } from './cases/index.ts'
import { asDocumented } from './reader-case.ts'
import type { Report, Seen } from './report.ts'

/** What was believed and what was seen, case by case, and what the kiosk does then. */
export function caseTable({ cases }: Pick<Report, 'cases'>): string {
  return cases
    .flatMap(({ id, seen }) => {
      const known = readerCases.find((one) => one.id === id)
      if (known === undefined) return []
      const kiosk = seen.kind === 'answer' ? known.answers[seen.name]?.kiosk : undefined
      return [
        `${mark(seen)}  ${id}`,
        `             ${known.source === 'silent' ? 'asked' : 'believed'}: ${known.title}`,
        `             seen: ${shown(seen)}`,
        ...(kiosk === undefined ? [] : [`             the kiosk then: ${kiosk}`]),
      ]
    })
    .join('\n')
}

/** Eleven characters wide. */
function mark(seen: Seen): string {
  switch (seen.kind) {
    case 'answer':
      return seen.name === asDocumented ? 'as believed' : 'answered   '
    case 'unforeseen':
      return 'UNFORESEEN '
    case 'not-seen':
      return 'not seen   '
    default:
      return seen satisfies never
  }
}

function shown(seen: Seen): string {
  switch (seen.kind) {
    case 'answer':
      return seen.name === asDocumented ? seen.detail : `${seen.name} (${seen.detail})`
    case 'unforeseen':
      return seen.description
    case 'not-seen':
      return seen.why
    default:
      return seen satisfies never
  }
}

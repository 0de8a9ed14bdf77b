import { readerCases } from './cases/index.ts'
import type { Report, Seen } from './report.ts'

/** What was believed and what was seen, case by case; of a silent case what the kiosk does then. */
export function caseTable({ cases }: Pick<Report, 'cases'>): string {
  return cases
    .flatMap(({ id, seen }) => {
      const known = readerCases.find((one) => one.id === id)
      if (known === undefined) return []
      const kiosk =
        seen.kind === 'answer' ? known.answers?.find((answer) => answer.id === seen.answer)?.kiosk : undefined
      return [
        `${mark(seen)}  ${id}`,
        `            ${known.source === 'silent' ? 'asked' : 'believed'}: ${known.title}`,
        `            seen: ${shown(seen)}`,
        ...(kiosk === undefined ? [] : [`            the kiosk then: ${kiosk}`]),
      ]
    })
    .join('\n')
}

/** Ten characters wide. */
function mark({ kind }: Seen): string {
  switch (kind) {
    case 'as-believed':
      return 'as thought'
    case 'answer':
      return 'answered  '
    case 'differs':
      return 'DIFFERS   '
    case 'not-seen':
      return 'not seen  '
    default:
      return kind satisfies never
  }
}

function shown(seen: Seen): string {
  switch (seen.kind) {
    case 'as-believed':
    case 'differs':
      return seen.detail
    case 'answer':
      return `${seen.answer} (${seen.detail})`
    case 'not-seen':
      return seen.why
    default:
      return seen satisfies never
  }
}

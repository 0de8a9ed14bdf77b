import { nearest } from '../base/nearest.ts'
import { parseHead, type ChainHead } from '../journal/chain.ts'

/** What `--journal` and the options that go with it ask for. */
export type JournalCommand = JournalAction & {
  /** A journal other than the kiosk's own: a backup, or one that was set aside. */
  readonly file?: string
}

export type JournalAction =
  | { readonly action: 'list'; readonly status: TapFilter }
  | { readonly action: 'export'; readonly status: TapFilter; readonly format: ExportFormat }
  | { readonly action: 'show' | 'retry'; readonly id: string }
  | { readonly action: 'verify'; readonly head?: ChainHead; readonly keyPaths: readonly string[] }

export const journalActions = ['list', 'show', 'export', 'retry', 'verify'] as const

/** `open-or-parked`: what needs somebody, or the kiosk. */
export type TapFilter = 'open-or-parked' | (typeof statuses)[number]
export const statuses = ['parked', 'pending', 'settled', 'all'] as const

export type ExportFormat = (typeof exportFormats)[number]
export const exportFormats = ['csv', 'jsonl'] as const

/** As they stand on the command line. */
export interface JournalTexts {
  readonly journal?: string
  readonly status?: string
  readonly format?: string
  readonly head?: string
  readonly keys: readonly string[]
  readonly file?: string
  /** What stands on the command line without an option's name. */
  readonly ids: readonly string[]
}

/** Which action takes which option. */
const takenBy: Readonly<Record<'status' | 'format' | 'head' | 'key', readonly string[]>> = {
  status: ['list', 'export'],
  format: ['export'],
  head: ['verify'],
  key: ['verify'],
}

/** Problems in the words of the command line; with any, there is no command. */
export function journalCommand(texts: JournalTexts): {
  readonly command?: JournalCommand
  readonly problems: readonly string[]
} {
  const problems: string[] = []
  const action = journalActions.find((known) => known === texts.journal)
  if (texts.journal !== undefined && action === undefined) problems.push(unknownAction(texts.journal))
  const takesId = action === 'show' || action === 'retry'
  const [id, ...tooMany] = texts.ids
  if (takesId && id === undefined) problems.push(`--journal ${action} needs a tap: --journal ${action} ID`)
  for (const extra of takesId ? tooMany : texts.ids) problems.push(`unexpected argument: ${extra}`)
  problems.push(...misplaced(texts, action))
  const status = oneOf('status', texts.status, statuses, problems)
  const format = oneOf('format', texts.format, exportFormats, problems)
  const head = texts.head === undefined ? undefined : parseHead(texts.head)
  if (texts.head !== undefined && head === undefined)
    problems.push('--head needs a head as the log has it: SEQ:LINK')
  if (takesId && id !== undefined && !/^[0-9a-f-]{4,36}$/i.test(id))
    problems.push(`${id} is no tap: give the code the screen showed, or the start of the tap's id`)
  if (action === undefined || problems.length > 0) return { problems }
  const file = texts.file === undefined ? {} : { file: texts.file }
  switch (action) {
    case 'list':
      return { problems, command: { action, status: status ?? 'open-or-parked', ...file } }
    case 'export':
      return { problems, command: { action, status: status ?? 'all', format: format ?? 'csv', ...file } }
    case 'show':
    case 'retry':
      return { problems, command: { action, id: id ?? '', ...file } }
    case 'verify':
      return {
        problems,
        command: { action, keyPaths: texts.keys, ...(head !== undefined && { head }), ...file },
      }
    default:
      return action satisfies never
  }
}

function misplaced(texts: JournalTexts, action: string | undefined): readonly string[] {
  const given = {
    status: texts.status !== undefined,
    format: texts.format !== undefined,
    head: texts.head !== undefined,
    key: texts.keys.length > 0,
  }
  const problems = Object.entries(takenBy)
    .filter(([name, actions]) => given[name as keyof typeof given] && !actions.includes(action ?? ''))
    .map(([name, actions]) => `--${name} goes only with --journal ${actions.join(' or ')}`)
  if (texts.file !== undefined && (action === undefined || action === 'retry'))
    problems.push('--journal-file goes only with --journal list, show, export or verify')
  return problems
}

function oneOf<T extends string>(
  name: string,
  text: string | undefined,
  choices: readonly T[],
  problems: string[],
): T | undefined {
  const choice = choices.find((known) => known === text)
  if (text !== undefined && choice === undefined)
    problems.push(`--${name} needs one of: ${choices.join(', ')}`)
  return choice
}

function unknownAction(text: string): string {
  const near = nearest(text, [...journalActions])
  const hint = near === undefined ? `one of: ${journalActions.join(', ')}` : `did you mean ${near}?`
  return `--journal does not know ${text}; ${hint}`
}

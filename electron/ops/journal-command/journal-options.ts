import { nearest } from '../../base/text/nearest.ts'
import { parseHead, type ChainHead } from '../../journal/chain/chain.ts'
import { parkedReasons, type ParkedReason } from '../../journal/parked-reasons.ts'
import { echoed } from '../../base/text/echo.ts'

/** A parsed `--journal` command with its options. */
export type JournalCommand = JournalAction & {
  /** A journal other than the kiosk's own: a backup, or a journal that was set aside. */
  readonly file?: string
}

export type JournalAction =
  | ({ readonly action: 'list' } & TapSelection)
  | ({ readonly action: 'export'; readonly format: ExportFormat } & TapSelection)
  | { readonly action: 'show'; readonly id: string }
  /** Badges that were added or blocked. */
  | { readonly action: 'badges' }
  | { readonly action: 'retry'; readonly taps: TapsToRetry }
  /** `because`: free text by the person who closes the taps. */
  | { readonly action: 'close'; readonly ids: readonly string[]; readonly because: string }
  | { readonly action: 'verify'; readonly head?: ChainHead; readonly keyPaths: readonly string[] }
  | { readonly action: 'rekey'; readonly keyPaths: readonly string[] }

export const journalActions = [
  'list',
  'show',
  'export',
  'badges',
  'retry',
  'close',
  'verify',
  'rekey',
] as const

export interface TapSelection {
  readonly status: TapFilter
  /** Only taps parked for this reason. */
  readonly reason?: ParkedReason
}

export type TapsToRetry =
  | { readonly kind: 'named'; readonly ids: readonly string[] }
  /** All taps parked for this reason, for example after a permission was missing all morning. */
  | { readonly kind: 'parked-for'; readonly reason: ParkedReason }

/** `open-or-parked`: pending or parked, so still to be dealt with by the kiosk or by a person. */
export type TapFilter = 'open-or-parked' | (typeof statuses)[number]
export const statuses = ['parked', 'pending', 'refused', 'closed', 'settled', 'all'] as const

export type ExportFormat = (typeof exportFormats)[number]
export const exportFormats = ['csv', 'jsonl'] as const

/** The values as given on the command line. */
export interface JournalTexts {
  readonly journal?: string
  readonly status?: string
  readonly reason?: string
  readonly format?: string
  readonly head?: string
  readonly 'journal-file'?: string
  readonly keys: readonly string[]
  /** The positional arguments. */
  readonly ids: readonly string[]
}

/** Which actions accept which option. */
const actionsByOption: Readonly<Record<'status' | 'reason' | 'format' | 'head' | 'key', readonly string[]>> =
  {
    status: ['list', 'export'],
    reason: ['list', 'export', 'retry', 'close'],
    format: ['export'],
    head: ['verify'],
    key: ['verify', 'rekey'],
  }

/** Parses the texts into a command. With any problem there is no command. */
export function journalCommand(texts: JournalTexts): {
  readonly command?: JournalCommand
  readonly problems: readonly string[]
} {
  const problems: string[] = []
  const action = journalActions.find((known) => known === texts.journal)
  if (texts.journal !== undefined && action === undefined) problems.push(unknownAction(texts.journal))
  problems.push(...idProblems(texts, action), ...misplacedOptions(texts, action))
  const status = oneOf('status', texts.status, statuses, problems)
  const because = action === 'close' ? (texts.reason ?? '') : ''
  const reason = action === 'close' ? undefined : oneOf('reason', texts.reason, parkedReasons, problems)
  const format = oneOf('format', texts.format, exportFormats, problems)
  const head = texts.head === undefined ? undefined : parseHead(texts.head)
  if (texts.head !== undefined && head === undefined)
    problems.push('--head needs a head from the log: SEQ:LINK')
  if (action === undefined || problems.length > 0) return { problems }
  const journalFile = texts['journal-file']
  const file = journalFile === undefined ? {} : { file: journalFile }
  const parkedFor = reason === undefined ? {} : { reason }
  switch (action) {
    case 'list':
      return { problems, command: { action, status: status ?? 'open-or-parked', ...parkedFor, ...file } }
    case 'export': {
      const asked = { status: status ?? 'all', format: format ?? 'csv' } as const
      return { problems, command: { action, ...asked, ...parkedFor, ...file } }
    }
    case 'show':
      return { problems, command: { action, id: texts.ids[0] ?? '', ...file } }
    case 'badges':
      return { problems, command: { action, ...file } }
    case 'retry': {
      const taps: TapsToRetry =
        reason === undefined ? { kind: 'named', ids: texts.ids } : { kind: 'parked-for', reason }
      return { problems, command: { action, taps, ...file } }
    }
    case 'close':
      return { problems, command: { action, ids: texts.ids, because } }
    case 'verify':
      return {
        problems,
        command: { action, keyPaths: texts.keys, ...(head !== undefined && { head }), ...file },
      }
    case 'rekey':
      return { problems, command: { action, keyPaths: texts.keys } }
    default:
      return action satisfies never
  }
}

/** `show` takes one tap id, `close` several, `retry` several or a reason; the other actions take none. */
function idProblems({ ids, reason }: JournalTexts, action: string | undefined): readonly string[] {
  const problems: string[] = []
  const maxIds = action === 'show' ? 1 : action === 'retry' || action === 'close' ? Infinity : 0
  if (action === 'show' && ids.length === 0) problems.push('--journal show needs a tap: --journal show ID')
  if (action === 'retry' && ids.length === 0 && reason === undefined)
    problems.push('--journal retry needs taps: --journal retry ID …, or --journal retry --reason REASON')
  if (action === 'close' && (ids.length === 0 || reason === undefined || !/\S/.test(reason)))
    problems.push('--journal close needs taps and why: --journal close ID … --reason "WHY"')
  if (action === 'retry' && ids.length > 0 && reason !== undefined)
    problems.push('--journal retry takes either taps or --reason, not both')
  for (const extra of ids.slice(maxIds)) problems.push(`unexpected argument: ${echoed(extra)}`)
  for (const id of ids.slice(0, maxIds)) {
    if (!/^[0-9a-f-]{4,36}$/i.test(id))
      problems.push(`${echoed(id)} is not a tap: give the code from the screen, or the start of the tap's id`)
  }
  return problems
}

function misplacedOptions(texts: JournalTexts, action: string | undefined): readonly string[] {
  const given: Readonly<Record<string, unknown>> = { ...texts, key: texts.keys[0] }
  const problems = Object.entries(actionsByOption)
    .filter(([name, actions]) => given[name] !== undefined && !actions.includes(action ?? ''))
    .map(([name, actions]) => `--${name} works only with --journal ${orList(actions)}`)
  if (action === 'rekey' && texts.keys.length === 0)
    problems.push('--journal rekey needs the previous site key: --journal rekey --key OLD.KEY')
  if (texts['journal-file'] !== undefined && ['retry', 'close', 'rekey', undefined].includes(action))
    problems.push('--journal-file works only with --journal list, show, export, badges or verify')
  return problems
}

function orList(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' or ')
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
  return `--journal has no action ${echoed(text)}; ${hint}`
}

import { parseArgs } from 'node:util'
import { nearest } from '../../base/text/nearest.ts'
import { enrollCommand, enrollFlags, type EnrollCommand } from '../enroll-command/enroll-options.ts'
import { journalCommand, type JournalCommand } from '../journal-command/journal-options.ts'
import { echoed } from '../../base/text/echo.ts'

/** Which program parses the options: the app (Electron), or the preview in a browser. */
export type Host = 'app' | 'preview'

interface OptionHelp {
  readonly type: 'string' | 'boolean'
  /** One letter, for a single dash. */
  readonly short?: string
  readonly value?: string
  readonly help: string
  readonly host?: Host
  /** May be given more than once. */
  readonly multiple?: true
}

/** All options, in the order `--help` lists them. */
export const options = {
  config: { type: 'string', value: 'FILE', help: 'Config file to use' },
  port: {
    type: 'string',
    value: 'N',
    help: 'Port of the preview page; default: any free one',
    host: 'preview',
  },
  'check-config': {
    type: 'boolean',
    help: 'Check the config file, the files it names and this computer, then end',
  },
  online: {
    type: 'boolean',
    help: 'With --check-config: also check network, sign-in, permissions and team; takes up to a minute',
  },
  'test-alert': {
    type: 'boolean',
    help: 'Send a test alert to the webhook of the config file, then end',
  },
  json: { type: 'boolean', help: 'With --check-config: print the results as one JSON document' },
  'show-config': { type: 'boolean', help: 'Show every value and where it comes from, then end' },
  'hash-pin': {
    type: 'boolean',
    help: 'Read a maintenance PIN and print its hash for the config file, then end',
  },
  'hash-badge': {
    type: 'boolean',
    help: 'Read the number of a maintenance or enrollment badge and print its hash for the config file, then end',
  },
  enroll: {
    type: 'boolean',
    value: 'PERSON',
    help: 'Read a badge number and add the badge for PERSON (object ID, UPN, mail address, employee ID or whole name), then end, also while the kiosk runs: docs/enrollment.md',
  },
  replace: { type: 'boolean', help: "With --enroll PERSON: block the person's other badges" },
  block: { type: 'boolean', help: 'With --enroll: read a badge number and block the badge' },
  list: { type: 'boolean', help: 'With --enroll: list the badges added or blocked, without their numbers' },
  export: {
    type: 'string',
    value: 'FILE',
    help: 'With --enroll: write these badges, with their numbers, to a new CSV file',
  },
  'read-people': {
    type: 'boolean',
    help: 'Make the running kiosk read the people from Entra again, then end: docs/entra.md',
  },
  journal: {
    type: 'string',
    value: 'ACTION',
    help: 'Run a journal command, then end: list, show ID, export, badges, retry ID …, close ID … --reason WHY or verify, also while the kiosk runs; rekey, after the site key was changed, with the kiosk stopped',
  },
  status: {
    type: 'string',
    value: 'WHICH',
    help: 'Taps to list or export: parked, pending, refused, closed, settled or all; default of list: parked and pending',
  },
  reason: {
    type: 'string',
    value: 'REASON',
    help: 'Only taps parked for this reason, such as forbidden; with retry: retry all of them; with close: why, in your words',
  },
  format: { type: 'string', value: 'FORMAT', help: 'Format of an export: csv (the default) or jsonl' },
  head: {
    type: 'string',
    value: 'SEQ:LINK',
    help: 'With verify: a head from the log, to detect missing events at the end',
  },
  key: {
    type: 'string',
    value: 'FILE',
    help: 'With verify or rekey: an earlier site key; may be given more than once',
    multiple: true,
  },
  'journal-file': {
    type: 'string',
    value: 'FILE',
    help: "A journal other than the kiosk's own: a backup, or one that was set aside",
  },
  input: {
    type: 'string',
    value: 'FILE',
    help: 'With --hash-pin, --hash-badge or --enroll: read the first line of FILE instead of the console',
  },
  output: { type: 'string', value: 'FILE', help: 'Write the output to FILE instead of the console' },
  version: { type: 'boolean', help: 'Show the version, then end' },
  help: { type: 'boolean', short: 'h', help: 'Show this, then end' },
} as const satisfies Record<string, OptionHelp>

export interface Options {
  readonly config?: string
  /** 0 to 65535; 0 means any free port. */
  readonly port?: number
  readonly 'check-config'?: true
  readonly online?: true
  readonly json?: true
  readonly 'test-alert'?: true
  readonly 'show-config'?: true
  readonly 'hash-pin'?: true
  readonly 'hash-badge'?: true
  readonly enroll?: EnrollCommand
  readonly 'read-people'?: true
  readonly journal?: JournalCommand
  readonly input?: string
  readonly output?: string
  readonly version?: true
  readonly help?: true
}

export type ParsedOptions =
  | { readonly kind: 'ok'; readonly options: Options }
  /** `output` is kept, so that the problems can be written there. */
  | { readonly kind: 'bad'; readonly problems: readonly string[]; readonly output?: string }

/** Reads the arguments after the program's name. All mistakes are reported at once. */
export function parseOptions(argv: readonly string[], host: Host): ParsedOptions {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(options).map(([name, option]) => [
        name,
        { type: option.type, ...('short' in option && { short: option.short }) },
      ]),
    ),
    strict: false,
    tokens: true,
  })
  const problems: string[] = []
  const texts = new Map<string, string>()
  const keys: string[] = []
  const ids: string[] = []
  const flags = new Set<string>()
  const withoutValue = new Set<string>()
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue
    if (token.kind === 'positional') {
      ids.push(token.value)
      continue
    }
    const { name, rawName, value } = token
    const known = optionOf(name, host)
    if (known === undefined || (!rawName.startsWith('--') && rawName !== `-${known.short}`))
      problems.push(unknownOption(rawName, host))
    else if (texts.has(name) || flags.has(name)) problems.push(`${rawName} is given twice`)
    else if (known.type === 'boolean' && value !== undefined) problems.push(`${rawName} takes no value`)
    else if (known.type === 'boolean') flags.add(name)
    else if (value === undefined || value === '' || value.startsWith('--') || value === '-h') {
      withoutValue.add(name)
      if (value === '--help' || value === '-h') flags.add('help')
      problems.push(`${rawName} needs a value: ${rawName} ${known.value ?? ''}`)
    } else if (known.multiple === true) keys.push(value)
    else texts.set(name, value)
  }
  const output = texts.get('output')
  const outputOption = output === undefined ? {} : { output }
  // --help wins over everything else, including problems.
  if (flags.has('help')) return { kind: 'ok', options: { help: true, ...outputOption } }
  const port = texts.get('port')
  if (port !== undefined && !isPort(port)) problems.push('--port needs a number from 0 to 65535')
  const isEnroll = flags.has('enroll')
  const journal = journalCommand({ ...Object.fromEntries(texts), keys, ids: isEnroll ? [] : ids })
  const enroll = enrollCommand({ flags, path: texts.get('export'), people: isEnroll ? ids : [] })
  // A missing value has already been reported above.
  if (!withoutValue.has('journal') && !withoutValue.has('key')) problems.push(...journal.problems)
  if (!withoutValue.has('export')) problems.push(...enroll.problems)
  if (isEnroll)
    for (const name of ['check-config', 'show-config', 'test-alert', 'hash-pin', 'hash-badge', 'journal'])
      if (flags.has(name) || texts.has(name)) problems.push(`--enroll cannot be combined with --${name}`)
  for (const name of ['online', 'json']) {
    if (flags.has(name) && !flags.has('check-config'))
      problems.push(`--${name} works only with --check-config`)
  }
  if (flags.has('test-alert') && (flags.has('check-config') || flags.has('show-config') || journal.command))
    problems.push('--test-alert cannot be combined with --check-config, --show-config or --journal')
  if (flags.has('read-people'))
    for (const name of ['check-config', 'show-config', 'test-alert', 'enroll', 'journal'])
      if (flags.has(name) || texts.has(name)) problems.push(`--read-people cannot be combined with --${name}`)
  if (flags.has('json') && flags.has('show-config'))
    problems.push('--json cannot be combined with --show-config')
  if (problems.length > 0) return { kind: 'bad', problems, ...outputOption }
  const config = texts.get('config')
  const input = texts.get('input')
  return {
    kind: 'ok',
    options: {
      ...(config === undefined ? {} : { config }),
      ...(port === undefined ? {} : { port: Number(port) }),
      ...outputOption,
      ...(input !== undefined && { input }),
      ...Object.fromEntries(
        [...flags].filter((name) => !enrollFlags.includes(name)).map((name) => [name, true]),
      ),
      ...(enroll.command !== undefined && { enroll: enroll.command }),
      ...(journal.command !== undefined && { journal: journal.command }),
    },
  }
}

/** The options of `host`. */
export function optionsOf(host: Host): (OptionHelp & { readonly name: string })[] {
  return Object.entries(options)
    .map(([name, option]): OptionHelp & { name: string } => ({ name, ...option }))
    .filter((option) => option.host === undefined || option.host === host)
}

function optionOf(name: string, host: Host): OptionHelp | undefined {
  return optionsOf(host).find((option) => option.name === name)
}

function unknownOption(rawName: string, host: Host): string {
  const near = nearest(
    rawName.replace(/^-+/, ''),
    optionsOf(host).map((option) => option.name),
  )
  return `unknown option: ${echoed(rawName)}${near === undefined ? '' : `; did you mean --${near}?`}`
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535
}

import path from 'node:path'
import { describeProblems } from '../../config/report/describe-problems.ts'
import { loadConfig } from '../../config/load.ts'
import { limitedFiles } from '../../files/limited-files.ts'
import {
  configPathVariable,
  localConfigVariable,
  machineWideConfigPath,
} from '../../config/document/places.ts'
import type { Environment } from '../../config/document/places.ts'
import { checkConfig, type CheckHost } from './check-config.ts'
import { badSetup, fault, ok, type CommandResult } from './command-result.ts'
import { exitCodes } from './exit-codes.ts'
import { runEnrollCommand } from '../enroll-command/enroll-command.ts'
import { runJournalCommand } from '../journal-command/journal-command.ts'
import type { ExitCode } from './exit-codes.ts'
import { hashBadgeCommand, hashPinCommand, type Ask } from './maintenance-command.ts'
import { optionsOf, parseOptions } from './options.ts'
import type { Host, Options } from './options.ts'
import { readPeopleCommand } from './read-people.ts'
import { secretInput, type SecretInput } from './secret-input.ts'
import { testAlert } from './test-alert.ts'
import { showConfig } from './show-config.ts'

export interface CommandLine {
  /** The arguments only: without the runtime, the script and Chromium's own switches. */
  readonly argv: readonly string[]
  readonly env: Environment
  readonly platform: NodeJS.Platform
  readonly host: Host
  readonly version: string
  /** Reads a PIN or a badge number. Default: from the file that --input names, else from the console. */
  readonly ask?: Ask
}

/** A text to print and the exit code. */
export interface PrintCommand extends CommandResult {
  readonly kind: 'print'
  /** The file to write the text to: on Windows a program with windows has no console. */
  readonly outputPath?: string
}

/** What the command line requests. */
export type Command =
  | { readonly kind: 'run'; readonly configPath?: string; readonly port?: number }
  | PrintCommand
  /** Needs the host's network, which Electron provides only once it is ready: the host calls `run` then. */
  | { readonly kind: 'online'; readonly run: (host: CheckHost) => Promise<PrintCommand> }

/** Problems of the command line itself. */
const maxProblemsShown = 20

/**
 * Parses the command line and runs what needs no kiosk: config checks, journal commands, version and help.
 */
export async function readCommandLine(line: CommandLine): Promise<Command> {
  const parsed = parseOptions(line.argv, line.host)
  if (parsed.kind === 'bad') {
    const more = parsed.problems.length - maxProblemsShown
    const left = more > 0 ? [`and ${more} more problems`] : []
    const text = [
      ...parsed.problems.slice(0, maxProblemsShown),
      ...left,
      `Try ${programName(line.host)} --help`,
    ].join('\n')
    return printed(badSetup(text), parsed.output)
  }
  const { options } = parsed
  if (options.input !== undefined && !asksForSecret(options)) {
    return printed(badSetup('--input works only with --hash-pin, --hash-badge or --enroll'), options.output)
  }
  const answer = helpOrVersion(line)
  if (answer !== undefined) return answer
  if (options.online ?? options['test-alert'] ?? options.enroll?.action === 'add') {
    const run = async (host: CheckHost): Promise<PrintCommand> => {
      return printed((await runCommand(line, options, host)) ?? fault(''), options.output)
    }
    return { kind: 'online', run }
  }
  const result = await runCommand(line, options)
  if (result !== undefined) return printed(result, options.output)
  if (options.output !== undefined) {
    return printed(
      badSetup(
        '--output works only with --check-config, --show-config, --hash-pin, --hash-badge, --enroll, --read-people, --journal, --test-alert, --version or --help',
      ),
    )
  }
  const { config, port } = options
  return {
    kind: 'run',
    ...(config === undefined ? {} : { configPath: config }),
    ...(port === undefined ? {} : { port }),
  }
}

/** The text of `--help` or `--version`, if requested. Needs no files and no host. */
export function helpOrVersion({
  argv,
  env,
  platform,
  host,
  version,
}: Omit<CommandLine, 'ask'>): PrintCommand | undefined {
  const parsed = parseOptions(argv, host)
  if (parsed.kind === 'bad') return undefined
  const text = parsed.options.help ? help(host, env, platform) : parsed.options.version ? version : undefined
  return text === undefined ? undefined : printed(ok(text), parsed.options.output)
}

async function runCommand(
  { env, platform, host, ask: given }: CommandLine,
  options: Options,
  online?: CheckHost,
): Promise<CommandResult | undefined> {
  const secret: SecretInput =
    given === undefined ? secretInput({ path: options.input, host, platform }) : { kind: 'ok', ask: given }
  if (asksForSecret(options) && secret.kind === 'bad') return badSetup(secret.problem)
  if (options['hash-pin'] && secret.kind === 'ok') return hashPinCommand(secret.ask)
  const needsConfig =
    options['check-config'] ??
    options['show-config'] ??
    options['hash-badge'] ??
    options['test-alert'] ??
    options['read-people']
  if (needsConfig === undefined && options.journal === undefined && options.enroll === undefined)
    return undefined
  // Electron is not ready yet, so the file process cannot be started.
  const files = limitedFiles()
  const loaded = await loadConfig(
    { env, platform, ...(options.config === undefined ? {} : { configPath: options.config }) },
    files,
  )
  if (options.journal !== undefined && loaded.kind === 'ok')
    return runJournalCommand(options.journal, loaded, Date.now())
  if (options['read-people'] && loaded.kind === 'ok') return readPeopleCommand(loaded, Date.now())
  if (options.enroll !== undefined && loaded.kind === 'ok') {
    const ask: Ask = secret.kind === 'ok' ? secret.ask : () => Promise.resolve(undefined)
    return runEnrollCommand(options.enroll, { loaded, platform, files, ask, online, nowMs: Date.now() })
  }
  if (options['test-alert'] && loaded.kind === 'ok' && online !== undefined)
    return testAlert(loaded, platform, online)
  if (options['hash-badge'] && loaded.kind === 'ok' && secret.kind === 'ok')
    return hashBadgeCommand(loaded, secret.ask)
  const parts: string[] = []
  let exitCode: ExitCode = exitCodes.ok
  let isDocument = false
  if (options['show-config']) parts.push(showConfig(loaded))
  if (options['check-config']) {
    const question = { env, platform, files, hasLogFile: host === 'app' }
    const checked = await checkConfig(loaded, question, { json: options.json === true, online })
    parts.push(checked.text)
    exitCode = checked.exitCode
    isDocument = checked.isDocument === true
  } else if (loaded.kind === 'bad') {
    parts.push(describeProblems(loaded.problems, loaded.path, { more: loaded.moreProblems }))
    exitCode = exitCodes.badSetup
  }
  return { text: parts.join('\n\n'), exitCode, ...(isDocument && { isDocument }) }
}

function asksForSecret(options: Options): boolean {
  const enrolls = options.enroll?.action === 'add' || options.enroll?.action === 'block'
  return enrolls || options['hash-pin'] === true || options['hash-badge'] === true
}

function help(host: Host, env: Environment, platform: NodeJS.Platform): string {
  const rows = optionsOf(host).map(({ name, short, value, help }) => ({
    left: `  ${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  }))
  const width = Math.max(...rows.map((row) => row.left.length)) + 2
  return [
    `Usage: ${programName(host)} [options]`,
    '',
    ...rows.map((row) => `${row.left.padEnd(width)}${row.help}`),
    '',
    `Without --config: the file that ${configPathVariable} names, else`,
    `  ${machineWideConfigPath(env, platform)}`,
    'Values for this computer alone, which override the shared file: in the file that',
    `  ${localConfigVariable} names, else in config.local.json beside it`,
    '',
    'Exit codes: 0 success, 1 program or computer failure, 2 config file or command line not valid,',
    '  3 the window failed repeatedly, 4 another kiosk runs under this account,',
    '  5 the journal was changed or damaged, 6 part of the journal could not be verified,',
    '  7 the journal was unusable for 15 minutes, 8 the badge reader process failed for 15 minutes,',
    '  9 the single-instance lock is not available (full disk, missing rights).',
    '  --check-config: 0 no problem (warnings possible), 2 config, files or this computer; with --online also',
    '  10 network or Microsoft not reachable, 11 sign-in, permissions or clock, 12 team or schedule.',
    '  --enroll: 0 done, 1 a file could not be written, 2 refused, 10 Entra could not be asked.',
  ].join('\n')
}

function programName(host: Host): string {
  return host === 'app' ? 'shifts-badge-kiosk' : 'npm run preview --'
}

function printed(result: CommandResult, output?: string): PrintCommand {
  return { kind: 'print', ...result, ...(output !== undefined && { outputPath: path.resolve(output) }) }
}

import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import path from 'node:path'
import type { SetupProblem } from '../contract/kiosk-state.ts'
import type { Files } from '../files/files.ts'
import { badgeFormatFindings } from './check-badge-formats.ts'
import { checkNamedFiles } from './check-named-files.ts'
import { ConfigDocument, type ConfigFile } from './document/config-document.ts'
import { clientSecretKey, firstProblems, leavesOf, maxProblems } from './config.ts'
import type { KioskConfig, LoadedConfig, ValueSource } from './config.ts'
import { clientSecretVariable } from './sign-in/credential.ts'
import type { Credential } from './sign-in/credential.ts'
import { warningOf, type Finding } from './finding.ts'
import { keyName } from './key-name.ts'
import { inPlainWords, isAboutKeys } from './report/plain-words.ts'
import { holdsPlaceholder, placeholderKeys } from './document/placeholders.ts'
import { configPathVariable, configPlace, localConfigPlace, localConfigVariable } from './document/places.ts'
import type { ConfigPlace, Environment, LocalConfigPlace } from './document/places.ts'
import { readConfigFile } from './document/read-config-file.ts'
import { resolveValues, siteKeyPlaces } from './resolve-values.ts'
import { configSchema } from './schema/schema.ts'
import { shownValues, sourceOf, valuesOf } from './report/shown-values.ts'
import { echoedPath } from '../base/text/echo.ts'

export interface LoadOptions {
  /** What `--config` named. */
  readonly configPath?: string
  readonly env: Environment
  readonly platform: NodeJS.Platform
  /** Used to check whether the certificate has expired. Default: this computer's clock. */
  readonly nowMs?: number
  /** What `{computerName}` stands for. Default: this computer's name, without its domain. */
  readonly computerName?: string
}

/** Reads the config files and checks what needs no network. Returns all problems at once; never throws. */
export async function loadConfig(options: LoadOptions, files: Files): Promise<LoadedConfig> {
  const { env, platform, computerName = hostname().split('.')[0] ?? '' } = options
  const place = configPlace(options)
  const [shared, local] = await Promise.all([
    readShared(place, files),
    readLocal(localConfigPlace(options), place, files),
  ])
  const about = {
    path: place.path,
    ...(local.file !== undefined && { localPath: local.file.path }),
    ...contentIdOf(shared.file, local.file),
  }
  const unread = [...shared.problems, ...local.problems]
  if (shared.file.text === undefined && local.file?.text === undefined)
    return { kind: 'bad', ...about, values: [], ...firstProblems(unread) }

  const document = new ConfigDocument(shared.file, local.file, { computerName, env, platform })
  // If nothing could be parsed, further checks would only repeat the same problem.
  if (document.value === undefined && document.problems.length > 0)
    return { kind: 'bad', ...about, values: [], ...firstProblems([...unread, ...document.problems]) }

  const checked = configSchema.safeParse(document.value)
  const unfilled = new Set(document.problems.map(({ key }) => key))
  const issues = (checked.error?.issues ?? []).filter(
    (issue) => !(document.isIncomplete && isAboutKeys(issue, document)),
  )
  const worded = inPlainWords(issues, document, maxProblems)
  const problems = [
    ...unread,
    ...document.problems,
    ...worded.problems
      .filter(({ key }) => key === '' || !placeholderKeys.has(key) || !unfilled.has(key))
      .map((problem) => withPlaceholder(problem, document)),
  ]
  if (!document.isGroup) return { kind: 'bad', ...about, values: [], ...firstProblems(problems, worded.left) }

  const badKeys = new Set(problems.map((problem) => problem.key))
  const { findings, credential } = await checkNamedFiles(document, badKeys, { ...options, files })
  problems.push(...findings.filter((f) => f.severity === 'problem').map((f) => placed(f, document)))
  const config = checked.data && resolveValues(checked.data, document, options)
  if (problems.length > 0 || config === undefined || credential === undefined) {
    const isWhole = config !== undefined && badKeys.size === 0
    const values = isWhole ? valuesOf(config, document) : shownValues(document, badKeys)
    return { kind: 'bad', ...about, values, ...firstProblems(inFileOrder(problems), worded.left) }
  }
  const warnings = [
    ...findings.filter((f) => f.severity === 'warning'),
    ...unfilledPlaceholders(config),
    ...badgeFormatFindings(config),
  ]
  return {
    kind: 'ok',
    ...about,
    config,
    credential,
    siteKeyPlaces: siteKeyPlaces(config.storage, options),
    sources: sourcesOf(config, credential, document),
    warnings: inFileOrder(warnings.map((f) => placed(f, document))),
  }
}

interface ReadFile {
  readonly file: ConfigFile
  readonly problems: readonly SetupProblem[]
}

async function readShared(place: ConfigPlace, files: Files): Promise<ReadFile> {
  const { path } = place
  const read = await readConfigFile(path, files)
  if (read.kind === 'ok') return { file: { path, text: read.text }, problems: [] }
  const problem = read.missing ? nothingFound(place) : read.problem
  return { file: { path, text: undefined }, problems: [problem] }
}

/** Whether the machine-wide folder is closed to this account, which uses a config elsewhere (a developer). */
async function isOutOfReach(
  { path: localPath, isNamed }: LocalConfigPlace,
  shared: ConfigPlace,
  files: Files,
): Promise<boolean> {
  if (isNamed || path.dirname(localPath) === path.dirname(shared.path)) return false
  const file = await files.look(localPath)
  return file.kind === 'failed' && file.failure.kind === 'system' && denied.has(file.failure.code)
}

const denied: ReadonlySet<string> = new Set(['EACCES', 'EPERM'])

async function readLocal(
  place: LocalConfigPlace | undefined,
  shared: ConfigPlace,
  files: Files,
): Promise<Partial<ReadFile> & Pick<ReadFile, 'problems'>> {
  if (place === undefined) return { problems: [] }
  const { path: localPath, isNamed } = place
  const read = await readConfigFile(localPath, files)
  if (read.kind === 'ok') return { file: { path: localPath, text: read.text }, problems: [] }
  if (read.missing && !isNamed) return { problems: [] }
  if (read.isDenied === true && (await isOutOfReach(place, shared, files))) return { problems: [] }
  const expected = read.missing ? `the file that ${localConfigVariable} names` : read.problem.expected
  const problem = {
    ...read.problem,
    ...(expected !== undefined && { expected }),
    file: echoedPath(localPath),
  }
  return { file: { path: localPath, text: undefined }, problems: [problem] }
}

/** Absent if a file could not be read, since its content cannot be compared then. */
function contentIdOf(shared: ConfigFile, local: ConfigFile | undefined): { readonly contentId?: string } {
  if (shared.text === undefined || (local !== undefined && local.text === undefined)) return {}
  const contentId = createHash('sha256')
    .update(JSON.stringify([shared.text, local?.text]))
    .digest('hex')
  return { contentId }
}

/** Adds how a placeholder affected a value that is not valid. */
function withPlaceholder(problem: SetupProblem, document: ConfigDocument): SetupProblem {
  const keyPath = problem.key.split('.')
  const used = document.placeholdersAt(keyPath)
  if (used.length > 0)
    return { ...problem, problem: `${problem.problem} after ${used.join(' and ')} is filled in` }
  const text = document.textAt(keyPath)
  if (text === undefined || placeholderKeys.has(problem.key) || !holdsPlaceholder(text)) return problem
  return { ...problem, problem: `${problem.problem}; ${placeholdersElsewhere}` }
}

const placeholdersElsewhere = 'placeholders are filled in only in kiosk.id, kiosk.name and paths'

/** Warns about placeholders in keys where they are not filled in. */
function unfilledPlaceholders(config: KioskConfig): Finding[] {
  return leavesOf(config).flatMap(({ path, value }) => {
    const key = keyName(path)
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value]
    const isMeant = texts.some((text) => typeof text === 'string' && holdsPlaceholder(text))
    if (!isMeant || placeholderKeys.has(key)) return []
    return [warningOf(key, `holds a placeholder as plain text; ${placeholdersElsewhere}`)]
  })
}

function sourcesOf(
  config: KioskConfig,
  credential: Credential,
  document: ConfigDocument,
): Record<string, ValueSource> {
  const sources: Record<string, ValueSource> = {}
  for (const { path: keyPath } of leavesOf(config)) sources[keyName(keyPath)] = sourceOf(keyPath, document)
  if (credential.kind === 'secret')
    sources[clientSecretKey] = { kind: 'environment', name: clientSecretVariable }
  return sources
}

function placed({ key, problem, expected }: Finding, document: ConfigDocument): SetupProblem {
  const position = document.nearestPosition(key.split('.'))
  return { ...position, key, problem, ...(expected === undefined ? {} : { expected }) }
}

function nothingFound(place: ConfigPlace): SetupProblem {
  const key = ''
  switch (place.because) {
    case '--config':
      return { key, problem: 'does not exist', expected: 'the file that --config names' }
    case configPathVariable:
      return { key, problem: 'does not exist', expected: `the file that ${configPathVariable} names` }
    case 'machine-wide':
      return {
        key,
        problem: `config file not found: neither --config nor ${configPathVariable} names one, and there is none here`,
        expected: `a config file at ${echoedPath(place.path)}`,
      }
    default:
      return place.because satisfies never
  }
}

/** Sorts by file (shared first), line and column; problems of a whole file come first. */
function inFileOrder(problems: readonly SetupProblem[]): SetupProblem[] {
  const isLocal = (problem: SetupProblem) => (problem.file === undefined ? 0 : 1)
  return problems.toSorted(
    (a, b) => isLocal(a) - isLocal(b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  )
}

import path from 'node:path'
import type { SiteKeyPlaces } from '../base/site-key-places.ts'
import type { SetupProblem } from '../contract/kiosk-state.ts'
import type { Files } from '../files/files.ts'
import { checkLook } from './check-look.ts'
import { clientSecretKey, firstProblems, leavesOf, mostProblems, systemTimeZone } from './config.ts'
import type { KioskConfig, LoadedConfig, ValueSource } from './config.ts'
import { checkCertificate, clientSecretVariable } from './credential.ts'
import type { Credential, Finding } from './credential.ts'
import { JsonDocument } from './json-document.ts'
import { keyName } from './key-name.ts'
import { readWebhook, type WebhookFinding } from './webhook-file.ts'
import { openNamedFile } from './named-file.ts'
import { inPlainWords, isAboutKeys } from './plain-words.ts'
import { configPathVariable, configPlace, defaultDataFolder, machineWideSiteKeyPath } from './places.ts'
import type { ConfigPlace, Environment } from './places.ts'
import { readConfigFile } from './read-config-file.ts'
import { configSchema, defaultRosterPath, screen as screenSchema } from './schema.ts'
import type { ConfigValues } from './schema.ts'
import { echoedPath } from '../base/echo.ts'

export interface LoadOptions {
  /** What `--config` named. */
  readonly configPath?: string
  readonly env: Environment
  readonly platform: NodeJS.Platform
  /** Tells whether the certificate has expired. Default: this computer's clock. */
  readonly nowMs?: number
}

/**
 * Finds and reads the config file and checks everything that can be checked without the network. Never throws
 * over what is in the file or missing on the disk: all of it is told as problems, all at once.
 */
export async function loadConfig(options: LoadOptions, files: Files): Promise<LoadedConfig> {
  const place = configPlace(options)
  const read = await readConfigFile(place.path, files)
  if (read.kind === 'bad') {
    const problem = read.missing ? nothingFound(place) : read.problem
    return { kind: 'bad', path: place.path, problems: [problem] }
  }
  const document = new JsonDocument(read.text)
  // Where nothing at all could be made out, what follows would only repeat it.
  if (document.value === undefined && document.problems.length > 0)
    return { kind: 'bad', path: place.path, ...firstProblems(document.problems) }

  const checked = configSchema.safeParse(document.value)
  const issues = (checked.error?.issues ?? []).filter(
    (issue) => !(document.isIncomplete && isAboutKeys(issue, document)),
  )
  const worded = inPlainWords(issues, document, mostProblems)
  const problems = [...document.problems, ...worded.problems]
  if (!document.isGroup) return { kind: 'bad', path: place.path, ...firstProblems(problems, worded.left) }

  const badKeys = new Set(problems.map((problem) => problem.key))
  const { findings, credential } = await checkFiles(document, badKeys, place.path, { ...options, files })
  problems.push(...findings.filter((f) => f.severity === 'problem').map((f) => placed(f, document)))
  if (problems.length > 0 || checked.data === undefined || credential === undefined)
    return { kind: 'bad', path: place.path, ...firstProblems(inFileOrder(problems), worded.left) }

  const config = resolveValues(checked.data, place.path, options)
  return {
    kind: 'ok',
    path: place.path,
    config,
    credential,
    siteKeyPlaces: siteKeyPlaces(config.storage, options),
    sources: sourcesOf(config, credential, document),
    warnings: inFileOrder(findings.filter((f) => f.severity === 'warning').map((f) => placed(f, document))),
  }
}

/** Looks at the files the config names, as far as it names them, whatever else is wrong with it. */
async function checkFiles(
  document: JsonDocument,
  badKeys: ReadonlySet<string>,
  configPath: string,
  options: LoadOptions & { readonly files: Files },
): Promise<{ findings: Finding[]; credential?: Credential }> {
  const { files } = options
  const folder = path.dirname(configPath)
  const rosterPath =
    document.textAt(['directory', 'path']) ?? (document.isIncomplete ? undefined : defaultRosterPath)
  const findings: Finding[] = []
  if (rosterPath !== undefined && !badKeys.has('directory') && !badKeys.has('directory.path')) {
    const roster = await openNamedFile(path.resolve(folder, rosterPath), files)
    if (roster.kind === 'bad')
      findings.push({ severity: 'problem', key: 'directory.path', problem: roster.problem })
  }
  if (![...badKeys].some((key) => key === 'screen' || key.startsWith('screen.'))) {
    const { data } = screenSchema.safeParse(document.valueAt(['screen']))
    if (data !== undefined) findings.push(...(await checkLook(data, folder, files)))
  }
  const siteKeyPath = document.textAt(['storage', 'siteKeyPath'])
  if (siteKeyPath !== undefined && !badKeys.has('storage') && !badKeys.has('storage.siteKeyPath')) {
    const siteKey = await openNamedFile(path.resolve(folder, siteKeyPath), files)
    // The kiosk starts all the same, out of service, and goes on once the key is there.
    if (siteKey.kind === 'bad')
      findings.push({ severity: 'warning', key: 'storage.siteKeyPath', problem: siteKey.problem })
  }
  const webhookPath = document.textAt(['alerts', 'webhookPath'])
  if (webhookPath !== undefined && !badKeys.has('alerts') && !badKeys.has('alerts.webhookPath')) {
    const webhook = await readWebhook(path.resolve(folder, webhookPath), options)
    // Taps are taken all the same; the file is read again for each alert.
    const finding = webhook.kind === 'bad' ? webhook : webhook.warning
    if (finding !== undefined) findings.push({ ...toFinding(finding), key: 'alerts.webhookPath' })
  }
  const isSignInUsable = !['signIn', 'signIn.certificatePath', 'signIn.privateKeyPath'].some((k) =>
    badKeys.has(k),
  )
  if (!isSignInUsable || document.positionOfValue(['signIn']) === undefined) return { findings }
  const found = await findCredential(document, folder, options)
  findings.push(...found.findings)
  return found.credential === undefined ? { findings } : { findings, credential: found.credential }
}

function toFinding({ problem, expected }: WebhookFinding): Omit<Finding, 'key'> {
  return { severity: 'warning', problem, ...(expected !== undefined && { expected }) }
}

async function findCredential(
  document: JsonDocument,
  folder: string,
  { env, platform, files, nowMs = Date.now() }: LoadOptions & { readonly files: Files },
): Promise<{ findings: Finding[]; credential?: Credential }> {
  const certificatePath = document.textAt(['signIn', 'certificatePath'])
  const privateKeyPath = document.textAt(['signIn', 'privateKeyPath'])
  const secret = env[clientSecretVariable]?.trim() ?? ''
  if (certificatePath !== undefined && privateKeyPath !== undefined) {
    const paths = {
      certificatePath: path.resolve(folder, certificatePath),
      privateKeyPath: path.resolve(folder, privateKeyPath),
    }
    const checked = await checkCertificate(paths, { nowMs, platform, files })
    const findings = [...checked.findings]
    if (secret !== '') {
      const problem = `the environment variable ${clientSecretVariable} is set too; the certificate is used`
      findings.push({ severity: 'warning', key: 'signIn.certificatePath', problem })
    }
    if (checked.pair === undefined) return { findings }
    const { thumbprint, validToMs } = checked.pair
    return { findings, credential: { kind: 'certificate', ...paths, thumbprint, validToMs } }
  }
  if (secret !== '') {
    const problem = `signs in with the client secret in the environment variable ${clientSecretVariable}`
    const expected = 'a certificate, which nobody can copy down: certificatePath and privateKeyPath'
    return {
      findings: [{ severity: 'warning', key: 'signIn', problem, expected }],
      credential: { kind: 'secret', secret },
    }
  }
  const expected = `certificatePath and privateKeyPath, or the environment variable ${clientSecretVariable}`
  return {
    findings: [
      { severity: 'problem', key: 'signIn', problem: 'names no certificate to sign in with', expected },
    ],
  }
}

function resolveValues(values: ConfigValues, configPath: string, options: LoadOptions): KioskConfig {
  const absolute = (written: string) => path.resolve(path.dirname(configPath), written)
  const {
    kiosk,
    signIn,
    shifts,
    reader,
    directory,
    screen,
    sound,
    taps,
    storage,
    maintenance,
    alerts,
    endpoints,
  } = values
  const { certificatePath, privateKeyPath, ...ids } = signIn
  const dataFolder =
    storage.dataFolder === undefined
      ? defaultDataFolder(options.env, options.platform)
      : absolute(storage.dataFolder)
  return {
    kiosk,
    signIn: {
      ...ids,
      ...(certificatePath === undefined ? {} : { certificatePath: absolute(certificatePath) }),
      ...(privateKeyPath === undefined ? {} : { privateKeyPath: absolute(privateKeyPath) }),
    },
    shifts,
    reader,
    directory: { ...directory, path: absolute(directory.path) },
    screen: {
      ...screen,
      timeZone: screen.timeZone === 'system' ? systemTimeZone() : screen.timeZone,
      brand: {
        ...screen.brand,
        ...(screen.brand.logoPath === undefined ? {} : { logoPath: absolute(screen.brand.logoPath) }),
        ...(screen.brand.logoOnDarkPath === undefined
          ? {}
          : { logoOnDarkPath: absolute(screen.brand.logoOnDarkPath) }),
      },
    },
    sound,
    taps,
    storage: {
      ...storage,
      dataFolder,
      ...(storage.siteKeyPath !== undefined && { siteKeyPath: absolute(storage.siteKeyPath) }),
    },
    maintenance,
    alerts: {
      ...alerts,
      ...(alerts.webhookPath !== undefined && { webhookPath: absolute(alerts.webhookPath) }),
    },
    endpoints: { graph: new URL(endpoints.graph).origin, login: new URL(endpoints.login).origin },
  }
}

function siteKeyPlaces(
  { siteKeyPath, dataFolder }: KioskConfig['storage'],
  { env, platform }: LoadOptions,
): SiteKeyPlaces {
  return siteKeyPath === undefined
    ? { kind: 'default', machineWide: machineWideSiteKeyPath(env, platform), dataFolder }
    : { kind: 'named', path: siteKeyPath }
}

function sourcesOf(
  config: KioskConfig,
  credential: Credential,
  document: JsonDocument,
): Record<string, ValueSource> {
  const sources: Record<string, ValueSource> = {}
  for (const { path: keyPath } of leavesOf(config)) {
    const position = document.positionOfValue(keyPath)
    sources[keyName(keyPath)] = position === undefined ? { kind: 'default' } : { kind: 'file', ...position }
  }
  if (credential.kind === 'secret')
    sources[clientSecretKey] = { kind: 'environment', name: clientSecretVariable }
  return sources
}

function placed({ key, problem, expected }: Finding, document: JsonDocument): SetupProblem {
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
        problem: `there is no config file: neither --config nor ${configPathVariable} names one, and there is none here`,
        expected: `a config file at ${echoedPath(place.path)}`,
      }
    default:
      return place.because satisfies never
  }
}

/** Problems of the file as a whole come first. */
function inFileOrder(problems: readonly SetupProblem[]): SetupProblem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
}

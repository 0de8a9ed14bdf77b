import { signatureAlgorithms } from '../base/signer.ts'
import type { Files } from '../files/files.ts'
import { checkLook } from './look/check-look.ts'
import type { ConfigDocument } from './document/config-document.ts'
import { checkCertificate, clientSecretVariable } from './sign-in/credential.ts'
import type { CertificateSources, Credential } from './sign-in/credential.ts'
import { problemOf, warningOf, type Finding } from './finding.ts'
import { openNamedFile } from './named-file.ts'
import type { Environment } from './document/places.ts'
import { defaultRosterPath } from './schema/directory-schema.ts'
import { screen as screenSchema } from './schema/screen-schema.ts'
import { readWebhook } from './webhook-file.ts'
import { defaultSignerAlgorithm, signerCommand as signerCommandSchema } from './schema/signer-schema.ts'

export interface CheckNamedFilesOptions {
  readonly env: Environment
  readonly platform: NodeJS.Platform
  readonly nowMs?: number
  readonly files: Files
}

/** Checks the files the config names, also if other parts of the config are not valid. */
export async function checkNamedFiles(
  document: ConfigDocument,
  badKeys: ReadonlySet<string>,
  options: CheckNamedFilesOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly credential?: Credential }> {
  const { files } = options
  const findings: Finding[] = []
  /** The path at a key, made absolute; undefined if there is none or the key is not valid. */
  const pathAt = (group: string, key: string, written = document.textAt([group, key])) => {
    if (written === undefined || badKeys.has(group) || badKeys.has(`${group}.${key}`)) return undefined
    return document.resolve([group, key], written)
  }
  const hasRoster = document.valueAt(['directory', 'kind']) !== 'entra'
  const rosterPath = pathAt(
    'directory',
    'path',
    document.textAt(['directory', 'path']) ?? (document.isIncomplete ? undefined : defaultRosterPath),
  )
  if (hasRoster && rosterPath !== undefined) {
    const roster = await openNamedFile(rosterPath, files)
    if (roster.kind === 'bad') findings.push(problemOf('directory.path', roster.problem))
  }
  if (![...badKeys].some((key) => key === 'screen' || key.startsWith('screen.'))) {
    const { data } = screenSchema.safeParse(document.valueAt(['screen']))
    const resolve = (key: string, written: string) => document.resolve(['screen', 'brand', key], written)
    if (data !== undefined) findings.push(...(await checkLook(data, resolve, files)))
  }
  const siteKeyPath = pathAt('storage', 'siteKeyPath')
  if (siteKeyPath !== undefined) {
    const siteKey = await openNamedFile(siteKeyPath, files)
    // Only a warning: the kiosk starts out of service and recovers once the key is there.
    if (siteKey.kind === 'bad') findings.push(warningOf('storage.siteKeyPath', siteKey.problem))
  }
  const webhookPath = pathAt('alerts', 'webhookPath')
  if (webhookPath !== undefined) {
    const webhook = await readWebhook(webhookPath, options)
    // Only a warning: taps do not need the webhook, and the file is read again for each alert.
    const found = webhook.kind === 'bad' ? webhook : webhook.warning
    if (found !== undefined) findings.push(warningOf('alerts.webhookPath', found.problem, found.expected))
  }
  const isSignInUsable = ![...badKeys].some((key) =>
    /^signIn$|^signIn\.(?:certificatePath|privateKeyPath|signer)/.test(key),
  )
  if (!isSignInUsable || document.positionOfValue(['signIn']) === undefined) return { findings }
  const found = await findCredential(document, options)
  findings.push(...found.findings)
  return found.credential === undefined ? { findings } : { findings, credential: found.credential }
}

async function findCredential(
  document: ConfigDocument,
  { env, platform, files, nowMs = Date.now() }: CheckNamedFilesOptions,
): Promise<{ findings: Finding[]; credential?: Credential }> {
  const secret = env[clientSecretVariable]?.trim() ?? ''
  const sources = certificateSources(document)
  if (sources !== undefined) {
    const checked = await checkCertificate(sources, { nowMs, platform, files })
    const findings = [...checked.findings]
    if (secret !== '') {
      const problem = `the environment variable ${clientSecretVariable} is set too; the certificate is used`
      findings.push(warningOf('signIn.certificatePath', problem))
    }
    const { pair, filesState } = checked
    if (pair === undefined) return { findings }
    const credential: Credential =
      'signer' in sources
        ? { kind: 'signer', ...sources, pair, filesState }
        : { kind: 'certificate', ...sources, pair, filesState }
    return { findings, credential }
  }
  if (secret !== '') {
    const problem = `signs in with the client secret in the environment variable ${clientSecretVariable}`
    const expected =
      'a certificate, which is harder to copy than a secret: certificatePath and privateKeyPath'
    const findings = [warningOf('signIn', problem, expected)]
    return { findings, credential: { kind: 'secret', secret } }
  }
  const expected = `certificatePath and privateKeyPath or signer, or the environment variable ${clientSecretVariable}`
  return { findings: [problemOf('signIn', 'names no certificate to sign in with', expected)] }
}

/** Undefined if the config names no certificate with a key or signer. */
function certificateSources(document: ConfigDocument): CertificateSources | undefined {
  const pathOf = (key: 'certificatePath' | 'privateKeyPath'): string | undefined => {
    const written = document.textAt(['signIn', key])
    return written === undefined ? undefined : document.resolve(['signIn', key], written)
  }
  const certificatePath = pathOf('certificatePath')
  if (certificatePath === undefined) return undefined
  const { data: command } = signerCommandSchema.safeParse(document.valueAt(['signIn', 'signer']))
  if (command !== undefined) {
    const named = document.valueAt(['signIn', 'signerAlgorithm'])
    const algorithm = signatureAlgorithms.find((each) => each === named) ?? defaultSignerAlgorithm
    return { certificatePath, signer: { command, algorithm } }
  }
  const privateKeyPath = pathOf('privateKeyPath')
  return privateKeyPath === undefined ? undefined : { certificatePath, privateKeyPath }
}

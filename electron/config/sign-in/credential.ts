import type { KeyObject, X509Certificate } from 'node:crypto'
import { certificateWarningMs } from '../../base/alarm-limits.ts'
import { measured } from '../../base/measured-work.ts'
import { fileState, type Files } from '../../files/files.ts'
import {
  certificateKey,
  certificateOfKey,
  certificatesIn,
  lastOfChain,
  type ChosenCertificate,
  type ReadCertificates,
} from './certificate-file.ts'
import { problemOf, warningOf, type Finding } from '../finding.ts'
import { closeCommand, findReaders, type Readers } from './key-readers.ts'
import { readNamedBytes, type NamedFile } from '../named-file.ts'
import { privateKeyIn, privateKeyKey, unsuitable } from './private-key-file.ts'
import type { SignerCommand } from '../signer/signing-command.ts'
import { checkSignerFile } from '../signer/signer-file.ts'

/** What the kiosk signs in to Entra with. */
export type Credential =
  | ({ readonly kind: 'certificate' } & CertificatePaths & UsablePair)
  | ({ readonly kind: 'signer' } & SignerSources & UsablePair)
  | { readonly kind: 'secret'; readonly secret: string }

/** The only source of the client secret. */
export const clientSecretVariable = 'SHIFTS_KIOSK_CLIENT_SECRET'

export interface CertificatePaths {
  readonly certificatePath: string
  readonly privateKeyPath: string
}

/** The private key is not in a file: the signer's command signs with it. */
export interface SignerSources {
  readonly certificatePath: string
  readonly signer: SignerCommand
}

export type CertificateSources = CertificatePaths | SignerSources

/** A pair that was found usable. `filesState`: of its files, just before they were read. */
interface UsablePair {
  readonly pair: CertificatePair
  readonly filesState: string
}

/** A certificate and its key that Entra could accept. */
export interface CertificatePair {
  readonly certificatePem: string
  readonly key: CertificatePairKey
  /** SHA-1 of the certificate in hex, as the Entra portal shows it. */
  readonly thumbprint: string
  /** When it expires. Milliseconds since the Unix epoch. */
  readonly validToMs: number
}

/** A `KeyObject` shows nothing of itself in a log or as JSON. */
export type CertificatePairKey =
  | { readonly kind: 'key'; readonly key: KeyObject }
  | { readonly kind: 'signer'; readonly signer: SignerCommand }

interface CheckOptions {
  readonly nowMs: number
  readonly platform: NodeJS.Platform
  readonly files: Files
}

interface CheckedCertificate {
  readonly findings: readonly Finding[]
  readonly pair?: CertificatePair
}

/**
 * Reads the files and finds out whether Entra could accept what is in them (RSA, a pair, not expired) and whether the key
 * is a secret. `pair` is there exactly where no finding is a problem. The command of a signer is not run.
 * On Windows this runs `icacls` synchronously, so call it once per start, and then only when `filesState` changed.
 */
export async function checkCertificate(
  sources: CertificateSources,
  options: CheckOptions,
): Promise<CheckedCertificate & { readonly filesState: string }> {
  // Before the files are read: one that is replaced meanwhile is news at the next look.
  const filesState = await stateOfFiles(sources, options.files)
  const checked = await ('signer' in sources
    ? checkWithSigner(sources, options)
    : checkWithKeyFile(sources, options))
  return { ...checked, filesState }
}

/** Another one whenever a file is replaced or changed. */
export async function stateOfFiles(sources: CertificateSources, files: Files): Promise<string> {
  const [program = ''] = 'signer' in sources ? sources.signer.command : [sources.privateKeyPath]
  const states = [sources.certificatePath, program].map(async (path) => {
    const looked = await files.look(path)
    return looked.kind === 'failed' ? 'gone' : fileState(looked.value)
  })
  return (await Promise.all(states)).join('|')
}

async function checkWithKeyFile(paths: CertificatePaths, options: CheckOptions): Promise<CheckedCertificate> {
  const { certificatePath, privateKeyPath } = paths
  const certificateFile = await readFile(certificatePath, options)
  const keyFile = await readFile(privateKeyPath, options)
  // A key that cannot be read has its own problem; who else may read it does not matter.
  const readers: Readers =
    keyFile.kind === 'bad' ? { kind: 'nobody-else' } : await findReaders(privateKeyPath, options)
  const certificates = measured('certificate.read', () => certificatesIn(certificateFile, certificatePath))
  const aboutReaders = [
    ...findingsOfReaders(readers, privateKeyPath, options.platform),
    ...(certificatePath === privateKeyPath
      ? []
      : await aboutKeyBeside(certificates, certificatePath, options)),
  ]
  return measured('certificate.read', () => {
    const key = privateKeyIn(keyFile, privateKeyPath)
    if (certificates.kind === 'bad' || key.kind === 'bad') {
      const [only] =
        certificates.kind === 'ok' && certificates.certificates.length === 1 ? certificates.certificates : []
      return {
        findings: [
          ...(certificates.kind === 'bad' ? [certificates.finding] : []),
          ...(only === undefined ? [] : checkValidity(only, options.nowMs)),
          ...(key.kind === 'bad' ? [key.finding] : []),
          ...aboutReaders,
        ],
      }
    }
    const chosen = certificateOfKey(certificates.certificates, key.key)
    return judge(chosen, certificates.certificates, aboutReaders, { kind: 'key', key: key.key }, options)
  })
}

async function checkWithSigner(sources: SignerSources, options: CheckOptions): Promise<CheckedCertificate> {
  const { certificatePath, signer } = sources
  const certificateFile = await readFile(certificatePath, options)
  const aboutSigner = await checkSignerFile(signer, options)
  const certificates = measured('certificate.read', () => certificatesIn(certificateFile, certificatePath))
  const others = [...aboutSigner, ...(await aboutKeyBeside(certificates, certificatePath, options))]
  if (certificates.kind === 'bad') return { findings: [certificates.finding, ...others] }
  return measured('certificate.read', () =>
    judge(
      lastOfChain(certificates.certificates),
      certificates.certificates,
      others,
      { kind: 'signer', signer },
      options,
    ),
  )
}

function readFile(path: string, { files }: CheckOptions): Promise<NamedFile<Uint8Array>> {
  return readNamedBytes(path, files, { maxBytes: 1024 * 1024, tooLarge: 'is larger than 1 MB' })
}

/** Certificate files get passed around, so a private key in one is reported and checked like a key file. */
async function aboutKeyBeside(
  certificates: ReadCertificates,
  path: string,
  options: CheckOptions,
): Promise<readonly Finding[]> {
  if (certificates.kind === 'bad' || !certificates.holdsKey) return []
  const readers = await findReaders(path, options)
  const problem = 'also holds a private key, which is not used'
  const expected = 'a file with only the certificate'
  return [
    warningOf(certificateKey, problem, expected),
    ...findingsOfReaders(readers, path, options.platform, certificateKey),
  ]
}

/**
 * Turns the choice of certificate and all other findings into the result. `certificates`: all in the file.
 */
function judge(
  chosen: ChosenCertificate,
  certificates: readonly X509Certificate[],
  others: readonly Finding[],
  key: CertificatePairKey,
  { nowMs }: CheckOptions,
): CheckedCertificate {
  if (chosen.kind !== 'ok') {
    const [only] = certificates.length === 1 ? certificates : []
    const validity = only === undefined ? [] : checkValidity(only, nowMs)
    return { findings: [...validity, notChosen(chosen), ...others] }
  }
  const { certificate } = chosen
  const words = unsuitable(certificate.publicKey)
  const findings = [
    ...checkValidity(certificate, nowMs),
    ...(words === undefined ? [] : [problemOf(certificateKey, `its key ${words.problem}`, words.expected)]),
    ...others,
  ]
  if (findings.some(({ severity }) => severity === 'problem')) return { findings }
  const pair: CertificatePair = {
    certificatePem: certificate.toString(),
    key,
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    validToMs: Date.parse(certificate.validTo),
  }
  return { findings, pair }
}

function notChosen(chosen: Exclude<ChosenCertificate, { kind: 'ok' }>): Finding {
  const { kind, count } = chosen
  switch (kind) {
    case 'none-fits': {
      const ofWhat = count === 1 ? 'the certificate' : `any of the ${count} certificates in that file`
      const expected = 'the key the certificate was made with'
      return problemOf(privateKeyKey, `is not the private key of ${ofWhat}`, expected)
    }
    case 'several':
      return problemOf(
        certificateKey,
        `holds ${count} certificates that could be the kiosk's own`,
        "a file with only the kiosk's certificate, or with its chain",
      )
    default:
      return kind satisfies never
  }
}

/** A key that others may read does not identify the kiosk, so it is a problem and not only a warning. */
export function findingsOfReaders(
  readers: Readers,
  path: string,
  platform: NodeJS.Platform,
  key = privateKeyKey,
): Finding[] {
  const expected = `a file that only the kiosk's account may read: ${closeCommand(path, platform)}`
  switch (readers.kind) {
    case 'nobody-else':
      return []
    case 'others': {
      const problem = `may be read by others (${readers.who.join(', ')}), so it is not secret`
      return [problemOf(key, problem, expected)]
    }
    case 'unknown': {
      const problem = `could not check who may read it (${readers.why})`
      return [warningOf(key, problem, expected)]
    }
    default:
      return readers satisfies never
  }
}

function checkValidity(certificate: X509Certificate, nowMs: number): Finding[] {
  const key = certificateKey
  const validFromMs = Date.parse(certificate.validFrom)
  const validToMs = Date.parse(certificate.validTo)
  const renewed = 'a new certificate; upload it to the app registration too'
  if (validToMs <= nowMs) return [problemOf(key, `expired on ${isoDate(validToMs)}`, renewed)]
  const findings: Finding[] = []
  if (validToMs - nowMs < certificateWarningMs) {
    findings.push(warningOf(key, `expires on ${isoDate(validToMs)}`, renewed))
  }
  // Only a warning, since the cause is usually this computer's clock, which may be corrected a minute later.
  if (validFromMs > nowMs) {
    const problem = `is not valid before ${isoDate(validFromMs)}`
    findings.push(warningOf(key, problem, "this computer's clock to be correct"))
  }
  return findings
}

export function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

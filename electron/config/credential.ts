import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { certificateWarningMs } from '../base/alarm-limits.ts'
import { working } from '../base/work.ts'
import type { Files } from '../files/files.ts'
import { closeCommand, findReaders, type Readers } from './key-readers.ts'
import { readNamedFile, type NamedFile } from './named-file.ts'

/** What the kiosk signs in to Entra with. */
export type Credential =
  | ({ readonly kind: 'certificate' } & CertificatePaths & Pick<CertificatePair, 'thumbprint' | 'validToMs'>)
  | { readonly kind: 'secret'; readonly secret: string }

/** What is wrong or worth a look, without its place in the file. */
export interface Finding {
  readonly severity: 'problem' | 'warning'
  readonly key: string
  readonly problem: string
  readonly expected?: string
}

/** The secret's only way in. */
export const clientSecretVariable = 'SHIFTS_KIOSK_CLIENT_SECRET'

const certificateKey = 'signIn.certificatePath'
const privateKeyKey = 'signIn.privateKeyPath'
const rsaKey = 'an RSA key of 2048 bits or more'

export interface CertificatePaths {
  readonly certificatePath: string
  readonly privateKeyPath: string
}

/** A certificate and its key that Entra could accept. */
export interface CertificatePair {
  readonly certificatePem: string
  readonly privateKeyPem: string
  /** SHA-1 of the certificate in hex, as the Entra portal shows it. */
  readonly thumbprint: string
  /** When it expires. Milliseconds since the Unix epoch. */
  readonly validToMs: number
}

export interface CheckOptions {
  readonly nowMs: number
  readonly platform: NodeJS.Platform
  readonly files: Files
}

export interface CheckedCertificate {
  readonly findings: readonly Finding[]
  readonly pair?: CertificatePair
}

/**
 * Reads both files and finds out whether Entra could accept them (PEM, RSA, a pair, not expired) and whether the key
 * is a secret. `pair` is there exactly where no finding is a problem.
 */
export async function checkCertificate(
  paths: CertificatePaths,
  options: CheckOptions,
): Promise<CheckedCertificate> {
  const { files } = options
  const certificateFile = await readNamedFile(paths.certificatePath, files)
  const keyFile = await readNamedFile(paths.privateKeyPath, files)
  // One that can not be read is no secret given away.
  const readers: Readers =
    keyFile.kind === 'bad' ? { kind: 'nobody-else' } : await findReaders(paths.privateKeyPath, options)
  return working('certificate.read', () => {
    const certificate = parseCertificate(certificateFile)
    const key = parsePrivateKey(keyFile)
    return judge(
      certificate,
      key,
      findingsOfReaders(readers, paths.privateKeyPath, options.platform),
      options,
    )
  })
}

function judge(
  certificate: ReadPem<X509Certificate> | Finding,
  key: ReadPem<KeyObject> | Finding,
  aboutReaders: readonly Finding[],
  { nowMs }: CheckOptions,
): CheckedCertificate {
  const findings: Finding[] = []
  if ('problem' in certificate) findings.push(certificate)
  else findings.push(...checkValidity(certificate.parsed, nowMs))
  if ('problem' in key) findings.push(key)
  else if ('parsed' in certificate && !certificate.parsed.checkPrivateKey(key.parsed)) {
    const expected = 'the key the certificate was made with'
    findings.push(problemOf(privateKeyKey, 'is not the private key of the certificate', expected))
  }
  findings.push(...aboutReaders)
  if ('problem' in certificate || 'problem' in key || findings.some((f) => f.severity === 'problem'))
    return { findings }
  const { parsed, pem } = certificate
  const pair: CertificatePair = {
    certificatePem: pem,
    privateKeyPem: key.pem,
    thumbprint: parsed.fingerprint.replaceAll(':', ''),
    validToMs: Date.parse(parsed.validTo),
  }
  return { findings, pair }
}

/** A key that others may read proves nothing about who uses it, so it is refused and not only warned about. */
export function findingsOfReaders(readers: Readers, path: string, platform: NodeJS.Platform): Finding[] {
  const expected = `a file that only the account of the kiosk may read: ${closeCommand(path, platform)}`
  switch (readers.kind) {
    case 'nobody-else':
      return []
    case 'others': {
      const problem = `may be read by others (${readers.who.join(', ')}), so it is no secret`
      return [problemOf(privateKeyKey, problem, expected)]
    }
    case 'unknown': {
      const problem = `who may read it could not be found out (${readers.why})`
      return [{ severity: 'warning', key: privateKeyKey, problem, expected }]
    }
    default:
      return readers satisfies never
  }
}

interface ReadPem<Parsed> {
  readonly pem: string
  readonly parsed: Parsed
}

function parseCertificate(read: NamedFile<string>): ReadPem<X509Certificate> | Finding {
  const fail = (problem: string, expected?: string) => problemOf(certificateKey, problem, expected)
  if (read.kind === 'bad') return fail(read.problem)
  if (!read.content.includes('-----BEGIN CERTIFICATE-----')) {
    return read.content.includes('PRIVATE KEY-----')
      ? fail('holds a private key, not a certificate', 'the two paths the other way round, perhaps')
      : fail('is not a certificate in PEM form', 'a file with -----BEGIN CERTIFICATE-----')
  }
  try {
    return { pem: read.content, parsed: new X509Certificate(read.content) }
  } catch {
    return fail('holds a certificate that is damaged', 'the file as it was exported')
  }
}

function parsePrivateKey(read: NamedFile<string>): ReadPem<KeyObject> | Finding {
  const fail = (problem: string, expected?: string) => problemOf(privateKeyKey, problem, expected)
  if (read.kind === 'bad') return fail(read.problem)
  const pem = read.content
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(pem))
    return fail(
      'is protected by a passphrase, which nobody could type at the kiosk',
      'a private key without one',
    )
  if (!pem.includes('PRIVATE KEY-----'))
    return fail('is not a private key in PEM form', 'a file with -----BEGIN PRIVATE KEY-----')
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    return fail('holds a private key that is damaged', 'the file as it was exported')
  }
  // Entra accepts only RSA keys for an app's certificate.
  if (key.asymmetricKeyType !== 'rsa') return fail('is not an RSA key', rsaKey)
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    return fail('is an RSA key of less than 2048 bits', rsaKey)
  return { pem, parsed: key }
}

function checkValidity(certificate: X509Certificate, nowMs: number): Finding[] {
  const key = certificateKey
  const validFromMs = Date.parse(certificate.validFrom)
  const validToMs = Date.parse(certificate.validTo)
  const renewed = 'a new certificate, uploaded to the app registration as well'
  if (validToMs <= nowMs) return [problemOf(key, `expired on ${isoDate(validToMs)}`, renewed)]
  const findings: Finding[] = []
  if (validToMs - nowMs < certificateWarningMs) {
    findings.push({
      severity: 'warning',
      key,
      problem: `expires on ${isoDate(validToMs)}`,
      expected: renewed,
    })
  }
  // A warning, for what is wrong is mostly this computer's clock, which may be set right a minute later.
  if (validFromMs > nowMs) {
    findings.push({
      severity: 'warning',
      key,
      problem: `is not valid before ${isoDate(validFromMs)}`,
      expected: "this computer's clock to be right",
    })
  }
  return findings
}

function problemOf(key: string, problem: string, expected?: string): Finding {
  return { severity: 'problem', key, problem, ...(expected === undefined ? {} : { expected }) }
}

export function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

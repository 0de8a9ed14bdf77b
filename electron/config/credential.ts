import { createPrivateKey, KeyObject, X509Certificate } from 'node:crypto'
import { statSync } from 'node:fs'
import { readNamedFile } from './named-file.ts'

/** What the kiosk signs in to Entra with. */
export type Credential =
  | { readonly kind: 'certificate'; readonly certificatePath: string; readonly privateKeyPath: string }
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
const warnDaysBeforeExpiry = 30
const dayMs = 24 * 60 * 60 * 1000

/** Reads both files and finds out whether Entra could accept them: PEM, RSA, a pair, not expired. */
export function checkCertificate(
  paths: { readonly certificatePath: string; readonly privateKeyPath: string },
  options: { readonly nowMs: number; readonly platform: NodeJS.Platform },
): Finding[] {
  const certificate = readCertificate(paths.certificatePath)
  const privateKey = readPrivateKey(paths.privateKeyPath)
  const findings: Finding[] = []
  if (certificate instanceof X509Certificate) findings.push(...checkValidity(certificate, options.nowMs))
  else findings.push(certificate)
  if (!(privateKey instanceof KeyObject)) {
    findings.push(privateKey)
  } else if (certificate instanceof X509Certificate && !certificate.checkPrivateKey(privateKey)) {
    const expected = 'the key the certificate was made with'
    findings.push(problemOf(privateKeyKey, 'is not the private key of the certificate', expected))
  }
  // Windows has access lists in place of these bits.
  if (options.platform !== 'win32' && isReadableByOthers(paths.privateKeyPath)) {
    findings.push({
      severity: 'warning',
      key: privateKeyKey,
      problem: 'every account of this computer may read the private key',
      expected: 'a file only the account of the kiosk may read (chmod 600)',
    })
  }
  return findings
}

function readCertificate(path: string): X509Certificate | Finding {
  const fail = (problem: string, expected?: string) => problemOf(certificateKey, problem, expected)
  const read = readNamedFile(path)
  if (read.kind === 'bad') return fail(read.problem)
  if (!read.content.includes('-----BEGIN CERTIFICATE-----')) {
    return read.content.includes('PRIVATE KEY-----')
      ? fail('holds a private key, not a certificate', 'the two paths the other way round, perhaps')
      : fail('is not a certificate in PEM form', 'a file with -----BEGIN CERTIFICATE-----')
  }
  try {
    return new X509Certificate(read.content)
  } catch {
    return fail('holds a certificate that is damaged', 'the file as it was exported')
  }
}

function readPrivateKey(path: string): KeyObject | Finding {
  const fail = (problem: string, expected?: string) => problemOf(privateKeyKey, problem, expected)
  const read = readNamedFile(path)
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
  return key
}

function checkValidity(certificate: X509Certificate, nowMs: number): Finding[] {
  const key = certificateKey
  const validFromMs = Date.parse(certificate.validFrom)
  const validToMs = Date.parse(certificate.validTo)
  const renewed = 'a new certificate, uploaded to the app registration as well'
  if (validToMs <= nowMs) return [problemOf(key, `expired on ${isoDate(validToMs)}`, renewed)]
  const findings: Finding[] = []
  if (validToMs - nowMs < warnDaysBeforeExpiry * dayMs) {
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

function isReadableByOthers(path: string): boolean {
  try {
    return (statSync(path).mode & 0o004) !== 0
  } catch {
    return false
  }
}

function problemOf(key: string, problem: string, expected?: string): Finding {
  return { severity: 'problem', key, problem, ...(expected === undefined ? {} : { expected }) }
}

function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

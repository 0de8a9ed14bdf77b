import {
  createHash,
  createPublicKey,
  generateKeyPair,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'
import {
  bitString,
  context,
  derNull,
  derTrue,
  integer,
  octetString,
  oid,
  sequence,
  set,
  utcTime,
  utf8,
} from './der.ts'

export interface ThrowawayCertificate {
  readonly certificatePem: string
  /** PKCS #8. */
  readonly privateKeyPem: string
  /** SHA-256 of the certificate's DER bytes, in upper-case hex. */
  readonly thumbprintSha256: string
}

export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export interface Validity {
  readonly notBefore: Date
  readonly notAfter: Date
}

/** What a certificate says and who signs it (RFC 5280). */
export interface CertificateRequest {
  readonly subject: string
  readonly subjectKey: KeyObject
  readonly issuer: string
  readonly issuerKey: KeyObject
  readonly validity: Validity
  readonly extensions: readonly Buffer[]
}

const dayMs = 24 * 60 * 60 * 1000
const sha256WithRsa = sequence(oid('1.2.840.113549.1.1.11'), derNull())
const version3 = context(0, integer(Buffer.from([2])), true)
const certificateExtensions = 3

/** From yesterday, so that a clock that is a little behind does not matter, for 30 days. */
export function usualValidity(nowMs: number = Date.now()): Validity {
  return { notBefore: new Date(nowMs - dayMs), notAfter: new Date(nowMs + 30 * dayMs) }
}

/** A self-signed client certificate, such as an admin uploads to an app registration. Nothing is written to disk. */
export async function makeThrowawayCertificate(
  commonName: string,
  validity: Validity = usualValidity(),
): Promise<ThrowawayCertificate> {
  const keys = await makeKeys()
  const certificatePem = issueCertificate({
    subject: commonName,
    subjectKey: keys.publicKey,
    issuer: commonName,
    issuerKey: keys.privateKey,
    validity,
    extensions: [basicConstraints(false), keyUsage(['digitalSignature'])],
  })
  const { fingerprint256 } = new X509Certificate(certificatePem)
  return {
    certificatePem,
    privateKeyPem: privateKeyPem(keys.privateKey),
    thumbprintSha256: fingerprint256.replaceAll(':', ''),
  }
}

/** RSA, 2048 bits: what Entra and MSAL take for a client certificate. */
export async function makeKeys(): Promise<KeyPair> {
  return promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
}

/** PKCS #8 in PEM. */
export function privateKeyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Signs a certificate, and answers it in PEM. */
export function issueCertificate(request: CertificateRequest): string {
  const { validity } = request
  const content = sequence(
    version3,
    integer(randomBytes(16)),
    sha256WithRsa,
    name(request.issuer),
    sequence(utcTime(validity.notBefore), utcTime(validity.notAfter)),
    name(request.subject),
    request.subjectKey.export({ type: 'spki', format: 'der' }),
    context(certificateExtensions, sequence(...request.extensions, ...keyIdentifiers(request)), true),
  )
  const certificate = sequence(content, sha256WithRsa, bitString(sign('sha256', content, request.issuerKey)))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

export function basicConstraints(isAuthority: boolean): Buffer {
  return extension('2.5.29.19', sequence(...(isAuthority ? [derTrue] : [])))
}

/** RFC 5280, 4.2.1.1 and 4.2.1.2; strict verifiers want both. */
function keyIdentifiers({ subjectKey, issuerKey }: CertificateRequest): readonly Buffer[] {
  const idOf = (key: KeyObject) =>
    createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest()
      .subarray(0, 20)
  const authorityId = context(0, idOf(createPublicKey(issuerKey)), false)
  return [
    plainExtension('2.5.29.14', octetString(idOf(subjectKey))),
    plainExtension('2.5.29.35', sequence(authorityId)),
  ]
}

/** In the order of their bits; the most significant bit is the first. */
const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
] as const

export function keyUsage(usages: readonly (typeof keyUsages)[number][]): Buffer {
  const positions = usages.map((usage) => keyUsages.indexOf(usage))
  const bits = positions.reduce((sum, position) => sum | (0x80 >> position), 0)
  return extension('2.5.29.15', bitString(Buffer.from([bits]), 7 - Math.max(...positions)))
}

/** A critical extension: who does not know it must not accept the certificate. */
function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), derTrue, octetString(value))
}

/** An extension that may be passed over. */
export function plainExtension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), octetString(value))
}

const commonNameId = '2.5.4.3'

function name(commonName: string): Buffer {
  return sequence(set(sequence(oid(commonNameId), utf8(commonName))))
}

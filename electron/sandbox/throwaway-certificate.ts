// Must be first: @peculiar/x509 registers its parts through what this adds to Reflect.
import 'reflect-metadata'
import { KeyObject, X509Certificate } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type Extension,
} from '@peculiar/x509'

export interface ThrowawayCertificate {
  readonly certificatePem: string
  /** PKCS #8. */
  readonly privateKeyPem: string
  /** SHA-256 of the certificate's DER bytes, in upper-case hex. */
  readonly thumbprintSha256: string
}

/** The type of the global's value: the type has a global name only in the DOM library. */
type WebKey = InstanceType<typeof CryptoKey>

export interface KeyPair {
  readonly publicKey: WebKey
  readonly privateKey: WebKey
}

export interface Validity {
  readonly notBefore: Date
  readonly notAfter: Date
}

/** The content and issuer of a certificate (RFC 5280). */
export interface CertificateRequest {
  /** Common name. */
  readonly subject: string
  readonly subjectKey: WebKey
  /** Common name. */
  readonly issuer: string
  readonly issuerKeys: KeyPair
  readonly validity: Validity
  readonly isAuthority: boolean
  readonly keyUsage: KeyUsageFlags
  readonly extensions?: readonly Extension[]
}

const dayMs = 24 * 60 * 60 * 1000
const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

/** From yesterday, in case a clock is behind, for 60 days: the kiosk warns within 30 of the end. */
export function usualValidity(nowMs: number = Date.now()): Validity {
  return { notBefore: new Date(nowMs - dayMs), notAfter: new Date(nowMs + 60 * dayMs) }
}

/** A self-signed client certificate, as an admin would upload. Nothing is written to disk. */
export async function makeThrowawayCertificate(
  commonName: string,
  validity: Validity = usualValidity(),
): Promise<ThrowawayCertificate> {
  const keys = await makeKeys()
  const certificatePem = await issueCertificate({
    subject: commonName,
    subjectKey: keys.publicKey,
    issuer: commonName,
    issuerKeys: keys,
    validity,
    isAuthority: false,
    keyUsage: KeyUsageFlags.digitalSignature,
  })
  const { fingerprint256 } = new X509Certificate(certificatePem)
  return {
    certificatePem,
    privateKeyPem: privateKeyPem(keys.privateKey),
    thumbprintSha256: fingerprint256.replaceAll(':', ''),
  }
}

/** RSA with 2048 bits: accepted by Entra and MSAL for client certificates. */
export function makeKeys(): Promise<KeyPair> {
  const publicExponent = new Uint8Array([1, 0, 1])
  return crypto.subtle.generateKey({ ...rsa, modulusLength: 2048, publicExponent }, true, ['sign', 'verify'])
}

/** PKCS #8 in PEM. */
export function privateKeyPem(key: WebKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Signs a certificate and returns it as PEM. */
export async function issueCertificate(request: CertificateRequest): Promise<string> {
  const certificate = await X509CertificateGenerator.create({
    subject: [{ CN: [request.subject] }],
    issuer: [{ CN: [request.issuer] }],
    ...request.validity,
    publicKey: request.subjectKey,
    signingKey: request.issuerKeys.privateKey,
    signingAlgorithm: rsa,
    extensions: [
      new BasicConstraintsExtension(request.isAuthority, undefined, true),
      new KeyUsagesExtension(request.keyUsage, true),
      ...(request.extensions ?? []),
      // RFC 5280, 4.2.1.1 and 4.2.1.2; strict verifiers require both.
      await SubjectKeyIdentifierExtension.create(request.subjectKey),
      await AuthorityKeyIdentifierExtension.create(request.issuerKeys.publicKey),
    ],
  })
  return `${certificate.toString('pem')}\n`
}

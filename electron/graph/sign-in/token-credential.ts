import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { ClientAssertionCallback } from '@azure/msal-node'
import type { Signer } from '../../base/signer.ts'

/** How the app proves its identity to Entra. Microsoft recommends a certificate and discourages secrets. */
export type Credential =
  | { readonly kind: 'certificate'; readonly certificatePem: string; readonly privateKeyPem: string }
  /** Nobody can read the key; `signer` signs with it. */
  | { readonly kind: 'signer'; readonly certificatePem: string; readonly signer: Signer }
  | { readonly kind: 'secret'; readonly secret: string }

/** The credential in the form of MSAL's `auth` options. */
export type MsalCredential =
  | { readonly clientSecret: string }
  | { readonly clientCertificate: { readonly thumbprintSha256: string; readonly privateKey: string } }
  | { readonly clientAssertion: ClientAssertionCallback }

export type CredentialReading =
  | { readonly kind: 'usable'; readonly credential: MsalCredential }
  /** `detail` is for the IT admin and contains nothing of the key. */
  | { readonly kind: 'unusable'; readonly detail: string }

/**
 * Checks a credential before Entra is asked, because Entra's answers to a bad key do not name the cause.
 * `assertion`: required for a signer.
 */
export function readCredential(
  credential: Credential,
  assertion?: { readonly callback: ClientAssertionCallback },
): CredentialReading {
  if (credential.kind === 'secret') {
    if (credential.secret === '') return unusable('the client secret is empty')
    return { kind: 'usable', credential: { clientSecret: credential.secret } }
  }
  const certificate = attempt(() => new X509Certificate(credential.certificatePem))
  if (certificate === undefined) return unusable('the certificate is not a PEM certificate')
  if (credential.kind === 'signer') {
    if (assertion === undefined) return unusable('the signer has no assertion to sign')
    return { kind: 'usable', credential: { clientAssertion: assertion.callback } }
  }
  const key = attempt(() => createPrivateKey(credential.privateKeyPem))
  if (key === undefined) return unusable('the private key is not a PEM key without a passphrase')
  if (key.asymmetricKeyType !== 'rsa')
    return unusable('the private key is not an RSA key, which Entra requires')
  if (!certificate.checkPrivateKey(key)) return unusable('the private key does not belong to the certificate')
  const thumbprintSha256 = certificate.fingerprint256.replaceAll(':', '')
  const privateKey = key.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { kind: 'usable', credential: { clientCertificate: { thumbprintSha256, privateKey } } }
}

function unusable(detail: string): CredentialReading {
  return { kind: 'unusable', detail }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

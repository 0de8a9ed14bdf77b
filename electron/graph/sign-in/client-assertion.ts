import { randomUUID, X509Certificate } from 'node:crypto'
import type { ClientAssertionCallback } from '@azure/msal-node'
import type { Clock, Instant } from '../../base/time/clock.ts'
import type { SignatureAlgorithm, Signer } from '../../base/signer.ts'
import { assertionLifeMs } from './accepted-assertion.ts'

export interface SignedAssertion {
  /** MSAL's `clientAssertion`. Throws if there is no signature. */
  readonly callback: ClientAssertionCallback
  /** The date in the assertion; undefined if none was created. */
  readonly datedAt: Instant | undefined
  /** Why there was no signature; for the IT admin. */
  readonly failure: string | undefined
}

export interface SignedAssertionOptions {
  readonly certificatePem: string
  readonly signer: Signer
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * One client assertion for one token request, signed by an external signer. Its form: "Microsoft identity
 * platform application authentication certificate credentials"
 * (learn.microsoft.com/entra/identity-platform/certificate-credentials, ms.date 01/04/2025), with the same
 * claims and lifetime as MSAL's own (`ClientAssertion.createJwt`, msal-node 7.2.3). MSAL calls the callback
 * once per attempt, after it has found the token endpoint (`ClientApplication.getClientAssertion`), and uses
 * the result only for that attempt.
 */
export function createSignedAssertion(options: SignedAssertionOptions): SignedAssertion {
  const { certificatePem, signer, clock, signal } = options
  let datedAt: Instant | undefined
  let failure: string | undefined
  return {
    callback: async ({ clientId, tokenEndpoint }) => {
      datedAt = clock.now()
      const nbf = Math.floor(datedAt.wallMs / 1000)
      const claims = {
        aud: tokenEndpoint,
        exp: nbf + assertionLifeMs / 1000,
        iss: clientId,
        sub: clientId,
        nbf,
        iat: nbf,
        jti: randomUUID(),
      }
      const header = headerFor(signer.algorithm, new X509Certificate(certificatePem))
      const signed = `${base64url(header)}.${base64url(claims)}`
      const answer = await signer.sign(Buffer.from(signed, 'ascii'), signal)
      if (answer.kind === 'failed') {
        failure = answer.detail
        throw new Error('no signature')
      }
      return `${signed}.${Buffer.from(answer.signature).toString('base64url')}`
    },
    get datedAt() {
      return datedAt
    },
    get failure() {
      return failure
    },
  }
}

/**
 * Microsoft's page specifies PS256 with `x5t#S256`. An earlier version had RS256 with `x5t`, which MSAL still
 * sends for a SHA-1 thumbprint; how Entra answers that today is unverified.
 */
function headerFor(algorithm: SignatureAlgorithm, certificate: X509Certificate): object {
  switch (algorithm) {
    case 'PS256':
      return { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint(certificate.fingerprint256) }
    case 'RS256':
      return { alg: 'RS256', typ: 'JWT', x5t: thumbprint(certificate.fingerprint) }
    default:
      return algorithm satisfies never
  }
}

/** `AB:CD:…` as base64url. */
function thumbprint(fingerprint: string): string {
  return Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url')
}

function base64url(json: object): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url')
}

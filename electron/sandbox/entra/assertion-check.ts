import { X509Certificate, type KeyObject } from 'node:crypto'
import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { attempt } from '../../base/attempt.ts'
import { entraFailure, type EntraFailure } from '../graph/graph-errors.ts'

/** A certificate uploaded to the app registration. */
export interface RegisteredCertificate {
  readonly publicKey: KeyObject
  /** Base64url of the SHA-256 of the certificate's DER bytes: the `x5t#S256` header. */
  readonly thumbprint: string
  readonly expiresAtMs: number
}

export interface AssertionExpectation {
  readonly certificates: readonly RegisteredCertificate[]
  readonly clientId: string
  /** The token URL. */
  readonly audience: string
  readonly nowMs: number
}

const toleranceSeconds = 5 * 60
const maxLifeSeconds = 10 * 60
const lifeToleranceSeconds = 5

const protectedHeader = z.object({ alg: z.string(), 'x5t#S256': z.string().optional() })
const payload = z.object({
  iss: z.string(),
  sub: z.string(),
  jti: z.string().min(1),
  nbf: z.number(),
  exp: z.number(),
})

export function registerCertificate(certificatePem: string): RegisteredCertificate {
  const certificate = new X509Certificate(certificatePem)
  return {
    publicKey: certificate.publicKey,
    thumbprint: Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
    expiresAtMs: Date.parse(certificate.validTo),
  }
}

/** Checks a client assertion against Microsoft's page "… certificate credentials"; undefined: valid. */
export async function checkAssertion(
  assertion: string,
  expected: AssertionExpectation,
): Promise<EntraFailure | undefined> {
  const header = readHeader(assertion)
  if (header === undefined) return refusal(50027, 'JWT token is invalid or malformed.')
  if (header.alg !== 'PS256') {
    return refusal(5002730, 'Invalid JWT token. Unsupported key for the signing algorithm.')
  }
  const certificate = expected.certificates.find(({ thumbprint }) => thumbprint === header['x5t#S256'])
  if (certificate === undefined) {
    return refusal(
      700027,
      'The certificate with identifier used to sign the client assertion is not registered.',
    )
  }
  if (certificate.expiresAtMs <= expected.nowMs) {
    return refusal(
      700027,
      'Client assertion failed signature validation. [Reason - The key used is expired.]',
    )
  }
  try {
    const verified = await jwtVerify(assertion, certificate.publicKey, {
      algorithms: ['PS256'],
      audience: expected.audience,
      clockTolerance: toleranceSeconds,
      currentDate: new Date(expected.nowMs),
      requiredClaims: ['aud', 'exp', 'iss', 'jti', 'nbf', 'sub'],
    })
    return checkClaims(payload.safeParse(verified.payload).data, expected.clientId)
  } catch (problem) {
    if (problem instanceof errors.JOSEError) return refusalOf(problem)
    throw problem
  }
}

function checkClaims(
  claims: z.infer<typeof payload> | undefined,
  clientId: string,
): EntraFailure | undefined {
  if (claims === undefined) return refusal(50027, 'JWT token is invalid or malformed.')
  if (claims.iss !== clientId || claims.sub !== clientId) {
    return refusal(700021, "Client assertion application identifier doesn't match 'client_id' parameter.")
  }
  if (claims.exp - claims.nbf > maxLifeSeconds + lifeToleranceSeconds) {
    return refusal(700024, 'Client assertion is not within its valid time range: it lives too long.')
  }
  return undefined
}

function readHeader(assertion: string): z.infer<typeof protectedHeader> | undefined {
  return attempt(() => protectedHeader.parse(decodeProtectedHeader(assertion)))
}

function refusalOf(problem: errors.JOSEError): EntraFailure {
  if (problem instanceof errors.JWSSignatureVerificationFailed) {
    return refusal(700027, 'Client assertion contains an invalid signature.')
  }
  if (problem instanceof errors.JWTExpired) {
    return refusal(700024, 'Client assertion is not within its valid time range.')
  }
  if (problem instanceof errors.JWTClaimValidationFailed && problem.reason === 'check_failed') {
    if (problem.claim === 'nbf')
      return refusal(700024, 'Client assertion is not within its valid time range.')
    if (problem.claim === 'aud')
      return refusal(700023, "Client assertion audience claim doesn't match Realm issuer.")
  }
  return refusal(50027, 'JWT token is invalid or malformed.')
}

function refusal(aadsts: number, message: string): EntraFailure {
  return entraFailure(401, 'invalid_client', aadsts, message)
}

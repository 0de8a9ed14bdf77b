import { createHash, X509Certificate } from 'node:crypto'
import { decodeProtectedHeader, errors, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { type Answer, header, type Incoming, read, type Read, refuse } from './answers.ts'

/** The resource of every token; Graph's own origin in the world. */
export const graphResource = 'https://graph.microsoft.com'

export interface Application {
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** PEM of the certificate that is registered for the application, if one is. */
  readonly certificatePem: string | undefined
  /** The application permissions an administrator granted. */
  readonly roles: readonly string[]
}

export interface SignInGiven {
  readonly application: Application
  readonly loginUrl: () => string
  readonly graphUrl: () => string
  readonly tokenLifetimeSeconds: number
  readonly nowMs: () => number
}

export interface Caller {
  readonly clientId: string
  readonly roles: readonly string[]
}

export interface SignIn {
  readonly answer: (request: Incoming) => Promise<Answer>
  /** Whom a request's bearer token names. */
  readonly callerOf: (request: Incoming) => Promise<Read<Caller>>
}

/** Made once a process: it takes long, and nothing depends on tenants having keys of their own. */
let signingKey: ReturnType<typeof generateKeyPair> | undefined

export async function openSignIn(given: SignInGiven): Promise<SignIn> {
  const { application, nowMs } = given
  const { tenantId, clientId } = application
  const { privateKey, publicKey } = await (signingKey ??= generateKeyPair('RS256'))
  const publicJwk = await exportJWK(publicKey)
  const keyId = createHash('sha1')
    .update(publicJwk.n ?? '')
    .digest('base64url')
  const authority = () => `${given.loginUrl()}/${tenantId}`
  const tokenEndpoint = () => `${authority()}/oauth2/v2.0/token`
  const issuer = () => `${authority()}/`

  /**
   * entra:identity-platform/v2-oauth2-client-creds-grant-flow.md (02/13/2023), "Error response": 400 for every error. The
   * shape is that of entra:identity-platform/reference-error-codes.md (04/24/2024), which adds `error_uri`.
   * RFC 6749 5.2 would allow 401 for `invalid_client`; the page says 400.
   */
  const refuseSignIn = (request: Incoming, error: string, code: number, text: string): Answer => {
    const timestamp = `${new Date(nowMs()).toISOString().slice(0, 19).replace('T', ' ')}Z`
    const traceId = crypto.randomUUID()
    const correlationId = header(request, 'client-request-id') ?? crypto.randomUUID()
    const ids = `Trace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: ${timestamp}`
    const json = {
      error,
      error_description: `AADSTS${code}: ${text}\r\n${ids}`,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `${given.loginUrl()}/error?code=${code}`,
    }
    return { status: 400, json }
  }

  /** entra:identity-platform/access-token-claims-reference.md (05/26/2023): the claims of a v1.0 token, which Graph gets. */
  const issueToken = (audience: string, appidacr: '1' | '2'): Promise<string> => {
    const nowSeconds = Math.floor(nowMs() / 1000)
    const claims = {
      appid: clientId,
      appidacr,
      idp: issuer(),
      tid: tenantId,
      ver: '1.0',
      oid: objectId,
      sub: objectId,
    }
    // "Controlling tokens without the `roles` claim" in v2-oauth2-client-creds-grant-flow.md: the claim may be missing.
    const roles = application.roles.length === 0 ? {} : { roles: [...application.roles] }
    return new SignJWT({ ...claims, ...roles })
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: keyId, x5t: keyId })
      .setIssuer(issuer())
      .setAudience(audience)
      .setIssuedAt(nowSeconds)
      .setNotBefore(nowSeconds)
      .setExpirationTime(nowSeconds + given.tokenLifetimeSeconds)
      .sign(privateKey)
  }
  const objectId = crypto.randomUUID()

  /** The code of what is wrong with a client assertion; undefined: nothing. Source: entra:…/certificate-credentials.md (01/04/2025). */
  const faultOfAssertion = async (assertion: string): Promise<number | undefined> => {
    // reference-error-codes.md: 50012 "Thumbprint of the signing certificate isn't authorized"; 700027 "Client assertion failed
    // signature validation" (though 50012 lists "Client assertion contains an invalid signature" too).
    if (application.certificatePem === undefined) return 50012
    const certificate = new X509Certificate(application.certificatePem)
    const thumbprint = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString(
      'base64url',
    )
    try {
      if (decodeProtectedHeader(assertion)['x5t#S256'] !== thumbprint) return 50012
      await jwtVerify(assertion, certificate.publicKey, {
        // "alg: Should be PS256". Silent: what another one does; it is refused.
        algorithms: ['PS256'],
        audience: tokenEndpoint(),
        issuer: clientId,
        subject: clientId,
        requiredClaims: ['exp', 'nbf', 'jti'],
        currentDate: new Date(nowMs()),
        // Silent: how far clocks may differ.
        clockTolerance: 300,
      })
      // Silent: an assertion may be used again while it is valid; `jti` is not remembered.
      return undefined
    } catch (error) {
      // reference-error-codes.md: 500133 "Assertion isn't within its valid time range".
      if (error instanceof errors.JWTExpired) return 500133
      if (error instanceof errors.JWTClaimValidationFailed) return error.claim === 'nbf' ? 500133 : 50013
      return 700027
    }
  }

  const answerToken = async (request: Incoming): Promise<Answer> => {
    // reference-error-codes.md: 900561 "The endpoint only accepts {valid_verbs} requests".
    if (request.method !== 'POST') {
      return refuseSignIn(
        request,
        'invalid_request',
        900561,
        `Accepts only POST. Received ${request.method}.`,
      )
    }
    const form = new URLSearchParams(request.body)
    const id = form.get('client_id')
    for (const [name, value] of [
      ['grant_type', form.get('grant_type')],
      ['client_id', id],
      ['scope', form.get('scope')],
    ] as const) {
      if (value === null || value === '') {
        const text = `The request body must contain the following parameter: '${name}'.`
        return refuseSignIn(request, 'invalid_request', 900144, text)
      }
    }
    if (form.get('grant_type') !== 'client_credentials') {
      // reference-error-codes.md: 70003 UnsupportedGrantType.
      return refuseSignIn(request, 'unsupported_grant_type', 70003, 'The grant type is not supported.')
    }
    if (id?.toLowerCase() !== clientId) {
      const text = `Application with identifier '${id ?? ''}' was not found in the directory.`
      return refuseSignIn(request, 'unauthorized_client', 700016, text)
    }
    const scope = form.get('scope') ?? ''
    // "The value passed … should be the resource identifier … affixed with the `.default` suffix."
    // MSAL asks for the OpenID scopes beside it. Silent: they change nothing for an application.
    const asked = scope
      .split(' ')
      .filter((part) => !['openid', 'profile', 'offline_access', ''].includes(part))
    // Silent: this tenant's Graph may be asked for by its own origin as well as by Microsoft's.
    const audience = [graphResource, given.graphUrl()].find((resource) => asked[0] === `${resource}/.default`)
    if (audience === undefined || asked.length !== 1) {
      const text = `The provided value for the input parameter 'scope' isn't valid. The scope ${scope} isn't valid.`
      return refuseSignIn(request, 'invalid_scope', 70011, text)
    }
    const assertion = form.get('client_assertion')
    const secret = form.get('client_secret')
    if (assertion !== null) {
      if (form.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') {
        const text = "The request body must contain the following parameter: 'client_assertion_type'."
        return refuseSignIn(request, 'invalid_request', 900144, text)
      }
      const fault = await faultOfAssertion(assertion)
      if (fault !== undefined) {
        return refuseSignIn(request, 'invalid_client', fault, 'The client assertion is not accepted.')
      }
    } else if (secret === null) {
      const text =
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
      return refuseSignIn(request, 'invalid_client', 7000218, text)
    } else if (secret !== application.clientSecret) {
      return refuseSignIn(request, 'invalid_client', 7000215, 'Invalid client secret is provided.')
    }
    // "Successful response": these three and no more.
    const json = {
      token_type: 'Bearer',
      expires_in: given.tokenLifetimeSeconds,
      access_token: await issueToken(audience, assertion === null ? '1' : '2'),
    }
    return { status: 200, json, headers: { 'cache-control': 'no-store' } }
  }

  /** entra:identity-platform/v2-protocols-oidc.md (09/13/2023), "Sample response", with `issuer`, which OpenID requires. */
  const metadata = () => ({
    token_endpoint: tokenEndpoint(),
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    jwks_uri: `${authority()}/discovery/v2.0/keys`,
    subject_types_supported: ['pairwise'],
    response_types_supported: ['code', 'id_token'],
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: `${authority()}/v2.0`,
    authorization_endpoint: `${authority()}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${authority()}/oauth2/v2.0/logout`,
    userinfo_endpoint: `${given.graphUrl()}/oidc/userinfo`,
  })

  /** Silent: no page of Microsoft's describes instance discovery; the shape is what MSAL reads (msal-common, Authority). */
  const instances = () => ({
    tenant_discovery_endpoint: `${authority()}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [
      {
        preferred_network: new URL(given.loginUrl()).host,
        preferred_cache: new URL(given.loginUrl()).host,
        aliases: [new URL(given.loginUrl()).host],
      },
    ],
  })

  return {
    async answer(request) {
      const [tenant, ...rest] = request.url.pathname.split('/').slice(1)
      const path = rest.join('/')
      if (tenant === 'common' && path === 'discovery/instance') return { status: 200, json: instances() }
      if (tenant?.toLowerCase() !== tenantId) {
        return refuseSignIn(request, 'invalid_request', 90002, `Tenant '${tenant ?? ''}' not found.`)
      }
      switch (path) {
        case 'v2.0/.well-known/openid-configuration':
          return { status: 200, json: metadata() }
        case 'discovery/v2.0/keys':
          return { status: 200, json: { keys: [{ ...publicJwk, kid: keyId, use: 'sig' }] } }
        case 'oauth2/v2.0/token':
          return answerToken(request)
        default:
          return { status: 404 }
      }
    },

    async callerOf(request) {
      const [, token] = /^Bearer (\S+)$/i.exec(header(request, 'authorization') ?? '') ?? []
      // concepts/resolve-auth-errors.md (02b3139): 401 where the token is missing, invalid or expired.
      // Silent: its code; concepts/errors.md lists `unauthenticated`, but answers that Microsoft shows elsewhere have this one.
      const unauthorized = (text: string) =>
        refuse(401, 'InvalidAuthenticationToken', text, { 'www-authenticate': 'Bearer' })
      if (token === undefined) return unauthorized('Access token is empty.')
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          issuer: issuer(),
          currentDate: new Date(nowMs()),
        })
        // concepts/resolve-auth-errors.md, "Did you select the correct resource API?": 403, not 401, for another audience.
        if (payload.aud !== graphResource && payload.aud !== given.graphUrl()) {
          return refuse(403, 'Forbidden', 'Invalid audience.')
        }
        const roles = Array.isArray(payload['roles']) ? payload['roles'].map(String) : []
        return read({ clientId: String(payload['appid']), roles })
      } catch (error) {
        const isExpired = error instanceof errors.JWTExpired
        return unauthorized(
          isExpired ? 'Access token has expired or is not yet valid.' : 'Access token is not valid.',
        )
      }
    },
  }
}

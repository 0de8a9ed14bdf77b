import { createHash, createPrivateKey, randomBytes, randomUUID, X509Certificate } from 'node:crypto'
import { decodeJwt, SignJWT } from 'jose'
import { z } from 'zod'
import type { Clock } from '../../electron/base/time/clock.ts'
import type { Fetch } from '../../electron/base/fetch.ts'
import { boundedFetch } from '../../electron/graph/network/bounded-fetch.ts'
import { graphScope } from '../../electron/graph/sign-in/microsoft-hosts.ts'
import type { Credential } from '../../electron/graph/sign-in/token-credential.ts'
import { requestToken } from '../../electron/graph/sign-in/token-request.ts'
import { makeThrowawayCertificate } from '../../electron/sandbox/throwaway-certificate.ts'
import type { EntraCall } from './calls.ts'
import type { Exchange } from './exchange.ts'
import { NotSeen } from './graph-case.ts'
import type { SignInAs } from './tested-tenant.ts'

export interface SignInRequestsOptions {
  readonly graphEndpoint: string
  readonly loginEndpoint: string
  readonly tenantId: string
  readonly clientId: string
  readonly credential: () => Credential
  readonly recorder: { readonly fetch: Fetch; takeLast(): Exchange | undefined }
  readonly clock: Clock
}

const timeoutMs = 10_000
const hourSeconds = 3_600

/** Requests to Entra, by the product's own sign-in wherever it can be brought to make them. */
export function createSignIn(options: SignInRequestsOptions) {
  const { recorder, clock, loginEndpoint, tenantId, clientId, graphEndpoint } = options
  const login = loginEndpoint.replace(/\/$/, '')

  const taken = (): Exchange => {
    const exchange = recorder.takeLast()
    if (exchange === undefined) throw new NotSeen('no answer from Entra')
    return exchange
  }

  const byProduct = async (
    changed: {
      readonly tenantId?: string
      readonly clientId?: string
      readonly credential?: Credential
    } = {},
  ): Promise<Exchange> => {
    const asked = {
      loginEndpoint,
      graphEndpoint,
      fetch: recorder.fetch,
      clock,
      timeoutMs,
      tenantId,
      clientId: changed.clientId ?? clientId,
      credential: changed.credential ?? options.credential(),
    }
    recorder.takeLast()
    await requestToken(asked, new AbortController().signal)
    return taken()
  }

  const raw = async (
    method: string,
    url: string,
    form?: Readonly<Record<string, string>>,
  ): Promise<Exchange> => {
    recorder.takeLast()
    const body = form === undefined ? undefined : new URLSearchParams(form).toString()
    await boundedFetch({
      fetch: recorder.fetch,
      clock,
      url,
      init: {
        method,
        headers: {
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' }),
        },
        ...(body !== undefined && { body }),
      },
      timeoutMs,
      maxBodyBytes: 1024 * 1024,
    })
    return taken()
  }

  const ask = async (as: SignInAs): Promise<Exchange> => {
    switch (as) {
      case 'as configured':
        return byProduct()
      case 'wrong secret':
        return byProduct({
          credential: { kind: 'secret', secret: `wrong-${randomBytes(16).toString('hex')}` },
        })
      case 'unregistered certificate':
        return byProduct({
          credential: { kind: 'certificate', ...(await makeThrowawayCertificate('not registered')) },
        })
      case 'expired assertion': {
        const url = `${login}/${tenantId}/oauth2/v2.0/token`
        return raw('POST', url, {
          grant_type: 'client_credentials',
          client_id: clientId,
          scope: graphScope(graphEndpoint),
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await expiredAssertion(options.credential(), clientId, url),
        })
      }
      case 'unknown app':
        return byProduct({ clientId: randomUUID() })
      case 'unknown tenant':
        // Not by the product: MSAL may ask for the tenant's metadata first, and is refused there.
        return raw('POST', `${login}/${randomUUID()}/oauth2/v2.0/token`, {
          grant_type: 'client_credentials',
          client_id: clientId,
          scope: graphScope(graphEndpoint),
          client_secret: 'none',
        })
      default:
        return as satisfies never
    }
  }

  return {
    ask,
    discover: (call: EntraCall): Promise<Exchange> => {
      const [method = '', path = ''] = call.split(' ')
      const query = path.startsWith('/common/')
        ? `?api-version=1.1&authorization_endpoint=${encodeURIComponent(`${login}/${tenantId}/oauth2/v2.0/authorize`)}`
        : ''
      return raw(method, `${login}${path.replace('{tenant}', tenantId)}${query}`)
    },
    freshToken: async (): Promise<string> => accessTokenIn(await byProduct()),
  }
}

const tokenAnswer = z.object({ access_token: z.string() })

export function accessTokenIn({ json }: Exchange): string {
  const parsed = tokenAnswer.safeParse(json)
  if (!parsed.success) throw new NotSeen('no token could be had')
  return parsed.data.access_token
}

const claims = z.object({ roles: z.array(z.string()).optional() })

/** Undefined where the token is none that can be read. A client must not rely on it; this only tells what to expect. */
export function permissionsIn(token: string): readonly string[] | undefined {
  try {
    return claims.parse(decodeJwt(token)).roles ?? []
  } catch {
    return undefined
  }
}

/** As MSAL makes it ("Microsoft identity platform application authentication certificate credentials"), of two hours ago. */
async function expiredAssertion(credential: Credential, clientId: string, audience: string): Promise<string> {
  if (credential.kind === 'secret') throw new NotSeen('the config signs in with a client secret')
  if (credential.kind === 'signer')
    throw new NotSeen('the config signs in with a signer, which signs for now alone')
  const der = new X509Certificate(credential.certificatePem).raw
  const nowSeconds = Math.floor(Date.now() / 1000)
  const notBefore = nowSeconds - 2 * hourSeconds
  return new SignJWT({})
    .setProtectedHeader({
      alg: 'PS256',
      typ: 'JWT',
      'x5t#S256': createHash('sha256').update(der).digest('base64url'),
    })
    .setAudience(audience)
    .setIssuer(clientId)
    .setSubject(clientId)
    .setJti(randomUUID())
    .setNotBefore(notBefore)
    .setIssuedAt(notBefore)
    .setExpirationTime(notBefore + 600)
    .sign(createPrivateKey(credential.privateKeyPem))
}

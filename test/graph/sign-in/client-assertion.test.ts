import { constants, randomUUID, sign, X509Certificate } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Instant } from '../../../electron/base/time/clock.ts'
import type { Fetch } from '../../../electron/base/fetch.ts'
import type { SignAnswer, SignatureAlgorithm, Signer } from '../../../electron/base/signer.ts'
import { createTokenSource, type TokenSourceOptions } from '../../../electron/graph/sign-in/token.ts'
import { checkAssertion, registerCertificate } from '../../../electron/sandbox/entra/assertion-check.ts'
import {
  makeThrowawayCertificate,
  type ThrowawayCertificate,
} from '../../../electron/sandbox/throwaway-certificate.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

let certificate: ThrowawayCertificate
beforeAll(async () => {
  certificate = await makeThrowawayCertificate('kiosk')
})

const clientId = '9e2a7b81-3c4d-4e6f-8a71-8293a4b5c6d7'
const audience = 'https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token'

function signerOf(algorithm: SignatureAlgorithm, before: () => Promise<unknown> = () => Promise.resolve()) {
  const asked: string[] = []
  const { privateKeyPem: key } = certificate
  const padding =
    algorithm === 'PS256'
      ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      : { key, padding: constants.RSA_PKCS1_PADDING }
  const signer: Signer = {
    algorithm,
    sign: async (data): Promise<SignAnswer> => {
      await before()
      asked.push(Buffer.from(data).toString())
      return { kind: 'signed', signature: sign('sha256', data, padding) }
    },
  }
  return { signer, asked }
}

/** The real MSAL against a token endpoint that takes everything. */
function setUp(signer: Signer, changes: Partial<TokenSourceOptions> = {}) {
  const clock = createVirtualClock(Date.now())
  const log = createCollectedLog()
  const forms: URLSearchParams[] = []
  const accepted: Instant[] = []
  const fetch: Fetch = (_, init) => {
    forms.push(new URLSearchParams(typeof init?.body === 'string' ? init.body : ''))
    const body = { token_type: 'Bearer', expires_in: 3600, access_token: `token-${forms.length}` }
    return Promise.resolve(Response.json(body, { headers: { 'x-ms-request-id': randomUUID() } }))
  }
  const source = createTokenSource({
    credential: () => ({ kind: 'signer', certificatePem: certificate.certificatePem, signer }),
    tenantId: 'contoso.example',
    clientId,
    loginEndpoint: 'https://login.microsoftonline.com',
    graphEndpoint: 'https://graph.microsoft.com',
    fetch,
    clock,
    log,
    random: () => 1,
    onAssertionAccepted: (at) => accepted.push(at),
    ...changes,
  })
  const assertion = (at = 0): string => forms[at]?.get('client_assertion') ?? ''
  return { clock, log, forms, accepted, source, assertion }
}

function gate() {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

describe('the client assertion that a signer signs', () => {
  test("matches Entra's page: PS256, x5t#S256, claims, ten minutes", async () => {
    const { signer } = signerOf('PS256')
    const { source, assertion, forms } = setUp(signer)
    expect(await source.get()).toMatchObject({ kind: 'token', accessToken: 'token-1' })
    expect(forms[0]?.get('client_assertion_type')).toBe(
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    )
    const expected = {
      certificates: [registerCertificate(certificate.certificatePem)],
      clientId,
      audience,
      nowMs: Date.now(),
    }
    expect(await checkAssertion(assertion(), expected)).toBeUndefined()
    const { exp = 0, nbf = 0, iat } = decodeJwt(assertion())
    expect({ life: exp - nbf, iat }).toEqual({ life: 600, iat: nbf })
    expect(decodeProtectedHeader(assertion())).toMatchObject({ alg: 'PS256', typ: 'JWT' })
  })

  test('with RS256 names the certificate by x5t, as MSAL does for a SHA-1 thumbprint', async () => {
    const { source, assertion } = setUp(signerOf('RS256').signer)
    await source.get()
    const sha1 = new X509Certificate(certificate.certificatePem).fingerprint.replaceAll(':', '')
    expect(decodeProtectedHeader(assertion())).toEqual({
      alg: 'RS256',
      typ: 'JWT',
      x5t: Buffer.from(sha1, 'hex').toString('base64url'),
    })
  })

  test('is signed once per attempt', async () => {
    const { signer, asked } = signerOf('PS256')
    const { source, assertion } = setUp(signer)
    await source.get()
    expect(asked).toHaveLength(1)
    await source.get({ refuse: 'token-1' })
    expect(asked).toHaveLength(2)
    expect(decodeJwt(assertion(0)).jti).not.toBe(decodeJwt(assertion(1)).jti)
  })

  test('confirms the clock at the moment it is dated, however long the signer took', async () => {
    const ready = gate()
    const begun = gate()
    const { signer } = signerOf('PS256', () => {
      begun.open()
      return ready.opened
    })
    const { source, assertion, accepted, clock } = setUp(signer)
    const startedAtMs = clock.now().wallMs
    const answer = source.get()
    await begun.opened
    await clock.advance(15_000)
    ready.open()
    expect(await answer).toMatchObject({ kind: 'token' })
    expect(accepted).toMatchObject([{ wallMs: startedAtMs }])
    expect(decodeJwt(assertion()).nbf).toBe(Math.floor(startedAtMs / 1000))
  })

  test('that cannot be signed is reported in the words of the signer, and nothing is sent', async () => {
    const detail = 'signIn.signer gave no answer within 20 s and was killed: look'
    const signer: Signer = { algorithm: 'PS256', sign: () => Promise.resolve({ kind: 'failed', detail }) }
    const refusals: (string | undefined)[] = []
    const { source, forms, log } = setUp(signer, { onRefused: (refused) => refusals.push(refused?.detail) })
    expect(await source.get()).toEqual({ kind: 'no-token', why: 'not-signed', detail })
    expect(forms).toHaveLength(0)
    expect(refusals).toEqual([detail])
    expect(log.of('token.failed')).toMatchObject([{ why: 'not-signed', detail }])
  })

  test('a certificate that Entra no longer knows is reported as the one in use, not as new, and tried once per request', async () => {
    const { signer, asked } = signerOf('PS256')
    const refusedNew: unknown[] = []
    let isKnown = true
    const fetch: Fetch = () =>
      Promise.resolve(
        isKnown
          ? Response.json(
              { token_type: 'Bearer', expires_in: 3600, access_token: 'a-token' },
              { headers: { 'x-ms-request-id': randomUUID() } },
            )
          : Response.json(
              {
                error: 'invalid_client',
                error_description: 'AADSTS700027: no such key',
                error_codes: [700027],
              },
              { status: 401, headers: { 'x-ms-request-id': randomUUID() } },
            ),
      )
    const { source } = setUp(signer, { fetch, onNewCredentialRefused: (refused) => refusedNew.push(refused) })
    await source.get()
    isKnown = false
    expect(await source.get({ refuse: 'a-token' })).toMatchObject({ code: 'AADSTS700027' })
    expect(asked).toHaveLength(2)
    expect(refusedNew).toEqual([])
  })
})

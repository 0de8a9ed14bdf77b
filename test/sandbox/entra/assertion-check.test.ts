import { createPrivateKey, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import {
  makeThrowawayCertificate,
  usualValidity,
  type ThrowawayCertificate,
} from '../../../electron/sandbox/throwaway-certificate.ts'
import { clientId, read, sandboxClient, startMs, tokenForm, tokenUrl } from '../sandbox-client.ts'

let certificate: ThrowawayCertificate
let other: ThrowawayCertificate

beforeAll(async () => {
  certificate = await makeThrowawayCertificate('registered', usualValidity(startMs))
  other = await makeThrowawayCertificate('not registered', usualValidity(startMs))
})

interface Assertion {
  readonly alg?: string
  readonly keyOf?: ThrowawayCertificate
  readonly thumbprintOf?: ThrowawayCertificate
  readonly header?: Record<string, string>
  readonly claims?: Record<string, unknown>
}

async function signed({
  alg = 'PS256',
  keyOf,
  thumbprintOf,
  header,
  claims,
}: Assertion = {}): Promise<string> {
  const thumbprint = Buffer.from((thumbprintOf ?? certificate).thumbprintSha256, 'hex').toString('base64url')
  const now = startMs / 1000
  const payload = { aud: tokenUrl, iss: clientId, sub: clientId, jti: randomUUID(), nbf: now, exp: now + 600 }
  return new SignJWT({ ...payload, ...claims })
    .setProtectedHeader({ alg, 'x5t#S256': thumbprint, ...header })
    .sign(createPrivateKey((keyOf ?? certificate).privateKeyPem))
}

const entraError = z.object({
  error: z.string(),
  error_description: z.string(),
  error_codes: z.array(z.number()),
})

async function ask(assertion: string, changes: Record<string, string> = {}) {
  const { tenant } = sandboxClient({ credentials: [{ certificatePem: certificate.certificatePem }] })
  const body = tokenForm({
    client_secret: undefined,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...changes,
  })
  const reply = await read(await tenant.fetch(tokenUrl, { method: 'POST', body }))
  const failure = entraError.safeParse(reply.json).data
  return { status: reply.status, error: failure?.error, code: failure?.error_codes[0] }
}

const minute = 60
const now = startMs / 1000

test('a valid assertion yields a token, and so does the same one again', async () => {
  const assertion = await signed()
  expect(await ask(assertion)).toEqual({ status: 200, error: undefined, code: undefined })
  expect(await ask(assertion)).toMatchObject({ status: 200 })
})

test.each<[string, () => Promise<string>, number]>([
  ['signed by another key', () => signed({ keyOf: other }), 700027],
  [
    'naming a certificate that is not registered',
    () => signed({ keyOf: other, thumbprintOf: other }),
    700027,
  ],
  ['signed with RS256', () => signed({ alg: 'RS256' }), 5002730],
  ['for another audience', () => signed({ claims: { aud: `${tokenUrl}/` } }), 700023],
  ['that has expired', () => signed({ claims: { nbf: now - 16 * minute, exp: now - 6 * minute } }), 700024],
  [
    'that is not valid yet',
    () => signed({ claims: { nbf: now + 6 * minute, exp: now + 16 * minute } }),
    700024,
  ],
  ['that lives longer than ten minutes', () => signed({ claims: { exp: now + 11 * minute } }), 700024],
  ['issued by another app', () => signed({ claims: { iss: randomUUID() } }), 700021],
  ['about another app', () => signed({ claims: { sub: randomUUID() } }), 700021],
  ['without an id', () => signed({ claims: { jti: undefined } }), 50027],
  ['without a beginning', () => signed({ claims: { nbf: undefined } }), 50027],
  ['that is no JWT at all', () => Promise.resolve('not.a-jwt'), 50027],
])('an assertion %s is refused', async (_what, make, code) => {
  expect(await ask(await make())).toEqual({ status: 401, error: 'invalid_client', code })
})

test('an assertion five minutes off is still accepted', async () => {
  const early = await signed({ claims: { nbf: now + 4 * minute, exp: now + 14 * minute } })
  const late = await signed({ claims: { nbf: now - 14 * minute, exp: now - 4 * minute } })
  expect((await ask(early)).status).toBe(200)
  expect((await ask(late)).status).toBe(200)
})

test('an unsigned assertion is refused', async () => {
  const [, payload = ''] = (await signed()).split('.')
  const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
  expect(await ask(`${header}.${payload}.`)).toMatchObject({ status: 401, code: 5002730 })
})

test('an assertion of a certificate that has expired is refused', async () => {
  const day = 86_400_000
  const expired = await makeThrowawayCertificate('expired', usualValidity(startMs - 90 * day))
  const { tenant } = sandboxClient({ credentials: [{ certificatePem: expired.certificatePem }] })
  const body = tokenForm({
    client_secret: undefined,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await signed({ keyOf: expired, thumbprintOf: expired }),
  })
  const reply = await read(await tenant.fetch(tokenUrl, { method: 'POST', body }))
  expect(reply.json).toMatchObject({ error: 'invalid_client', error_codes: [700027] })
})

test('an assertion of another type is refused', async () => {
  expect(await ask(await signed(), { client_assertion_type: 'jwt' })).toMatchObject({
    status: 401,
    code: 7000218,
  })
})

import { expect, test } from 'vitest'
import {
  clientId,
  fetchToken,
  graphBase,
  loginBase,
  read,
  sandboxClient,
  startMs,
  teamId,
  tenantId,
  tokenForm,
  tokenUrl,
} from '../sandbox-client.ts'

async function post(changes: Record<string, string | undefined>, url = tokenUrl) {
  const { tenant } = sandboxClient()
  return read(await tenant.fetch(url, { method: 'POST', body: tokenForm(changes) }))
}

test.each<[string, Record<string, string | undefined>, number, string, number]>([
  ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
  ['no secret and no assertion', { client_secret: undefined }, 401, 'invalid_client', 7000218],
  ['an unknown app', { client_id: tenantId }, 400, 'unauthorized_client', 700016],
  ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
  ['no scope', { scope: undefined }, 400, 'invalid_request', 900144],
  ['a scope that is one permission', { scope: `${graphBase}/User.Read` }, 400, 'invalid_scope', 1002012],
  ['two scopes', { scope: `${graphBase}/.default openid` }, 400, 'invalid_scope', 1002012],
  ['another resource', { scope: 'https://vault.azure.net/.default' }, 400, 'invalid_resource', 500011],
])("a token request with %s is refused in Entra's own shape", async (_what, changes, status, error, code) => {
  const reply = await post(changes)
  expect(reply.status).toBe(status)
  expect(reply.json).toMatchObject({ error, error_codes: [code], timestamp: '2026-03-02 08:00:00Z' })
  expect(reply.json).toMatchObject({ error_description: expect.stringMatching(`^AADSTS${code}: `) as string })
})

test('an unknown tenant is reported as such', async () => {
  const url = `${loginBase}/${clientId}/oauth2/v2.0/token`
  expect((await post({}, url)).json).toMatchObject({ error: 'invalid_request', error_codes: [90002] })
})

test('a token request that is JSON is refused', async () => {
  const { tenant } = sandboxClient()
  const body = JSON.stringify(Object.fromEntries(tokenForm()))
  const response = await tenant.fetch(tokenUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  })
  expect(await response.json()).toMatchObject({ error_codes: [900144] })
})

test("Microsoft's own scope is accepted, whatever Graph's address", async () => {
  expect((await post({ scope: 'https://graph.microsoft.com/.default' })).status).toBe(200)
})

test("the client's correlation ID is returned", async () => {
  const { tenant } = sandboxClient()
  const response = await tenant.fetch(tokenUrl, {
    method: 'POST',
    headers: { 'client-request-id': teamId },
    body: tokenForm({ client_secret: 'wrong' }),
  })
  expect(await response.json()).toMatchObject({ correlation_id: teamId })
})

test('the OpenID document and instance discovery name the token endpoint', async () => {
  const { tenant } = sandboxClient()
  const document = await tenant.fetch(`${loginBase}/${tenantId}/v2.0/.well-known/openid-configuration`)
  expect(await document.json()).toMatchObject({
    token_endpoint: tokenUrl,
    issuer: `${loginBase}/${tenantId}/v2.0`,
  })
  const instances = await tenant.fetch(`${loginBase}/common/discovery/instance?api-version=1.1`)
  expect(await instances.json()).toMatchObject({ metadata: [{ aliases: ['login.sandbox.test'] }] })
})

test('a call without a token, with a made-up one, or with one of another tenant is a 401', async () => {
  const { tenant } = sandboxClient()
  const foreign = await fetchToken(sandboxClient().tenant)
  for (const authorization of [undefined, 'Bearer nonsense', `Bearer ${foreign}`, 'Basic YTpi']) {
    const reply = await read(
      await tenant.fetch(`${graphBase}/v1.0/teams/${teamId}/schedule`, {
        headers: authorization === undefined ? {} : { Authorization: authorization },
      }),
    )
    expect([reply.status, reply.code]).toEqual([401, 'InvalidAuthenticationToken'])
  }
})

test('a token is accepted until it expires, and not after', async () => {
  const client = sandboxClient({ rules: { tokenLifeSeconds: 60 } })
  expect((await client.cards('GET', '')).status).toBe(200)
  client.clock.ms = startMs + 59_000
  expect((await client.cards('GET', '')).status).toBe(200)
  client.clock.ms = startMs + 61_000
  const late = await client.cards('GET', '')
  expect(late.status).toBe(401)
  expect(late.text).toContain('expired')
})

test('tokens can be revoked; a new one is accepted', async () => {
  const client = sandboxClient()
  const old = await client.token()
  client.tenant.revokeTokens()
  const tryWith = async (token: string) =>
    client.tenant.fetch(`${graphBase}/v1.0/teams/${teamId}/schedule`, {
      headers: { Authorization: `Bearer ${token}` },
    })
  expect((await tryWith(old)).status).toBe(401)
  expect((await tryWith(await fetchToken(client.tenant))).status).toBe(200)
})

test('consent given later applies from the next token on', async () => {
  const { tenant } = sandboxClient({ consent: ['Schedule.Read.All'] })
  const tryWith = async (token: string) => {
    const headers = { Authorization: `Bearer ${token}` }
    return (await tenant.fetch(`${graphBase}/v1.0/users`, { headers })).status
  }
  const before = await fetchToken(tenant)
  tenant.consent = ['Schedule.Read.All', 'User.Read.All']
  expect(await tryWith(before)).toBe(403)
  expect(await tryWith(await fetchToken(tenant))).toBe(200)
})

import 'reflect-metadata'
import { readFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { X509Certificate } from 'node:crypto'
import { ConfidentialClientApplication, type INetworkModule } from '@azure/msal-node'
import { X509CertificateGenerator } from '@peculiar/x509'
import { expect, onTestFinished, test } from 'vitest'
import { type SecondTenant, type SecondTenantOptions, startSecondTenant } from './second-tenant.ts'

interface Reply {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Readonly<Record<string, unknown>>
}

/** One request over TLS that trusts the tenant's authority alone. */
function send(
  tenant: SecondTenant,
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options
    const ca = readFileSync(tenant.caFile)
    const outgoing = httpsRequest(url, { method, headers, ca }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
          ),
          body: text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>),
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** MSAL's network, which reaches the tenant only. */
function networkOf(tenant: SecondTenant): INetworkModule {
  const reach = async (url: string, options?: Parameters<typeof send>[2]) => {
    const reply = await send(tenant, url, options)
    return { ...reply, body: reply.body as never }
  }
  return {
    sendGetRequestAsync: (url) => reach(url),
    sendPostRequestAsync: (url, { headers = {}, body = '' } = {}) =>
      reach(url, { method: 'POST', headers, body }),
  }
}

async function started(options: SecondTenantOptions = {}): Promise<SecondTenant> {
  const tenant = await startSecondTenant(options)
  onTestFinished(() => tenant.close())
  return tenant
}

async function tokenOf(
  tenant: SecondTenant,
  credential: object = { clientSecret: tenant.clientSecret },
): Promise<string> {
  const application = new ConfidentialClientApplication({
    auth: {
      clientId: tenant.clientId,
      authority: `${tenant.loginUrl}/${tenant.tenantId}`,
      knownAuthorities: [new URL(tenant.loginUrl).host],
      ...credential,
    },
    system: { networkClient: networkOf(tenant) },
  })
  const scopes = ['https://graph.microsoft.com/.default']
  const result = await application.acquireTokenByClientCredential({ scopes })
  return result?.accessToken ?? ''
}

/** A client that has signed in. `path` follows /v1.0, or is a whole address. */
async function signedIn(tenant: SecondTenant) {
  const token = await tokenOf(tenant)
  return (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    send(tenant, path.startsWith('https:') ? path : `${tenant.graphUrl}/v1.0${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
}

const idsOf = (reply: Reply) => (reply.body['value'] as { id: string }[]).map(({ id }) => id)
const codeOf = (reply: Reply) => (reply.body['error'] as { code: string }).code

test('signs in by secret, with the granted permissions in the token, and refuses another secret', async () => {
  const tenant = await started({ roles: ['Schedule.Read.All'] })
  const [, claims = ''] = (await tokenOf(tenant)).split('.')
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    aud: 'https://graph.microsoft.com',
    appid: tenant.clientId,
    tid: tenant.tenantId,
    roles: ['Schedule.Read.All'],
  })
  await expect(tokenOf(tenant, { clientSecret: 'another' })).rejects.toThrow(/AADSTS7000215/)
})

test('signs in by the registered certificate, and by no other', async () => {
  const [registered, other] = [await makeClientCertificate(), await makeClientCertificate()]
  const tenant = await started({ clientCertificatePem: registered.pem })
  await expect(tokenOf(tenant, { clientCertificate: registered.credential })).resolves.not.toBe('')
  await expect(tokenOf(tenant, { clientCertificate: other.credential })).rejects.toThrow(/AADSTS50012/)
  const forged = { ...registered.credential, privateKey: other.credential.privateKey }
  await expect(tokenOf(tenant, { clientCertificate: forged })).rejects.toThrow(/AADSTS700027/)
})

test('clocks in, takes a break, and clocks out once', async () => {
  const times = ['2025-01-07T21:00:00.000Z', '2025-01-07T23:15:30.480Z'].map((text) => Date.parse(text))
  let nowMs = times[0] ?? 0
  const tenant = await started({ nowMs: () => nowMs, tokenLifetimeSeconds: 86_400 })
  const send = await signedIn(tenant)
  const cards = `/teams/${tenant.teamId}/schedule/timeCards`
  const clockedIn = await send('POST', `${cards}/clockIn`, { onBehalfOfUserId: tenant.userIds[0] })
  expect(clockedIn).toMatchObject({
    status: 201,
    body: {
      state: 'clockedIn',
      userId: tenant.userIds[0],
      clockInEvent: { dateTime: '2025-01-07T21:00:00Z' },
    },
  })
  const again = await send('POST', `${cards}/clockIn`, { onBehalfOfUserId: tenant.userIds[0] })
  expect(again.status).toBe(409)

  const card = `${cards}/${String(clockedIn.body['id'])}`
  expect((await send('POST', `${card}/startBreak`, {})).status).toBe(204)
  expect((await send('GET', card)).body['state']).toBe('onBreak')
  expect((await send('POST', `${card}/endBreak`, {})).status).toBe(204)
  expect((await send('POST', `${card}/endBreak`, {})).status).toBe(409)
  nowMs = times[1] ?? 0
  const notes = { contentType: 'text', content: 'late' }
  expect((await send('POST', `${card}/clockout`, { isAtApprovedLocation: true, notes })).status).toBe(204)
  const read = await send('GET', card)
  expect(read.body).toMatchObject({
    state: 'clockedOut',
    clockOutEvent: { dateTime: '2025-01-07T23:15:30.48Z', isAtApprovedLocation: true, notes },
    lastModifiedDateTime: '2025-01-07T23:15:30.48Z',
    lastModifiedBy: { application: { id: tenant.clientId }, user: null },
  })
  expect(read.body['originalEntry']).toEqual({
    clockInEvent: read.body['clockInEvent'],
    clockOutEvent: read.body['clockOutEvent'],
    breaks: read.body['breaks'],
  })
  expect((await send('POST', `${card}/clockOut`, {})).status).toBe(409)
  expect(tenant.cards()).toEqual([read.body])
  expect((await send('GET', card.replace(tenant.teamId, tenant.otherTeamId))).status).toBe(404)
})

test('replaces the whole card, and deletes it', async () => {
  const tenant = await started({ clockedIn: [1] })
  const send = await signedIn(tenant)
  const [card] = tenant.cards()
  const path = `/teams/${tenant.teamId}/schedule/timeCards/${card?.id ?? ''}`
  await send('POST', `${path}/startBreak`, {})
  const replaced = await send('PUT', path, {
    userId: tenant.userIds[1],
    clockInEvent: { dateTime: '2025-01-07T22:00:00+01:00' },
    clockOutEvent: { dateTime: '2025-01-07T21:35:00Z', isAtApprovedLocation: true },
  })
  expect(replaced.status).toBe(204)
  expect((await send('GET', path)).body).toMatchObject({
    state: 'clockedOut',
    breaks: [],
    clockInEvent: { dateTime: '2025-01-07T21:00:00Z' },
    originalEntry: { clockInEvent: card?.clockInEvent, clockOutEvent: null },
  })
  expect((await send('PUT', path, { clockInEvent: { dateTime: 'yesterday' } })).status).toBe(400)
  expect((await send('DELETE', path)).status).toBe(204)
  expect((await send('GET', path)).status).toBe(404)
})

test('creates a card with its own times', async () => {
  const tenant = await started()
  const send = await signedIn(tenant)
  const created = await send('POST', `/teams/${tenant.teamId}/schedule/timeCards`, {
    userId: tenant.userIds[0],
    clockInEvent: { dateTime: '2025-01-07T21:00:00.000Z', isAtApprovedLocation: true },
    clockOutEvent: { dateTime: '2025-01-07T21:30:00.000Z' },
  })
  expect(created.status).toBe(201)
  expect(created.body).toMatchObject({
    state: 'clockedOut',
    clockInEvent: { dateTime: '2025-01-07T21:00:00Z', isAtApprovedLocation: true, notes: null },
    originalEntry: { clockInEvent: null, clockOutEvent: null, breaks: [] },
  })
})

test('lists cards page by page, each once, and filters by state', async () => {
  const tenant = await started({ people: 8, clockedIn: [0, 1, 2, 3, 4, 5, 6, 7] })
  const send = await signedIn(tenant)
  const cards = `/teams/${tenant.teamId}/schedule/timeCards`
  await send('POST', `${cards}/${tenant.cards()[2]?.id ?? ''}/clockOut`, {})
  const pages: string[][] = []
  let next: string | undefined = `${cards}?$top=2&$filter=${encodeURIComponent("state eq 'clockedIn'")}`
  while (next !== undefined) {
    const reply: Reply = await send('GET', next)
    pages.push(idsOf(reply))
    next = reply.body['@odata.nextLink'] as string | undefined
  }
  const open = tenant
    .cards()
    .filter(({ state, userId }) => state === 'clockedIn' && userId !== tenant.userIds[7])
  expect(pages.map((page) => page.length)).toEqual([2, 2, 2])
  expect(pages.flat()).toEqual(open.map(({ id }) => id))
  const byTime = await send('GET', `${cards}?$filter=clockInEvent/dateTime%20lt%202023-05-02T00:00:00.000Z`)
  expect(byTime.body['error']).toMatchObject({
    code: 'BadRequest',
    message:
      "The entity property 'clockInEvent/dateTime' and operationKind 'LessThan' is not allowed in $filter query.",
  })
})

test('finds people by employee id, and by an extension attribute only with an advanced query', async () => {
  const tenant = await started()
  const send = await signedIn(tenant)
  const [, person] = tenant.people
  const byNumber = await send('GET', `/users?$filter=employeeId eq '${person?.employeeId ?? ''}'&$select=id`)
  expect(byNumber.body['value']).toEqual([{ id: person?.id }])
  const attribute = 'onPremisesExtensionAttributes/extensionAttribute1'
  const query = `/users?$select=id,employeeId&$filter=${attribute} eq '${person?.extensionAttribute1 ?? ''}'`
  expect(codeOf(await send('GET', query))).toBe('Request_UnsupportedQuery')
  const advanced = await send('GET', `${query}&$count=true`, undefined, { consistencylevel: 'eventual' })
  expect(advanced.body).toMatchObject({
    '@odata.count': 1,
    value: [{ id: person?.id, employeeId: person?.employeeId }],
  })
  const members = await send('GET', `/groups/${tenant.teamId}/members?$top=3`)
  expect(idsOf(members)).toHaveLength(3)
  const rest = await send('GET', String(members.body['@odata.nextLink']))
  expect([...idsOf(members), ...idsOf(rest)].sort()).toEqual(tenant.userIds.slice(0, -1).sort())
})

test('answers with a team and its schedule', async () => {
  const tenant = await started({ isTimeClockEnabled: false })
  const send = await signedIn(tenant)
  const team = await send('GET', `/teams/${tenant.teamId}?$select=id,displayName`)
  expect(team.body).toEqual({ id: tenant.teamId, displayName: 'Warehouse' })
  const schedule = await send('GET', `/teams/${tenant.teamId}/schedule`)
  expect(schedule.body).toMatchObject({ enabled: true, timeClockEnabled: false })
  expect((await send('GET', `/teams/${crypto.randomUUID()}/schedule`)).status).toBe(404)
})

test('refuses without a token, without a permission, and in the form Graph has for errors', async () => {
  const tenant = await started({ roles: ['Schedule.Read.All'], clockedIn: [0] })
  const send = await signedIn(tenant)
  const clockOut = `/teams/${tenant.teamId}/schedule/timeCards/${tenant.cards()[0]?.id ?? ''}/clockOut`
  const id = crypto.randomUUID()
  const forbidden = await send('POST', clockOut, {}, { 'client-request-id': id })
  expect(forbidden.status).toBe(403)
  expect(forbidden.headers['client-request-id']).toBe(id)
  expect(forbidden.body).toMatchObject({
    error: {
      code: 'Forbidden',
      innerError: { 'request-id': forbidden.headers['request-id'], 'client-request-id': id },
    },
  })
  expect(Number.isNaN(Date.parse(forbidden.headers['date'] ?? ''))).toBe(false)
  const unauthorized = await send('GET', `/teams/${tenant.teamId}/schedule`, undefined, { authorization: '' })
  expect(unauthorized.status).toBe(401)
  expect(tenant.requests().at(-1)).toEqual({
    method: 'GET',
    path: `/v1.0/teams/${tenant.teamId}/schedule`,
    status: 401,
  })
})

test('accepts a token only while it is valid', async () => {
  let nowMs = Date.now()
  const tenant = await started({ tokenLifetimeSeconds: 60, nowMs: () => nowMs })
  const send = await signedIn(tenant)
  expect((await send('GET', `/teams/${tenant.teamId}`)).status).toBe(200)
  nowMs += 61_000
  expect((await send('GET', `/teams/${tenant.teamId}`)).status).toBe(401)
})

test('requires MS-APP-ACTS-AS for clockIn if configured, and confirms with it until 2026', async () => {
  let nowMs = Date.parse('2025-12-31T23:00:00Z')
  const tenant = await started({ needsActsAs: true, nowMs: () => nowMs, tokenLifetimeSeconds: 86_400 })
  const send = await signedIn(tenant)
  const cards = `/teams/${tenant.teamId}/schedule/timeCards`
  const [userId = ''] = tenant.userIds
  expect((await send('POST', `${cards}/clockIn`, { onBehalfOfUserId: userId })).status).toBe(403)
  const actsAs = { 'ms-app-acts-as': userId }
  const clockedIn = await send('POST', `${cards}/clockIn`, {}, actsAs)
  expect(clockedIn.body).toMatchObject({ userId, createdBy: { application: null, user: { id: userId } } })
  const confirm = `${cards}/${String(clockedIn.body['id'])}/confirm`
  expect((await send('POST', confirm)).status).toBe(403)
  expect((await send('POST', confirm, undefined, actsAs)).status).toBe(204)
  expect(tenant.cards()[0]?.confirmedBy).toBe('user')
  nowMs += 3_600_000
  expect((await send('POST', confirm, undefined, actsAs)).status).toBe(403)
})

test('throttles a team if configured', async () => {
  let nowMs = Date.now()
  const tenant = await started({ teamRequestsPerSecond: 1, nowMs: () => nowMs })
  const send = await signedIn(tenant)
  expect((await send('GET', `/teams/${tenant.teamId}`)).status).toBe(200)
  const throttled = await send('GET', `/teams/${tenant.teamId}`)
  expect([throttled.status, throttled.headers['retry-after']]).toEqual([429, '1'])
  expect((await send('GET', `/teams/${tenant.otherTeamId}`)).status).toBe(200)
  nowMs += 1000
  expect((await send('GET', `/teams/${tenant.teamId}`)).status).toBe(200)
})

async function makeClientCertificate() {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Kiosk',
    keys,
    signingAlgorithm: algorithm,
  })
  const pem = certificate.toString('pem')
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const thumbprintSha256 = new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()
  const privateKey = `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`
  return { pem, credential: { thumbprintSha256, privateKey } }
}

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Agent, request, type RequestOptions } from 'node:https'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'

let https: HttpsTenant

beforeAll(async () => {
  https = await startHttpsTenant()
})

afterAll(async () => {
  await https.close()
})

const run = promisify(execFile)

/** A client like any other: MSAL over its own network code, and Node's fetch. */
const program = `
  import { readFileSync } from 'node:fs'
  import { ConfidentialClientApplication } from '@azure/msal-node'
  const [url, tenantId, clientId, teamId, thumbprintSha256, keyPath] = process.argv.slice(1)
  const msal = new ConfidentialClientApplication({
    auth: {
      clientId,
      authority: url + '/' + tenantId,
      knownAuthorities: [new URL(url).host],
      clientCertificate: { thumbprintSha256, privateKey: readFileSync(keyPath, 'utf8') },
    },
  })
  const { accessToken } = await msal.acquireTokenByClientCredential({ scopes: [url + '/.default'] })
  const answer = await fetch(url + '/v1.0/teams/' + teamId + '/schedule', {
    headers: { Authorization: 'Bearer ' + accessToken },
  })
  console.log(answer.status, (await answer.json()).timeZone)
`

function runClient(environment: NodeJS.ProcessEnv) {
  const { url, tenantId, clientId, teamId, clientCertificate, privateKeyPath } = https
  const given = [url, tenantId, clientId, teamId, clientCertificate.thumbprintSha256, privateKeyPath]
  return run(process.execPath, ['--input-type=module', '-e', program, ...given], {
    env: { ...process.env, ...environment },
  })
}

test('a process that trusts the throw-away authority signs in and reads the schedule over HTTPS', async () => {
  const { stdout } = await runClient({ NODE_EXTRA_CA_CERTS: https.caPath })
  expect(stdout.trim()).toBe('200 Europe/Madrid')
  expect(https.tenant.requests.map(({ route }) => route)).toEqual([
    'openid-configuration',
    'token',
    'get-schedule',
  ])
})

test('a process that does not trust the authority gets no connection', async () => {
  await expect(runClient({ NODE_EXTRA_CA_CERTS: '' })).rejects.toMatchObject({ code: 1 })
})

function get(path: string, options: RequestOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${https.url}${path}`,
      { ca: https.caPem, agent: false, ...options },
      (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode ?? 0))
      },
    )
    outgoing.once('error', reject)
    outgoing.end()
  })
}

const discovery = '/common/discovery/instance'

test('a lost answer is a broken connection, whether the request arrived or not', async () => {
  for (const fault of [
    { kind: 'answer-lost-before' },
    { kind: 'answer-lost-after' },
    { kind: 'offline' },
  ] as const) {
    const lost = https.tenant.faults.set(fault, { times: 1 })
    await expect(get(discovery)).rejects.toMatchObject({ code: 'ECONNRESET' })
    lost.clear()
  }
  expect(await get(discovery)).toBe(200)
})

test('offline, connections are really refused, and afterwards the tenant is back at the same address', async () => {
  const agent = new Agent({ keepAlive: true, ca: https.caPem })
  expect(await get(discovery, { agent })).toBe(200)
  await https.goOffline()
  await expect(get(discovery)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await https.goOnline()
  expect(await get(discovery)).toBe(200)
  agent.destroy()
})

test('close ends connections that are kept alive or wait for an answer, and removes the files', async () => {
  const other = await startHttpsTenant()
  other.tenant.faults.set({ kind: 'silence' }, { routes: ['token'] })
  const agent = new Agent({ keepAlive: true, ca: other.caPem })
  const at = (path: string, method: string) =>
    new Promise<number>((resolve, reject) => {
      const outgoing = request(`${other.url}${path}`, { agent, method }, (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode ?? 0))
      })
      outgoing.once('error', reject)
      outgoing.end()
    })
  expect(await at(discovery, 'GET')).toBe(200)
  const waiting = at(`/${other.tenantId}/oauth2/v2.0/token`, 'POST')
  await expect.poll(() => other.tenant.requests.length).toBe(2)
  await Promise.all([other.close(), expect(waiting).rejects.toMatchObject({ code: 'ECONNRESET' })])
  expect(existsSync(other.caPath)).toBe(false)
  agent.destroy()
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../electron/base/time/clock.ts'
import { requestToken } from '../../electron/graph/sign-in/token-request.ts'
import { makeThrowawayCertificate } from '../../electron/sandbox/throwaway-certificate.ts'
import { createSandboxTenant } from '../../electron/sandbox/tenant.ts'
import { entraCalls, graphCalls } from './calls.ts'
import { readCallsInUse } from './calls-in-use.ts'
import { graphCases } from './cases/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const extraCall = join(root, 'test/graph-conformance/fixtures/extra-call.ts')
const unreadableCall = join(root, 'test/graph-conformance/fixtures/unreadable-call.ts')

/** All of the product; the stand-in answers requests, and sends none. */
const own = readdirSync(join(root, 'electron'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.startsWith('sandbox'))
  .map((path) => join(root, 'electron', path))

const covered = new Set<string>(graphCases.flatMap(({ covers }) => covers))
const withoutCase = (calls: ReadonlyMap<string, string>): readonly string[] =>
  [...calls].filter(([call]) => !covered.has(call)).map(([call, place]) => `${call} (${place})`)

let inProduct: ReadonlyMap<string, string> = new Map()
let unreadable: readonly string[] = []
let inFixture: ReadonlyMap<string, string> = new Map()
let unreadableOfFixture: readonly string[] = []

beforeAll(() => {
  // One program for all: making it takes seconds, and a busy machine longer.
  const calls = readCallsInUse([...own, extraCall, unreadableCall])
  inProduct = calls.callsIn(own)
  unreadable = calls.unreadableIn(own)
  inFixture = calls.callsIn([extraCall])
  unreadableOfFixture = calls.unreadableIn([unreadableCall])
}, 180_000)

test('every call of Graph that the product makes has a case', () => {
  expect(inProduct.size).toBeGreaterThan(5)
  expect(withoutCase(inProduct)).toEqual([])
})

test('a new call is found, whichever way it is written', () => {
  expect(withoutCase(inFixture).map((line) => line.split(' (')[0])).toEqual([
    'GET /v1.0/me',
    'POST /v1.0/users/{user}/sendMail',
    'PATCH /v1.0/teams/{team}',
    'DELETE /beta/teams/{team}/schedule',
  ])
})

test('every request names its call statically: other ones, by file and line', () => {
  expect(unreadable).toEqual([])
})

test('a request that does not name its call is found, whichever way it is written', () => {
  const lines = readFileSync(unreadableCall, 'utf8').split('\n')
  const marked = lines.flatMap((line, index) => (line.endsWith('// !') ? [index + 1] : []))
  expect(marked.length).toBeGreaterThan(8)
  const found = unreadableOfFixture.map((place) => Number(place.split(':')[1]))
  expect([...new Set(found)]).toEqual(marked)
})

test('every listed call has a case', () => {
  expect([...graphCalls, ...entraCalls].filter((call) => !covered.has(call))).toEqual([])
})

test('every request that the sign-in sends to Entra has a case', async () => {
  const certificate = await makeThrowawayCertificate('Coverage')
  const ids = {
    tenantId: '8d1f6a70-2b3c-4d5e-9f60-718293a4b5c6',
    clientId: '9e2a7b81-3c4d-4e6f-8a71-8293a4b5c6d7',
  }
  const bases = { graphBase: 'https://graph.tenant.example', loginBase: 'https://login.tenant.example' }
  const tenant = createSandboxTenant({
    ...ids,
    ...bases,
    credentials: [certificate],
    teamId: '',
    timeZone: 'UTC',
    now: Date.now,
  })
  const asked = {
    ...ids,
    credential: { kind: 'certificate', ...certificate } as const,
    loginEndpoint: bases.loginBase,
    graphEndpoint: bases.graphBase,
    fetch: tenant.fetch,
    clock: systemClock,
    timeoutMs: 5_000,
  }
  expect(await requestToken(asked, new AbortController().signal)).toMatchObject({ kind: 'token' })
  const sent = tenant.requests.map(({ method, path }) => {
    const [withoutQuery = ''] = path.split('?')
    return `${method} ${withoutQuery.replace(ids.tenantId, '{tenant}')}`
  })
  expect(sent.length).toBeGreaterThan(0)
  expect(sent.filter((call) => !covered.has(call))).toEqual([])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { findRoute, type RouteName } from '../../electron/sandbox/routes.ts'
import type { Call } from './calls.ts'
import { graphCases } from './cases/index.ts'
import { runCase } from './run-cases.ts'
import { everyPermission, secret, startTestedSandbox, type TestedSandbox } from './tenants/sandbox.ts'

/** The sandbox is a tenant as the cases say. `npm run probe:tenant` holds Microsoft's own against the same list. */
let sandbox: TestedSandbox

beforeAll(async () => {
  sandbox = await startTestedSandbox()
})
afterAll(() => sandbox.close())

const needsSecret = new Set(['token.secret'])

test.each(graphCases)('$id: $title', async (given) => {
  const { https } = sandbox
  const before = https.tenant.requests.length
  const tenant = needsSecret.has(given.id)
    ? sandbox.open({ credential: () => ({ kind: 'secret', secret }) })
    : sandbox.tenant
  const { seen, leftBehind } = await runCase(given, tenant)
  expect(seen.kind === 'answer' ? Object.keys(given.answers) : seen).toContain(
    seen.kind === 'answer' && seen.name,
  )
  expect(leftBehind).toEqual([])
  const asked = new Set(https.tenant.requests.slice(before).map(({ route }) => route))
  expect(given.covers.filter((call) => !asked.has(routeOf(call)))).toEqual([])
  expect(https.tenant.cards()).toEqual([])
})

test('without a permission, what needs it is not seen and not requested', async () => {
  const { tenant } = sandbox.https
  tenant.consent = ['Schedule.ReadWrite.All']
  const without = sandbox.open()
  for (const given of graphCases.filter(({ needs }) => needs !== undefined)) {
    const before = tenant.requests.length
    const { seen } = await runCase(given, without)
    expect(seen).toEqual({ kind: 'not-seen', why: `the app has no ${given.needs}` })
    expect(
      tenant.requests
        .slice(before)
        .filter(({ route }) => route !== 'token' && route !== 'openid-configuration'),
    ).toEqual([])
  }
  tenant.consent = everyPermission
})

test('no two cases have one id', () => {
  const ids = graphCases.map(({ id }) => id)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

test('each documented case names a page and its date, or what is declared in the metadata', () => {
  for (const { id, source } of graphCases) {
    if (source === 'silent') continue
    if ('page' in source) expect(source.date, id).toMatch(/^\d{4}-\d{2}-\d{2}$|^commit [0-9a-f]{7}$/)
    else expect(source.metadata, id).not.toBe('')
  }
})

/** The call as the sandbox names it. */
function routeOf(call: Call): RouteName {
  const [method = '', path = ''] = call.split(' ')
  return findRoute(path.startsWith('/v1.0/') ? 'graph' : 'entra', method, path).name
}

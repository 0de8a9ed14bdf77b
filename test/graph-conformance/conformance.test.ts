import { afterAll, beforeAll, expect, test } from 'vitest'
import { graphCases } from './cases/index.ts'
import { runCase } from './run-cases.ts'
import { secret, startTestedSandbox, type TestedSandbox } from './tenants/sandbox.ts'

/** The sandbox is a tenant as the cases say. `npm run probe:tenant` holds Microsoft's own against the same list. */
let sandbox: TestedSandbox

beforeAll(async () => {
  sandbox = await startTestedSandbox()
})
afterAll(() => sandbox.close())

const needsSecret = new Set(['token.secret'])

test.each(graphCases)('$id: $title', async (given) => {
  const tenant = needsSecret.has(given.id)
    ? sandbox.open({ credential: () => ({ kind: 'secret', secret }) })
    : sandbox.tenant
  const { seen, leftBehind } = await runCase(given, tenant)
  expect(seen).toMatchObject({ kind: 'answer' })
  expect(Object.keys(given.answers)).toContain(seen.kind === 'answer' && seen.name)
  expect(leftBehind).toEqual([])
  expect(sandbox.https.tenant.cards()).toEqual([])
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { defaultRules } from '../../electron/sandbox/rules.ts'
import { silentCases } from './cases/index.ts'
import { runCase } from './run-cases.ts'
import { startTestedSandbox, type TestedSandbox } from './tenants/sandbox.ts'

/** Where no document says what the service does, the sandbox can be told to do each thing that the kiosk is ready for. */
let sandbox: TestedSandbox

beforeAll(async () => {
  sandbox = await startTestedSandbox()
})
afterAll(() => sandbox.close())
beforeEach(() => {
  Object.assign(sandbox.https.tenant.rules, structuredClone(defaultRules), { pace: 'off' })
})

const settings = silentCases.flatMap((given) =>
  Object.entries(given.answers).map(([name, { setting }]) => ({ id: given.id, name, given, setting })),
)

test.each(settings)('$id: $name', async ({ given, name, setting }) => {
  setting?.(sandbox.https.tenant.rules)
  // A tenant of its own: the transport remembers what it was told of a header.
  const { seen } = await runCase(given, sandbox.open())
  expect(seen).toMatchObject({ kind: 'answer', name })
})

test('each silent case has at least two answers, one of which is the sandbox’s default', () => {
  for (const { id, answers } of silentCases) {
    const all = Object.values(answers)
    expect(all.length, id).toBeGreaterThan(1)
    expect(all.filter(({ setting }) => setting === undefined).length, id).toBe(1)
  }
})

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { anna, ben } from './tenant-fixture.ts'

const run = promisify(execFile)
const client = fileURLToPath(new URL('https-client.ts', import.meta.url))
const result = z.object({ open: z.unknown(), answers: z.array(z.unknown()), log: z.string() })

async function runClient(tenant: HttpsTenant, trusted: boolean): Promise<z.infer<typeof result>> {
  const { url, tenantId, clientId, teamId, certificatePath, privateKeyPath } = tenant
  const task = JSON.stringify({ url, tenantId, clientId, teamId, certificatePath, privateKeyPath })
  const env = { ...process.env, ...(trusted && { NODE_EXTRA_CA_CERTS: tenant.caPath }) }
  const { stdout } = await run(process.execPath, ['--import', 'tsx', client, task], { env })
  return result.parse(JSON.parse(stdout))
}

describe('over real HTTPS', () => {
  let https: HttpsTenant

  beforeEach(async () => {
    https = await startHttpsTenant()
    for (const [id, displayName] of [
      [anna, 'Anna'],
      [ben, 'Ben'],
    ] as const) {
      https.tenant.addUser({ id, displayName })
      https.tenant.addCard({ userId: id, clockedInAtMs: Date.now() - 3600_000 })
    }
  })

  afterEach(() => https.close())

  test('a process that trusts the authority clocks people out with the real MSAL', async () => {
    const { open, answers } = await runClient(https, true)
    expect(open).toMatchObject({ kind: 'ok' })
    expect(answers).toEqual([
      { kind: 'ok', value: null },
      { kind: 'ok', value: null },
    ])
    expect(https.tenant.ledger).toMatchObject([
      { kind: 'clockOut', isAtApprovedLocation: true, notes: 'over HTTPS' },
      { kind: 'clockOut', isAtApprovedLocation: true, notes: 'over HTTPS' },
    ])
    expect(https.tenant.requests.filter(({ route }) => route === 'token')).toHaveLength(1)
  })

  test('a process that does not trust the authority sends nothing, and says why', async () => {
    const { open, log } = await runClient(https, false)
    expect(open).toMatchObject({ kind: 'failed', failure: { kind: 'no-token' } })
    expect(log).toMatch(/UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT/)
    expect(https.tenant.requests).toEqual([])
  })
})

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { closeLab, openLab, openTenant, report, type Lab } from '../online-check/lab.ts'
import type { HttpsTenant } from '../support/https-tenant.ts'

const preview = fileURLToPath(new URL('../../out/preview/preview.js', import.meta.url))

/** The checks give up after a minute by themselves. */
const whileBusy = { timeout: 75_000 }

let https: HttpsTenant
let lab: Lab

beforeAll(async () => {
  https = await openTenant()
})
afterAll(() => https.close())
beforeEach(async () => {
  lab = await openLab(https)
})
afterEach(() => closeLab(lab))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** The built preview's command line as a process of its own, over real HTTPS by Node's fetch. */
function run(...args: readonly string[]): Promise<Ended> {
  const argv = [preview, '--check-config', '--online', ...args]
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: https.caPath }
  const child = spawn(process.execPath, [...argv, '--config', join(lab.folder, 'config.json')], { env })
  let out = ''
  let error = ''
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (error += bytes.toString()))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, error })))
}

test(
  'prints the JSON document on standard output, also for a mistake, and progress on standard error',
  whileBusy,
  async () => {
    lab.set('shifts', { teamId: 'c0ffee00-1234-4f6a-9abc-5d6e7f8091a2' })
    const { code, out, error } = await run('--json')
    const { checks } = report.parse(JSON.parse(out))
    expect(checks.find(({ id }) => id === 'team.found')?.state).toBe('problem')
    expect(error).toContain('Signing in …')
    expect(code).toBe(12)
  },
)

test('without --json each check is a line, and the process ends by itself', whileBusy, async () => {
  const { code, out, error } = await run()
  expect(error).toContain('Reading the team and its schedule …')
  expect(out).toMatch(/^ok +Sign-in: Entra accepted the sign-in with the certificate\.$/m)
  expect(out).toMatch(/^ok +Roster people in the team: 3 of 3 people/m)
  expect(code).toBe(0)
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Fetch } from '../../electron/base/fetch.ts'
import { httpsFetch } from '../support/https-fetch.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { waitUntil } from '../support/wait-until.ts'
import { kioskIn, setup } from './kiosk-in.ts'

const hourMs = 3_600_000
const ana = '7d5f0f0e-0000-4000-8000-000000000001'
const hired = '7d5f0f0e-0000-4000-8000-000000000009'
const startMs = Date.now()
let clock = createVirtualClock(startMs)
let https: HttpsTenant

beforeAll(async () => {
  const { tenantId, clientId, teamId, clientSecret: secret } = setup
  const now = (): number => startMs + clock.now().monotonicMs
  https = await startHttpsTenant({ tenantId, clientId, teamId, credentials: [{ secret }], now })
  https.tenant.rules.pace = 'off'
})
afterAll(() => https.close())
beforeEach(() => {
  clock = createVirtualClock(startMs)
  const { tenant } = https
  tenant.clear()
  tenant.consent = ['Schedule.ReadWrite.All', 'User.Read.All', 'GroupMember.Read.All']
  tenant.addUser({ id: ana, displayName: 'Ana Ruiz', employeeId: '04A1B2C3D4E5F6' })
  for (let other = 0; other < 9; other += 1)
    tenant.addUser({ id: `7d5f0f0e-0000-4000-8000-00000000010${other}`, displayName: `Other ${other}` })
})

/** A kiosk with a directory in Entra, in `folder`, over HTTPS or without a network. */
async function kioskWith(
  folder: string,
  {
    isOffline = false,
    directory = { kind: 'entra' },
  }: { readonly isOffline?: boolean; readonly directory?: object } = {},
) {
  const client = httpsFetch(https.caPem)
  onTestFinished(() => client.close())
  const fetch: Fetch = isOffline ? () => Promise.reject(new TypeError('fetch failed')) : client.fetch
  const endpoints = { graph: https.url, login: https.url }
  const { kiosk, log, readerProcesses } = await kioskIn(folder, fetch, {
    clock,
    config: { directory, endpoints, screen: { timeZone: 'UTC' } },
  })
  const say = (message: unknown): void => readerProcesses.latest.say(message)
  say({ type: 'status', status: { kind: 'ready', readers: ['R'] } })
  const shows = (name: string) =>
    waitUntil(`${name}, not ${JSON.stringify(kiosk.state.screen).slice(0, 300)}`, async () => {
      say({ type: 'heartbeat' })
      await clock.advance(20)
      return kiosk.state.screen.name === name && kiosk.state.screen
    })
  const tap = (uid: string): void => {
    say({ type: 'badge', reader: 'R', uid, at: clock.now(), alreadyThere: false })
    say({ type: 'gone', reader: 'R', at: clock.now() })
  }
  await shows('ready')
  return { kiosk, log, tap, shows }
}

const routesSince = (from: number): readonly string[] =>
  https.tenant.requests.slice(from).map(({ route }) => route)

test('a config without a roster clocks out the people that Entra knows', async () => {
  const folder = tempFolder()
  const { tap, shows, log } = await kioskWith(folder)
  https.tenant.addCard({ userId: ana, clockedInAtMs: clock.now().wallMs - 7 * hourMs })
  tap('04A1B2C3D4E5F6')
  expect(await shows('confirmed')).toMatchObject({ tap: { personName: 'Ana Ruiz' } })
  expect(https.tenant.ledger).toMatchObject([{ kind: 'clockOut', userId: ana }])
  expect(routesSince(0)).not.toContain('list-users')
  expect(readFileSync(join(folder, 'data/people.json'), 'utf8')).not.toContain('04A1B2C3D4E5F6')
  expect(log.text()).not.toMatch(/04A1B2C3D4E5F6/i)
})

test('a tap by somebody hired after the start is heard, looked up once, and clocked out', async () => {
  const { tap, shows } = await kioskWith(tempFolder())
  https.tenant.addUser({ id: hired, displayName: 'New Hire', employeeId: '04:99:99:99:99:99:99' })
  https.tenant.addCard({ userId: hired, clockedInAtMs: clock.now().wallMs - 7 * hourMs })
  const before = https.tenant.requests.length
  tap('04999999999999')
  expect(await shows('confirmed')).toMatchObject({ tap: { personName: 'New Hire' } })
  await shows('ready')
  await clock.advance(60_000)
  tap('04999999999999')
  expect(await shows('confirmed')).toMatchObject({ tap: { personName: 'New Hire' } })
  expect(routesSince(before).filter((route) => route === 'list-users')).toHaveLength(1)
})

test('a disabled account and a badge without an answer from Entra have their own messages', async () => {
  https.tenant.changeUser(ana, { accountEnabled: false })
  const { tap, shows } = await kioskWith(tempFolder())
  tap('04A1B2C3D4E5F6')
  expect(await shows('refused')).toMatchObject({ reason: { kind: 'account-disabled' } })
  await shows('ready')
  https.tenant.faults.set({ kind: 'status', status: 503 }, { routes: ['list-users'] })
  tap('04777777777777')
  expect(await shows('refused')).toMatchObject({ reason: { kind: 'badge-not-checked' } })
  https.tenant.faults.clear()
})

test('after a restart without a network, the people of the last reading are known', async () => {
  const folder = tempFolder()
  const first = await kioskWith(folder)
  await first.kiosk.stop()
  const { tap, shows } = await kioskWith(folder, { isOffline: true })
  tap('04A1B2C3D4E5F6')
  expect(await shows('saved-here')).toMatchObject({ tap: { personName: 'Ana Ruiz' } })
})

test('the screen says how old the list is once the daily reading has failed', async () => {
  const folder = tempFolder()
  const readAtMs = clock.now().wallMs
  const first = await kioskWith(folder)
  await first.kiosk.stop()
  const { kiosk } = await kioskWith(folder, { isOffline: true })
  await clock.advance(35 * hourMs)
  expect(kiosk.state.listedAtMs).toBeUndefined()
  await clock.advance(2 * hourMs)
  expect(kiosk.state.listedAtMs).toBeGreaterThanOrEqual(readAtMs)
  expect(kiosk.state.listedAtMs).toBeLessThan(readAtMs + hourMs)
})

test('a roster takes precedence over Entra, which is asked for badges that it does not list', async () => {
  const folder = tempFolder()
  const { tap, shows } = await kioskWith(folder, {
    directory: { kind: 'roster', path: 'roster.csv', entra: {} },
  })
  // The roster of `kioskIn` has this badge for Ana as well; Entra gives it to somebody else meanwhile.
  https.tenant.changeUser(ana, { employeeId: '04123412341234' })
  https.tenant.addUser({ id: hired, displayName: 'New Hire', employeeId: setup.badge })
  for (const userId of [ana, hired])
    https.tenant.addCard({ userId, clockedInAtMs: clock.now().wallMs - 7 * hourMs })
  tap(setup.badge)
  expect(await shows('confirmed')).toMatchObject({ tap: { personName: 'Ana Ruiz' } })
  https.tenant.addUser({ id: hired, displayName: 'New Hire', employeeId: '04888888888888' })
  await shows('ready')
  tap('04888888888888')
  expect(await shows('confirmed')).toMatchObject({ tap: { personName: 'New Hire' } })
})

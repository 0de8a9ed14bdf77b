import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Fault } from '../../electron/sandbox/injected-faults.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { startPreview, type PreviewProcess } from '../support/preview-process.ts'
import { waitUntil } from '../support/wait-until.ts'
import { clockEverybodyIn, layOutSite, staff, type Site } from '../support/site.ts'

/** The built preview host as a process, against the sandbox tenant over real HTTPS, with a keyboard reader. */
let tenant: HttpsTenant
let site: Site
let kiosk: PreviewProcess

beforeAll(async () => {
  tenant = await startHttpsTenant()
  site = layOutSite(tenant, { reader: { kind: 'keyboard' } })
  kiosk = await startPreview({ configPath: site.configPath, caPath: tenant.caPath })
  await kiosk.reaches('ready', ({ screen }) => screen.name === 'ready')
})

beforeEach(() => {
  tenant.tenant.clear()
  clockEverybodyIn(tenant)
})

afterAll(async () => {
  await kiosk.stop()
  await tenant.close()
  site.remove()
})

function statusOf(path: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  const url = new URL(kiosk.url)
  return new Promise((resolve, reject) => {
    request(
      { host: '127.0.0.1', port: url.port, path, headers: { host: url.host, ...headers } },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      },
    )
      .on('error', reject)
      .end()
  })
}

test('nobody gets a page without the key, under another host name or from another origin', async () => {
  const { pathname } = new URL(kiosk.url)
  expect(await statusOf(pathname)).toBe(200)
  expect(await statusOf('/')).toBe(404)
  expect(await statusOf('/index.html')).toBe(404)
  expect(await statusOf('/0123456789abcdef0123456789abcdef/')).toBe(404)
  expect(await statusOf(pathname, { host: 'evil.example' })).toBe(404)
  expect(await statusOf(`${pathname}state`, { origin: 'https://evil.example' })).toBe(404)
  expect(await statusOf(`${pathname}../../package.json`)).toBe(404)
  expect(await statusOf(`${pathname}%2e%2e/%2e%2e/package.json`)).toBe(404)
})

test('a badge typed by a keyboard reader ends the card, and neither state nor log hold its number', async () => {
  await kiosk.type(staff.ana.badge)
  const { screen } = await kiosk.reaches('confirmed', (state) => state.screen.name === 'confirmed')
  expect(screen).toMatchObject({ name: 'confirmed', tap: { personName: staff.ana.name } })
  expect(tenant.tenant.ledger.map(({ kind }) => kind)).toEqual(['clockOut'])
  expect(JSON.stringify(kiosk.state())).not.toContain(staff.ana.badge)
  expect(kiosk.log.join('\n')).not.toContain(staff.ana.badge)
})

test.each<[string, Fault]>([
  ['HTML in place of the answer', { kind: 'html', status: 200 }],
  ['truncated JSON', { kind: 'truncated-json' }],
  ['an error of the service', { kind: 'status', status: 503 }],
  ['401', { kind: 'status', status: 401 }],
  ['too many requests', { kind: 'status', status: 429, retryAfter: '1' }],
  ['a 404 that passes', { kind: 'status', status: 404 }],
])('Graph answers %s: nothing is lost, and the card is ended once it answers properly', async (_, fault) => {
  const freshStaff = layOutSite(tenant, { reader: { kind: 'keyboard' } })
  const fresh = await startPreview({ configPath: freshStaff.configPath, caPath: tenant.caPath })
  try {
    await fresh.reaches('ready', ({ screen }) => screen.name === 'ready')
    tenant.tenant.faults.set(fault, { routes: 'graph', times: 2 })
    await fresh.type(staff.ben.badge)
    await fresh.reaches('confirmed', (state) => state.screen.name === 'confirmed', 15_000)
    expect(tenant.tenant.ledger.map(({ kind }) => kind)).toEqual(['clockOut'])
    expect(fresh.state()?.waitingTaps).toBe(0)
  } finally {
    await fresh.stop()
    freshStaff.remove()
  }
})

test.each<[string, Fault]>([
  ['403', { kind: 'status', status: 403 }],
  [
    'an error inside an error message',
    { kind: 'status', status: 400, errorForm: 'json-in-message', code: 'TimeClockOff' },
  ],
])(
  'Graph finally refuses the clock-out (%s): parked, shown with a code, and logged with request IDs',
  async (_, fault) => {
    const freshStaff = layOutSite(tenant, { reader: { kind: 'keyboard' } })
    const fresh = await startPreview({ configPath: freshStaff.configPath, caPath: tenant.caPath })
    try {
      await fresh.reaches('ready', ({ screen }) => screen.name === 'ready')
      tenant.tenant.faults.set(fault, { routes: ['clock-out'] })
      await fresh.type(staff.cho.badge)
      const { screen } = await fresh.reaches('refused', (state) => state.screen.name === 'refused')
      expect(screen).toMatchObject({ name: 'refused', reason: { kind: 'parked' } })
      const failed = fresh.log
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .find(({ event }) => event === 'graph.failed')
      expect(failed).toMatchObject({
        requestId: expect.any(String) as string,
        clientRequestId: expect.any(String) as string,
      })
      expect(tenant.tenant.ledger).toEqual([])
    } finally {
      await fresh.stop()
      freshStaff.remove()
    }
  },
)

test('offline: saved here within four seconds, and the card is ended when the network is back', async () => {
  const freshStaff = layOutSite(tenant, { reader: { kind: 'keyboard' } })
  const fresh = await startPreview({ configPath: freshStaff.configPath, caPath: tenant.caPath })
  try {
    await fresh.reaches('ready', ({ screen }) => screen.name === 'ready')
    await tenant.goOffline()
    await fresh.type(staff.ana.badge)
    await fresh.reaches('saved here', (state) => state.screen.name === 'saved-here', 6_000)
    expect(fresh.state()).toMatchObject({ waitingTaps: 1, connection: 'offline' })
    await tenant.goOnline()
    await fresh.reaches('nothing waiting', (state) => state.waitingTaps === 0, 30_000)
    expect(tenant.tenant.ledger.map(({ kind }) => kind)).toEqual(['clockOut'])
  } finally {
    await tenant.goOnline()
    await fresh.stop()
    freshStaff.remove()
  }
})

test('an invalid config is shown with every problem, and the kiosk starts by itself once it is fixed', async () => {
  const bad = layOutSite(tenant, { reader: { kind: 'keyboard' } })
  bad.writeConfig({ shifts: { teamID: 'x', atApprovedLocation: 'yes' } })
  const fresh = await startPreview({ configPath: bad.configPath, caPath: tenant.caPath })
  try {
    const { screen } = await fresh.reaches('setup needed', (state) => state.screen.name === 'setup-needed')
    if (screen.name !== 'setup-needed') throw new Error('not setup-needed')
    expect(screen.configPath).toBe(bad.configPath)
    expect(screen.problems.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['shifts.teamID', 'shifts.atApprovedLocation']),
    )
    bad.writeConfig()
    await fresh.reaches('ready', (state) => state.screen.name === 'ready', 15_000)
  } finally {
    await fresh.stop()
    bad.remove()
  }
})

test('with a PC clock so wrong that Entra issues no token, the tap is saved here with the servers’ time, and health reports it', async () => {
  const aheadMs = 3 * 3_600_000
  tenant.tenant.faults.clockSkewMs = aheadMs
  const skewed = layOutSite(tenant, { reader: { kind: 'keyboard' } })
  const fresh = await startPreview({ configPath: skewed.configPath, caPath: tenant.caPath })
  try {
    await fresh.reaches('ready', ({ screen }) => screen.name === 'ready')
    await waitUntil('Entra to refuse', () =>
      fresh.log.some((line) => line.includes('"event":"token.failed"')),
    )
    const typedAtMs = Date.now()
    await fresh.type(staff.ana.badge)
    const { screen } = await fresh.reaches('saved here', (state) => state.screen.name === 'saved-here')
    if (screen.name !== 'saved-here') throw new Error('not saved-here')
    // To the hour and the minute: the servers' time comes from a header, in whole seconds.
    expect(Math.round((screen.tap.tappedAtMs - typedAtMs) / 3_600_000)).toBe(3)
    expect(Math.round((fresh.state()?.clockAheadMs ?? 0) / 60_000)).toBe(-180)
    expect(readFileSync(join(skewed.folder, 'data/health.json'), 'utf8')).toContain('PC clock wrong by -3 h')
  } finally {
    await fresh.stop()
    skewed.remove()
  }
})

test('it stops cleanly on SIGTERM', async () => {
  const other = layOutSite(tenant, { reader: { kind: 'keyboard' } })
  const fresh = await startPreview({ configPath: other.configPath, caPath: tenant.caPath })
  expect(await fresh.stop()).toBe(0)
  expect(fresh.log.at(-1)).toContain('kiosk.stopped')
  other.remove()
})

test("the screen takes the time zone of the team's schedule, and a time clock that is off is an alarm", async () => {
  tenant.tenant.schedule.timeClockEnabled = false
  const other = layOutSite(tenant, { reader: { kind: 'keyboard' }, screen: { timeZone: 'team' } })
  const started = await startPreview({
    configPath: other.configPath,
    caPath: tenant.caPath,
    environment: { TZ: 'Asia/Tokyo' },
  })
  try {
    await started.reaches("the team's time zone", ({ site: { timeZone } }) => timeZone === 'Europe/Madrid')
    const health = join(other.folder, 'data', 'health.json')
    await waitUntil('the alarm', () => readFileSync(health, 'utf8').includes('"shifts-setup"'))
  } finally {
    tenant.tenant.schedule.timeClockEnabled = true
    await started.stop()
    other.remove()
  }
})

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSandboxTenant } from '../../electron/sandbox/tenant.ts'
import { confirmed, open, recordAll } from '../journal/journal-fixture.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { kioskIn, setup } from './kiosk-in.ts'

test('once IT has turned the time clock on again, the next tap takes the alarm away', async () => {
  const folder = tempFolder()
  const tenant = createSandboxTenant({
    ...setup,
    credentials: [{ secret: setup.clientSecret }],
    timeZone: 'Europe/Madrid',
    graphBase: 'https://graph.microsoft.com',
    loginBase: 'https://login.microsoftonline.com',
  })
  tenant.schedule.timeClockEnabled = false
  const { clock, readerProcesses } = await kioskIn(folder, tenant.fetch)
  const healthPath = join(folder, 'data', 'health.json')
  const until = async (what: string, holds: (health: string) => boolean): Promise<void> => {
    // MSAL and the files take real time, everything else virtual time.
    for (let tries = 0; !holds(existsSync(healthPath) ? readFileSync(healthPath, 'utf8') : ''); tries += 1) {
      if (tries === 500) throw new Error(`Waited in vain for ${what}.`)
      readerProcesses.latest.say({ type: 'heartbeat' })
      await clock.advance(100)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  await until('the alarm', (health) => health.includes('"shifts-setup"'))
  tenant.schedule.timeClockEnabled = true
  for (let second = 0; second <= 60; second += 1) {
    readerProcesses.latest.say({ type: 'heartbeat' })
    await clock.advance(1_000)
  }
  expect(readFileSync(healthPath, 'utf8')).toContain('"shifts-setup"')
  readerProcesses.latest.say({ type: 'status', status: { kind: 'ready', readers: ['R'] } })
  const at = clock.now()
  readerProcesses.latest.say({ type: 'badge', reader: 'R', uid: setup.badge, at, alreadyThere: false })
  await until('the alarm to go', (health) => !health.includes('"shifts-setup"'))
})

test('a lost site key is an alarm and puts the kiosk out of service, and it goes on once the key is back', async () => {
  const folder = tempFolder()
  const data = join(folder, 'data')
  mkdirSync(data)
  const journal = open(join(data, 'journal.db'))
  recordAll(journal, 'settled', confirmed)
  journal.close()
  const { kiosk, clock } = await kioskIn(folder)
  const health = (): string =>
    existsSync(join(data, 'health.json')) ? readFileSync(join(data, 'health.json'), 'utf8') : ''
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    for (let tries = 0; !holds(); tries += 1) {
      if (tries === 500) throw new Error(`Waited in vain for ${what}: ${health()}`)
      await clock.advance(1_000)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  await until('the alarm', () => health().includes('The site key is missing'))
  expect(kiosk.state.screen.name).toBe('out-of-service')
  expect(existsSync(join(data, 'site.key'))).toBe(false)
  writeFileSync(join(data, 'site.key'), '07'.repeat(32))
  await until('the alarm to go', () => !health().includes('site key'))
})

test('while the config cannot be used, health says why; the first problem and how many there are', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'data'))
  const configPath = join(folder, 'config.json')
  let good = ''
  const spoil = (): void => {
    good = readFileSync(configPath, 'utf8')
    writeFileSync(configPath, good.replace('"dock-3"', '"dock 3!"'))
  }
  const { kiosk, clock } = await kioskIn(folder, undefined, { spoil })
  expect(kiosk.state.screen.name).toBe('setup-needed')
  const healthPath = join(folder, 'data', 'health.json')
  const health = (): unknown => JSON.parse(readFileSync(healthPath, 'utf8'))
  expect(health()).toMatchObject({
    screen: 'setup-needed',
    alarms: [{ kind: 'setup', detail: expect.stringMatching(/^line 1, kiosk\.id: /) as string }],
  })
  writeFileSync(configPath, good)
  await waitUntil('the kiosk to start', async () => {
    await clock.advance(1_000)
    return !JSON.stringify(health()).includes('"setup"')
  })
})

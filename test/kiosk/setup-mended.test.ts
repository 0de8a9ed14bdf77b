import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSandboxTenant } from '../../electron/sandbox/tenant.ts'
import { tempFolder } from '../support/temp-folder.ts'
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

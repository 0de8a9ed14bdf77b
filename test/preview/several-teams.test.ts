import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TeamInTenant } from '../../electron/sandbox/tenant.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { startPreview, type PreviewProcess } from '../support/preview-process.ts'
import { cardOf, layOutSite, staff, type Site } from '../support/site.ts'
import { waitUntil } from '../support/wait-until.ts'

/** Two teams at one kiosk: the built host as a process, the sandbox tenant over real HTTPS. */

const deliId = randomUUID()
const sixHoursAgoMs = Date.now() - 6 * 3_600_000
let tenant: HttpsTenant
let deli: TeamInTenant
let site: Site
let kiosk: PreviewProcess

beforeAll(async () => {
  tenant = await startHttpsTenant()
  deli = tenant.tenant.addTeam({ id: deliId, name: 'Deli' })
  const { ana, ben } = staff
  tenant.tenant.addUser({ id: ana.userId, displayName: ana.name })
  tenant.tenant.addUser({ id: ben.userId, displayName: ben.name }, [deliId])
  tenant.tenant.addCard({ id: cardOf(ana.userId), userId: ana.userId, clockedInAtMs: sixHoursAgoMs })
  deli.addCard({ id: cardOf(ben.userId), userId: ben.userId, clockedInAtMs: sixHoursAgoMs })
  site = layOutSite(tenant, {
    reader: { kind: 'keyboard' },
    shifts: {
      teams: [
        { id: tenant.teamId, name: 'Warehouse' },
        { id: deliId, name: 'Deli' },
      ],
      atApprovedLocation: true,
    },
  })
  kiosk = await startPreview({ configPath: site.configPath, caPath: tenant.caPath })
  await kiosk.reaches('ready', ({ screen }) => screen.name === 'ready')
})

afterAll(async () => {
  await kiosk.stop()
  await tenant.close()
  site.remove()
})

test.each([
  ['the first team', 'ana'],
  ['the second team', 'ben'],
] as const)('ends the card of a person in %s', async (_, name) => {
  await kiosk.type(staff[name].badge)
  await kiosk.reaches(
    'confirmed',
    ({ screen }) => screen.name === 'confirmed' && screen.tap.personName === staff[name].name,
  )
  expect(tenant.tenant.ledger.at(-1)).toMatchObject({ kind: 'clockOut', userId: staff[name].userId })
})

test('changes each card in its own team', () => {
  const clockOuts = tenant.tenant.requests.filter(({ route }) => route === 'clock-out')
  expect(clockOuts.map(({ path }) => path.split('/')[3])).toEqual([tenant.teamId, deliId])
  expect(deli.cards()).toMatchObject([{ id: cardOf(staff.ben.userId), state: 'clockedOut' }])
})

test('names the team whose time clock is off in health, before anybody taps', async () => {
  deli.schedule.timeClockEnabled = false
  const other = layOutSite(tenant, {
    shifts: {
      teams: [
        { id: tenant.teamId, name: 'Warehouse' },
        { id: deliId, name: 'Deli' },
      ],
      atApprovedLocation: true,
    },
  })
  const second = await startPreview({ configPath: other.configPath, caPath: tenant.caPath })
  try {
    const alarm = await waitUntil('the alarm', () => alarmOf(other))
    expect(alarm).toContain("Deli: the team's time clock is turned off")
    expect(alarm).not.toContain('Warehouse')
  } finally {
    await second.stop()
    other.remove()
  }
})

function alarmOf({ folder }: Site): string | undefined {
  try {
    const report = JSON.parse(readFileSync(join(folder, 'data', 'health.json'), 'utf8')) as {
      readonly alarms: readonly { readonly kind: string; readonly detail: string }[]
    }
    return report.alarms.find(({ kind }) => kind === 'shifts-setup')?.detail
  } catch {
    return undefined
  }
}

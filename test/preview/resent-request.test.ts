import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { startPreview, type PreviewProcess } from '../support/preview-process.ts'
import { cardOf, clockEverybodyIn, layOutSite, staff, type Site } from '../support/site.ts'

/** The built preview host behind a way that sends requests again by itself, as Chromium's network does. */
let tenant: HttpsTenant
let site: Site
let kiosk: PreviewProcess

beforeAll(async () => {
  tenant = await startHttpsTenant({ resends: true, rules: { pace: 'off' } })
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

test.each([
  ['refuse', staff.ana],
  ['ignore', staff.ben],
  ['overwrite', staff.cho],
] as const)(
  'a clock-out that arrives twice because its answer was lost is confirmed, where Graph would %s the second',
  async (secondClockOut, { badge, userId, name }) => {
    tenant.tenant.rules.secondClockOut = secondClockOut
    tenant.tenant.faults.set({ kind: 'answer-lost-after' }, { routes: ['clock-out'], times: 1 })
    const resentBefore = tenant.resent
    await kiosk.type(badge)
    const { screen } = await kiosk.reaches(
      'confirmed',
      ({ screen: shown }) => shown.name === 'confirmed' && shown.tap.personName === name,
    )
    expect(screen).toMatchObject({ name: 'confirmed' })
    expect(tenant.resent).toBe(resentBefore + 1)
    expect(tenant.tenant.requests.filter(({ route }) => route === 'clock-out')).toHaveLength(2)
    expect(tenant.tenant.ledger.map(({ kind, cardId }) => [kind, cardId])).toEqual(
      Array.from({ length: secondClockOut === 'overwrite' ? 2 : 1 }, () => ['clockOut', cardOf(userId)]),
    )
    await kiosk.reaches('nothing waiting', ({ waitingTaps }) => waitingTaps === 0)
  },
)

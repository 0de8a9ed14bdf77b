import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { Pcscd } from '../support/pcscd.ts'
import { startPreview, type PreviewProcess } from '../support/preview-process.ts'
import { cardOf, clockEverybodyIn, layOutSite, staff, type Site } from '../support/site.ts'
import { desfire, mifareClassic, phone, present } from '../support/virtual-card.ts'

/**
 * Everything real but the chip and Microsoft: pcscd with a virtual reader, the reader process, the kiosk, MSAL with
 * a throw-away certificate, HTTPS with a throw-away authority, SQLite on disk, and Chromium showing the screen.
 */
const pcscd = new Pcscd()
let tenant: HttpsTenant
let site: Site
let kiosk: PreviewProcess
let browser: Browser
let page: Page

beforeAll(async () => {
  tenant = await startHttpsTenant()
  clockEverybodyIn(tenant)
  site = layOutSite(tenant)
  // pcscd is not there yet: the kiosk has to be up and say so.
  kiosk = await startPreview({ configPath: site.configPath, caPath: tenant.caPath })
  browser = await launchChromium()
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(kiosk.url)
})

afterAll(async () => {
  await browser.close()
  await kiosk.stop()
  await pcscd.stop()
  await tenant.close()
  site.remove()
})

/** Waits for the screen of that name; answers all that it says. */
async function screen(name: string, detail = ''): Promise<string> {
  const shown = page.locator(`[data-state="${name}"]${detail}`)
  await shown.waitFor({ timeout: 15_000 })
  return shown.innerText()
}

test('without pcscd at the start the kiosk runs, says so, and is ready once pcscd starts', async () => {
  expect(await screen('out-of-service', '[data-reason="reader"]')).toMatch(/Teams/)
  await pcscd.start()
  await screen('ready')
})

test('a MIFARE badge and a DESFire badge are confirmed with their names, a phone is refused with advice', async () => {
  await present(mifareClassic(staff.ana.badge))
  expect(await screen('confirmed')).toContain(staff.ana.name)
  await present(desfire(staff.ben.badge))
  expect(await screen('confirmed', ':has-text("Ben Okafor")')).toContain(staff.ben.name)
  await present(phone())
  await screen('refused', '[data-reason="random-number"]')

  expect(
    tenant.tenant.ledger.map(({ kind, cardId, isAtApprovedLocation, notes }) => ({
      kind,
      cardId,
      isAtApprovedLocation,
      notes,
    })),
  ).toEqual(
    [staff.ana, staff.ben].map(({ userId }) => ({
      kind: 'clockOut',
      cardId: cardOf(userId),
      isAtApprovedLocation: true,
      notes: 'Badge kiosk Warehouse, dock 3',
    })),
  )
})

test('pcscd killed and restarted: the screen shows it in between, and the next tap works', async () => {
  await pcscd.kill()
  await screen('out-of-service', '[data-reason="reader"]')
  await pcscd.start()
  await screen('ready')
  await present(desfire(staff.cho.badge))
  expect(await screen('confirmed')).toContain(staff.cho.name)
  expect(tenant.tenant.ledger).toHaveLength(3)
})

test('no tap waited for a token, and no badge number or token is in the log', () => {
  const tokens = tenant.tenant.requests.filter(({ route }) => route === 'token')
  expect(tokens).toHaveLength(1)
  const log = kiosk.log.join('\n')
  for (const { badge, name } of Object.values(staff)) {
    expect(log.toUpperCase()).not.toContain(badge)
    expect(log).not.toContain(name)
  }
  expect(log).not.toMatch(/eyJ|Bearer|PRIVATE KEY/)
  expect(log).toContain('"event":"tap.settled"')
})

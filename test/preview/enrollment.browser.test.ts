import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import { maintenanceBadgeHash } from '../../electron/badge/maintenance-badge.ts'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { settleMs } from '../../renderer/enrollment/touch.ts'
import { en } from '../../renderer/messages/en.ts'
import { launchChromium } from '../support/chromium.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { startPreview, type PreviewProcess } from '../support/preview-process.ts'
import { clockEverybodyIn, layOutSite, staff, type Site } from '../support/site.ts'

/** The built preview host as a process, and its page in Chromium on the smallest panel, with a touch screen. */
const leadBadge = '04C0FFEE00AA22' as BadgeId
const newBadge = '04AABBCCDDEE0F'
const words = en.enrollment
let tenant: HttpsTenant
let site: Site
let kiosk: PreviewProcess
let browser: Browser
let page: Page

beforeAll(async () => {
  tenant = await startHttpsTenant()
  const keyBytes = new Uint8Array(32).fill(9)
  site = layOutSite(tenant, {
    reader: { kind: 'keyboard' },
    enrollment: { atKiosk: true, badges: [maintenanceBadgeHash(leadBadge, siteKeyOf(keyBytes))] },
  })
  mkdirSync(join(site.folder, 'data'))
  writeFileSync(join(site.folder, 'data/site.key'), Buffer.from(keyBytes).toString('hex'), { mode: 0o600 })
  clockEverybodyIn(tenant)
  kiosk = await startPreview({ configPath: site.configPath, caPath: tenant.caPath })
  browser = await launchChromium()
  const context = await browser.newContext({ viewport: { width: 800, height: 480 }, hasTouch: true })
  page = await context.newPage()
  await page.goto(kiosk.url)
  await page.locator('main[data-state=ready]').waitFor()
})

afterAll(async () => {
  await browser.close()
  await kiosk.stop()
  await tenant.close()
  site.remove()
})

const headline = (text: string) => page.getByRole('heading', { name: text, exact: true }).waitFor()

/** Once the button counts touches. */
async function tap(name: string | RegExp): Promise<void> {
  const button = page.getByRole('button', { name })
  await button.waitFor()
  await page.waitForTimeout(settleMs)
  await button.tap()
}

test('a shift lead replaces a badge by touch, and the new badge ends the time card of its person', async () => {
  await kiosk.type(leadBadge)
  await headline(words.hold.headline)
  await kiosk.type(newBadge)
  await headline(words.pick.add)
  await tap(/^m$/iu)
  await page.locator('.letters', { hasText: 'm' }).waitFor()
  await tap(staff.cho.name)
  await headline(words.questions.replace.headline)
  await tap(words.questions.replace.yes)
  await headline(words.done.replaced.headline)
  expect(await page.locator('.words bdi').innerText()).toBe(staff.cho.name)
  await tap(words.buttons.close)
  await page.locator('main[data-state=ready]').waitFor()
  expect(tenant.tenant.ledger).toEqual([])

  await kiosk.type(newBadge)
  await page.locator('main[data-state=confirmed]', { hasText: staff.cho.name }).waitFor()
  await page.locator('main[data-state=ready]').waitFor()
  expect(tenant.tenant.ledger.map(({ kind }) => kind)).toEqual(['clockOut'])
})

test('a shift lead blocks a lost badge with a keyboard, and the badge is refused', async () => {
  await kiosk.type(leadBadge)
  await headline(words.hold.headline)
  await page.keyboard.press('F4')
  await headline(words.pick.block)
  await page.keyboard.type('be', { delay: 200 })
  await page.locator('.matches [aria-current=true]', { hasText: staff.ben.name }).waitFor()
  await page.keyboard.press('Enter')
  await headline(words.questions.block.headline)
  // Main takes no Enter for an answer before the question can have been read.
  await page.waitForTimeout(600)
  await page.keyboard.press('Enter')
  await headline('1 badge blocked')
  await page.keyboard.press('Escape')
  await page.locator('main[data-state=ready]').waitFor()

  await kiosk.type(staff.ben.badge)
  await page.locator('main[data-state=refused][data-reason=badge-blocked]').waitFor()
  const log = kiosk.log.join('\n')
  for (const event of ['enrollment.opened', 'enrollment.closed']) expect(log).toContain(`"event":"${event}"`)
  for (const secret of [newBadge, leadBadge, staff.ben.badge, staff.cho.name])
    expect(log).not.toContain(secret)
})

test.each([
  { width: 800, height: 480, badge: '04E1E2E3E4E501' },
  { width: 1280, height: 800, badge: '04E1E2E3E4E502' },
  { width: 1920, height: 1080, badge: '04E1E2E3E4E503' },
  { width: 1080, height: 1920, badge: '04E1E2E3E4E504' },
])('a shift lead replaces a badge with a keyboard alone, at $width × $height', async ({ badge, ...size }) => {
  await page.setViewportSize(size)
  // Main takes the same enrollment badge within two seconds for the same tap.
  await page.waitForTimeout(2_100)
  await kiosk.type(leadBadge)
  await headline(words.hold.headline)
  await kiosk.type(badge)
  await headline(words.pick.add)
  await page.keyboard.type('cho', { delay: 200 })
  await page.locator('.matches [aria-current=true]', { hasText: staff.cho.name }).waitFor()
  await page.keyboard.press('Enter')
  await headline(words.questions.replace.headline)
  await page.waitForTimeout(600)
  await page.keyboard.press('Enter')
  await headline(words.done.replaced.headline)
  await page.keyboard.press('Escape')
  await page.locator('main[data-state=ready]').waitFor()
})

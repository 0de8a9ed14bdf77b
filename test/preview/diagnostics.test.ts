import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import type { DiagnosticsPage } from '../../electron/contract/kiosk-state.ts'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { maintenanceBadgeHash } from '../../electron/badge/maintenance-badge.ts'
import { hashPin } from '../../electron/base/pin-hash.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { startPreview, type PreviewProcess } from '../support/preview-process.ts'
import { clockEverybodyIn, layOutSite, staff, type Site } from '../support/site.ts'

/** The built preview host as a process, with a keyboard reader, a maintenance PIN and a maintenance badge. */
const pin = '704912'
const maintenanceBadge = '04C0FFEE00AA11' as BadgeId
let tenant: HttpsTenant
let site: Site
let kiosk: PreviewProcess

beforeAll(async () => {
  tenant = await startHttpsTenant()
  const keyBytes = new Uint8Array(32).fill(9)
  const badges = [maintenanceBadgeHash(maintenanceBadge, siteKeyOf(keyBytes))]
  site = layOutSite(tenant, {
    reader: { kind: 'keyboard' },
    maintenance: { pinHash: await hashPin(pin), badges },
  })
  mkdirSync(join(site.folder, 'data'))
  writeFileSync(join(site.folder, 'data/site.key'), Buffer.from(keyBytes).toString('hex'), { mode: 0o600 })
  clockEverybodyIn(tenant)
  kiosk = await startPreview({ configPath: site.configPath, caPath: tenant.caPath })
  await kiosk.reaches('ready', ({ screen }) => screen.name === 'ready')
})

afterAll(async () => {
  await kiosk.stop()
  await tenant.close()
  site.remove()
})

/** Slowly, as a person does: in the times that go with the keys, not in waiting. */
async function press(...keys: readonly { key: string; control?: true; shift?: true }[]): Promise<void> {
  const timed = keys.map((key, index) => ({ ...key, atMs: Date.now() + index * 300 }))
  const answer = await fetch(`${kiosk.url}keys`, { method: 'POST', body: JSON.stringify({ keys: timed }) })
  if (answer.status !== 204) throw new Error(`keys: ${answer.status}`)
}
const chord = { key: 'F12', control: true, shift: true } as const
const typePin = (text: string) => press(...[...Array.from(text), 'Enter'].map((key) => ({ key })))

async function pageShown(): Promise<DiagnosticsPage> {
  const { screen } = await kiosk.reaches('diagnostics', (state) => state.screen.name === 'diagnostics')
  if (screen.name !== 'diagnostics') throw new Error('not diagnostics')
  return screen.page
}

test('IT opens the diagnostics with the PIN; a tap meanwhile ends the card, takes the screen and closes them', async () => {
  await press(chord)
  await kiosk.reaches('the prompt', ({ screen }) => screen.name === 'maintenance-pin')
  await typePin('111222')
  await kiosk.reaches(
    'wrong',
    ({ screen }) => screen.name === 'maintenance-pin' && screen.pin.kind === 'wrong',
  )
  await typePin(pin)
  const page = await pageShown()
  expect(page).toMatchObject({ number: 1, title: 'Diagnostics: status' })
  expect(page.rows).toContainEqual({ label: 'Reader', value: 'ready', note: 'keyboard' })

  await kiosk.type(staff.ana.badge)
  await kiosk.reaches('confirmed', ({ screen }) => screen.name === 'confirmed')
  expect(tenant.tenant.ledger.map(({ kind }) => kind)).toEqual(['clockOut'])
  await kiosk.reaches('ready again', ({ screen }) => screen.name === 'ready')
  const log = kiosk.log.join('\n')
  for (const event of ['maintenance.opened', 'maintenance.closed', 'maintenance.pin-refused'])
    expect(log).toContain(`"event":"${event}"`)
  expect(log).not.toContain(pin)
  expect(JSON.parse(readFileSync(join(site.folder, 'data/maintenance-lock.json'), 'utf8'))).toEqual({
    failures: 0,
    untilMs: 0,
  })
})

test('a practice tap over HTTPS says what a tap would do and does nothing; the same badge then clocks out', async () => {
  const changesOfCho = () => tenant.tenant.ledger.filter(({ userId }) => userId === staff.cho.userId)
  const practised = async () => {
    const { screen } = await kiosk.reaches(
      'the result',
      (state) => state.screen.name === 'practice' && state.screen.practice.kind === 'done',
    )
    return screen
  }
  await kiosk.type(maintenanceBadge)
  await pageShown()
  const touched = await fetch(`${kiosk.url}practice`, { method: 'POST' })
  expect(touched.status).toBe(204)
  await kiosk.reaches('practice', ({ screen }) => screen.name === 'practice')
  await kiosk.type(staff.cho.badge)
  expect(await practised()).toMatchObject({
    practice: { personName: staff.cho.name, outcome: { kind: 'would-clock-out', isOnBreak: false } },
  })
  await press({ key: 'Enter' })
  await pageShown()
  await press({ key: 'F2' })
  await kiosk.type('04FFFFFFFFFF0F')
  expect(await practised()).toMatchObject({ practice: { outcome: { kind: 'unknown-badge' } } })
  expect(changesOfCho()).toEqual([])

  await kiosk.type(staff.cho.badge)
  await kiosk.reaches('confirmed', ({ screen }) => screen.name === 'confirmed')
  expect(changesOfCho()).toMatchObject([{ kind: 'clockOut' }])
  await kiosk.reaches('ready again', ({ screen }) => screen.name === 'ready')
  const log = kiosk.log.join('\n')
  expect(log).not.toContain(staff.cho.badge)
  expect(log).not.toContain(staff.cho.name)
})

test('a maintenance badge opens them, and no page or code holds a name, a badge number or a secret', async () => {
  await kiosk.type(staff.ben.badge)
  await kiosk.reaches('confirmed', ({ screen }) => screen.name === 'confirmed')
  await kiosk.type(maintenanceBadge)
  await kiosk.reaches('ready or open', ({ screen }) => screen.name === 'diagnostics', 15_000)
  const first = await pageShown()
  const pages = [first]
  while (pages.length < first.pages) {
    await press({ key: 'ArrowRight' })
    const next = pages.length + 1
    await kiosk.reaches(
      `page ${next}`,
      ({ screen }) => screen.name === 'diagnostics' && screen.page.number === next,
    )
    pages.push(await pageShown())
  }
  const rows = pages.flatMap(({ rows: some }) => some)
  expect(rows.find(({ label }) => label === 'Tap to confirmed')?.value).toMatch(
    /^p50 [\d.]+ s, p95 [\d.]+ s$/,
  )
  expect(rows.find(({ label }) => label === 'Token')?.value).toMatch(/^until \d{4}-/)
  expect(rows).toContainEqual({
    label: 'maintenance.pinHash',
    value: '(hidden)',
    note: expect.any(String) as string,
  })
  expect(rows).toContainEqual({
    label: 'shifts.atApprovedLocation',
    value: 'true',
    note: expect.stringMatching(/^line \d+$/) as string,
  })

  const everything = JSON.stringify(pages)
  for (const { name, badge, userId } of Object.values(staff)) {
    expect(everything).not.toContain(name)
    expect(everything).not.toContain(badge)
    expect(everything).not.toContain(userId)
  }
  expect(everything).not.toContain(maintenanceBadge)
  expect(everything).not.toContain('$scrypt$')
  expect(everything).not.toContain('PRIVATE KEY')
  await press({ key: 'Escape' })
  await kiosk.reaches('closed', ({ screen }) => screen.name === 'ready')
  expect(kiosk.log.join('\n')).not.toContain(maintenanceBadge)
})

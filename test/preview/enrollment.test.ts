import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import { maintenanceBadgeHash } from '../../electron/badge/maintenance-badge.ts'
import type { Enrollment } from '../../electron/contract/enrollment.ts'
import { key, siteKeyText } from '../directory/additions/additions.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { startPreview, type PreviewProcess } from '../support/preview-process.ts'
import { layOutSite, type Site } from '../support/site.ts'

/** A badge added at the wall: the built host as a process, the sandbox tenant over real HTTPS. */

const newHire = {
  userId: '1c0f3a52-9f7e-4a4f-8a3e-6f0f6f1f0a09',
  name: 'Nía Newhire',
  badge: '04D4E5F6A7B8C9',
}
const leadBadge = '04C0FFEE00AA11'
let tenant: HttpsTenant
let site: Site
let kiosk: PreviewProcess

beforeAll(async () => {
  tenant = await startHttpsTenant()
  tenant.tenant.consent = ['Schedule.ReadWrite.All', 'User.Read.All', 'GroupMember.Read.All']
  tenant.tenant.addUser({ id: newHire.userId, displayName: newHire.name, employeeId: '2042' })
  tenant.tenant.addCard({ userId: newHire.userId, clockedInAtMs: Date.now() - 6 * 3_600_000 })
  site = layOutSite(tenant, {
    reader: { kind: 'keyboard' },
    enrollment: { atKiosk: true, badges: [maintenanceBadgeHash(leadBadge as BadgeId, key)] },
  })
  mkdirSync(join(site.folder, 'data'))
  writeFileSync(join(site.folder, 'data', 'site.key'), siteKeyText, { mode: 0o600 })
  kiosk = await startPreview({ configPath: site.configPath, caPath: tenant.caPath })
  await kiosk.reaches('ready', ({ screen }) => screen.name === 'ready')
})

afterAll(async () => {
  await kiosk.stop()
  await tenant.close()
  site.remove()
})

async function reaches<Kind extends Enrollment['kind']>(
  kind: Kind,
  fits: (shown: Extract<Enrollment, { kind: Kind }>) => boolean = () => true,
): Promise<Extract<Enrollment, { kind: Kind }>> {
  const hasKind = (shown: Enrollment): shown is Extract<Enrollment, { kind: Kind }> => shown.kind === kind
  const { screen } = await kiosk.reaches(
    `the enrollment's ${kind}`,
    (state) =>
      state.screen.name === 'enrollment' && hasKind(state.screen.enrollment) && fits(state.screen.enrollment),
  )
  if (screen.name !== 'enrollment' || !hasKind(screen.enrollment)) throw new Error(`not ${kind}`)
  return screen.enrollment
}

const post = async (body: string): Promise<number> =>
  (await fetch(`${kiosk.url}enroll`, { method: 'POST', body })).status

test('a shift lead adds a badge for a new hire on the touch screen, and the next tap ends the card', async () => {
  await kiosk.type(leadBadge)
  await reaches('hold')
  await kiosk.type(newHire.badge)
  await reaches('pick', ({ people }) => people === 'complete')
  for (const text of ['n', 'e', 'w', 'h']) {
    await reaches('pick', ({ keys }) => keys.includes(text))
    expect(await post(JSON.stringify({ kind: 'type', text }))).toBe(204)
  }
  const { matches } = await reaches('pick', (shown) => shown.matches.length === 1)
  expect(await post(JSON.stringify({ kind: 'pick', id: matches[0]?.id }))).toBe(204)
  await reaches('hold', ({ done }) => done?.kind === 'added' && done.personName === newHire.name)
  await post(JSON.stringify({ kind: 'close' }))
  await kiosk.reaches('ready', ({ screen }) => screen.name === 'ready')
  await kiosk.type(newHire.badge)
  await kiosk.reaches(
    'confirmed',
    ({ screen }) => screen.name === 'confirmed' && screen.tap.personName === newHire.name,
  )
  expect(tenant.tenant.ledger.at(-1)).toMatchObject({ kind: 'clockOut', userId: newHire.userId })
  expect(kiosk.log.join('\n')).not.toMatch(new RegExp(`${newHire.badge}|${leadBadge}|Newhire`, 'i'))
})

test.each([
  '',
  'no JSON',
  '[]',
  '{"kind":"erase-all"}',
  '{"kind":"type"}',
  '{"kind":"type","text":"too long a key"}',
  '{"kind":"pick","id":1.5}',
  `{"kind":"type","text":"${'x'.repeat(100_000)}"}`,
])('refuses a body that is not a valid input (%#)', async (body) => {
  expect(await post(body)).toBe(400)
})

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BadgeId } from '../badge/badge-id.ts'
import { maintenanceBadgeHash } from '../badge/maintenance-badge.ts'
import { siteKeyOf } from '../journal/chain/site-key.ts'
import { enrollmentBadge, type DemoWorld } from '../sandbox/demo-world.ts'

/** Writes the demo's config, roster, certificate and site key to files, so that the demo reads them like any kiosk. */
export function writeDemoSite(world: DemoWorld): { readonly configPath: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-badge-kiosk-demo-'))
  const file = (name: string, content: string): void =>
    writeFileSync(join(folder, name), content, { mode: 0o600 })
  file('kiosk.pem', world.certificatePem)
  file('kiosk.key', world.privateKeyPem)
  file('roster.csv', world.rosterCsv)
  const siteKey = randomBytes(32)
  file('site.key', siteKey.toString('hex'))
  const badge = maintenanceBadgeHash(enrollmentBadge.uidHex as BadgeId, siteKeyOf(siteKey))
  file(
    'config.json',
    JSON.stringify({
      kiosk: { id: 'demo', name: 'Demo kiosk' },
      signIn: {
        tenantId: world.tenantId,
        clientId: world.clientId,
        certificatePath: 'kiosk.pem',
        privateKeyPath: 'kiosk.key',
      },
      shifts: { teams: world.teams, atApprovedLocation: true },
      directory: { kind: 'roster', path: 'roster.csv' },
      screen: { timeZone: world.timeZone },
      taps: { repeatWindowSeconds: 5 },
      enrollment: { atKiosk: true, badges: [badge] },
      storage: { dataFolder: 'data', siteKeyPath: 'site.key' },
      endpoints: { graph: world.graphBase, login: world.loginBase },
    }),
  )
  return {
    configPath: join(folder, 'config.json'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DemoWorld } from '../sandbox/demo-world.ts'

/** Writes the demo's config, roster and certificate to files, so that the demo reads them like any kiosk. */
export function writeDemoSite(world: DemoWorld): { readonly configPath: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-badge-kiosk-demo-'))
  const file = (name: string, content: string): void =>
    writeFileSync(join(folder, name), content, { mode: 0o600 })
  file('kiosk.pem', world.certificatePem)
  file('kiosk.key', world.privateKeyPem)
  file('roster.csv', world.rosterCsv)
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
      storage: { dataFolder: 'data' },
      endpoints: { graph: world.graphBase, login: world.loginBase },
    }),
  )
  return {
    configPath: join(folder, 'config.json'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

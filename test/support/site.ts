import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HttpsTenant } from './https-tenant.ts'

/** Employees of the test site; `badge` is a UID in hex. */
export const staff = {
  ana: { badge: 'A1B2C3D4', userId: '1c0f3a52-9f7e-4a4f-8a3e-6f0f6f1f0a01', name: 'Ana Ruiz' },
  ben: { badge: '04B7C8D9EAFB0C', userId: '1c0f3a52-9f7e-4a4f-8a3e-6f0f6f1f0a02', name: 'Ben Okafor' },
  cho: { badge: '04C7C8D9EAFB0D', userId: '1c0f3a52-9f7e-4a4f-8a3e-6f0f6f1f0a03', name: 'Cho Min-ji' },
} as const
export type StaffName = keyof typeof staff

export interface Site {
  readonly folder: string
  readonly configPath: string
  /** Writes the config again, with `changes` laid over its groups. */
  writeConfig(changes?: Readonly<Record<string, unknown>>): void
  remove(): void
}

/** A kiosk's folder as IT would lay it out, for a tenant that listens on loopback. */
export function layOutSite(tenant: HttpsTenant, changes: Readonly<Record<string, unknown>> = {}): Site {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-site-'))
  const configPath = join(folder, 'config.json')
  const rows = Object.values(staff).map(({ badge, userId, name }) => `${badge},${userId},${name}`)
  writeFileSync(join(folder, 'roster.csv'), ['Badge number,User ID,Name', ...rows, ''].join('\r\n'))
  const writeConfig = (laidOver: Readonly<Record<string, unknown>> = {}): void => {
    const config = {
      kiosk: { id: 'dock-3', name: 'Warehouse, dock 3' },
      signIn: {
        tenantId: tenant.tenantId,
        clientId: tenant.clientId,
        certificatePath: tenant.certificatePath,
        privateKeyPath: tenant.privateKeyPath,
      },
      shifts: { teamId: tenant.teamId, atApprovedLocation: true, note: 'Badge kiosk {kioskName}' },
      reader: { kind: 'pcsc' },
      directory: { kind: 'roster', path: 'roster.csv' },
      screen: { timeZone: 'Europe/Madrid' },
      taps: { repeatWindowSeconds: 2 },
      storage: { dataFolder: 'data' },
      endpoints: { graph: tenant.url, login: tenant.url },
      ...changes,
      ...laidOver,
    }
    writeFileSync(configPath, JSON.stringify(config, undefined, 2))
  }
  writeConfig()
  return {
    folder,
    configPath,
    writeConfig,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Puts everybody on the tenant's list and on shift since six hours ago. */
export function clockEverybodyIn({ tenant }: HttpsTenant): void {
  for (const { userId, name } of Object.values(staff)) {
    tenant.addUser({ id: userId, displayName: name })
    tenant.addCard({ id: cardOf(userId), userId, clockedInAtMs: Date.now() - 6 * 3_600_000 })
  }
}

export function cardOf(userId: string): string {
  return `TCK_${userId}`
}

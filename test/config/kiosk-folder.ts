import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { makeThrowawayCertificate } from '../../electron/sandbox/throwaway-certificate.ts'

const dayMs = 24 * 60 * 60 * 1000

export interface Pem {
  readonly certificate: string
  readonly privateKey: string
}

/** A self-signed certificate made for one test run; days count from now. */
export async function makeCertificate(fromDays = -1, toDays = 365): Promise<Pem> {
  const { certificatePem, privateKeyPem } = await makeThrowawayCertificate('kiosk', {
    notBefore: new Date(Date.now() + fromDays * dayMs),
    notAfter: new Date(Date.now() + toDays * dayMs),
  })
  return { certificate: certificatePem, privateKey: privateKeyPem }
}

/** A folder with the files a config names, as IT would lay it out, and a place for the config. */
export class KioskFolder {
  readonly path = mkdtempSync(path.join(tmpdir(), 'kiosk-config-'))
  readonly configPath = path.join(this.path, 'config.json')

  constructor(pem: Pem) {
    this.write('kiosk.pem', pem.certificate)
    this.write('kiosk.key', pem.privateKey)
    this.write('roster.csv', readFileSync(delivered('roster.sample.csv')))
  }

  /** Puts a file there, readable by its owner alone. Returns its path. */
  write(name: string, content: string | Uint8Array): string {
    const file = path.join(this.path, name)
    writeFileSync(file, content, { mode: 0o600 })
    return file
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** Path of a file that comes with the kiosk. */
export function delivered(name: string): string {
  return path.join(import.meta.dirname, '../../build', name)
}

/** The sample config as it is delivered. */
export const sampleConfig = readFileSync(delivered('config.sample.jsonc'), 'utf8')

/** A config with all that is required and nothing else. */
export const smallConfig = {
  kiosk: { id: 'dock-3', name: 'Warehouse, dock 3' },
  signIn: {
    tenantId: '6f9619ff-8b86-d011-b42d-00cf4fc964ff',
    clientId: '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
    certificatePath: 'kiosk.pem',
    privateKeyPath: 'kiosk.key',
  },
  shifts: { teamId: '7d444840-9dc0-11d1-b245-5ffdce74fad2', atApprovedLocation: true },
}

/** The same, filled in by IT: no example values are left, and the data folder is beside it. */
export const filledInConfig = {
  ...smallConfig,
  signIn: {
    ...smallConfig.signIn,
    tenantId: '8d1f6a70-2b3c-4d5e-9f60-718293a4b5c6',
    clientId: '9e2a7b81-3c4d-4e6f-8a71-8293a4b5c6d7',
  },
  shifts: { ...smallConfig.shifts, teamId: 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8' },
  storage: { dataFolder: 'data' },
}

/** The sample with IDs of its own in place of the examples. */
export const filledInSample = Object.entries({
  [smallConfig.signIn.tenantId]: filledInConfig.signIn.tenantId,
  [smallConfig.signIn.clientId]: filledInConfig.signIn.clientId,
  [smallConfig.shifts.teamId]: filledInConfig.shifts.teamId,
}).reduce((text, [example, own]) => text.replace(example, own), sampleConfig)

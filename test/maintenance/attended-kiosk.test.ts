import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { KeyPress } from '../../electron/badge/keyboard/key-source.ts'
import { hashPin } from '../../electron/base/pin-hash.ts'
import { startKiosk } from '../../electron/start-kiosk.ts'
import { version } from '../../package.json'
import { FakeReaderProcessHost } from '../badge/fake-reader-process.ts'
import { KioskFolder, makeCertificate, smallConfig } from '../config/kiosk-folder.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { testFiles } from '../support/files.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { waitUntil } from '../support/wait-until.ts'

const pin = '704912'

/** A kiosk that signs in with a certificate, on a computer that has no network. */
async function started(folder: KioskFolder) {
  writeFileSync(
    folder.configPath,
    JSON.stringify({
      ...smallConfig,
      directory: { kind: 'roster', path: 'roster.csv' },
      storage: { dataFolder: 'data' },
      maintenance: { pinHash: await hashPin(pin) },
    }),
  )
  const clock = createVirtualClock(Date.now())
  const log = createCollectedLog()
  const readerProcesses = new FakeReaderProcessHost()
  const listeners = new Set<(press: KeyPress) => void>()
  const kiosk = startKiosk(
    { configPath: folder.configPath, env: {}, platform: 'linux' },
    {
      fetch: () => Promise.reject(new TypeError('fetch failed')),
      clock,
      log,
      readerProcesses,
      files: testFiles,
      keys: {
        onKey: (listener) => {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
      stateChanged: () => undefined,
      leave: () => undefined,
    },
  )
  onTestFinished(async () => {
    await kiosk.stop()
    folder.remove()
  })
  await waitUntil('the config to be read', () => readerProcesses.started.length > 0)
  const press = async (key: string, more: Partial<KeyPress> = {}): Promise<void> => {
    await clock.advance(200)
    for (const listener of listeners) listener({ key, atMs: clock.now().monotonicMs, ...more })
  }
  return { kiosk, log, press }
}

test('the diagnostics tell the certificate in use, whatever lies in its place by now', async () => {
  const inUse = await makeCertificate(-1, 200)
  const folder = new KioskFolder(inUse)
  const other = await makeCertificate(-1, 700)
  const { kiosk, press } = await started(folder)
  folder.write('kiosk.pem', other.certificate)
  await press('F12', { control: true, shift: true })
  for (const key of [...Array.from(pin), 'Enter']) await press(key)
  const rows = await vi.waitFor(
    () => {
      const { screen } = kiosk.state
      if (screen.name !== 'diagnostics') throw new Error(`shows ${screen.name}`)
      return screen.page.rows
    },
    { timeout: 20_000 },
  )
  const dueDay = new Date(new X509Certificate(inUse.certificate).validTo).toISOString().slice(0, 10)
  expect(rows.find(({ label }) => label === 'Certificate')?.value).toBe(`until ${dueDay}`)
})

test('the first line of the log names the version, what runs it and where its config file is', async () => {
  const folder = new KioskFolder(await makeCertificate())
  const { log } = await started(folder)
  expect(log.lines[0]).toEqual({
    level: 'info',
    event: 'kiosk.starting',
    fields: {
      version,
      runtime: expect.stringContaining(process.versions.node) as string,
      configPath: folder.configPath,
    },
  })
})

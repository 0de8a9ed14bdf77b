import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { hashPin } from '../../electron/base/pin-hash.ts'
import { makeThrowawayCertificate } from '../../electron/sandbox/throwaway-certificate.ts'
import { version } from '../../package.json'
import { kioskIn } from '../kiosk/kiosk-in.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

const pin = '704912'
const dayMs = 24 * 3_600_000

function certificateFor(days: number) {
  const nowMs = Date.now()
  const validity = { notBefore: new Date(nowMs - dayMs), notAfter: new Date(nowMs + days * dayMs) }
  return makeThrowawayCertificate('kiosk', validity)
}

test('the diagnostics show the certificate in use, even if its file has changed', async () => {
  const [inUse, other] = await Promise.all([certificateFor(200), certificateFor(700)])
  const folder = tempFolder()
  const { kiosk, clock, press } = await kioskIn(folder, undefined, {
    clock: createVirtualClock(Date.now()),
    certificate: inUse,
    config: { maintenance: { pinHash: await hashPin(pin) } },
  })
  writeFileSync(join(folder, 'app.crt'), other.certificatePem)
  await clock.advance(200)
  press('F12', { control: true, shift: true })
  for (const key of [...Array.from(pin), 'Enter']) {
    await clock.advance(200)
    press(key)
  }
  const rows = await vi.waitFor(
    () => {
      const { screen } = kiosk.state
      if (screen.name !== 'diagnostics') throw new Error(`shows ${screen.name}`)
      return screen.page.rows
    },
    { timeout: 20_000 },
  )
  const dueDay = new Date(new X509Certificate(inUse.certificatePem).validTo).toISOString().slice(0, 10)
  expect(rows.find(({ label }) => label === 'Certificate')?.value).toBe(`until ${dueDay}`)
})

test('the first line of the log names the version, the runtime and the config file', async () => {
  const folder = tempFolder()
  const { log } = await kioskIn(folder)
  expect(log.lines[0]).toEqual({
    level: 'info',
    event: 'kiosk.starting',
    fields: {
      version,
      runtime: expect.stringContaining(process.versions.node) as string,
      configPath: join(folder, 'config.json'),
    },
  })
})

import { mkdirSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { createFakeElectron, withElectron } from '../fakes/electron/index.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { serveFileProcesses } from './file-processes.ts'
import { removeFaultListenersAfterwards } from './running-host.ts'

test('in the demo a tap on the dock in its own window ends a time card, and closing the dock ends the demo', async () => {
  const fake = createFakeElectron()
  fake.app.folder = tempFolder()
  mkdirSync(fake.app.logsFolder)
  serveFileProcesses(fake)
  removeFaultListenersAfterwards()
  onTestFinished(() => {
    fake.app.emit('before-quit', { preventDefault: () => undefined })
  })
  await withElectron(fake, () => import('../../electron/launch-demo.ts'))
  fake.app.becomeReady()

  const dock = await waitUntil('the dock', () => fake.windows[1])
  const [url] = dock.loaded
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/dev\/dock\.html\?alone$/)
  const screens = (): string[] =>
    (fake.windows[0]?.contents.sent ?? []).map(({ args }) => (args[0] as KioskState).screen.name)
  await waitUntil('ready', () => screens().at(-1) === 'ready')

  const api = new URL('demo/', url)
  const { badges } = (await (await fetch(new URL('world', api))).json()) as { badges: { id: string }[] }
  expect(badges.length).toBeGreaterThanOrEqual(6)
  const body = JSON.stringify({ id: badges[0]?.id })
  expect((await fetch(new URL('tap', api), { method: 'POST', body })).status).toBe(204)
  await waitUntil('confirmed', () => screens().includes('confirmed'))

  dock.destroy()
  await waitUntil('the exit', () => fake.app.exits.length > 0)
  expect(fake.app.exits[0]).toBe(0)
})

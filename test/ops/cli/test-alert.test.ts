import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { checkWebhook } from '../../../electron/check/webhook-check.ts'
import { systemClock } from '../../../electron/base/time/clock.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import { checkWayToWebhook } from '../../../electron/online-check/webhook-way.ts'
import type { CheckHost } from '../../../electron/ops/cli/check-config.ts'
import { readCommandLine } from '../../../electron/ops/cli/cli.ts'
import { KioskFolder, makeCertificate, smallConfig, type Pem } from '../../config/kiosk-folder.ts'
import { startWebhookReceiver } from '../../support/webhook-receiver.ts'

let pem: Pem
let folder: KioskFolder
beforeAll(async () => {
  pem = await makeCertificate()
})
beforeEach(() => {
  folder = new KioskFolder(pem)
})
afterEach(() => folder.remove())

const alerts = { webhookPath: 'alerts.webhook', format: 'json', heartbeatAt: '08:00' } as const

function lay(url: string, mode = 0o600) {
  const webhookPath = join(folder.path, 'alerts.webhook')
  writeFileSync(webhookPath, url)
  chmodSync(webhookPath, mode)
  folder.write('config.json', JSON.stringify({ ...smallConfig, alerts }))
  return { ...alerts, webhookPath }
}

async function testAlert(fetch: CheckHost['fetch']) {
  const command = await readCommandLine({
    argv: ['--test-alert', '--config', folder.configPath],
    env: {},
    platform: 'linux',
    host: 'app',
    version: '1.2.3',
  })
  if (command.kind !== 'online') throw new Error('It needs the network.')
  return command.run({
    fetch,
    clock: systemClock,
    lookAtPeer: () => Promise.resolve(undefined),
    progress: () => undefined,
    trySoftware: () => Promise.resolve({ kind: 'loaded' }),
    listReaders: () => Promise.resolve({ kind: 'ready', readers: [] }),
  })
}

test('--test-alert posts one message and says whether it was accepted, never the address', async () => {
  const receiver = await startWebhookReceiver()
  lay(receiver.url)
  expect(await testAlert(receiver.fetch)).toMatchObject({ exitCode: 0 })
  expect(receiver.taken()).toMatchObject([{ kind: 'test', kiosk: { id: 'dock-3' }, taps: [] }])
  receiver.answers({ status: 404 })
  const refused = await testAlert(receiver.fetch)
  expect(refused).toMatchObject({ exitCode: 10, text: expect.stringContaining('status 404') as unknown })
  lay(receiver.url, 0o644)
  const open = await testAlert(receiver.fetch)
  expect(open).toMatchObject({ exitCode: 2 })
  expect(receiver.received).toHaveLength(2)
  expect(refused.text + open.text).not.toContain('secret-part')
})

test('--check-config checks the webhook file and, online, whether its host answers; it posts nothing', async () => {
  const receiver = await startWebhookReceiver()
  const question = { files: directFiles, platform: 'linux' } as const
  const host = {
    fetch: receiver.fetch,
    clock: systemClock,
    lookAtPeer: () => Promise.resolve(undefined),
    progress: () => undefined,
  }
  const open = lay(receiver.url, 0o644)
  expect(await checkWebhook(open, question)).toMatchObject({ state: 'problem', area: 'computer' })
  const closed = lay(receiver.url)
  const found = await checkWebhook(closed, question)
  expect(found).toMatchObject({ state: 'good' })
  expect(found.detail).not.toContain('secret-part')
  expect(await checkWayToWebhook({ alerts: closed }, question, host)).toMatchObject({ state: 'good' })
  expect(receiver.received.map(({ path, text }) => [path, text])).toEqual([['/', '']])
  await receiver.goDown()
  expect(await checkWayToWebhook({ alerts: closed }, question, host)).toMatchObject({
    state: 'problem',
    area: 'network',
  })
})

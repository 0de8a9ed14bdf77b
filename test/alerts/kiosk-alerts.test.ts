import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kioskIn, setup } from '../kiosk/kiosk-in.ts'
import { openSandbox } from './sandbox-with-webhook.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { waitUntil } from '../support/wait-until.ts'

test('a forgotten clock-out is reported while the webhook hangs for others, and no tap waits for it', async () => {
  const folder = tempFolder()
  const clock = createVirtualClock(Date.now())
  const { fetch, posts, answerAll } = openSandbox(() => clock.now().wallMs)
  writeFileSync(join(folder, 'alerts.webhook'), 'https://hooks.example/secret-part', { mode: 0o600 })
  const config = { alerts: { webhookPath: 'alerts.webhook', format: 'json', heartbeatAt: '00:00' } }
  const { kiosk, readerProcesses, log } = await kioskIn(folder, fetch, { clock, config })
  const say = (message: unknown): void => readerProcesses.latest.say(message)
  const live = async (what: string, isSo: () => boolean): Promise<void> => {
    await waitUntil(what, async () => {
      say({ type: 'heartbeat' })
      await clock.advance(200)
      return isSo()
    })
  }
  say({ type: 'status', status: { kind: 'ready', readers: ['R'] } })
  await live('the kiosk to be ready', () => kiosk.state.screen.name === 'ready')
  // The heartbeat hangs; taps must still work.
  await live('the heartbeat', () => posts.length === 1)
  say({ type: 'badge', reader: 'R', uid: setup.badge, at: clock.now(), alreadyThere: false })
  await live('the tap to be settled', () => log.of('tap.settled').length === 1)
  expect(log.of('tap.settled')).toMatchObject([{ as: 'parked', reason: 'open-too-long' }])
  expect(posts).toHaveLength(1)
  answerAll()
  await live('the alert', () => posts.length === 2)
  expect(JSON.parse(posts[1] ?? '')).toMatchObject({
    kind: 'taps',
    taps: [{ need: 'forgotten', person: 'Ana Ruiz', cardId: 'TCK_forgotten' }],
  })
  expect(log.text()).not.toContain('secret-part')
})

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { writeDemoSite } from '../../electron/preview/demo-site.ts'
import { createDemoWorld } from '../../electron/sandbox/demo-world.ts'
import { createDockReader } from '../../electron/sandbox/dock-reader.ts'
import { waitUntil } from '../support/wait-until.ts'
import { runHost } from './running-host.ts'

test('a proxy that requires a password raises an alarm before anybody taps, cleared once requests pass', async () => {
  const world = await createDemoWorld()
  const site = writeDemoSite(world)
  onTestFinished(() => site.remove())
  const { fake, logged } = await runHost({
    load: { configPath: site.configPath, env: {}, platform: 'linux' },
    prepare: ({ network }) => {
      network.answer = (url, init) => world.tenant.fetch(url, init)
      network.proxyLogin = { isProxy: true, host: 'proxy.example', port: 8080, scheme: 'basic', realm: 'r' }
    },
    demo: { openReader: () => createDockReader(), started: () => undefined },
  })
  const report = join(dirname(site.configPath), 'data', 'health.json')
  const alarm = (): unknown =>
    existsSync(report) &&
    (JSON.parse(readFileSync(report, 'utf8')) as { alarms: { kind: string }[] }).alarms.find(
      ({ kind }) => kind === 'proxy',
    )
  expect(await waitUntil('the alarm', alarm)).toEqual({
    kind: 'proxy',
    detail:
      'the proxy proxy.example:8080 requires a password (basic): ' +
      `let ${new URL(world.loginBase).host} and ${new URL(world.graphBase).host} through without one`,
  })
  expect(logged().find(({ event }) => event === 'token.failed')).toMatchObject({
    why: 'unreachable',
    code: 'ERR_PROXY_AUTH_REQUESTED',
  })
  fake.network.proxyLogin = undefined
  await waitUntil('its end', () => alarm() === undefined, { limitMs: 15_000 })
})

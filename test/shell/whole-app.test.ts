import { Agent as HttpAgent } from 'node:http'
import { Socket } from 'node:net'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readCommandLine } from '../../electron/ops/cli/cli.ts'
import { writeDemoSite } from '../../electron/preview/demo-site.ts'
import { createDemoWorld } from '../../electron/sandbox/demo-world.ts'
import { createDockReader } from '../../electron/sandbox/dock-reader.ts'
import { waitUntil } from '../support/wait-until.ts'
import { runHost } from './running-host.ts'

const secret = 'planted~Zq8-secret/value'

test('a tap goes from sign-in to confirmed only over Electron’s network, and no secret goes elsewhere', async () => {
  const world = await createDemoWorld()
  const site = writeDemoSite(world)
  onTestFinished(() => site.remove())
  const otherWays = closeOtherNetworks()
  const reader = createDockReader()
  const { fake, logs } = await runHost({
    load: { configPath: site.configPath, env: { SHIFTS_KIOSK_CLIENT_SECRET: secret }, platform: 'linux' },
    prepare: ({ network }) => {
      network.answer = (url, init) => world.tenant.fetch(url, init)
    },
    demo: { openReader: () => reader, started: () => undefined },
  })
  const sentToPage = (): string => JSON.stringify(fake.windows.map(({ contents }) => contents.sent))
  await waitUntil('ready', () => sentToPage().includes('"name":"ready"'))
  const [badge] = world.badges
  reader.tap(badge?.uidHex ?? '')
  await waitUntil('confirmed', () => sentToPage().includes('"name":"confirmed"'), { limitMs: 20_000 })

  const hosts = fake.calls
    .filter(({ what }) => what === 'net.request')
    .map(({ args: [options] }) => new URL((options as { url: string }).url).host)
  expect([...new Set(hosts)].sort()).toEqual(
    [world.graphBase, world.loginBase].map((url) => new URL(url).host).sort(),
  )
  expect(otherWays()).toEqual([])

  const fault = process.rawListeners('uncaughtException').at(-1) as (error: unknown) => void
  fault(new Error(`bad secret ${secret}, bad key ${world.privateKeyPem}`))

  const commands = await Promise.all(
    [
      ['--show-config'],
      ['--check-config'],
      ['--journal', 'list', '--status', 'all'],
      ['--journal', 'export'],
    ].map((argv) =>
      readCommandLine({
        argv: [...argv, '--config', site.configPath],
        env: { SHIFTS_KIOSK_CLIENT_SECRET: secret },
        platform: 'linux',
        host: 'app',
        version: '0',
      }),
    ),
  )
  const outputs = {
    log: filesBelow(logs),
    data: filesBelow(join(dirname(site.configPath), 'data')),
    page: sentToPage(),
    electron: JSON.stringify(fake.calls.filter(({ what }) => what !== 'net.request')),
    processes: JSON.stringify(fake.processes.map(({ args, options }) => [args, options])),
    commands: JSON.stringify(commands),
  }
  const keyBody = world.privateKeyPem.split('\n')[3] ?? ''
  expect(keyBody.length).toBeGreaterThan(40)
  for (const [where, text] of Object.entries(outputs)) {
    expect(text.length, where).toBeGreaterThan(where === 'processes' ? 1 : 50)
    for (const hidden of [secret, encodeURIComponent(secret), keyBody, 'eyJ0eXAi', 'eyJhbGci'])
      expect(text.includes(hidden), `${where} holds ${hidden.slice(0, 12)}`).toBe(false)
  }
  expect(outputs.log).toContain('bad secret (left out), bad key (left out)')
})

/** Every way to the network but Electron's is watched and closed. Gives what tried to use one. */
function closeOtherNetworks(): () => readonly string[] {
  const tried: string[] = []
  const closed = (way: string) => (): never => {
    tried.push(way)
    throw new Error(`${way} is closed`)
  }
  vi.stubGlobal('fetch', closed('fetch'))
  const connect = Reflect.get(Socket.prototype, 'connect') as (...args: unknown[]) => Socket
  // What is connected to by a path, as pcscd is, is a file of this computer.
  const connectToFiles = function (this: Socket, ...args: unknown[]): Socket {
    return JSON.stringify(args[0]).includes('"path":') ? Reflect.apply(connect, this, args) : closed('net')()
  }
  const spies = [
    vi.spyOn(Socket.prototype, 'connect').mockImplementation(connectToFiles),
    vi.spyOn(HttpAgent.prototype, 'createConnection').mockImplementation(closed('http')),
  ]
  onTestFinished(() => {
    vi.unstubAllGlobals()
    for (const spy of spies) spy.mockRestore()
  })
  return () => tried
}

function filesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && !path.endsWith('site.key'))
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n')
}

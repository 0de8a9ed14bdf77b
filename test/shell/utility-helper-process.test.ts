import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ReaderSupervisor } from '../../electron/badge/pcsc/reader-supervisor.ts'
import { createFakeElectron, withElectron } from '../fakes/electron/index.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

test('a helper process gets its arguments and none of the secrets of the environment', async () => {
  vi.stubEnv('SHIFTS_KIOSK_CLIENT_SECRET', 'a secret')
  const { fake, host } = await utilityHost()
  host.spawn(['--reader=ACR122'])
  vi.unstubAllEnvs()
  const [child] = fake.processes
  expect([child?.entry, child?.args]).toEqual(['/out/main/pcsc-process.js', ['--reader=ACR122']])
  expect(child?.options.env).toHaveProperty('PATH')
  expect(JSON.stringify(child?.options)).not.toContain('a secret')
})

test('messages go both ways, and the end is reported', async () => {
  const { fake, host } = await utilityHost()
  const reader = host.spawn([])
  const heard: unknown[] = []
  reader.onMessage((message) => heard.push(message))
  reader.onExit((how) => heard.push(how))
  const [child] = fake.processes
  if (child === undefined) throw new Error('no process')
  reader.send({ type: 'stop' })
  child.becomeSpawned(4_000_000)
  reader.send({ type: 'stop' })
  child.emit('message', { type: 'heartbeat' })
  child.emit('exit', 1)
  child.emit('exit', 1)
  expect(child.posted).toEqual([{ type: 'stop' }])
  expect(heard).toEqual([{ type: 'heartbeat' }, 'exit code 1'])
})

test("a fatal V8 error in the reader's process ends only that process, and it is restarted", async () => {
  const { fake, host } = await utilityHost()
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const supervisor = new ReaderSupervisor({
    host,
    args: [],
    clock,
    log,
    onMessage: () => undefined,
    onEnded: () => 0,
    giveUp: () => undefined,
  })
  supervisor.start()
  const [child] = fake.processes
  child?.emit('error', 'FatalError', 'v8::ToLocalChecked', '{"commandLine":["a secret"]}')
  expect(fake.processes).toHaveLength(1)
  child?.emit('exit', 133)
  await clock.advance(1_000)
  expect(fake.processes).toHaveLength(2)
  expect(log.of('reader.process-ended')).toMatchObject([
    { how: 'exit code 133 after FatalError in v8::ToLocalChecked' },
  ])
  expect(log.text()).not.toContain('a secret')
})

test('a process that refuses to end is ended', async () => {
  const { child, reader, stubborn } = await withStubbornProcess()
  reader.kill()
  expect(await stubborn.ended).toBe('SIGKILL')
  expect(child.kills).toBe(1)
})

test('a process that still lives after its end was reported is killed by its original PID', async () => {
  const { child, reader, stubborn } = await withStubbornProcess()
  const heard: string[] = []
  reader.onExit((how) => heard.push(how))
  child.tellExit(0)
  expect(child.pid).toBeUndefined()
  expect(await stubborn.ended).toBe('SIGKILL')
  expect(heard).toEqual(['exit code 0'])
  reader.kill()
})

test("a process that has ended is sent no signal, since its number may be another process's", async () => {
  const { fake, host } = await utilityHost()
  const reader = host.spawn([])
  const [child] = fake.processes
  child?.becomeSpawned(4_000_000)
  child?.tellExit(0)
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
  onTestFinished(() => kill.mockRestore())
  reader.kill()
  expect(kill).not.toHaveBeenCalled()
})

test('a process stopped before it has started is ended once it starts', async () => {
  const { fake, host } = await utilityHost()
  const reader = host.spawn([])
  reader.kill()
  const stubborn = await startStubborn()
  fake.processes[0]?.becomeSpawned(stubborn.pid)
  expect(await stubborn.ended).toBe('SIGKILL')
})

test('at the end of the program all live processes are ended, and ended ones are left alone', async () => {
  const { fake, host } = await utilityHost()
  const [first, second] = [await startStubborn(), await startStubborn()]
  for (const { pid } of [first, second]) {
    host.spawn([])
    fake.processes.at(-1)?.becomeSpawned(pid)
  }
  fake.processes[0]?.tellExit(0)
  expect(await first.ended).toBe('SIGKILL')
  host.endAll()
  expect(await second.ended).toBe('SIGKILL')
  expect(fake.processes.map(({ kills }) => kills)).toEqual([0, 1])
})

/** A process that hangs and listens to no SIGTERM, behind the fake's utility process. */
async function withStubbornProcess() {
  const stubborn = await startStubborn()
  const { fake, host } = await utilityHost()
  const reader = host.spawn([])
  const [child] = fake.processes
  if (child === undefined) throw new Error('no process')
  child.becomeSpawned(stubborn.pid)
  return { child, reader, stubborn }
}

async function startStubborn() {
  const stubborn = spawn(process.execPath, [
    '-e',
    'process.on("SIGTERM", () => {}); console.log(1); for (;;);',
  ])
  await once(stubborn.stdout, 'data')
  const ended = once(stubborn, 'exit').then(([, signal]) => signal as string | null)
  return { pid: stubborn.pid ?? 0, ended }
}

async function utilityHost() {
  const fake = createFakeElectron()
  fake.app.becomeReady()
  const shell = await withElectron(fake, () => import('../../electron/shell/utility-helper-process.ts'))
  return { fake, host: shell.utilityHelperProcessHost('/out/main/pcsc-process.js', 'Badge reader') }
}

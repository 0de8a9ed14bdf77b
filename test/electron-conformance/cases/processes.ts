import assert from 'node:assert/strict'
import { conformanceCase } from '../conformance-case.ts'

const wrapper = 'shell/browser/api/electron_api_utility_process.cc'
const utility = 'lib/browser/api/utility-process.ts'

/** Utility processes. */
export const processes = [
  conformanceCase({
    name: 'no utility process before Electron is ready',
    uses: ['UtilityProcess.fork'],
    sources: [{ path: wrapper, at: 'Create: is_ready' }],
    run: ({ fork }) => assert.throws(() => fork(), /before app is ready/),
  }),
  conformanceCase({
    name: 'it has a process number from spawn to exit, and exit is told once',
    uses: ['UtilityProcess.pid', 'UtilityProcess#spawn', 'UtilityProcess#exit', 'UtilityProcess.kill'],
    sources: [
      { path: wrapper, at: 'OnServiceProcessLaunch, HandleTermination' },
      { path: utility, at: 'ForkUtilityProcess: pid, exit' },
    ],
    run: async ({ ready, fork, until }) => {
      await ready()
      const child = fork()
      assert.equal(child.pid, undefined)
      const told: unknown[] = []
      child.on('spawn', () => told.push(typeof child.pid))
      child.on('exit', (code) => told.push(code, child.pid))
      child.postMessage({ exit: 3 })
      await until('exit', () => told.length === 3)
      assert.deepEqual(told, ['number', 3, undefined])
      assert.equal(child.kill(), false)
    },
  }),
  conformanceCase({
    name: 'what is posted before it is there arrives, and what is posted after its end is dropped',
    uses: ['UtilityProcess.postMessage', 'UtilityProcess#message'],
    sources: [
      { path: wrapper, at: 'a message pipe that queues; PostMessage: is_connected' },
      { path: utility, at: 'postMessage' },
    ],
    run: async ({ ready, fork, until }) => {
      await ready()
      const child = fork()
      const heard: unknown[] = []
      child.on('message', (message) => heard.push(message))
      child.postMessage({ echo: new Map([['early', 1]]) })
      await until('the answer', () => heard.length === 1)
      assert.deepEqual(heard, [{ echo: new Map([['early', 1]]) }])
      let hasEnded = false
      child.on('exit', () => {
        hasEnded = true
      })
      child.postMessage({ exit: 0 })
      await until('exit', () => hasEnded)
      child.postMessage({ echo: 'late' })
      assert.equal(heard.length, 1)
    },
  }),
  conformanceCase({
    name: 'what cannot be cloned throws where it is posted',
    uses: ['UtilityProcess.postMessage'],
    sources: [{ path: wrapper, at: 'PostMessage: SerializeV8Value sets an exception' }],
    run: async ({ ready, fork }) => {
      await ready()
      const child = fork()
      assert.throws(() => child.postMessage(() => undefined), /could not be cloned/)
      child.postMessage({ exit: 0 })
    },
  }),
  conformanceCase({
    name: 'kill ends it, and on Linux and macOS that is told as code 0; before spawn there is nothing to end',
    uses: ['UtilityProcess.kill', 'UtilityProcess#exit'],
    sources: [{ path: wrapper, at: 'Kill; HandleTermination: SIGTERM and SIGKILL become 0' }],
    profiles: ['linux-x11', 'linux-wayland', 'darwin'],
    run: async ({ ready, fork, until }) => {
      await ready()
      const child = fork()
      assert.equal(child.kill(), false)
      let isThere = false
      let code: number | undefined
      child.on('spawn', () => {
        isThere = true
      })
      child.on('exit', (told) => {
        code = told
      })
      await until('spawn', () => isThere)
      assert.equal(child.kill(), true)
      await until('exit', () => code !== undefined)
      assert.equal(code, 0)
    },
  }),
  conformanceCase({
    name: 'V8’s fatal error is told as error, with its kind and its place',
    uses: ['UtilityProcess#error'],
    sources: [{ path: wrapper, at: 'OnV8FatalError' }],
    onlyOnTheFake: 'a fatal error of V8 cannot be had for the asking',
    run: async ({ ready, fork }) => {
      await ready()
      const child = fork()
      const told: string[] = []
      child.on('error', (type, location) => told.push(type, location))
      child.emit('error', 'FatalError', 'v8::ToLocalChecked', '{}')
      assert.deepEqual(told, ['FatalError', 'v8::ToLocalChecked'])
    },
  }),
  conformanceCase({
    name: 'one that ends badly is told child-process-gone, by its kind and its name',
    uses: [
      'App#child-process-gone',
      'Details.type',
      'Details.name',
      'Details.reason',
      'Details.exitCode',
      'ForkOptions.serviceName',
    ],
    sources: [{ path: 'shell/browser/api/electron_api_app.cc', at: 'BrowserChildProcessCrashedOrKilled' }],
    run: async ({ electron, ready, fork, until }) => {
      await ready()
      const told: unknown[] = []
      electron.app.on('child-process-gone', (_event, { type, name, exitCode, reason }) =>
        told.push(type, name, exitCode, typeof reason),
      )
      fork({ serviceName: 'Conformance' }).postMessage({ exit: 3 })
      await until('child-process-gone', () => told.length > 0)
      assert.deepEqual(told, ['Utility', 'Conformance', 3, 'string'])
    },
  }),
  conformanceCase({
    name: 'a list of stdio names all three, and nothing can be written to it',
    uses: ['ForkOptions.stdio', 'UtilityProcess.fork'],
    sources: [{ path: utility, at: 'ForkUtilityProcess: stdio' }],
    run: async ({ ready, fork, until }) => {
      await ready()
      assert.throws(() => fork({ stdio: ['ignore', 'ignore'] }), /configuration missing/)
      assert.throws(() => fork({ stdio: ['pipe', 'ignore', 'ignore'] }), /stdin value/)
      const child = fork({ stdio: ['ignore', 'ignore', 'inherit'] })
      let hasEnded = false
      child.on('exit', () => {
        hasEnded = true
      })
      child.postMessage({ exit: 0 })
      await until('exit', () => hasEnded)
    },
  }),
  conformanceCase({
    name: 'it has process.parentPort, whose messages come as { data }',
    uses: ['Process.parentPort', 'ParentPort#message', 'ParentPort.postMessage', 'MessageEvent.data'],
    sources: [
      { path: 'lib/utility/init.ts', at: 'Object.defineProperty(process, "parentPort", …)' },
      { path: 'lib/utility/parent-port.ts', at: 'ParentPort' },
    ],
    run: async ({ ready, fork, until }) => {
      await ready()
      const child = fork()
      const heard: unknown[] = []
      child.on('message', (message) => heard.push(message))
      child.postMessage({ describe: true, content: ['plain', new Uint8Array([1])] })
      await until('the answer', () => heard.length > 0)
      // What the process itself says of the event it was handed.
      assert.deepEqual(heard, [{ has: ['data', 'ports'], data: ['plain', new Uint8Array([1])] }])
      child.postMessage({ exit: 0 })
    },
  }),
  conformanceCase({
    name: 'Electron ends its utility processes itself when the main process ends, as long as none hangs',
    uses: ['UtilityProcess.fork', 'App.exit'],
    sources: [
      {
        path: wrapper,
        at: 'ServiceProcessHost; Chromium: content/browser/utility_process_host.cc is a BrowserChildProcessHost, which ends its process with itself',
      },
    ],
    run: async ({ electron, ready, fork, note, until }) => {
      await ready()
      const child = fork()
      let pid: number | undefined
      child.on('spawn', () => {
        pid = child.pid
      })
      await until('spawn', () => pid !== undefined)
      note(String(pid))
      electron.app.exit(7)
    },
    afterTheEnd: async ({ code, notes, lives }) => {
      assert.equal(code, 7)
      const deadline = performance.now() + 5_000
      while (lives(Number(notes[0])) && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 20))
      assert.equal(lives(Number(notes[0])), false)
    },
  }),
  conformanceCase({
    name: 'its environment is the one that is given, and nothing of its parent’s',
    uses: ['ForkOptions.env'],
    sources: [{ path: wrapper, at: 'WithEnvironment(env_map, clear_environment)' }],
    run: async ({ ready, fork, until }) => {
      await ready()
      process.env['CONFORMANCE_OF_PARENT'] = 'a secret'
      const child = fork({ env: { CONFORMANCE_OWN: 'its own' } })
      const heard: unknown[] = []
      child.on('message', (message) => heard.push(message))
      child.postMessage({ env: true })
      await until('the answer', () => heard.length > 0)
      delete process.env['CONFORMANCE_OF_PARENT']
      const { env } = heard[0] as { readonly env: readonly string[] }
      assert.equal(env.includes('CONFORMANCE_OWN'), true)
      assert.equal(env.includes('CONFORMANCE_OF_PARENT'), false)
      child.postMessage({ exit: 0 })
    },
  }),
]

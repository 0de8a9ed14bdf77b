import { spawn, type ChildProcess } from 'node:child_process'
import { connect } from 'node:net'
import { namespaceVariable } from './namespace.ts'
import { waitUntil } from './wait-until.ts'

/** Where vpcd waits for virtual cards: the readers `Virtual PCD 00 00` and `Virtual PCD 00 01`. */
export const vpcdPorts = [35963, 35964] as const
export const virtualReaders = ['Virtual PCD 00 00', 'Virtual PCD 00 01'] as const

const socketPath = '/run/pcscd/pcscd.comm'

/** A real pcscd with vpcd's two virtual contactless readers. Runs in a private namespace only. */
export class Pcscd {
  #process: ChildProcess | undefined

  constructor() {
    if (process.env[namespaceVariable] !== '1') {
      throw new Error('pcscd is started by tests in a private namespace only; run them by "npm test".')
    }
  }

  /** Resolves when the service answers and its readers wait for cards. */
  async start(): Promise<void> {
    if (this.#process !== undefined) throw new Error('pcscd runs already.')
    const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`
    // However the test's process ends, the service does not outlive it.
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'pcscd', '--foreground'], {
      stdio: 'ignore',
      env: { ...process.env, PATH: path },
    })
    this.#process = child
    let failure: string | undefined
    child.once('error', (error) => (failure = error.message))
    child.once('exit', (code) => (failure = `ended with ${code ?? 'a signal'}`))
    await waitUntil('pcscd to answer', async () => {
      if (failure !== undefined) throw new Error(`pcscd could not be started: ${failure}`)
      return canConnect({ path: socketPath })
    })
  }

  /** Ends it at once, as a crash would: its socket's file stays behind. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** Stops the clock for it: it holds everything and answers nothing. */
  freeze(): void {
    this.#process?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#process?.kill('SIGCONT')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child?.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
}

function canConnect(to: { path: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(to)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

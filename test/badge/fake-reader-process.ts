import type { HelperProcess, HelperProcessHost } from '../../electron/base/process/helper-process.ts'
import type { ToReaderProcess } from '../../electron/badge/pcsc/reader-protocol.ts'

/** A reader process that says what the test lets it say. */
export class FakeReaderProcess implements HelperProcess {
  readonly pid: number
  readonly args: readonly string[]
  readonly received: ToReaderProcess[] = []
  wasKilled = false
  /** Ends as soon as it is asked to or killed, as a sound process does. */
  isObedient = true
  #listener: (message: unknown) => void = () => undefined
  #exit: (how: string) => void = () => undefined

  constructor(pid: number, args: readonly string[]) {
    this.pid = pid
    this.args = args
  }

  send(message: ToReaderProcess): void {
    this.received.push(message)
    if (this.isObedient) this.exit('exit code 0')
  }

  kill(): void {
    this.wasKilled = true
    if (this.isObedient) this.exit('SIGKILL')
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener
  }

  onExit(listener: (how: string) => void): void {
    this.#exit = listener
  }

  say(message: unknown): void {
    this.#listener(message)
  }

  exit(how: string): void {
    this.#exit(how)
  }
}

export class FakeReaderProcessHost implements HelperProcessHost {
  readonly started: FakeReaderProcess[] = []
  /** When set, the next start fails with it. */
  failure: Error | undefined

  spawn(args: readonly string[]): FakeReaderProcess {
    if (this.failure !== undefined) throw this.failure
    const process = new FakeReaderProcess(this.started.length + 1, args)
    this.started.push(process)
    return process
  }

  get latest(): FakeReaderProcess {
    const latest = this.started.at(-1)
    if (latest === undefined) throw new Error('No reader process was started.')
    return latest
  }
}

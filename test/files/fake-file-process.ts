import type { HelperProcess, HelperProcessHost } from '../../electron/base/process/helper-process.ts'
import type { FromFileProcess, ToFileProcess } from '../../electron/files/file-protocol.ts'

/** A file process that says what the test lets it say, and listens at once. */
export class FakeFileProcess implements HelperProcess {
  readonly pid: number | undefined
  readonly received: ToFileProcess[] = []
  wasKilled = false
  /** How often it was killed after its end was reported, when its PID may be another process's. */
  killsAfterEnd = 0
  #hasEnded = false
  /** Ends as soon as it is killed, as a process does that no driver holds. */
  isMortal = true
  #listener: (message: unknown) => void = () => undefined
  #exit: (how: string) => void = () => undefined

  constructor(pid: number | undefined) {
    this.pid = pid
  }

  send(message: unknown): void {
    this.received.push(message as ToFileProcess)
  }

  kill(): void {
    if (this.#hasEnded) this.killsAfterEnd += 1
    this.wasKilled = true
    if (this.isMortal) this.exit('SIGKILL')
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener
  }

  onExit(listener: (how: string) => void): void {
    this.#exit = listener
  }

  say(message: FromFileProcess): void {
    this.#listener(message)
  }

  /** What it was asked last; `more` and `enough` are passed over. */
  get asked(): ToFileProcess | undefined {
    return this.received.findLast(({ type }) => type !== 'more' && type !== 'enough')
  }

  exit(how: string): void {
    this.#hasEnded = true
    this.#exit(how)
  }
}

export class FakeFileProcessHost implements HelperProcessHost {
  readonly started: FakeFileProcess[] = []
  /** When set, the next start fails with it. */
  failure: Error | undefined
  areMortal = true
  areReady = true
  /** Whether a process starts at all. */
  doStart = true

  spawn(): FakeFileProcess {
    if (this.failure !== undefined) throw this.failure
    const process = new FakeFileProcess(this.doStart ? this.started.length + 1 : undefined)
    process.isMortal = this.areMortal && this.doStart
    this.started.push(process)
    if (this.areReady && this.doStart) queueMicrotask(() => process.say({ type: 'ready' }))
    return process
  }

  get latest(): FakeFileProcess {
    const latest = this.started.at(-1)
    if (latest === undefined) throw new Error('No file process was started.')
    return latest
  }
}

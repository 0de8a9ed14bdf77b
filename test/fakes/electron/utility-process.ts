import { EventEmitter } from 'node:events'
import type { ForkOptions, UtilityProcess } from 'electron'
import { runSoon } from './soon.ts'

/**
 * A utility process, as `lib/browser/api/utility-process.ts` and `electron_api_utility_process.cc` have it: it has a
 * process number from `spawn` to just before `exit`, and `exit` may be emitted while it still lives.
 */
export class FakeUtilityProcess
  extends EventEmitter
  implements Pick<UtilityProcess, 'pid' | 'postMessage' | 'kill'>
{
  readonly posted: unknown[] = []
  kills = 0
  readonly entry: string
  readonly args: readonly string[]
  readonly options: ForkOptions
  /** What the process does about a message; without one nothing happens until a test says so. */
  program: ((message: unknown) => void) | undefined
  #pid: number | undefined
  #hasEnded = false
  readonly #isMainGone: () => boolean

  constructor(
    entry: string,
    args: readonly string[],
    options: ForkOptions,
    isMainGone: () => boolean = () => false,
  ) {
    super()
    this.entry = entry
    this.args = args
    this.options = options
    this.#isMainGone = isMainGone
  }

  get pid(): number | undefined {
    return this.#pid
  }

  /**
   * Whether there is a process. Chromium ends it with the main process, which hears no more of that
   * (`BrowserChildProcessHost`); unlike here, one that hangs in a native call may outlive it.
   */
  get lives(): boolean {
    return this.#pid !== undefined && !this.#isMainGone()
  }

  /** Messages wait until the process is there; after its end they are dropped. */
  postMessage(message: unknown): void {
    const clone: unknown = structuredClone(message)
    if (this.#hasEnded) return
    this.posted.push(clone)
    if (this.#pid !== undefined) this.#run(clone)
  }

  /** Sends SIGTERM, and reports a clean exit. False if there is no process. */
  kill(): boolean {
    this.kills += 1
    if (this.#pid === undefined) return false
    if (this.program !== undefined) runSoon(() => this.tellExit(0))
    return true
  }

  /** The process is there, under `pid`. */
  becomeSpawned(pid: number): void {
    this.#pid = pid
    this.emit('spawn')
    for (const message of this.posted) this.#run(message)
  }

  says(message: unknown): void {
    this.emit('message', structuredClone(message))
  }

  /** Electron emits `exit`; the process itself may still hang in a native call. */
  tellExit(code: number): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#pid = undefined
    this.emit('exit', code)
  }

  #run(message: unknown): void {
    runSoon(() => {
      if (!this.#hasEnded) this.program?.(message)
    })
  }
}

import { EventEmitter } from 'node:events'
import type { ForkOptions, UtilityProcess } from 'electron'

/**
 * A utility process, as `lib/browser/api/utility-process.ts` and `electron_api_utility_process.cc` have it: it has a
 * process number from `spawn` to just before `exit`, and `exit` may be told while it still lives.
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
  #pid: number | undefined
  #hasEnded = false

  constructor(entry: string, args: readonly string[], options: ForkOptions) {
    super()
    this.entry = entry
    this.args = args
    this.options = options
  }

  get pid(): number | undefined {
    return this.#pid
  }

  /** Messages wait until the process is there; after its end they are dropped. */
  postMessage(message: unknown): void {
    const clone: unknown = structuredClone(message)
    if (!this.#hasEnded) this.posted.push(clone)
  }

  /** Asks with SIGTERM. False where there is no process to ask. */
  kill(): boolean {
    this.kills += 1
    return this.#pid !== undefined
  }

  /** The process is there, under `pid`. */
  becomeSpawned(pid: number): void {
    this.#pid = pid
    this.emit('spawn')
  }

  says(message: unknown): void {
    this.emit('message', structuredClone(message))
  }

  /** Electron tells the end; the process itself may still hang in a native call. */
  tellExit(code: number): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#pid = undefined
    this.emit('exit', code)
  }
}

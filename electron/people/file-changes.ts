import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../base/clock.ts'
import { errorCode } from '../base/error-code.ts'

const pollMs = 10_000
const settleMs = 500

/**
 * Tells when a file may have changed and has come to rest. Watches the folder, since files are often replaced by
 * renaming another one over them, and looks by itself every 10 s too, since network shares tell of nothing.
 */
export class FileChanges {
  readonly #path: string
  readonly #clock: Clock
  readonly #changed: () => void
  #watcher: FSWatcher | undefined
  #cancelPoll: (() => void) | undefined
  #cancelSettling: (() => void) | undefined
  #known = ''
  #isStopped = false

  constructor(path: string, clock: Clock, changed: () => void) {
    this.#path = path
    this.#clock = clock
    this.#changed = changed
  }

  /** Tells of the file as it is at first, too, where there is one. */
  start(): void {
    this.#poll()
  }

  stop(): void {
    this.#isStopped = true
    this.#cancelPoll?.()
    this.#cancelSettling?.()
    this.#watcher?.close()
    this.#watcher = undefined
  }

  #poll(): void {
    if (this.#isStopped) return
    this.#watch()
    void this.#look()
    this.#cancelPoll = this.#clock.after(pollMs, () => this.#poll())
  }

  async #look(): Promise<void> {
    const before = await signatureOf(this.#path)
    if (this.#isStopped || before === this.#known) return
    this.#cancelSettling?.()
    this.#cancelSettling = this.#clock.after(settleMs, () => void this.#settle(before))
  }

  /** A file that is still being written grows; it is looked at again until it stops. */
  async #settle(before: string): Promise<void> {
    const now = await signatureOf(this.#path)
    if (this.#isStopped) return
    if (now !== before) {
      this.#cancelSettling = this.#clock.after(settleMs, () => void this.#settle(now))
      return
    }
    this.#known = now
    this.#changed()
  }

  #watch(): void {
    if (this.#watcher !== undefined) return
    try {
      const watcher = watch(path.dirname(this.#path), { persistent: false })
      const name = path.basename(this.#path)
      watcher.on('change', (_, changed) => {
        // Not every platform says which file it was.
        if (typeof changed !== 'string' || changed === name) void this.#look()
      })
      // Some folders can not be watched, or not for long; looking every 10 s is enough then.
      watcher.on('error', () => {
        watcher.close()
        this.#watcher = undefined
      })
      this.#watcher = watcher
    } catch {
      this.#watcher = undefined
    }
  }
}

/** Changes when the file does, as far as the folder's entry tells. Also says what keeps it from being looked at. */
async function signatureOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino, mode } = await stat(file)
    return [mtimeMs, size, ino, mode].join(' ')
  } catch (error) {
    return errorCode(error)
  }
}

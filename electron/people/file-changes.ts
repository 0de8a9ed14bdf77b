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
 *
 * Only after one look comes the next: each one at a share that hangs holds one of the few threads there are for files.
 */
export class FileChanges {
  readonly #path: string
  readonly #clock: Clock
  readonly #changed: () => void
  #watcher: FSWatcher | undefined
  #cancelNext: (() => void) | undefined
  #isLooking = false
  /** Something happened in the folder that the look under way may have been too early for. */
  #isLookDue = false
  /** As it was when `changed` was called last. */
  #known = ''
  /** As it was seen last, where that is not known yet: it is looked at again until it stays so. */
  #unsettled: string | undefined
  #isStopped = false

  constructor(path: string, clock: Clock, changed: () => void) {
    this.#path = path
    this.#clock = clock
    this.#changed = changed
  }

  /** Tells of the file as it is at first, too, where there is one. */
  start(): void {
    void this.#look()
  }

  stop(): void {
    this.#isStopped = true
    this.#cancelNext?.()
    this.#watcher?.close()
    this.#watcher = undefined
  }

  async #look(): Promise<void> {
    this.#cancelNext?.()
    this.#isLooking = true
    this.#isLookDue = false
    const now = await this.#see()
    if (now === undefined || this.#isStopped) return
    this.#isLooking = false
    // A file that is still being written grows.
    const isNews = now !== this.#known && now === this.#unsettled
    if (isNews) this.#known = now
    this.#unsettled = now === this.#known ? undefined : now
    const isSoon = this.#unsettled !== undefined || this.#isLookDue
    this.#cancelNext = this.#clock.after(isSoon ? settleMs : pollMs, () => void this.#look())
    if (isNews) this.#changed()
  }

  /** The file's signature; undefined where this was stopped meanwhile. */
  async #see(): Promise<string | undefined> {
    // Watched first, or what happens right after the file was looked at would be missed.
    await this.#watch()
    return this.#isStopped ? undefined : signatureOf(this.#path)
  }

  #noteEvent(): void {
    if (this.#isLooking) this.#isLookDue = true
    // What has not settled is looked at in a moment anyway.
    else if (this.#unsettled === undefined) void this.#look()
  }

  /**
   * Watching begins on the main thread, where Windows waits for a share that is away as long as for a timeout of the
   * network: so it begins only once the folder has answered.
   */
  async #watch(): Promise<void> {
    if (this.#watcher !== undefined) return
    const folder = path.dirname(this.#path)
    try {
      await stat(folder)
      if (this.#isStopped) return
      const watcher = watch(folder, { persistent: false })
      const name = path.basename(this.#path)
      watcher.on('change', (_, changed) => {
        // Not every platform says which file it was.
        if (typeof changed !== 'string' || changed === name) this.#noteEvent()
      })
      // Some folders can not be watched, or not for long; looking every 10 s is enough then.
      watcher.on('error', () => {
        watcher.close()
        if (this.#watcher === watcher) this.#watcher = undefined
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

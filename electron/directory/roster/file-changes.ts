import type { Clock } from '../../base/time/clock.ts'
import type { Answer, FileFailure, FileLook, Files, FileWatch } from '../../files/files.ts'

const pollMs = 10_000
const settleMs = 500

export interface FileChangesOptions {
  readonly path: string
  readonly files: Files
  readonly clock: Clock
}

/**
 * Reports when a file may have changed and is stable again. Watches the folder, since files are often
 * replaced by renaming another one over them, and also polls every 10 s, since network shares send no change
 * events. Polls never overlap.
 */
export class FileChanges {
  readonly #options: FileChangesOptions
  readonly #changed: () => void
  #watch: FileWatch | undefined
  #cancelNext: (() => void) | undefined
  #isLooking = false
  /** The folder changed during the current poll, which may have missed it. */
  #isLookDue = false
  /** The signature at the last call of `changed`. */
  #known = ''
  /** The latest signature while it is not stable: polled again until two in a row are equal. */
  #unsettled: string | undefined
  #isStopped = false

  constructor(options: FileChangesOptions, changed: () => void) {
    this.#options = options
    this.#changed = changed
  }

  /** Starts watching; also reports the file in its initial state, if it exists. */
  start(): void {
    void this.#look()
  }

  stop(): void {
    this.#isStopped = true
    this.#cancelNext?.()
    this.#watch?.close()
    this.#watch = undefined
  }

  async #look(): Promise<void> {
    this.#cancelNext?.()
    this.#isLooking = true
    this.#isLookDue = false
    const { signature: now, hasAnswered } = await this.#see()
    if (this.#isStopped) return
    this.#isLooking = false
    // Wait until the signature is stable: the file may still be being written.
    const isNews = now !== this.#known && (now === this.#unsettled || !hasAnswered)
    if (isNews) this.#known = now
    this.#unsettled = now === this.#known ? undefined : now
    const isSoon = this.#unsettled !== undefined || this.#isLookDue
    this.#cancelNext = this.#options.clock.after(isSoon ? settleMs : pollMs, () => void this.#look())
    if (isNews) this.#changed()
  }

  /** `signature` changes with the file's metadata, or says why it cannot be read. */
  async #see(): Promise<{ readonly signature: string; readonly hasAnswered: boolean }> {
    const { path: file, files } = this.#options
    // Watch first, so that a change right after reading the metadata is not missed.
    const unwatched = await this.#watchFolder()
    // If watching hung, reading the metadata would hang too.
    const looked: Answer<FileLook> =
      unwatched?.kind === 'no-answer' ? { kind: 'failed', failure: unwatched } : await files.look(file)
    if (looked.kind === 'ok') {
      const { mtimeMs, size, ino, mode } = looked.value
      return { signature: [mtimeMs, size, ino, mode].join(' '), hasAnswered: true }
    }
    const { kind } = looked.failure
    const signature = kind === 'system' ? looked.failure.code : kind
    return { signature, hasAnswered: kind !== 'no-answer' }
  }

  #noteEvent(): void {
    if (this.#isLooking) this.#isLookDue = true
    // An unstable file is polled again in a moment anyway.
    else if (this.#unsettled === undefined) void this.#look()
  }

  /** Watches the folder if possible; otherwise polling is enough. Returns why it cannot be watched. */
  async #watchFolder(): Promise<FileFailure | undefined> {
    if (this.#watch !== undefined) return undefined
    const { files, path } = this.#options
    const lost = new AbortController()
    const answer = await files.watch(path, {
      changed: () => this.#noteEvent(),
      lost: () => {
        lost.abort()
        this.#watch = undefined
      },
    })
    if (answer.kind === 'failed') return answer.failure
    if (this.#isStopped) answer.value.close()
    else if (!lost.signal.aborted) this.#watch = answer.value
    return undefined
  }
}

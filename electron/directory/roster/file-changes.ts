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
 * Tells when a file may have changed and has come to rest. Watches the folder, since files are often replaced by
 * renaming another one over them, and looks by itself every 10 s too, since network shares tell of nothing.
 * Only after one look comes the next.
 */
export class FileChanges {
  readonly #options: FileChangesOptions
  readonly #changed: () => void
  #watch: FileWatch | undefined
  #cancelNext: (() => void) | undefined
  #isLooking = false
  /** Something happened in the folder that the look under way may have been too early for. */
  #isLookDue = false
  /** As it was when `changed` was called last. */
  #known = ''
  /** As it was seen last, where that is not known yet: it is looked at again until it stays so. */
  #unsettled: string | undefined
  #isStopped = false

  constructor(options: FileChangesOptions, changed: () => void) {
    this.#options = options
    this.#changed = changed
  }

  /** Tells of the file as it is at first, too, where there is one. */
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
    // A file that is still being written grows.
    const isNews = now !== this.#known && (now === this.#unsettled || !hasAnswered)
    if (isNews) this.#known = now
    this.#unsettled = now === this.#known ? undefined : now
    const isSoon = this.#unsettled !== undefined || this.#isLookDue
    this.#cancelNext = this.#options.clock.after(isSoon ? settleMs : pollMs, () => void this.#look())
    if (isNews) this.#changed()
  }

  /** `signature` changes when the file does, as far as its folder's entry tells; or says why it cannot be looked at. */
  async #see(): Promise<{ readonly signature: string; readonly hasAnswered: boolean }> {
    const { path: file, files } = this.#options
    // Watched first, or what happens right after the file was looked at would be missed.
    const unwatched = await this.#watchFolder()
    // What hangs is not asked twice.
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
    // What has not settled is looked at in a moment anyway.
    else if (this.#unsettled === undefined) void this.#look()
  }

  /**
   * Some folders cannot be watched, or not for long; looking every 10 s is enough then. Answers why this one is not.
   */
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

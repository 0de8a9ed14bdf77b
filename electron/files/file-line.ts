import type { Clock } from '../base/time/clock.ts'
import type { HelperProcess } from '../base/process/helper-process.ts'
import { parseFromFileProcess, type FromFileProcess, type ToFileProcess } from './file-protocol.ts'
import { FileError, type FileFailure, type FileListener } from './files.ts'

/** Counted in checks, not in time: while the computer slept, the process is not to blame. */
const lookMs = 1_000
const silentLooks = 10
/** Limit before the first message: the process has to load, perhaps on a slow computer from a slow disk. */
const silentLooksAtStart = 20

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never
/** Messages that start a request; `more` and `enough` refer to a started one. */
export type FileRequest = WithoutId<Exclude<ToFileProcess, { readonly type: 'more' | 'enough' }>>
/** Possible answers to a request. */
export type FileReply = Exclude<
  FromFileProcess,
  { readonly type: 'ready' | 'changed' | 'watch-lost' | 'failed' }
>

export interface FileLineOptions {
  readonly process: HelperProcess
  readonly clock: Clock
  /** Called once, when the connection is over. `how`: the reason, for the log. */
  readonly ended: (how: string) => void
  /** Called once, when the process has exited, which may be long after. */
  readonly gone: () => void
}

/** The connection to one file process. Only one request at a time is waited for. */
export class FileLine {
  readonly #process: HelperProcess
  readonly #clock: Clock
  readonly #ended: (how: string) => void
  readonly #gone: () => void
  /** Received messages of each request in progress; 0: the `ready` message. */
  readonly #inboxes = new Map<number, FromFileProcess[]>([[0, []]])
  readonly #listeners = new Map<number, FileListener>()
  #wake: () => void = () => undefined
  /** The request that is being waited for. */
  #waitsFor = 0
  #lastId = 0
  #over: FileFailure | undefined
  #wasSilent = false
  #isGone = false

  constructor({ process, clock, ended, gone }: FileLineOptions) {
    this.#process = process
    this.#clock = clock
    this.#ended = ended
    process.onMessage((message) => this.#take(parseFromFileProcess(message)))
    this.#gone = gone
    process.onExit((how) => {
      this.#leave()
      this.#end({ kind: 'no-process', how }, how)
    })
  }

  get isOver(): boolean {
    return this.#over !== undefined
  }

  /** Whether it was killed because one request got no answer, which also ended the others. */
  get wasSilent(): boolean {
    return this.#wasSilent
  }

  /** Whether its process has exited. */
  get isGone(): boolean {
    return this.#isGone
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Waits until the process is ready. Throws `FileError`. */
  async ready(): Promise<void> {
    await this.#next(0, silentLooksAtStart, { kind: 'no-process', how: 'it did not start within 20 s' })
  }

  /** Starts a request, which `enough` ends. Returns its id. */
  ask(request: FileRequest): number {
    this.#lastId += 1
    this.#inboxes.set(this.#lastId, [])
    this.#process.send({ ...request, id: this.#lastId } satisfies ToFileProcess)
    return this.#lastId
  }

  more(id: number): void {
    this.#process.send({ type: 'more', id } satisfies ToFileProcess)
  }

  /** Cancels a request. */
  enough(id: number): void {
    this.forget(id)
    this.#listeners.delete(id)
    if (!this.isOver) this.#process.send({ type: 'enough', id } satisfies ToFileProcess)
  }

  /** Drops the inbox of an answered request; its listener stays. */
  forget(id: number): void {
    this.#inboxes.delete(id)
  }

  /** Reports changes of the file of request `id` to `listener`, until `enough`. */
  listen(id: number, listener: FileListener): void {
    this.#listeners.set(id, listener)
  }

  /** The next message for this request. Throws `FileError`, and the signal's reason. */
  async next(id: number, signal?: AbortSignal): Promise<FileReply> {
    const message = await this.#next(id, silentLooks, { kind: 'no-answer' }, signal)
    switch (message.type) {
      case 'failed':
        throw new FileError(message.failure)
      case 'ready':
      case 'changed':
      case 'watch-lost':
        throw new Error(`A message '${message.type}' is not an answer.`)
      default:
        return message
    }
  }

  /** Kills the process at once. */
  end(failure: FileFailure, how: string): void {
    // The system may have reused its pid.
    if (this.#isGone) return
    // First, because its exit may be reported synchronously and must not count as a second end.
    this.#end(failure, how)
    // A process that never started reports no exit.
    if (this.pid === undefined) this.#leave()
    this.#process.kill()
  }

  async #next(
    id: number,
    looks: number,
    silence: FileFailure,
    signal?: AbortSignal,
  ): Promise<FromFileProcess> {
    let looksLeft = looks
    this.#waitsFor = id
    for (;;) {
      signal?.throwIfAborted()
      const message = this.#inboxes.get(id)?.shift()
      if (message !== undefined) return message
      if (this.#over !== undefined) throw new FileError(this.#over)
      if (looksLeft === 0) {
        this.#wasSilent = true
        this.end({ kind: 'no-process', how: 'it was killed because another file did not answer' }, 'silent')
        throw new FileError(silence)
      }
      if ((await this.#news(signal)) === 'time') looksLeft -= 1
    }
  }

  /** Waits for a message, the end, the signal, or one second. */
  #news(signal?: AbortSignal): Promise<'time' | 'news'> {
    return new Promise((resolve) => {
      const settle = (by: 'time' | 'news'): void => {
        cancel()
        this.#wake = () => undefined
        signal?.removeEventListener('abort', stir)
        resolve(by)
      }
      const stir = (): void => settle('news')
      const cancel = this.#clock.after(lookMs, () => settle('time'))
      signal?.addEventListener('abort', stir)
      this.#wake = stir
    })
  }

  #take(message: FromFileProcess | undefined): void {
    if (message === undefined || this.isOver) return
    switch (message.type) {
      case 'changed':
        this.#listeners.get(message.id)?.changed()
        return
      case 'watch-lost':
        this.#lose(message.id)
        return
      default: {
        const id = message.type === 'ready' ? 0 : message.id
        // Canceled requests have no inbox.
        this.#inboxes.get(id)?.push(message)
        if (id === this.#waitsFor) this.#wake()
      }
    }
  }

  #lose(id: number): void {
    const listener = this.#listeners.get(id)
    this.#listeners.delete(id)
    listener?.lost()
  }

  #leave(): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#gone()
  }

  #end(failure: FileFailure, how: string): void {
    if (this.isOver) return
    this.#over = failure
    this.#ended(how)
    for (const id of [...this.#listeners.keys()]) this.#lose(id)
    this.#wake()
  }
}

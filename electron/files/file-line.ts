import type { Clock } from '../base/time/clock.ts'
import type { HelperProcess } from '../base/process/helper-process.ts'
import { parseFromFileProcess, type FromFileProcess, type ToFileProcess } from './file-protocol.ts'
import { FileError, type FileFailure, type FileListener } from './files.ts'

/**
 * Counted in looks, not in time: after the computer slept, or while the kiosk itself was busy, the process is not to
 * blame.
 */
const lookMs = 1_000
const silentLooks = 10
/** Before its first message the process has to load, on a slow computer from a slow disk. */
const silentLooksAtStart = 20

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never
/** What begins something; `more` and `enough` are about what was begun. */
export type FileRequest = WithoutId<Exclude<ToFileProcess, { readonly type: 'more' | 'enough' }>>
/** What may come for a request. */
export type FileReply = Exclude<
  FromFileProcess,
  { readonly type: 'ready' | 'changed' | 'watch-lost' | 'failed' }
>

export interface FileLineOptions {
  readonly process: HelperProcess
  readonly clock: Clock
  /** The line is over; why, for the log. Called once. */
  readonly ended: (how: string) => void
  /** The process is there no more, which may be long after. Called once. */
  readonly gone: () => void
}

/**
 * The kiosk's line to one file process. Several requests may be under way; only one at a time is waited for. Once it is
 * over it stays so.
 */
export class FileLine {
  readonly #process: HelperProcess
  readonly #clock: Clock
  readonly #ended: (how: string) => void
  readonly #gone: () => void
  /** What came for each request under way; 0: that the process listens. */
  readonly #inboxes = new Map<number, FromFileProcess[]>([[0, []]])
  readonly #listeners = new Map<number, FileListener>()
  #wake: () => void = () => undefined
  /** The request whose message is waited for. */
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

  /** It was ended over the silence of one request, and so took the others with it. */
  get wasSilent(): boolean {
    return this.#wasSilent
  }

  /** Its process has ended. */
  get isGone(): boolean {
    return this.#isGone
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Waits for the process to listen. Throws `FileError`. */
  async ready(): Promise<void> {
    await this.#next(0, silentLooksAtStart, { kind: 'no-process', how: 'it did not start within 20 s' })
  }

  /** Begins a request, which `enough` ends. Answers its number. */
  ask(request: FileRequest): number {
    this.#lastId += 1
    this.#inboxes.set(this.#lastId, [])
    this.#process.send({ ...request, id: this.#lastId } satisfies ToFileProcess)
    return this.#lastId
  }

  more(id: number): void {
    this.#process.send({ type: 'more', id } satisfies ToFileProcess)
  }

  /** Nothing more of this request is of use. */
  enough(id: number): void {
    this.forget(id)
    this.#listeners.delete(id)
    if (!this.isOver) this.#process.send({ type: 'enough', id } satisfies ToFileProcess)
  }

  /** The answer to this request is known; its listener is still told. */
  forget(id: number): void {
    this.#inboxes.delete(id)
  }

  /** Who is told of the changes of the file of the request `id`, from now on until `enough`. */
  listen(id: number, listener: FileListener): void {
    this.#listeners.set(id, listener)
  }

  /**
   * The next message for this request. Throws the signal's reason, and `FileError`: what the process says, or that the
   * line is over. Ends the process where nothing has come for the request for ten seconds.
   */
  async next(id: number, signal?: AbortSignal): Promise<FileReply> {
    const message = await this.#next(id, silentLooks, { kind: 'no-answer' }, signal)
    switch (message.type) {
      case 'failed':
        throw new FileError(message.failure)
      case 'ready':
      case 'changed':
      case 'watch-lost':
        throw new Error(`A message '${message.type}' answers no request.`)
      default:
        return message
    }
  }

  /** Ends the process at once. */
  end(failure: FileFailure, how: string): void {
    // The system may have given its number to another process since.
    if (this.#isGone) return
    // Its exit, which may be told at once, is no news then.
    this.#end(failure, how)
    // One that never came to be tells of no exit.
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
        this.end(
          { kind: 'no-process', how: 'it was ended over another file, which did not answer' },
          'silent',
        )
        throw new FileError(silence)
      }
      if ((await this.#news(signal)) === 'time') looksLeft -= 1
    }
  }

  /** Waits for a message, the end, the signal, or for a second. */
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
        // What is of no use any more has no inbox.
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

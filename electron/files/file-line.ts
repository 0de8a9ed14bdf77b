import type { Clock } from '../base/clock.ts'
import type { HelperProcess } from '../base/helper-process.ts'
import { parseFromFileProcess, type FromFileProcess, type ToFileProcess } from './file-protocol.ts'
import { FileError, type FileFailure, type FolderListener } from './files.ts'

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
type Reply = Exclude<FromFileProcess, { readonly type: 'progress' | 'changed' | 'watch-lost' }>

export interface FileLineOptions {
  readonly process: HelperProcess
  readonly clock: Clock
  /** The line is over; why, for the log. Called once. */
  readonly ended: (how: string) => void
  /** The process is there no more, which may be long after. Called once. */
  readonly gone: () => void
}

/** The kiosk's line to one file process, for one request at a time. Once it is over it stays so. */
export class FileLine {
  readonly #process: HelperProcess
  readonly #clock: Clock
  readonly #ended: (how: string) => void
  readonly #gone: () => void
  readonly #inbox: FromFileProcess[] = []
  readonly #listeners = new Map<number, FolderListener>()
  #wake: () => void = () => undefined
  /** The request whose answers are waited for; 0: none yet. */
  #id = 0
  #over: FileFailure | undefined
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

  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Waits for the process to listen. Throws `FileError`. */
  async ready(): Promise<void> {
    await this.#next(silentLooksAtStart, { kind: 'no-process', how: 'it did not start within 20 s' })
  }

  /** Begins a request, which takes the place of the one before. Answers its number. */
  ask(request: FileRequest): number {
    this.#id += 1
    this.#inbox.length = 0
    this.#process.send({ ...request, id: this.#id } satisfies ToFileProcess)
    return this.#id
  }

  more(id: number): void {
    this.#process.send({ type: 'more', id } satisfies ToFileProcess)
  }

  enough(id: number): void {
    this.#listeners.delete(id)
    if (!this.isOver) this.#process.send({ type: 'enough', id } satisfies ToFileProcess)
  }

  /** Who is told of changes in the folder of the request `id`, from now on until `enough`. */
  listen(id: number, listener: FolderListener): void {
    this.#listeners.set(id, listener)
  }

  /**
   * The next answer to the request under way. Throws the signal's reason, and `FileError`: what the process says, or
   * that the line is over. Ends the process where nothing has come from it for ten seconds.
   */
  async next(signal?: AbortSignal): Promise<Exclude<Reply, { type: 'failed' }>> {
    const reply = await this.#next(silentLooks, { kind: 'no-answer' }, signal)
    if (reply.type === 'failed') throw new FileError(reply.failure)
    return reply
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

  async #next(looks: number, silence: FileFailure, signal?: AbortSignal): Promise<Reply> {
    let looksLeft = looks
    for (;;) {
      signal?.throwIfAborted()
      const message = this.#inbox.shift()
      if (message !== undefined && isReply(message)) return message
      if (this.#over !== undefined) throw new FileError(this.#over)
      if (message !== undefined) looksLeft = looks
      else if (looksLeft === 0) this.end(silence, 'silent')
      else if ((await this.#news(signal)) === 'time') looksLeft -= 1
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
        this.#listeners.get(message.id)?.changed(message.name)
        return
      case 'watch-lost':
        this.#lose(message.id)
        return
      case 'ready':
        break
      default:
        // What a request before it still brings is of no use any more.
        if (message.id !== this.#id) return
    }
    this.#inbox.push(message)
    this.#wake()
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

function isReply(message: FromFileProcess): message is Reply {
  return message.type !== 'progress' && message.type !== 'changed' && message.type !== 'watch-lost'
}

import { backoffMs } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import type { HelperProcess, HelperProcessHost } from '../base/helper-process.ts'
import type { Log } from '../base/log.ts'
import { FileLine, type FileRequest } from './file-line.ts'
import {
  FileError,
  type Answer,
  type FileFailure,
  type FileLook,
  type FolderListener,
  type FolderWatch,
  type StoppableFiles,
} from './files.ts'

export interface FileAccessOptions {
  readonly host: HelperProcessHost
  readonly clock: Clock
  readonly log: Log
  /** Brings numbers from 0 up to 1. */
  readonly random?: () => number
}

/** A process that hung is followed by the next one after such a pause, so that a share that hangs makes few of them. */
const pause = { firstMs: 500, longestMs: 30_000 }
/** So many that were ended and do not end, as where a driver hangs, are left behind at most. */
const mostHanging = 3
/** Pieces that may be on their way: enough to keep both processes busy, and little memory. */
const piecesAhead = 2

/**
 * Files by way of the file process, one request at a time: whichever hangs is alone to blame. Where nothing comes for
 * ten seconds the process is ended, and the next request has a new one.
 */
export class FileAccess implements StoppableFiles {
  readonly #options: FileAccessOptions
  #line: FileLine | undefined
  /** Resolves when all that was asked so far is over. */
  #lastTurn: Promise<void> = Promise.resolve()
  #failuresInARow = 0
  #notBeforeMs = -Infinity
  /** Processes that have not ended; all but the latest were told to. */
  #alive = 0
  #isStopped = false
  #endPause: (() => void) | undefined

  constructor(options: FileAccessOptions) {
    this.#options = options
  }

  look(path: string): Promise<Answer<FileLook>> {
    return this.#ask({ type: 'look', path }, (reply) => (reply.type === 'look' ? reply.look : undefined))
  }

  tryOpen(path: string): Promise<Answer<null>> {
    return this.#ask({ type: 'tryOpen', path }, (reply) => (reply.type === 'done' ? null : undefined))
  }

  read(path: string, largestBytes: number): Promise<Answer<Uint8Array>> {
    return this.#ask({ type: 'read', path, largestBytes }, (reply) =>
      reply.type === 'bytes' ? reply.bytes : undefined,
    )
  }

  digest(path: string, largestBytes: number): Promise<Answer<string>> {
    return this.#ask({ type: 'digest', path, largestBytes }, (reply) =>
      reply.type === 'digest' ? reply.digest : undefined,
    )
  }

  async *pieces(path: string, largestBytes: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const release = await this.#turn()
    try {
      signal.throwIfAborted()
      const line = await this.#running()
      const id = line.ask({ type: 'pieces', path, largestBytes, ahead: piecesAhead })
      try {
        for (;;) {
          const reply = await this.#reply(line, path, signal)
          if (reply.type === 'done') return
          if (reply.type !== 'piece') throw new FileError(misunderstood(reply.type))
          yield reply.bytes
          line.more(id)
        }
      } finally {
        line.enough(id)
      }
    } finally {
      release()
    }
  }

  async watch(folder: string, listener: FolderListener): Promise<Answer<FolderWatch>> {
    let begun: { readonly line: FileLine; readonly id: number } | undefined
    const answer = await this.#ask(
      { type: 'watch', path: folder },
      (reply) => (reply.type === 'done' ? null : undefined),
      (line, id) => {
        begun = { line, id }
        line.listen(id, listener)
      },
    )
    const close = (): void => begun?.line.enough(begun.id)
    if (answer.kind === 'ok') return { kind: 'ok', value: { close } }
    close()
    return answer
  }

  stop(): void {
    this.#isStopped = true
    this.#endPause?.()
    this.#line?.end({ kind: 'stopped' }, 'stopped')
  }

  /** `value`: what the answer holds; undefined where it is none to this request. */
  async #ask<T>(
    request: FileRequest,
    value: (reply: Awaited<ReturnType<FileLine['next']>>) => T | undefined,
    begun?: (line: FileLine, id: number) => void,
  ): Promise<Answer<T>> {
    const release = await this.#turn()
    try {
      const line = await this.#running()
      const id = line.ask(request)
      begun?.(line, id)
      const reply = await this.#reply(line, request.path)
      const told = value(reply)
      return told === undefined
        ? { kind: 'failed', failure: misunderstood(reply.type) }
        : { kind: 'ok', value: told }
    } catch (error) {
      if (error instanceof FileError) return { kind: 'failed', failure: error.failure }
      throw error
    } finally {
      release()
    }
  }

  /** Resolves when it is this one's turn; the function that was answered ends it. */
  async #turn(): Promise<() => void> {
    const before = this.#lastTurn
    let release = (): void => undefined
    this.#lastTurn = new Promise((resolve) => (release = resolve))
    await before
    return release
  }

  async #reply(line: FileLine, path: string, signal?: AbortSignal): ReturnType<FileLine['next']> {
    try {
      return await line.next(signal)
    } catch (error) {
      if (error instanceof FileError && error.failure.kind === 'no-answer')
        this.#options.log.warn('files.no-answer', { path })
      throw error
    } finally {
      if (!line.isOver) this.#failuresInARow = 0
    }
  }

  /** A process that listens: the one there is, or a new one after a pause. Throws `FileError`. */
  async #running(): Promise<FileLine> {
    this.#throwIfStopped()
    if (this.#line?.isOver === false) return this.#line
    await this.#pause()
    this.#throwIfStopped()
    const line = this.#start()
    await line.ready()
    this.#options.log.info('files.process-started', { pid: line.pid })
    return line
  }

  #pause(): Promise<void> {
    const { clock } = this.#options
    const leftMs = this.#notBeforeMs - clock.now().monotonicMs
    if (leftMs <= 0) return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = clock.after(leftMs, resolve)
      this.#endPause = () => {
        cancel()
        resolve()
      }
    })
  }

  #start(): FileLine {
    const { host, clock } = this.#options
    if (this.#alive >= mostHanging) {
      const how = `${this.#alive} of its kind hang and cannot be ended`
      this.#ended(how)
      throw new FileError({ kind: 'no-process', how })
    }
    let process: HelperProcess
    try {
      process = host.spawn([])
    } catch (error) {
      const how = error instanceof Error ? error.message : String(error)
      this.#ended(how)
      throw new FileError({ kind: 'no-process', how })
    }
    this.#alive += 1
    const line = new FileLine({
      process,
      clock,
      ended: (how) => this.#ended(how),
      gone: () => (this.#alive -= 1),
    })
    this.#line = line
    return line
  }

  #ended(how: string): void {
    const { clock, log, random = Math.random } = this.#options
    if (this.#isStopped) return
    this.#failuresInARow += 1
    const pauseMs = backoffMs(this.#failuresInARow, pause, random)
    this.#notBeforeMs = clock.now().monotonicMs + pauseMs
    log.warn('files.process-ended', { how, pauseMs: Math.round(pauseMs) })
  }

  #throwIfStopped(): void {
    if (this.#isStopped) throw new FileError({ kind: 'stopped' })
  }
}

/** Of another version, which no build has. */
function misunderstood(type: string): FileFailure {
  return { kind: 'fault', code: 'unexpected answer', text: type }
}

import { dirname } from 'node:path'
import { backoffMs } from '../base/time/backoff.ts'
import type { Clock } from '../base/time/clock.ts'
import type { HelperProcess, HelperProcessHost } from '../base/process/helper-process.ts'
import type { Log } from '../base/log/log.ts'
import { FileLine, type FileReply, type FileRequest } from './file-line.ts'
import {
  FileError,
  type Answer,
  type FileFailure,
  type FileLook,
  type FileListener,
  type FileWatch,
  type StoppableFiles,
} from './files.ts'
import { echoedPath } from '../base/text/echo.ts'

export interface FileAccessOptions {
  readonly host: HelperProcessHost
  readonly clock: Clock
  readonly log: Log
  /** Returns numbers in [0, 1). */
  readonly random?: () => number
}

/** Backoff between processes, so that a hung share does not create many of them. */
const pause = { firstMs: 500, maxMs: 30_000 }
/**
 * With this many killed processes that have not exited (hung in a driver), a new one is started only rarely.
 */
const maxHanging = 3
const betweenBeyondMs = 60_000
/** After a file did not answer, other files in its folder count as hung for this long. */
const folderHangsMs = 30_000
/** Maximum number of pieces in flight: enough to keep both processes busy with little memory. */
const piecesAhead = 2
/**
 * Total time limit of a request, even if it makes progress. A roster may be large and its connection slow.
 */
const maxMs = { small: 60_000, large: 600_000 }
/** A longer wait for one message means that the computer slept; the excess is not counted. */
const maxWaitMs = 10_000

/** A request in progress. */
interface Begun {
  readonly line: FileLine
  readonly id: number
}

/** A file that did not answer. */
interface Hang {
  /** Until then (monotonic clock), other files in its folder are not accessed. */
  readonly untilMs: number
  /** The process that was killed because of it: while it still exists, another would only hang too. */
  readonly line: FileLine | undefined
}

/**
 * Accesses files through the file process. Waits for one request at a time, so that only the hung one is to
 * blame; after each message, other requests get a turn. If nothing arrives for ten seconds, the process is
 * killed and the next request starts a new one.
 */
export class FileAccess implements StoppableFiles {
  readonly #options: FileAccessOptions
  #line: FileLine | undefined
  /** Resolves when all earlier turns are over. */
  #lastTurn: Promise<void> = Promise.resolve()
  #failuresInARow = 0
  #notBeforeMs = -Infinity
  /** Files that did not answer, by path. */
  readonly #hangs = new Map<string, Hang>()
  /** Paths of files that answered their last request. */
  readonly #answering = new Set<string>()
  #notBeyondBeforeMs = -Infinity
  /** Processes that have not exited; all but the latest have been killed. */
  #alive = 0
  #isStopped = false
  #endPause: (() => void) | undefined

  constructor(options: FileAccessOptions) {
    this.#options = options
  }

  look(path: string): Promise<Answer<FileLook>> {
    return this.#ask({ type: 'look', path }, (reply) => (reply.type === 'look' ? reply.look : undefined))
  }

  list(path: string, maxNames: number): Promise<Answer<readonly string[]>> {
    return this.#ask({ type: 'list', path, maxNames }, (reply) =>
      reply.type === 'names' ? reply.names : undefined,
    )
  }

  tryOpen(path: string): Promise<Answer<null>> {
    return this.#ask({ type: 'tryOpen', path }, (reply) => (reply.type === 'done' ? null : undefined))
  }

  read(path: string, maxBytes: number): Promise<Answer<Uint8Array>> {
    return this.#ask({ type: 'read', path, maxBytes }, (reply) =>
      reply.type === 'bytes' ? reply.bytes : undefined,
    )
  }

  digest(path: string, maxBytes: number): Promise<Answer<string>> {
    return this.#ask({ type: 'digest', path, maxBytes }, (reply) =>
      reply.type === 'digest' ? reply.digest : undefined,
    )
  }

  async *pieces(path: string, maxBytes: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const request: FileRequest = { type: 'pieces', path, maxBytes, ahead: piecesAhead }
    const limit = { leftMs: maxMs.large }
    let begun: Begun | undefined
    try {
      for (;;) {
        const release = await this.#turn()
        let reply: FileReply
        try {
          signal.throwIfAborted()
          begun ??= await this.#begin(request)
          reply = await this.#reply(begun, path, limit, signal)
        } finally {
          release()
        }
        if (reply.type === 'done') return
        if (reply.type !== 'piece') throw new FileError(misunderstood(reply.type))
        yield reply.bytes
        begun.line.more(begun.id)
      }
    } finally {
      begun?.line.enough(begun.id)
    }
  }

  async watch(path: string, listener: FileListener): Promise<Answer<FileWatch>> {
    let begun: Begun | undefined
    const answer = await this.#ask(
      { type: 'watch', path },
      (reply) => (reply.type === 'done' ? null : undefined),
      (started) => {
        begun = started
        started.line.listen(started.id, listener)
      },
    )
    if (answer.kind === 'failed') return answer
    return { kind: 'ok', value: { close: () => begun?.line.enough(begun.id) } }
  }

  stop(): void {
    this.#isStopped = true
    this.#endPause?.()
    this.#line?.end({ kind: 'stopped' }, 'stopped')
  }

  /** `value`: extracts the answer's content; undefined if the answer does not match the request. */
  async #ask<T>(
    request: FileRequest,
    value: (reply: FileReply) => T | undefined,
    onBegun?: (begun: Begun) => void,
  ): Promise<Answer<T>> {
    const limit = { leftMs: request.type === 'digest' ? maxMs.large : maxMs.small }
    let begun: Begun | undefined
    for (;;) {
      const release = await this.#turn()
      try {
        if (begun === undefined) {
          begun = await this.#begin(request)
          onBegun?.(begun)
        }
        const reply = await this.#reply(begun, request.path, limit)
        if (reply.type === 'progress') continue
        const content = value(reply)
        if (content === undefined) throw new FileError(misunderstood(reply.type))
        begun.line.forget(begun.id)
        return { kind: 'ok', value: content }
      } catch (error) {
        begun?.line.enough(begun.id)
        if (!(error instanceof FileError)) throw error
        // The process was killed because of another file: retry this one.
        const isInnocent = begun?.line.wasSilent === true && error.failure.kind === 'no-process'
        if (!isInnocent) return { kind: 'failed', failure: error.failure }
        begun = undefined
      } finally {
        release()
      }
    }
  }

  /** Throws `FileError`. */
  async #begin(request: FileRequest): Promise<Begun> {
    this.#throwIfStopped()
    if (this.#isTakenForHanging(request.path)) throw new FileError({ kind: 'no-answer' })
    const line = await this.#running()
    return { line, id: line.ask(request) }
  }

  /** A share that is down has many files, and each would cost ten seconds. */
  #isTakenForHanging(path: string): boolean {
    const nowMs = this.#options.clock.now().monotonicMs
    for (const [hanging, { untilMs, line }] of this.#hangs) {
      const isStuck = line?.isGone === false
      const isRecent = nowMs < untilMs
      if (!isStuck && !isRecent) this.#hangs.delete(hanging)
      else if (hanging === path ? isStuck : isRecent && this.#isBeside(path, hanging)) return true
    }
    return false
  }

  /** A file that answered is accessed anyway: the hung one may be a link that leads elsewhere. */
  #isBeside(path: string, hanging: string): boolean {
    return dirname(path) === dirname(hanging) && !this.#answering.has(path)
  }

  /** Resolves when it is the caller's turn; the returned function ends the turn. */
  async #turn(): Promise<() => void> {
    const before = this.#lastTurn
    let release = (): void => undefined
    this.#lastTurn = new Promise((resolve) => (release = resolve))
    await before
    return release
  }

  /**
   * `limit`: the request's remaining time, reduced by each wait. Throws `FileError`, and the signal's reason.
   */
  async #reply(
    { line, id }: Begun,
    path: string,
    limit: { leftMs: number },
    signal?: AbortSignal,
  ): Promise<FileReply> {
    const { clock } = this.#options
    const sinceMs = clock.now().monotonicMs
    try {
      const reply = await line.next(id, signal)
      limit.leftMs -= Math.min(clock.now().monotonicMs - sinceMs, maxWaitMs)
      const isUnderWay = reply.type === 'progress' || reply.type === 'piece'
      if (isUnderWay && limit.leftMs <= 0) throw new FileError({ kind: 'no-answer' })
      this.#noteAnswer(path)
      return reply
    } catch (error) {
      if (error instanceof FileError) this.#noteFailure(path, error.failure, line)
      throw error
    } finally {
      if (!line.isOver) this.#failuresInARow = 0
    }
  }

  #noteAnswer(path: string): void {
    this.#answering.add(path)
    this.#hangs.delete(path)
  }

  #noteFailure(path: string, { kind }: FileFailure, line: FileLine): void {
    if (kind === 'no-answer') {
      const { clock, log } = this.#options
      const untilMs = clock.now().monotonicMs + folderHangsMs
      this.#answering.delete(path)
      this.#hangs.set(path, { untilMs, line: line.isOver ? line : undefined })
      log.warn('files.no-answer', { path: echoedPath(path) })
    } else if (!line.isOver) this.#noteAnswer(path)
  }

  /** Returns a ready process: the current one, or a new one after a pause. Throws `FileError`. */
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
    if (this.#alive >= maxHanging) {
      const nowMs = clock.now().monotonicMs
      if (nowMs < this.#notBeyondBeforeMs) {
        const how = `${this.#alive} file processes are hung and cannot be killed: restart this computer`
        this.#ended(how)
        throw new FileError({ kind: 'no-process', how })
      }
      this.#notBeyondBeforeMs = nowMs + betweenBeyondMs
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

/** Only a file process of another version would answer like this; that cannot happen within one build. */
function misunderstood(type: string): FileFailure {
  return { kind: 'fault', code: 'unexpected answer', text: type }
}

import type { Clock } from '../../base/time/clock.ts'
import type { HelperProcess, HelperProcessHost } from '../../base/process/helper-process.ts'
import type { Log } from '../../base/log/log.ts'
import { parseFromReaderProcess, type FromReaderProcess, type ToReaderProcess } from './reader-protocol.ts'

export interface ReaderSupervisorOptions {
  readonly host: HelperProcessHost
  readonly args: readonly string[]
  readonly clock: Clock
  readonly log: Log
  readonly onMessage: (message: FromReaderProcess) => void
  /** The process has ended and will be started again, after at least as many milliseconds as this returns. */
  readonly onEnded: () => number
  /** No process comes to life any more; a start of the whole program may help. Called once. */
  readonly giveUp: () => void
}

/** The process sends a heartbeat each second; looked at as often. */
const lookMs = 1000
/**
 * Counted in looks, not in time: after the computer slept, or while the kiosk itself was busy, the process is
 * not to blame.
 */
const silentLooks = 5
/** Before its first message the process has to load, on a slow computer from a slow disk. */
const silentLooksAtStart = 20
/** Even a killed process may hang in a driver; it is left behind after this. */
const killLimitMs = 2000
const stopLimitMs = 2000
const shortestPauseMs = 250
const longestPauseMs = 30_000
/** After a process that had reached the smart card service: a service that comes and goes is waited for closely. */
const longestPauseAfterServiceMs = 2000
/** A process that lived this long was in order: the pauses begin at the shortest again. */
const soundLifeMs = 30_000
/** So many processes in a row that never said a word: with the pauses between them, a quarter of an hour and more. */
const mostMuteLives = 40
/**
 * Looks until a process none of whose readers answers is ended. Only its end frees what hangs in a native call, and only
 * SIGKILL ends it: `process.exit` waits for the call.
 */
const hungLooks = 15
/**
 * So many processes in a row whose readers hung: with a badge left on the reader each hangs 5 s after its start, which
 * makes a quarter of an hour.
 */
const mostHungLives = 40
/** Each new process says `ready` until a badge has been asked; readers that stay well for so long have recovered. */
const soundLooks = 30

/** Keeps one reader process running: watches its heartbeat and starts it again, in growing pauses. */
export class ReaderSupervisor {
  readonly #options: ReaderSupervisorOptions
  #process: HelperProcess | undefined
  #pauseMs = shortestPauseMs
  #muteLivesInARow = 0
  #hungLivesInARow = 0
  #hasGivenUp = false
  #hasReachedService = false
  #isStopping = false
  #stopped: Promise<void> | undefined
  #onStopped: (() => void) | undefined
  #cancelRestart: (() => void) | undefined

  constructor(options: ReaderSupervisorOptions) {
    this.#options = options
  }

  start(): void {
    const { host, args, clock, log } = this.#options
    this.#hasReachedService = false
    let process: HelperProcess
    try {
      process = host.spawn(args)
    } catch (error) {
      this.#ended(error instanceof Error ? error.message : String(error), 0)
      return
    }
    this.#process = process
    const startedMs = clock.now().monotonicMs
    const stopWatching = this.#watch(process, (how) => {
      stopWatching()
      if (this.#process !== process) return
      this.#process = undefined
      this.#ended(how, clock.now().monotonicMs - startedMs)
    })
    log.info('reader.process-started', { pid: process.pid })
  }

  /** Asks the process to end, makes it end if it does not, and resolves when it has. */
  stop(): Promise<void> {
    this.#isStopping = true
    this.#cancelRestart?.()
    this.#stopped ??= this.#stopProcess()
    return this.#stopped
  }

  #stopProcess(): Promise<void> {
    const process = this.#process
    if (process === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(stopLimitMs, () => {
        process.kill()
        // Should it survive even that, there is nothing left to wait for.
        this.#options.clock.after(killLimitMs, resolve)
      })
      this.#onStopped = () => {
        cancel()
        resolve()
      }
      process.send({ type: 'stop' } satisfies ToReaderProcess)
    })
  }

  /** Returns the function that ends the watch. `onGone` may be called more than once. */
  #watch(process: HelperProcess, onGone: (how: string) => void): () => void {
    const { clock, log } = this.#options
    let looksLeft = silentLooksAtStart
    /** What the readers' last status was, and for how many looks. */
    let readers: 'sound' | 'hung' | 'unknown' = 'unknown'
    let looksSame = 0
    const end = (how: string) => {
      process.kill()
      cancel = clock.after(killLimitMs, () => onGone(`${how}, and does not end`))
    }
    const look = () => {
      if (this.#isStopping) return
      looksLeft -= 1
      looksSame += 1
      if (readers === 'sound' && looksSame >= soundLooks) this.#hungLivesInARow = 0
      if (looksLeft <= 0) {
        log.warn('reader.process-silent', { pid: process.pid })
        end('silent')
      } else if (readers === 'hung' && looksSame >= hungLooks) {
        this.#hungLivesInARow += 1
        log.warn('reader.process-hung', { pid: process.pid, inARow: this.#hungLivesInARow })
        end('hung')
      } else {
        cancel = clock.after(lookMs, look)
      }
    }
    let cancel = clock.after(lookMs, look)
    process.onMessage((raw) => {
      const message = parseFromReaderProcess(raw)
      // What is not understood is no sign of life either: a process of another version is ended as a silent one.
      if (message === undefined || this.#process !== process) return
      this.#muteLivesInARow = 0
      if (looksLeft > 0) looksLeft = silentLooks
      if (isFromService(message)) this.#hasReachedService = true
      if (message.type === 'badge') this.#hungLivesInARow = 0
      if (message.type === 'status') {
        const before = readers
        readers = readersOf(message)
        if (readers !== before) looksSame = 0
      }
      if (!this.#isStopping) this.#options.onMessage(message)
    })
    process.onExit(onGone)
    return () => cancel()
  }

  #ended(how: string, livedMs: number): void {
    const { clock, log, onEnded, giveUp } = this.#options
    if (this.#isStopping) {
      log.info('reader.process-ended', { how })
      this.#onStopped?.()
      return
    }
    this.#muteLivesInARow += 1
    const inARow = Math.max(this.#muteLivesInARow, this.#hungLivesInARow)
    if (
      !this.#hasGivenUp &&
      (this.#muteLivesInARow >= mostMuteLives || this.#hungLivesInARow >= mostHungLives)
    ) {
      this.#hasGivenUp = true
      log.error('reader.given-up', { how, inARow })
      giveUp()
    }
    if (livedMs >= soundLifeMs) this.#pauseMs = shortestPauseMs
    const longestMs = this.#hasReachedService ? longestPauseAfterServiceMs : longestPauseMs
    const backoffMs = Math.min(this.#pauseMs, longestMs)
    this.#pauseMs = Math.min(backoffMs * 2, longestPauseMs)
    const pauseMs = Math.max(backoffMs, onEnded())
    log.warn('reader.process-ended', { how, restartInMs: pauseMs })
    this.#cancelRestart = clock.after(pauseMs, () => this.start())
  }
}

function readersOf({ status }: Extract<FromReaderProcess, { type: 'status' }>): 'sound' | 'hung' | 'unknown' {
  switch (status.kind) {
    case 'ready':
    case 'no-reader':
    case 'no-such-reader':
      return 'sound'
    case 'not-answering':
      return 'hung'
    case 'no-service':
    case 'no-access':
    case 'failing':
      return 'unknown'
    default:
      return status satisfies never
  }
}

function isFromService(message: FromReaderProcess): boolean {
  return message.type === 'status' && readersOf(message) === 'sound'
}

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
  /** The process has ended and will be restarted, after at least the returned number of milliseconds. */
  readonly onEnded: () => number
  /** The process can no longer be started; restarting the whole program may help. Called once. */
  readonly giveUp: () => void
}

/** The process sends a heartbeat each second; checked at the same interval. */
const checkIntervalMs = 1000
/** Counted in checks, not in time: while the computer slept, the process is not to blame. */
const silentChecks = 5
/** Limit before the first message: the process has to load, perhaps on a slow computer from a slow disk. */
const silentChecksAtStart = 20
/** Even a killed process may hang in a driver; it is abandoned after this. */
const killLimitMs = 2000
const stopLimitMs = 2000
const minPauseMs = 250
const maxPauseMs = 30_000
/** After a process that reached the smart card service: shorter, because that service may come back soon. */
const maxPauseAfterServiceMs = 2000
/** A process that lived this long was healthy: the backoff starts over. */
const healthyRunMs = 30_000
/** Limit of processes in a row that sent nothing: with the backoff, at least 15 minutes. */
const maxSilentStarts = 40
/** Checks until a process with no answering reader is killed, which alone releases a hung native call. */
const hungChecks = 15
/** Limit of processes in a row whose readers hung: each hangs 5 s after its start, 15 minutes in total. */
const maxHungRuns = 40
/** A new process reports `ready` at once; readers healthy for this many checks have recovered. */
const healthyChecks = 30

/** Keeps one reader process running: monitors its heartbeat and restarts it with exponential backoff. */
export class ReaderSupervisor {
  readonly #options: ReaderSupervisorOptions
  #process: HelperProcess | undefined
  #pauseMs = minPauseMs
  #silentStartsInARow = 0
  #hungRunsInARow = 0
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

  /** Asks the process to exit, kills it if it does not, and resolves when it has ended. */
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
        // If it survives even that, there is nothing left to wait for.
        this.#options.clock.after(killLimitMs, resolve)
      })
      this.#onStopped = () => {
        cancel()
        resolve()
      }
      process.send({ type: 'stop' } satisfies ToReaderProcess)
    })
  }

  /** Returns the function that stops the watchdog. `onGone` may be called more than once. */
  #watch(process: HelperProcess, onGone: (how: string) => void): () => void {
    const { clock, log } = this.#options
    let checksLeft = silentChecksAtStart
    /** The readers' last state, and for how many checks. */
    let readers: 'healthy' | 'hung' | 'unknown' = 'unknown'
    let checksUnchanged = 0
    const end = (how: string) => {
      process.kill()
      cancel = clock.after(killLimitMs, () => onGone(`${how}, and does not end`))
    }
    const check = () => {
      if (this.#isStopping) return
      checksLeft -= 1
      checksUnchanged += 1
      if (readers === 'healthy' && checksUnchanged >= healthyChecks) this.#hungRunsInARow = 0
      if (checksLeft <= 0) {
        log.warn('reader.process-silent', { pid: process.pid })
        end('silent')
      } else if (readers === 'hung' && checksUnchanged >= hungChecks) {
        this.#hungRunsInARow += 1
        log.warn('reader.process-hung', { pid: process.pid, inARow: this.#hungRunsInARow })
        end('hung')
      } else {
        cancel = clock.after(checkIntervalMs, check)
      }
    }
    let cancel = clock.after(checkIntervalMs, check)
    process.onMessage((raw) => {
      const message = parseFromReaderProcess(raw)
      // An unknown message is no heartbeat: a process of another version is killed as silent.
      if (message === undefined || this.#process !== process) return
      this.#silentStartsInARow = 0
      if (checksLeft > 0) checksLeft = silentChecks
      if (isFromService(message)) this.#hasReachedService = true
      if (message.type === 'badge') this.#hungRunsInARow = 0
      if (message.type === 'status') {
        const before = readers
        readers = readersOf(message)
        if (readers !== before) checksUnchanged = 0
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
    this.#silentStartsInARow += 1
    const inARow = Math.max(this.#silentStartsInARow, this.#hungRunsInARow)
    if (
      !this.#hasGivenUp &&
      (this.#silentStartsInARow >= maxSilentStarts || this.#hungRunsInARow >= maxHungRuns)
    ) {
      this.#hasGivenUp = true
      log.error('reader.given-up', { how, inARow })
      giveUp()
    }
    if (livedMs >= healthyRunMs) this.#pauseMs = minPauseMs
    const maxMs = this.#hasReachedService ? maxPauseAfterServiceMs : maxPauseMs
    const backoffMs = Math.min(this.#pauseMs, maxMs)
    this.#pauseMs = Math.min(backoffMs * 2, maxPauseMs)
    const pauseMs = Math.max(backoffMs, onEnded())
    log.warn('reader.process-ended', { how, restartInMs: pauseMs })
    this.#cancelRestart = clock.after(pauseMs, () => this.start())
  }
}

function readersOf({
  status,
}: Extract<FromReaderProcess, { type: 'status' }>): 'healthy' | 'hung' | 'unknown' {
  switch (status.kind) {
    case 'ready':
    case 'no-reader':
    case 'no-such-reader':
      return 'healthy'
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
  return message.type === 'status' && readersOf(message) === 'healthy'
}

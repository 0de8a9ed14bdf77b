import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import { isDamage, type JournalFailure } from '../journal/failure.ts'
import type { Journal } from '../journal/journal.ts'

export interface UpkeepParts {
  readonly journal: Journal
  readonly clock: Clock
  readonly log: Log
  /** How long names and user ids of settled taps are kept. */
  readonly keepNamesMs: number
  /** How long settled taps are kept. */
  readonly keepTapsMs: number
  /** The time that erasing may rely on (`graph/server-time/agreed-time.ts`); undefined: erase nothing now. */
  readonly agreedNowMs: () => number | undefined
  /** Another process wrote to the journal: it may have requested a retry of a parked tap. */
  readonly changedByOthers: () => void
  /** Tidying found that the journal is damaged. */
  readonly journalFailed: (failure: JournalFailure) => void
}

const requestCheckIntervalMs = 10_000
const headLogIntervalMs = 3_600_000
const tidyIntervalMs = 24 * 3_600_000
const retryMs = 10 * 60_000
const nextEraseMs = 5_000
const nextCompactMs = 1_000

/**
 * Periodic work on the journal: checks for requests from the command line, logs the head of the chain (so
 * that a tail cut off later is detected), and erases names, later whole taps, once their retention time is
 * over. Erases only while this computer's clock and the servers' agree: a single clock, years ahead, would
 * empty the journal. Returns a function that stops it.
 */
export function startUpkeep(parts: UpkeepParts): () => void {
  const { journal, clock, log, keepNamesMs, keepTapsMs, agreedNowMs, changedByOthers, journalFailed } = parts
  const running = new Set<() => void>()

  const once = (ms: number, action: () => void): void => {
    const cancel = clock.after(ms, () => {
      running.delete(cancel)
      action()
    })
    running.add(cancel)
  }
  const every = (ms: number, action: () => void): void =>
    once(ms, () => {
      action()
      every(ms, action)
    })
  const logHead = (): void => log.info('journal.head', journal.head())
  const logNotTidied = (what: 'names' | 'taps' | 'set-aside', { kind, detail }: JournalFailure): void =>
    log.warn('journal.not-tidied', { what, failure: kind, detail })
  const tidy = (): void => {
    const nowMs = agreedNowMs()
    if (nowMs !== undefined) {
      tidySetAside(nowMs)
      erase(nowMs)
    }
    once(nowMs === undefined ? retryMs : tidyIntervalMs, tidy)
  }
  const tidySetAside = (nowMs: number): void => {
    const answer = journal.tidySetAside({ nowMs, keepNamesMs: Math.min(keepNamesMs, keepTapsMs), keepTapsMs })
    if (answer.kind === 'failed') {
      logNotTidied('set-aside', answer.failure)
      return
    }
    for (const { path, what } of answer.done) log.info('journal.set-aside-tidied', { path, what })
    if (answer.more) once(nextEraseMs, () => tidySetAside(nowMs))
  }
  const erase = (nowMs: number): void => {
    const answer = journal.eraseSettledPeople(nowMs - Math.min(keepNamesMs, keepTapsMs))
    if (answer.kind === 'failed') {
      logNotTidied('names', answer.failure)
      if (isDamage(answer.failure)) {
        journalFailed(answer.failure)
        return
      }
    } else {
      if (answer.erased > 0) log.info('journal.names-erased', { taps: answer.erased })
      if (answer.isInLog === true && !answer.more) {
        logNotTidied('names', {
          kind: 'busy',
          detail: 'Another process is reading: the log may still hold erased names.',
        })
        once(retryMs, () => erase(nowMs))
        return
      }
    }
    // Each call is short, so the kiosk stays responsive; the rest follows later, names first, then taps.
    if (answer.kind === 'ok' && answer.more) once(nextEraseMs, () => erase(nowMs))
    else compact(nowMs, { taps: 0, doubtful: 0 })
  }
  const compact = (nowMs: number, soFar: { readonly taps: number; readonly doubtful: number }): void => {
    const answer = journal.compact(nowMs - keepTapsMs, nowMs)
    if (answer.kind === 'failed') {
      logNotTidied('taps', answer.failure)
      if (isDamage(answer.failure)) journalFailed(answer.failure)
      return
    }
    const sum = { taps: soFar.taps + answer.taps, doubtful: soFar.doubtful + answer.doubtful }
    if (answer.more) {
      once(nextCompactMs, () => compact(nowMs, sum))
      return
    }
    if (sum.taps > 0) log.info('journal.compacted', { taps: sum.taps })
    if (sum.doubtful > 0) log.warn('journal.not-compacted', { taps: sum.doubtful })
  }

  logHead()
  tidy()
  every(requestCheckIntervalMs, () => {
    if (journal.changedByOthers()) changedByOthers()
  })
  every(headLogIntervalMs, logHead)
  return () => {
    for (const cancel of running) cancel()
  }
}

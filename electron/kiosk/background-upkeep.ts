import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import { isDamage } from '../journal/failure.ts'
import type { Journal, JournalFailure } from '../journal/journal.ts'

export interface UpkeepParts {
  readonly journal: Journal
  readonly clock: Clock
  readonly log: Log
  /** How long names and user ids of settled taps are kept. */
  readonly keepNamesMs: number
  /** How long settled taps are kept. */
  readonly keepTapsMs: number
  /** The time by which something may be erased for good (`graph/server-time/agreed-time.ts`); undefined: not now. */
  readonly agreedNowMs: () => number | undefined
  /** Somebody else wrote to the journal: a parked tap may have to be tried again. */
  readonly changedByOthers: () => void
  /** The journal itself is damaged, as only tidying has found. */
  readonly journalFailed: (failure: JournalFailure) => void
}

const lookForRequestsMs = 10_000
const tellHeadMs = 3_600_000
const tidyMs = 24 * 3_600_000
const notAgreedMs = 10 * 60_000
const eraseOnMs = 5_000
const compactOnMs = 1_000

/**
 * What the journal needs besides taps: requests of the command line are taken up, the chain's head goes into the log
 * (a tail cut off later shows against it), and names, later whole taps, go when their time is up. That needs
 * this computer's clock and the servers' to agree: either alone, years ahead, would empty the journal. Returns what ends it.
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
  const tellHead = (): void => {
    const { seq, link } = journal.head()
    log.info('journal.head', { seq, link })
  }
  const notTidied = (what: 'names' | 'taps' | 'set-aside', { kind, detail }: JournalFailure): void =>
    log.warn('journal.not-tidied', { what, failure: kind, detail })
  const tidy = (): void => {
    const nowMs = agreedNowMs()
    if (nowMs !== undefined) {
      tidySetAside(nowMs)
      erase(nowMs)
    }
    once(nowMs === undefined ? notAgreedMs : tidyMs, tidy)
  }
  const tidySetAside = (nowMs: number): void => {
    const answer = journal.tidySetAside({ nowMs, keepNamesMs: Math.min(keepNamesMs, keepTapsMs), keepTapsMs })
    if (answer.kind === 'failed') {
      notTidied('set-aside', answer.failure)
      return
    }
    for (const { path, what } of answer.done) log.info('journal.set-aside-tidied', { path, what })
    if (answer.more) once(eraseOnMs, () => tidySetAside(nowMs))
  }
  const erase = (nowMs: number): void => {
    const answer = journal.eraseSettledPeople(nowMs - Math.min(keepNamesMs, keepTapsMs))
    if (answer.kind === 'failed') {
      notTidied('names', answer.failure)
      if (isDamage(answer.failure)) {
        journalFailed(answer.failure)
        return
      }
    } else {
      if (answer.erased > 0) log.info('journal.names-erased', { taps: answer.erased })
      if (answer.isInLog === true && !answer.more) {
        notTidied('names', { kind: 'busy', detail: 'Somebody reads: the log may still hold erased names.' })
        once(notAgreedMs, () => erase(nowMs))
        return
      }
    }
    // A call takes no more than keeps the kiosk quick; what is left comes a little later, and taps after names.
    if (answer.kind === 'ok' && answer.more) once(eraseOnMs, () => erase(nowMs))
    else compact(nowMs, { taps: 0, doubtful: 0 })
  }
  const compact = (nowMs: number, soFar: { readonly taps: number; readonly doubtful: number }): void => {
    const answer = journal.compact(nowMs - keepTapsMs, nowMs)
    if (answer.kind === 'failed') {
      notTidied('taps', answer.failure)
      if (isDamage(answer.failure)) journalFailed(answer.failure)
      return
    }
    const sum = { taps: soFar.taps + answer.taps, doubtful: soFar.doubtful + answer.doubtful }
    if (answer.more) {
      once(compactOnMs, () => compact(nowMs, sum))
      return
    }
    if (sum.taps > 0) log.info('journal.compacted', { taps: sum.taps })
    if (sum.doubtful > 0) log.warn('journal.not-compacted', { taps: sum.doubtful })
  }

  tellHead()
  tidy()
  every(lookForRequestsMs, () => {
    if (journal.changedByOthers()) changedByOthers()
  })
  every(tellHeadMs, tellHead)
  return () => {
    for (const cancel of running) cancel()
  }
}

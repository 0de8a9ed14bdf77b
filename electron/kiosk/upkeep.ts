import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Journal } from '../journal/journal.ts'

export interface UpkeepParts {
  readonly journal: Journal
  readonly clock: Clock
  readonly log: Log
  /** How long names and user ids of settled taps are kept. */
  readonly keepNamesMs: number
  /** Somebody else wrote to the journal: a parked tap may have to be tried again. */
  readonly changedByOthers: () => void
}

const lookForRequestsMs = 10_000
const tellHeadMs = 3_600_000
const eraseMs = 24 * 3_600_000
const eraseOnMs = 5_000

/**
 * What the journal needs besides taps: requests of the command line are taken up, the chain's head goes into the log
 * (a tail cut off later shows against it), and names are erased when their time is up. Returns what ends it.
 */
export function startUpkeep({ journal, clock, log, keepNamesMs, changedByOthers }: UpkeepParts): () => void {
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
    const head = journal.head()
    if (head !== undefined) log.info('journal.head', { seq: head.seq, link: head.link })
  }
  const erase = (): void => {
    const answer = journal.eraseSettledPeople(clock.now().wallMs - keepNamesMs)
    if (answer.kind === 'failed') return
    if (answer.erased > 0) log.info('journal.names-erased', { taps: answer.erased })
    // A call takes no more than keeps the kiosk quick; what is left comes a little later.
    if (answer.more) once(eraseOnMs, erase)
  }

  tellHead()
  erase()
  every(lookForRequestsMs, () => {
    if (journal.changedByOthers()) changedByOthers()
  })
  every(tellHeadMs, tellHead)
  every(eraseMs, erase)
  return () => {
    for (const cancel of running) cancel()
  }
}

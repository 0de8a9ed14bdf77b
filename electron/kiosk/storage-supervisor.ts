import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import { isDamage, isTransient } from '../journal/failure.ts'
import type {
  ChainHead,
  DoubtfulTap,
  Journal,
  JournalAnswer,
  JournalFailure,
  ParkedSince,
  PendingTap,
} from '../journal/journal.ts'
import type { PunchEvent } from '../journal/punch-event.ts'
import type { TapPerson } from '../journal/tap-person.ts'
import type { GraphFailure } from '../graph/graph-failure.ts'
import type { SiteKey } from '../journal/chain/site-key.ts'
import { createDelivery, type Delivery, type DeliveryParts } from './delivery.ts'
import type { JournalStatus } from './flow/tap-flow.ts'
import { startUpkeep, type UpkeepParts } from './background-upkeep.ts'

/** The storage of one kiosk: its journal and the key that belongs to it. */
export interface Storage {
  readonly journal: Journal
  readonly siteKey: SiteKey
  /** Where the damaged journal lies that opening this one has set aside. */
  readonly setAside?: string
  /** The site key that the journal's last event was written under, where it is another. */
  readonly otherKeyId?: string
}

export type OpenedStorage =
  | { readonly kind: 'ok'; readonly storage: Storage }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

export interface StorageSupervisorParts {
  readonly clock: Clock
  readonly log: Log
  /** Called again after a pause for as long as it fails. `knownHead`: of the journal that was open before. */
  openStorage(knownHead: ChainHead | undefined): OpenedStorage
  /** What works on the journal while it is open. */
  readonly delivery: Omit<DeliveryParts, 'journal' | 'journalFailed' | 'clock' | 'log'>
  readonly upkeep: Omit<UpkeepParts, 'journal' | 'changedByOthers' | 'journalFailed' | 'clock' | 'log'>
  statusChanged(status: JournalStatus): void
  /** The journal cannot be got to work from within; a start from the beginning may help. */
  giveUp(): void
}

export interface StorageSupervisor {
  /** Where a damaged journal lies that was set aside, or how its files were replaced; stays for the whole run. */
  readonly setAside: string | undefined
  /** The site key of the journal that was opened, where it is another; stays for the whole run. */
  readonly otherKeyId: string | undefined
  readonly queue: TapQueue
  start(): void
  /** Writes a tap and who tapped. On success call `deliver`. */
  recordTap(tapped: (siteKey: SiteKey) => PendingTap['tapped'], person: TapPerson): RecordedTap
  /** Hands a tap that was just recorded to the delivery. */
  deliver(tap: PendingTap): void
  /**
   * Writes an event of a tap, unless the open journal does not know that tap: one that took the place of a lost journal
   * knows nothing of settled taps. Undefined: unknown now, try again once the journal is open.
   */
  recordIfKnown(event: PunchEvent): JournalAnswer | undefined
  /** Taps that were parked after `after`, as the journal has them; undefined: not known now. */
  parkedSince(after: ChainHead | undefined, limit: number): ParkedSince | undefined
  /** For whoever could not write to the journal. */
  journalFailed(failure: JournalFailure): void
  /** Nothing is sent or tidied any more; taps can still be recorded until `close`. */
  endUse(): void
  close(): void
}

/** What waits to be sent, and what waits for a manager: always as it is now. */
export interface TapQueue {
  /** How many taps are recorded and not settled. */
  readonly waiting: number
  /** Of those, the taps of which something may already have reached Shifts. */
  readonly sent: number
  /** Taps that may be in no file: their journal was lost, and another cannot be opened yet. */
  readonly unwritten: number
  readonly parked: number
  /** Whether a request about a tap is in flight. */
  readonly isSending: boolean
  /** When the longest waiting tap was made, in milliseconds since the Unix epoch; undefined: none waits. */
  readonly oldestTappedAtMs: number | undefined
  /** Why the last failed attempt failed, until one succeeds. */
  readonly lastFailure: GraphFailure | undefined
}

export type RecordedTap =
  | { readonly kind: 'ok'; readonly tapped: PendingTap['tapped']; readonly head: ChainHead }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }
  /** The journal is not open, or being reopened. */
  | { readonly kind: 'not-open' }

const retryMs = 5_000
const probesBeforeReopening = 3
const giveUpMs = 15 * 60_000

const doubtWords: Readonly<Record<DoubtfulTap['why'], string>> = {
  person: 'Who tapped is not as the kiosk wrote it.',
  unvouched: 'The chain does not vouch for this tap.',
  'other-key':
    'The site key was changed while this tap waited. Stop the kiosk and run --journal rekey --key OLD.KEY, then --journal retry.',
}

/**
 * Opens the journal and lets delivery and upkeep work on it. While it fails it is probed, reopened where it is damaged
 * or probing does not fix it, and given up after a quarter of an hour where a new start of the program may help.
 */
export function superviseStorage(parts: StorageSupervisorParts): StorageSupervisor {
  const { clock, log } = parts
  /** Undefined: not open, or being reopened. */
  let storage: Storage | undefined
  /** Stays while the journal is being reopened, until nothing is under way any more. */
  let delivery: Delivery | undefined
  let endUpkeep: (() => void) | undefined
  let status: JournalStatus | undefined
  let setAside: string | undefined
  let otherKeyId: string | undefined
  /** What was known of the journal that was open before, until one that is opened has all of it. */
  let known: { readonly head: ChainHead; readonly waiting: readonly PendingTap[] } | undefined
  let failures = 0
  /** Of the journal that is open: it is opened again, whatever else is found meanwhile. */
  let isDamaged = false
  /** Since when it fails in ways that a new start of the program may fix. */
  let lostSinceMs: number | undefined
  /** Undefined: no retry is due. */
  let cancelRetry: (() => void) | undefined
  let stopped = false

  const open = (): void => {
    const opened = parts.openStorage(known?.head)
    if (opened.kind === 'failed') {
      journalFailed(opened.failure)
      return
    }
    isDamaged = false
    const { journal } = opened.storage
    setAside = opened.storage.setAside ?? setAside
    otherKeyId = opened.storage.otherKeyId ?? otherKeyId
    if (!restore(journal)) return
    storage = opened.storage
    const toDeliver = createDelivery({ ...parts.delivery, journal, clock, log, journalFailed })
    delivery = toDeliver
    resume(journal, toDeliver)
    endUpkeep = startUpkeep({
      ...parts.upkeep,
      journal,
      clock,
      log,
      changedByOthers: () => resume(journal, toDeliver),
      journalFailed,
    })
  }

  /** What was waiting and is not in the journal that lies there now is written down once more. */
  const restore = (journal: Journal): boolean => {
    const answer = journal.carryOver(known?.waiting ?? [], clock.now().wallMs)
    if (answer.kind === 'failed') {
      journal.close()
      journalFailed(answer.failure)
      return false
    }
    if (answer.carriedOver > 0) log.error('journal.taps-restored', { taps: answer.carriedOver })
    known = undefined
    return true
  }

  const resume = (journal: Journal, toDeliver: Delivery): void => {
    // What this would look at may be sound: the damage is elsewhere, and only opening it again looks at all of it.
    if (isDamaged) return
    const probe = journal.probe()
    if (probe.kind === 'failed') {
      journalFailed(probe.failure)
      return
    }
    const pending = journal.pending()
    if (pending.kind === 'failed') {
      journalFailed(pending.failure)
      return
    }
    failures = 0
    lostSinceMs = undefined
    // Somebody else's commit may have shown that it works before it was to be tried again.
    cancelRetry?.()
    cancelRetry = undefined
    const unknownTo = ({ tapId }: { readonly tapId: string }): boolean => !toDeliver.isWaiting(tapId)
    pending.withoutPerson
      .map((tapId) => ({ tapId }))
      .filter(unknownTo)
      .forEach(({ tapId }) => park(journal, tapId, 'person-lost', 'The row that says who tapped is gone.'))
    pending.doubtful
      .filter(unknownTo)
      .forEach(({ tapId, why }) => park(journal, tapId, 'record-damaged', doubtWords[why]))
    toDeliver.take(pending.taps)
    log.info('journal.opened', { waitingTaps: toDeliver.waiting })
    tell({ kind: 'ready' })
  }

  /** Nobody can tell whose card such a tap should end; a manager may, by what else the journal says of it. */
  const park = (
    journal: Journal,
    tapId: string,
    reason: 'person-lost' | 'record-damaged',
    detail: string,
  ): void => {
    const event = { kind: 'parked', reason, detail } as const
    const answer = journal.record({ tapId, atMs: clock.now().wallMs, ...event })
    if (answer.kind === 'ok') log.error('tap.settled', { tapId, as: event.kind, reason, detail })
    else journalFailed(answer.failure)
  }

  /** Out of service rather than accept a tap that cannot be kept; tried again until it can. */
  const journalFailed = (failure: JournalFailure): void => {
    const alreadyKnown = status?.kind === 'failed' && status.detail === failure.detail
    if (!alreadyKnown) log.error('journal.unusable', { failure: failure.kind, detail: failure.detail })
    tell({ kind: 'failed', detail: failure.detail })
    const isReplaced = failure.kind === 'replaced'
    isDamaged ||= isReplaced || isDamage(failure)
    if (stopped || cancelRetry !== undefined) return
    if (isLost(failure)) {
      log.error('journal.given-up', { failure: failure.kind, detail: failure.detail })
      parts.giveUp()
    }
    failures += 1
    if (isReplaced) setAside = failure.detail
    const isReopeningDue = failures % probesBeforeReopening === 0
    cancelRetry = clock.after(isReplaced ? 0 : retryMs, () => {
      cancelRetry = undefined
      if (storage === undefined || delivery === undefined) open()
      else if (isDamaged || isReopeningDue) void reopen(storage, delivery)
      else resume(storage.journal, delivery)
    })
  }

  const isLost = (failure: JournalFailure): boolean => {
    const nowMs = clock.now().monotonicMs
    lostSinceMs = isTransient(failure) ? undefined : (lostSinceMs ?? nowMs)
    return lostSinceMs !== undefined && nowMs - lostSinceMs >= giveUpMs
  }

  /** What is under way is waited for: its card must not get a second request beside the first. */
  const reopen = async (broken: Storage, delivering: Delivery): Promise<void> => {
    log.warn('journal.reopening')
    endUpkeep?.()
    storage = undefined
    await delivering.stop()
    known = { head: broken.journal.head(), waiting: delivering.waitingTaps() }
    broken.journal.close()
    delivery = undefined
    if (!stopped) open()
  }

  const tell = (next: JournalStatus): void => {
    status = next
    parts.statusChanged(next)
  }

  const queue: TapQueue = {
    get waiting() {
      return delivery?.waiting ?? 0
    },
    get sent() {
      return delivery?.waitingTaps().filter(({ stage }) => stage.kind !== 'tapped').length ?? 0
    },
    get unwritten() {
      return known?.waiting.length ?? 0
    },
    get parked() {
      return storage?.journal.parkedTaps() ?? 0
    },
    get isSending() {
      return delivery?.isSending ?? false
    },
    get oldestTappedAtMs() {
      return delivery?.oldestTappedAtMs
    },
    get lastFailure() {
      return delivery?.lastFailure
    },
  }

  return {
    get setAside() {
      return setAside
    },
    get otherKeyId() {
      return otherKeyId
    },
    queue,
    start: open,
    recordTap: (tappedWith, person) => {
      if (storage === undefined) return { kind: 'not-open' }
      const { journal, siteKey } = storage
      const tapped = tappedWith(siteKey)
      const answer = journal.recordTap(tapped, person)
      return answer.kind === 'ok' ? { kind: 'ok', tapped, head: journal.head() } : answer
    },
    deliver: (tap) => delivery?.take([tap]),
    recordIfKnown: (event) => {
      const isKnown = storage === undefined ? undefined : isIn(storage.journal, event.tapId)
      if (storage === undefined || isKnown === undefined) return undefined
      return isKnown ? storage.journal.record(event) : { kind: 'ok' }
    },
    parkedSince: (after, limit) => storage?.journal.parkedSince(after, limit),
    journalFailed,
    endUse: () => {
      stopped = true
      cancelRetry?.()
      void delivery?.stop()
      endUpkeep?.()
    },
    close: () => storage?.journal.close(),
  }
}

/** Undefined: it cannot be told now. */
function isIn(journal: Journal, tapId: string): boolean | undefined {
  try {
    return journal.eventsOf(tapId).length > 0
  } catch {
    // Whatever has to be written next says why.
    return undefined
  }
}

import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import { isDamage, isTransient, type JournalFailed } from '../journal/failure.ts'
import type {
  ChainHead,
  DoubtfulTap,
  Journal,
  JournalAnswer,
  JournalFailure,
  ParkedSince,
  PendingTap,
} from '../journal/journal.ts'
import type { BadgeChange } from '../journal/badge-changes.ts'
import type { ParkedReason } from '../journal/parked-reasons.ts'
import type { PunchEvent } from '../journal/punch-event.ts'
import type { TapPerson } from '../journal/tap-person.ts'
import type { SiteKey } from '../journal/chain/site-key.ts'
import { createDelivery, type Delivery, type DeliveryParts } from './delivery.ts'
import type { JournalStatus } from './flow/tap-flow.ts'
import { startUpkeep, type UpkeepParts } from './background-upkeep.ts'

/** The storage of one kiosk: its journal and the key that belongs to it. */
export interface Storage {
  readonly journal: Journal
  readonly siteKey: SiteKey
  /** Path of the damaged journal that was set aside when this one was opened. */
  readonly setAside?: string
  /** The id of the site key of the journal's last event, if it differs from the current one. */
  readonly otherKeyId?: string
}

export type OpenedStorage = { readonly kind: 'ok'; readonly storage: Storage } | JournalFailed

export interface StorageSupervisorParts {
  readonly clock: Clock
  readonly log: Log
  /** Retried after a pause while it fails. `knownHead`: the head of the journal that was open before. */
  openStorage(knownHead: ChainHead | undefined): OpenedStorage
  /** Parts of the delivery, which runs while the journal is open. */
  readonly delivery: Omit<DeliveryParts, 'journal' | 'journalFailed' | 'clock' | 'log'>
  readonly upkeep: Omit<UpkeepParts, 'journal' | 'changedByOthers' | 'journalFailed' | 'clock' | 'log'>
  statusChanged(status: JournalStatus): void
  /** The journal cannot recover in-process; a restart of the program may help. */
  giveUp(): void
}

export interface StorageSupervisor {
  /** Path of a damaged journal that was set aside, or how its files were replaced; kept for the whole run. */
  readonly setAside: string | undefined
  /** The id of the opened journal's site key, if it differs from the current one; kept for the whole run. */
  readonly otherKeyId: string | undefined
  readonly queue: TapQueue
  start(): void
  /** Writes a tap and who tapped. On success call `deliver`. */
  recordTap(tapped: (siteKey: SiteKey) => PendingTap['tapped'], person: TapPerson): RecordedTap
  /** Hands a tap that was just recorded to the delivery. */
  deliver(tap: PendingTap): void
  /**
   * Writes an event of a tap if the open journal knows that tap; a replacement for a lost journal does not
   * know settled taps. Undefined: cannot be checked now; retry once the journal is open.
   */
  recordIfKnown(event: PunchEvent): JournalAnswer | undefined
  /** Writes the changes of badges that the journal lacks. Undefined: it is not open. */
  recordBadgeChanges(changes: readonly BadgeChange[]): JournalAnswer | undefined
  /** Taps that the journal parked after `after`; undefined: not available now. */
  parkedSince(after: ChainHead | undefined, limit: number): ParkedSince | undefined
  /** Reports that a write to the journal failed. */
  journalFailed(failure: JournalFailure): void
  /** Stops sending and tidying; taps can still be recorded until `close`. */
  endUse(): void
  close(): void
}

/** Current counts of taps that wait to be sent or wait for a manager. */
export interface TapQueue extends Pick<Delivery, 'isSending' | 'oldestTappedAtMs' | 'lastFailure'> {
  /** How many taps are recorded and not settled. */
  readonly waitingTaps: number
  /** Of those, the taps for which a request may already have reached Shifts. */
  readonly sentTaps: number
  /** Taps that may be in no file: the journal was lost, and a new one is not open yet. */
  readonly unsavedTaps: number
  readonly parkedTaps: number
}

export type RecordedTap =
  | { readonly kind: 'ok'; readonly tapped: PendingTap['tapped']; readonly head: ChainHead }
  | JournalFailed
  /** The journal is not open, or being reopened. */
  | { readonly kind: 'not-open' }

const retryMs = 5_000
const probesBeforeReopening = 3
const giveUpMs = 15 * 60_000

const doubtWords: Readonly<Record<DoubtfulTap['why'], string>> = {
  person: 'The name or user id of this tap was edited.',
  unvouched: 'The chain does not vouch for this tap.',
  'other-key':
    'The site key was changed while this tap waited. Stop the kiosk and run --journal rekey --key OLD.KEY, then --journal retry.',
}

/**
 * Opens the journal and runs delivery and upkeep on it. While the journal fails, probes it every few seconds;
 * reopens it if it is damaged or still fails after three probes; gives up after 15 minutes if a restart of
 * the program may help.
 */
export function superviseStorage(parts: StorageSupervisorParts): StorageSupervisor {
  const { clock, log } = parts
  /** Undefined: not open, or being reopened. */
  let storage: Storage | undefined
  /** Kept while the journal is being reopened, until no request is in flight. */
  let delivery: Delivery | undefined
  let endUpkeep: (() => void) | undefined
  let status: JournalStatus | undefined
  let setAside: string | undefined
  let otherKeyId: string | undefined
  /** Head and waiting taps of the previous journal, until the new one has recorded them. */
  let known: { readonly head: ChainHead; readonly waiting: readonly PendingTap[] } | undefined
  let failures = 0
  /** Whether the open journal is damaged: it will be reopened even if a probe succeeds meanwhile. */
  let isDamaged = false
  /** Since when it has failed in ways that a restart of the program may fix. */
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
    if (takePending(journal, toDeliver)) log.info('journal.opened', { waitingTaps: toDeliver.waitingTaps })
    endUpkeep = startUpkeep({
      ...parts.upkeep,
      journal,
      clock,
      log,
      changedByOthers: () => reread(journal, toDeliver),
      journalFailed,
    })
  }

  /** Records waiting taps that the new journal lacks. */
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

  /** After a failure, or after another process wrote to the journal. */
  const reread = (journal: Journal, toDeliver: Delivery): void => {
    if (takePending(journal, toDeliver)) log.info('journal.reread', { waitingTaps: toDeliver.waitingTaps })
  }

  /** Hands the pending taps to the delivery, parks open taps that must not be sent, and accepts taps again. */
  const takePending = (journal: Journal, toDeliver: Delivery): boolean => {
    // A probe checks only a part, and the damage may be elsewhere; reopening checks all of the journal.
    if (isDamaged) return false
    const probe = journal.probe()
    if (probe.kind === 'failed') {
      journalFailed(probe.failure)
      return false
    }
    const pending = journal.pending()
    if (pending.kind === 'failed') {
      journalFailed(pending.failure)
      return false
    }
    failures = 0
    lostSinceMs = undefined
    // A commit by another process may show that the journal works before the retry is due.
    cancelRetry?.()
    cancelRetry = undefined
    const unknownTo = ({ tapId }: { readonly tapId: string }): boolean => !toDeliver.isWaiting(tapId)
    pending.withoutPerson
      .map((tapId) => ({ tapId }))
      .filter(unknownTo)
      .forEach(({ tapId }) =>
        park(journal, tapId, 'person-lost', 'The row with the person of this tap is gone.'),
      )
    pending.doubtful
      .filter(unknownTo)
      .forEach(({ tapId, why }) => park(journal, tapId, 'record-damaged', doubtWords[why]))
    toDeliver.take(pending.taps)
    setStatus({ kind: 'ready' })
    return true
  }

  /** It is unclear whose card such a tap should end; a manager may find out from the rest of its record. */
  const park = (
    journal: Journal,
    tapId: string,
    reason: Extract<ParkedReason, 'person-lost' | 'record-damaged'>,
    detail: string,
  ): void => {
    const event = { kind: 'parked', reason, detail } as const
    const answer = journal.record({ tapId, atMs: clock.now().wallMs, ...event })
    if (answer.kind === 'ok') log.error('tap.settled', { tapId, as: event.kind, reason, detail })
    else journalFailed(answer.failure)
  }

  /** Goes out of service, so that no tap is accepted that cannot be saved, and schedules a retry. */
  const journalFailed = (failure: JournalFailure): void => {
    const alreadyKnown = status?.kind === 'failed' && status.detail === failure.detail
    if (!alreadyKnown) log.error('journal.unusable', { failure: failure.kind, detail: failure.detail })
    setStatus({ kind: 'failed', detail: failure.detail })
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
      else reread(storage.journal, delivery)
    })
  }

  const isLost = (failure: JournalFailure): boolean => {
    const nowMs = clock.now().monotonicMs
    lostSinceMs = isTransient(failure) ? undefined : (lostSinceMs ?? nowMs)
    return lostSinceMs !== undefined && nowMs - lostSinceMs >= giveUpMs
  }

  /** Waits for requests in flight first: a card must not get a second request beside the first. */
  const reopen = async (broken: Storage, delivering: Delivery): Promise<void> => {
    log.warn('journal.reopening')
    endUpkeep?.()
    storage = undefined
    await delivering.stop()
    known = { head: broken.journal.head(), waiting: delivering.pendingTaps() }
    broken.journal.close()
    delivery = undefined
    if (!stopped) open()
  }

  const setStatus = (next: JournalStatus): void => {
    status = next
    parts.statusChanged(next)
  }

  const queue: TapQueue = {
    get waitingTaps() {
      return delivery?.waitingTaps ?? 0
    },
    get sentTaps() {
      return delivery?.pendingTaps().filter(({ stage }) => stage.kind !== 'tapped').length ?? 0
    },
    get unsavedTaps() {
      return known?.waiting.length ?? 0
    },
    get parkedTaps() {
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
    recordBadgeChanges: (changes) => storage?.journal.recordBadgeChanges(changes, clock.now().wallMs),
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

/** Undefined: cannot be checked now. */
function isIn(journal: Journal, tapId: string): boolean | undefined {
  try {
    return journal.eventsOf(tapId).length > 0
  } catch {
    // The next write reports the reason.
    return undefined
  }
}

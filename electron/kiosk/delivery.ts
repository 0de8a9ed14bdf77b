import { backoffMs } from '../base/time/backoff.ts'
import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import type { JournalFailure } from '../journal/failure.ts'
import type { Journal, PendingTap } from '../journal/journal.ts'
import { attemptClockOut } from '../shifts/clock-out.ts'
import type { DeliveryStage } from '../journal/delivery-stage.ts'
import type { AttemptMemory, TapToDeliver } from '../shifts/tap-to-deliver.ts'
import type { ClockOutSettings } from '../shifts/clock-out-parts.ts'
import type { GraphFailure } from '../graph/graph-failure.ts'
import { maxPauseMs } from '../graph/pace.ts'
import type { Priority } from '../graph/call-options.ts'
import type { TapResult } from './flow/tap.ts'
import { settlementOf, type Settled, type Settlement } from './settlement.ts'

/**
 * Sends recorded taps to Shifts until each is settled. A tap whose person is waiting is sent at once; the
 * others are sent one at a time, oldest first. The journal says which taps are pending; the queue in memory
 * only schedules the next attempt of each.
 */
export interface Delivery {
  /**
   * Adds taps that were just recorded, or that are pending in the journal; ignores taps already in the queue.
   */
  take(taps: readonly PendingTap[]): void
  /** How many taps are in the queue: pending in the journal, and not settled. */
  readonly waitingTaps: number
  /** These taps with their current stage, from memory (the journal may be unreadable). Oldest first. */
  pendingTaps(): readonly PendingTap[]
  isWaiting(tapId: string): boolean
  /** Whether a request about a tap is in flight. */
  readonly isSending: boolean
  /** Time of the oldest waiting tap, in milliseconds since the Unix epoch; undefined: none waits. */
  readonly oldestTappedAtMs: number | undefined
  /** Why the last attempt failed; undefined after a success. */
  readonly lastFailure: GraphFailure | undefined
  /**
   * Sends nothing more; resolves once no request is in flight. An answer that arrives later is ignored: the
   * next process that opens the journal looks up what became of that request.
   */
  stop(): Promise<void>
}

export interface DeliveryParts {
  readonly journal: Journal
  readonly clockOut: ClockOutSettings
  readonly clock: Clock
  readonly log: Log
  readonly random?: () => number
  /** When the person tapped: the servers' time if it is known by now, else this computer's. */
  tapTimeMs(tap: PendingTap): number
  /** Whether the screen has shown this person neither a result nor *saved here* yet. */
  personWaits(tapId: string): boolean
  /** The result of the tap has been written to the disk. */
  settled(tapId: string, result: TapResult): void
  /** A tap was added or settled. */
  waitingChanged(): void
  journalFailed(failure: JournalFailure): void
}

interface Queued {
  readonly tap: PendingTap
  stage: DeliveryStage
  /** As recorded with the stage; does not change afterwards. */
  tappedAtMs: number | undefined
  readonly memory: AttemptMemory
  attempts: number
  notBeforeMs: number
}

/** Time allowed for an attempt that must end the card within the tolerance. */
const attemptMs = 10_000
const untilNextAttempt = { firstMs: 500, maxMs: 60_000 }
/** How long a replay blocks the next one while its answer is outstanding. */
const replayTurnMs = 10_000

export function createDelivery(parts: DeliveryParts): Delivery {
  const { journal, clock, log, random = Math.random } = parts
  /** Oldest first. */
  const queue = new Map<string, Queued>()
  /** At most one attempt per person at a time, so a card never has two requests in flight. */
  const busyPeople = new Set<string>()
  const inFlight = new Set<Promise<void>>()
  /** One at a time. */
  let replaying: Queued | undefined
  /** Grows while Shifts is unreachable, so that a long queue backs off as a whole and not per tap. */
  let failuresInARow = 0
  let replayNotBeforeMs = -Infinity
  let lastFailure: GraphFailure | undefined
  let disarm: (() => void) | undefined
  let stopped = false

  const pump = (): void => {
    disarm?.()
    disarm = undefined
    if (stopped) return
    const nowMs = clock.now().monotonicMs
    let nextMs = Infinity
    let replay: Queued | undefined
    for (const { first, live } of turns()) {
      if (!live && replaying !== undefined) continue
      const dueMs = live ? first.notBeforeMs : Math.max(first.notBeforeMs, replayNotBeforeMs)
      if (dueMs > nowMs) nextMs = Math.min(nextMs, dueMs)
      else if (live) begin(first, 'live')
      else if (replay === undefined || (!isInTime(replay) && isInTime(first))) replay = first
    }
    if (replay !== undefined) begin(replay, 'replay')
    if (nextMs < Infinity) disarm = clock.after(Math.ceil(nextMs - nowMs), pump)
  }

  /** Whether a clock-out now needs no correction, which would cost two more requests. Such taps go first. */
  const isInTime = (queued: Queued): boolean => {
    const isToEnd = queued.stage.kind === 'tapped' || queued.stage.kind === 'sending'
    const { lateToleranceMs, nowMs } = parts.clockOut
    return isToEnd && nowMs() - tapTimeMs(queued) < lateToleranceMs - attemptMs
  }

  /**
   * The candidates: each person's oldest tap. It is live (due at once) if the person is waiting for any of
   * their taps, since the oldest tap is the one that ends the card.
   */
  const turns = (): Iterable<{ readonly first: Queued; readonly live: boolean }> => {
    const people = new Map<string, { first: Queued; live: boolean }>()
    for (const queued of queue.values()) {
      const { userId, tapId } = queued.tap
      if (busyPeople.has(userId)) continue
      const live = parts.personWaits(tapId)
      const person = people.get(userId)
      if (person === undefined) people.set(userId, { first: queued, live })
      else if (live) person.live = true
    }
    return people.values()
  }

  const begin = (queued: Queued, priority: Priority): void => {
    const running = takeTurn(queued, priority).finally(() => inFlight.delete(running))
    inFlight.add(running)
  }

  const takeTurn = async (queued: Queued, priority: Priority): Promise<void> => {
    const { userId } = queued.tap
    busyPeople.add(userId)
    if (priority === 'replay') replaying = queued
    const endReplayTurn = (): void => {
      if (replaying === queued) replaying = undefined
    }
    const cancelTurnEnd = clock.after(replayTurnMs, () => {
      endReplayTurn()
      pump()
    })
    const settlement = await attempt(queued, priority)
    cancelTurnEnd()
    busyPeople.delete(userId)
    endReplayTurn()
    if (!stopped) conclude(queued, settlement)
    pump()
  }

  const conclude = (queued: Queued, settlement: Settlement): void => {
    switch (settlement.kind) {
      case 'settled':
        finish(queued, settlement)
        return
      case 'later':
        putOff(queued, settlement.failure)
        return
      case 'under-way':
        recheckIn(queued, settlement.forMs)
        return
      default:
        settlement satisfies never
    }
  }

  const attempt = async (queued: Queued, priority: Priority): Promise<Settlement> => {
    const { tapId, userId, tapped } = queued.tap
    const { teamIds } = tapped
    const record = (stage: DeliveryStage): boolean => recordStage(queued, stage)
    const tap: TapToDeliver = {
      tapId,
      userId,
      ...(teamIds !== undefined && { teamIds }),
      stage: queued.stage,
      memory: queued.memory,
      tappedAtMs: () => tapTimeMs(queued),
    }
    try {
      const options = { priority, isStillWanted: () => !stopped }
      const outcome = await attemptClockOut({ ...parts.clockOut, record, monotonicMs, options, log }, tap)
      return settlementOf(outcome, tap, parts.personWaits(tapId))
    } catch (error) {
      log.error('kiosk.fault', { tapId, detail: String(error) })
      return { kind: 'later' }
    }
  }

  const monotonicMs = (): number => clock.now().monotonicMs

  const recordStage = (queued: Queued, stage: DeliveryStage): boolean => {
    if (stopped || stage.kind === 'tapped') return false
    const tappedAtMs = tapTimeMs(queued)
    const answer = journal.record({
      tapId: queued.tap.tapId,
      atMs: clock.now().wallMs,
      ...stage,
      tappedAtMs,
    })
    if (answer.kind === 'failed') {
      parts.journalFailed(answer.failure)
      return false
    }
    queued.stage = stage
    queued.tappedAtMs = tappedAtMs
    return true
  }

  /** Never later than now: a time ahead of the servers' comes from a wrong clock. */
  const tapTimeMs = ({ tap, tappedAtMs }: Queued): number =>
    tappedAtMs ?? Math.min(parts.tapTimeMs(tap), parts.clockOut.nowMs())

  const finish = (queued: Queued, { event, serviceWords, result }: Settled): void => {
    const { tapId } = queued.tap
    const answer = journal.record({ tapId, atMs: clock.now().wallMs, ...event }, serviceWords)
    if (answer.kind === 'failed') {
      parts.journalFailed(answer.failure)
      putOff(queued, undefined)
      return
    }
    failuresInARow = 0
    // Shifts is reachable: end the backoff of the queue.
    replayNotBeforeMs = -Infinity
    lastFailure = undefined
    queue.delete(tapId)
    // Logged so that an older copy of the journal, swapped in while the kiosk is stopped, is detected.
    log.info('journal.head', journal.head())
    log.info('tap.settled', { tapId, as: event.kind, ...('reason' in event && { reason: event.reason }) })
    parts.settled(tapId, result)
    parts.waitingChanged()
  }

  const putOff = (queued: Queued, failure: GraphFailure | undefined): void => {
    const nowMs = clock.now().monotonicMs
    lastFailure = failure
    // Throttled means reachable: no backoff grows, and all replays wait for the requested time.
    const isThrottled = failure?.kind === 'throttled'
    queued.attempts = isThrottled ? 0 : queued.attempts + 1
    const askedMs = Math.min(failure?.retryAfterMs ?? 0, maxPauseMs)
    const waitMs = Math.max(backoffMs(queued.attempts, untilNextAttempt, random), askedMs)
    queued.notBeforeMs = nowMs + waitMs
    failuresInARow = isThrottled ? 0 : failuresInARow + 1
    const backoff = isThrottled ? askedMs : backoffMs(failuresInARow, untilNextAttempt, random)
    replayNotBeforeMs = nowMs + backoff
    log.warn('tap.waiting', {
      tapId: queued.tap.tapId,
      attempts: queued.attempts,
      nextInMs: Math.round(waitMs),
      failure: failure?.kind,
      code: failure?.code,
      requestId: failure?.requestId,
    })
  }

  /** This says nothing about whether Shifts is reachable, so no other tap is delayed. */
  const recheckIn = (queued: Queued, waitMs: number): void => {
    queued.notBeforeMs = clock.now().monotonicMs + waitMs
    log.info('tap.waiting', {
      tapId: queued.tap.tapId,
      attempts: queued.attempts,
      nextInMs: Math.round(waitMs),
      failure: 'under-way',
    })
  }

  return {
    take: (taps) => {
      for (const tap of taps) {
        if (queue.has(tap.tapId)) continue
        const { stage } = tap
        const tappedAtMs = stage.kind === 'tapped' ? undefined : stage.tappedAtMs
        // A request sent before this start, or before the tap was parked, may still take effect.
        const memory =
          stage.kind === 'sending'
            ? { unclear: { cardId: stage.cardId, sinceMs: clock.now().monotonicMs } }
            : {}
        queue.set(tap.tapId, { tap, stage, tappedAtMs, memory, attempts: 0, notBeforeMs: -Infinity })
      }
      parts.waitingChanged()
      pump()
    },
    get waitingTaps() {
      return queue.size
    },
    pendingTaps: () => [...queue.values()].map(asPending),
    isWaiting: (tapId) => queue.has(tapId),
    get isSending() {
      return inFlight.size > 0
    },
    get oldestTappedAtMs() {
      return queue.values().next().value?.tap.tapped.tappedAtMs
    },
    get lastFailure() {
      return lastFailure
    },
    stop: async () => {
      stopped = true
      disarm?.()
      await Promise.all(inFlight)
    },
  }
}

function asPending({ tap, stage, tappedAtMs }: Queued): PendingTap {
  if (stage.kind === 'tapped' || tappedAtMs === undefined) return { ...tap, stage }
  return { ...tap, stage: { ...stage, tappedAtMs } }
}

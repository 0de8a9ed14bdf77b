import { backoffMs } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Journal, JournalFailure } from '../journal/journal.ts'
import {
  attemptClockOut,
  type ClockOutOutcome,
  type ClockOutParts,
  type TapToDeliver,
} from '../shifts/clock-out.ts'
import type { GraphFailure } from '../shifts/graph-failure.ts'
import type { Priority } from '../shifts/time-cards.ts'
import { settlementOf, type Settlement, type TapResult } from './settlement.ts'

/**
 * Brings recorded taps to Shifts until each is settled: a tap whose person waits at once, the others one after the
 * other, oldest first. What it still has to do is what the journal holds as pending; the queue in memory only says
 * when each is tried next.
 */
export interface Delivery {
  /** A tap that was just recorded. */
  deliver(tap: TapToDeliver): void
  /** Takes up what the journal holds as pending. */
  resume(pending: readonly TapToDeliver[]): void
  /** Taps that are recorded and not settled. */
  readonly waiting: number
  /** Nothing leaves any more. An answer still under way is looked up by the next start. */
  stop(): void
}

export interface DeliveryParts {
  readonly journal: Journal
  readonly clockOut: Omit<ClockOutParts, 'recordSending'>
  readonly clock: Clock
  readonly log: Log
  readonly random?: () => number
  /** Whether the tap's person still stands there with nothing promised yet. */
  personWaits(tapId: string): boolean
  /** What became of the tap is on the disk. */
  settled(tapId: string, result: TapResult): void
  /** Taps came or went. */
  waitingChanged(): void
  journalFailed(failure: JournalFailure): void
}

interface Queued {
  tap: TapToDeliver
  attempts: number
  notBeforeMs: number
}

const untilNextAttempt = { firstMs: 500, longestMs: 60_000 }

export function createDelivery(parts: DeliveryParts): Delivery {
  const { journal, clock, log, random = Math.random } = parts
  const queue = new Map<string, Queued>()
  /** One attempt a person at a time: a card has one person, so no card ever has two requests in flight. */
  const busyPeople = new Set<string>()
  let replaying = false
  /** Grows while Shifts can not be reached at all, so that a long queue does not knock once for each tap. */
  let failuresInARow = 0
  let replayNotBeforeMs = -Infinity
  let disarm: (() => void) | undefined
  let stopped = false

  const pump = (): void => {
    disarm?.()
    disarm = undefined
    if (stopped) return
    const nowMs = clock.now().monotonicMs
    let nextMs = Infinity
    for (const queued of queue.values()) {
      if (busyPeople.has(queued.tap.userId)) continue
      const live = parts.personWaits(queued.tap.tapId)
      if (!live && replaying) continue
      const dueMs = live ? queued.notBeforeMs : Math.max(queued.notBeforeMs, replayNotBeforeMs)
      if (dueMs <= nowMs) void attempt(queued, live ? 'live' : 'replay')
      else nextMs = Math.min(nextMs, dueMs)
    }
    if (nextMs < Infinity) disarm = clock.after(Math.ceil(nextMs - nowMs), pump)
  }

  const attempt = async (queued: Queued, priority: Priority): Promise<void> => {
    busyPeople.add(queued.tap.userId)
    if (priority === 'replay') replaying = true
    const settlement = await settle(queued, priority)
    busyPeople.delete(queued.tap.userId)
    if (priority === 'replay') replaying = false
    if (!stopped) {
      if (settlement.kind === 'later') putOff(queued, settlement.failure)
      else finish(queued, settlement)
    }
    pump()
  }

  const settle = async (queued: Queued, priority: Priority): Promise<Settlement> => {
    const recordSending = (tapId: string, cardId: string): boolean => {
      if (stopped) return false
      const answer = journal.record({ tapId, atMs: clock.now().wallMs, kind: 'sending', cardId })
      if (answer.kind === 'failed') parts.journalFailed(answer.failure)
      else queued.tap = { ...queued.tap, sentForCardId: cardId }
      return answer.kind === 'ok'
    }
    let outcome: ClockOutOutcome
    try {
      outcome = await attemptClockOut({ ...parts.clockOut, recordSending }, queued.tap, { priority })
    } catch (error) {
      log.error('kiosk.fault', { tapId: queued.tap.tapId, detail: String(error) })
      return { kind: 'later' }
    }
    return settlementOf(outcome, queued.tap, parts.personWaits(queued.tap.tapId))
  }

  const finish = (queued: Queued, { event, result }: Extract<Settlement, { kind: 'settled' }>): void => {
    const { tapId } = queued.tap
    const answer = journal.record({ tapId, atMs: clock.now().wallMs, ...event })
    if (answer.kind === 'failed') {
      parts.journalFailed(answer.failure)
      putOff(queued, undefined)
      return
    }
    failuresInARow = 0
    replayNotBeforeMs = -Infinity
    queue.delete(tapId)
    log.info('tap.settled', { tapId, as: event.kind, ...('reason' in event && { reason: event.reason }) })
    parts.settled(tapId, result)
    parts.waitingChanged()
  }

  const putOff = (queued: Queued, failure: GraphFailure | undefined): void => {
    const nowMs = clock.now().monotonicMs
    queued.attempts += 1
    const waitMs = Math.max(backoffMs(queued.attempts, untilNextAttempt, random), failure?.retryAfterMs ?? 0)
    queued.notBeforeMs = nowMs + waitMs
    failuresInARow += 1
    replayNotBeforeMs = nowMs + backoffMs(failuresInARow, untilNextAttempt, random)
    log.warn('tap.waiting', {
      tapId: queued.tap.tapId,
      attempts: queued.attempts,
      nextInMs: Math.round(waitMs),
      failure: failure?.kind,
      code: failure?.code,
      requestId: failure?.requestId,
    })
  }

  const enqueue = (tap: TapToDeliver): void => {
    if (!queue.has(tap.tapId)) queue.set(tap.tapId, { tap, attempts: 0, notBeforeMs: -Infinity })
  }

  return {
    deliver: (tap) => {
      enqueue(tap)
      parts.waitingChanged()
      pump()
    },
    resume: (pending) => {
      for (const tap of pending) enqueue(tap)
      parts.waitingChanged()
      pump()
    },
    get waiting() {
      return queue.size
    },
    stop: () => {
      stopped = true
      disarm?.()
    },
  }
}

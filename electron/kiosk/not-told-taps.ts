import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import { supportCode } from '../journal/support-code.ts'
import { outcomeOf, refusalOf, type Tap, type TapResult } from './flow/tap.ts'
import { notToldEvent } from './not-told.ts'
import type { StorageSupervisor } from './storage-supervisor.ts'

/** Parks each tap whose person did not see its result, once it is settled, so that a manager tells the person. */
export interface NotToldTaps {
  /** The person saw neither the outcome nor *saved here*. */
  notTold(tap: Tap): void
  /** `hasSeenOutcome`: the person has seen this result. */
  settled(tapId: string, result: TapResult, hasSeenOutcome: boolean): void
  /** Call once the journal can be written again: records what could not be recorded before. */
  recordAgain(): void
}

export interface NotToldParts {
  readonly storage: Pick<StorageSupervisor, 'recordIfKnown' | 'journalFailed'>
  readonly clock: Clock
  readonly log: Log
  /** The number of parked taps may have changed. */
  readonly parked: () => void
}

export function createNotToldTaps({ storage, clock, log, parked }: NotToldParts): NotToldTaps {
  /** Unsettled taps whose people have not seen *saved here*. */
  const unseen = new Set<string>()
  /** Settled taps to park, which the journal could not record yet. */
  const unrecorded = new Map<string, TapResult>()

  const park = (tapId: string, result: TapResult): void => {
    const event = notToldEvent(result)
    if (event === undefined) return
    unrecorded.set(tapId, result)
    const answer = storage.recordIfKnown({ tapId, atMs: clock.now().wallMs, ...event })
    if (answer === undefined) return
    if (answer.kind === 'ok') unrecorded.delete(tapId)
    else storage.journalFailed(answer.failure)
    parked()
  }

  return {
    notTold: (tap) => {
      const { tapId } = tap
      const reason = refusalOf(tap)?.kind
      log.warn('tap.not-told', {
        tapId,
        code: supportCode(tapId),
        outcome: outcomeOf(tap) ?? 'waiting',
        ...(reason !== undefined && { reason }),
      })
      if (tap.stage.phase === 'settled') park(tapId, tap.stage.result)
      else unseen.add(tapId)
    },
    settled: (tapId, result, hasSeenOutcome) => {
      if (unseen.delete(tapId) && !hasSeenOutcome) park(tapId, result)
    },
    recordAgain: () => {
      for (const [tapId, result] of [...unrecorded]) park(tapId, result)
    },
  }
}

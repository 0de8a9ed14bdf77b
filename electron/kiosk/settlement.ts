import type { RefusalReason } from '../contract/kiosk-state.ts'
import type { ParkedReason } from '../journal/parked-reasons.ts'
import type { SettlingEvent } from '../journal/punch-event.ts'
import { supportCode } from '../journal/support-code.ts'
import type { EndedCard } from '../shifts/card-of-tap.ts'
import type { ClockOutOutcome } from '../shifts/clock-out-outcome.ts'
import type { TapToDeliver } from '../shifts/tap-to-deliver.ts'
import type { GraphFailure } from '../graph/graph-failure.ts'
import { lacksWritePermission } from '../graph/sign-in/token-roles.ts'
import type { TapResult } from './flow/tap.ts'
import { hoursOf } from './worked-time.ts'

/** What an attempt means for the tap: settled (what to write, what to show), or not yet. */
export type Settlement =
  | Settled
  | { readonly kind: 'later'; readonly failure?: GraphFailure }
  /** A clock-out that was sent may still end the card: check again in `forMs`. */
  | { readonly kind: 'under-way'; readonly forMs: number }

export interface Settled {
  readonly kind: 'settled'
  readonly event: SettlingEvent
  /** The service's own error message; it may name a person. */
  readonly serviceWords?: string
  readonly result: TapResult
}

/** A tap now does not refer to a card that ended longer ago than this. */
const lastShiftMs = 12 * 3_600_000
/** A tap this soon after a card ended is a double check; a later one is meant for another shift. */
const onceMoreMs = 3_600_000

/**
 * `personWaits`: the person is there and has not seen *saved here*. After *saved here*, a tap without an open
 * card can no longer be refused on the screen: it is superseded if the card ended recently, else parked for a
 * manager.
 */
export function settlementOf(outcome: ClockOutOutcome, tap: TapToDeliver, personWaits: boolean): Settlement {
  switch (outcome.kind) {
    case 'confirmed': {
      const { times, ...event } = outcome
      const hours = times === undefined ? {} : { hours: hoursOf(times, event.endedAtMs) }
      return { kind: 'settled', event, result: { kind: 'confirmed', endedAtMs: event.endedAtMs, ...hours } }
    }
    case 'nothing-to-end':
      return nothingToEnd(outcome, tap, personWaits)
    case 'superseded':
      return superseded(outcome)
    case 'correction-refused':
      return {
        ...parked(tap, 'correction-refused', correctionWords(outcome), {
          cardId: outcome.cardId,
          endedAtMs: outcome.endedAtMs,
          tappedAtMs: tap.tappedAtMs(),
          ...(outcome.failure.requestId !== undefined && { requestId: outcome.failure.requestId }),
        }),
        ...serviceWordsOf(outcome.failure),
        // The card has ended, though not at the right minute; the person only needs to know that it has
        // ended.
        result: { kind: 'confirmed', endedAtMs: outcome.endedAtMs },
      }
    case 'open-too-long': {
      const reason = { kind: 'open-too-long', clockedInAtMs: outcome.clockedInAtMs } as const
      const detail = `Open since ${new Date(outcome.clockedInAtMs).toISOString()}.`
      return { ...parked(tap, reason.kind, detail, { cardId: outcome.cardId }), ...refusedAs(reason) }
    }
    case 'refused':
      return {
        ...parked(tap, outcome.failure.kind, outcome.failure.detail, {
          ...(outcome.cardId !== undefined && { cardId: outcome.cardId }),
          ...(outcome.failure.requestId !== undefined && { requestId: outcome.failure.requestId }),
        }),
        ...serviceWordsOf(outcome.failure),
        ...(isOfKiosk(outcome) && refusedAs({ kind: 'kiosk-refused', code: supportCode(tap.tapId) })),
      }
    case 'not-theirs':
      return parked(tap, 'other-persons-card', "The card is not this person's; nothing was changed on it.", {
        cardId: outcome.cardId,
      })
    case 'later':
      return { kind: 'later', failure: outcome.failure }
    case 'under-way':
      return outcome
    case 'not-recorded':
      return { kind: 'later' }
    default:
      return outcome satisfies never
  }
}

function serviceWordsOf({ message }: GraphFailure): Pick<Settled, 'serviceWords'> {
  return message === undefined ? {} : { serviceWords: message }
}

/** The last ended card, if it ended recently enough to be the one the person means. */
export function recentlyEnded(
  lastEnded: EndedCard | undefined,
  tap: Pick<TapToDeliver, 'tappedAtMs'>,
): EndedCard | undefined {
  return lastEnded !== undefined && tap.tappedAtMs() - lastEnded.endedAtMs <= lastShiftMs
    ? lastEnded
    : undefined
}

/** Whether Shifts would refuse every tap: it refused the team's list, or the write permission is missing. */
function isOfKiosk({ failure, cardId }: Extract<ClockOutOutcome, { kind: 'refused' }>): boolean {
  return cardId === undefined || lacksWritePermission(failure.roles)
}

function refusedAs(reason: RefusalReason): Pick<Settled, 'result'> {
  return { result: { kind: 'refused', reason } }
}

function nothingToEnd(
  { lastEnded, hasNone }: Extract<ClockOutOutcome, { kind: 'nothing-to-end' }>,
  tap: TapToDeliver,
  personWaits: boolean,
): Settlement {
  const recent = recentlyEnded(lastEnded, tap)
  if (personWaits) {
    const reason: RefusalReason =
      hasNone === true
        ? { kind: 'no-time-card', code: supportCode(tap.tapId) }
        : recent === undefined
          ? { kind: 'not-clocked-in' }
          : { kind: 'already-clocked-out', clockedOutAtMs: recent.endedAtMs }
    return { kind: 'settled', event: { kind: 'refused', reason: reason.kind }, ...refusedAs(reason) }
  }
  if (recent !== undefined && tap.tappedAtMs() - recent.endedAtMs <= onceMoreMs) return superseded(recent)
  const before =
    recent === undefined ? '' : ` The last one ended at ${new Date(recent.endedAtMs).toISOString()}.`
  return parked(tap, 'no-open-card', `No card was open at the time of the tap.${before}`)
}

function correctionWords({
  because,
  failure,
}: Extract<ClockOutOutcome, { kind: 'correction-refused' }>): string {
  switch (because) {
    case 'confirmed':
      return 'The card is confirmed: Teams no longer lets anyone change its times.'
    case 'month-old':
      return 'The card is older than a month: Teams no longer lets anyone change its times.'
    case undefined:
      return failure.detail
    default:
      return because satisfies never
  }
}

function superseded({ cardId, endedAtMs }: EndedCard): Settled {
  return {
    kind: 'settled',
    event: { kind: 'superseded', cardId, endedAtMs },
    ...refusedAs({ kind: 'already-clocked-out', clockedOutAtMs: endedAtMs }),
  }
}

function parked(
  tap: TapToDeliver,
  reason: ParkedReason,
  detail: string,
  more: Omit<Extract<SettlingEvent, { kind: 'parked' }>, 'kind' | 'reason' | 'detail'> = {},
): Settled {
  return {
    kind: 'settled',
    event: { kind: 'parked', reason, detail, ...more },
    ...refusedAs({ kind: 'parked', code: supportCode(tap.tapId) }),
  }
}

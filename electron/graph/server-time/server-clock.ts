import type { Clock, Instant } from '../../base/time/clock.ts'
import type { Fetch } from '../../base/fetch.ts'
import { createAcceptedAssertion } from '../sign-in/accepted-assertion.ts'
import { createAgreedTime } from './agreed-time.ts'
import { dateHeaderMs } from './http-date.ts'
import { answersAnother, asId, microsoftId, requestNameHeader } from '../network/microsoft-answer.ts'
import {
  boundsOfAnswer,
  correctionMs,
  inCommon,
  wallOffsetMs,
  widened,
  type TimeBounds,
} from './time-bounds.ts'
import { createJumpCounter, jumpMs } from './wall-clock-jumps.ts'

/**
 * What time it is for Microsoft's servers, by the `Date` headers of their answers, carried on by the monotonic
 * clock: so a PC clock that is wrong, jumps or is set by hand does not falsify a punch.
 *
 * One header is never taken at its word. An answer is believed where a second witness agrees with it: what is known
 * already, this computer's own clock, or another answer. Until then what is known (or this computer's clock) serves.
 * Where an assertion of this computer was accepted, no answers, however many, can contradict that. With a client
 * secret nothing but this rule stands between a box that opens TLS and the time of a punch.
 */
export interface ServerClock {
  /** The servers' time at a moment of this computer, in milliseconds since the Unix epoch; undefined: not known. */
  timeOf(at: Instant): number | undefined
  /** The host's `fetch`, with an eye on the `Date` headers that pass. */
  readonly fetch: Fetch
  /**
   * How far this computer's clock is ahead (behind: negative), in milliseconds; undefined: the servers' time is not
   * known, or this computer's clock has jumped since an answer was believed, for it may have slept.
   */
  aheadMs(): number | undefined
  /** The time by which something may be erased for good (`agreed-time.ts`); undefined: not now. */
  agreedNowMs(): number | undefined
  /**
   * Nothing is known yet, or the latest answer contradicts what is known and this computer's clock: the next answers will
   * decide.
   */
  isUndecided(): boolean
  /** Entra has issued a token for an assertion that was signed at this moment. */
  assertionAccepted(signedAt: Instant): void
}

/** No date outside these can be the time of a punch. */
const earliestMs = Date.UTC(2024, 0)
const latestMs = Date.UTC(2100, 0)
const mostCandidates = 3

export function createServerClock(fetch: Fetch, clock: Clock): ServerClock {
  const countJumps = createJumpCounter()
  const assertion = createAcceptedAssertion()
  const agreed = createAgreedTime()
  let known: TimeBounds | undefined
  /** Answers that no second witness agrees with yet, the newest last: one false date between two others is not the end of them. */
  let candidates: readonly TimeBounds[] = []
  /** This computer's wall clock − its monotonic one, when an answer was last believed. */
  let offsetWhenBelievedMs = 0

  const note = (dateMs: number, sentAt: Instant, arrivedAt: Instant): void => {
    const jumps = countJumps(arrivedAt)
    const seen = boundsOfAnswer(dateMs, sentAt, arrivedAt)
    const isPlausible = dateMs >= earliestMs && dateMs < latestMs
    agreed.note(seen, isPlausible, arrivedAt, jumps)
    if (!isPlausible || !assertion.allows(seen, arrivedAt, jumps)) return
    const believed = witnessed(seen, arrivedAt)
    if (believed === undefined) {
      candidates = [...candidates, seen].slice(-mostCandidates)
      return
    }
    known = believed
    candidates = []
    offsetWhenBelievedMs = wallOffsetMs(arrivedAt)
  }

  const witnessed = (seen: TimeBounds, arrivedAt: Instant): TimeBounds | undefined => {
    const narrowed = inCommon(known, seen)
    if (narrowed !== undefined) return narrowed
    // Servers differ by a second or so; the newest is right. After sleep this computer's clock is the witness.
    const isNearKnown = known !== undefined && gapMs(known, seen) <= jumpMs
    const isNearWallClock = Math.abs(correctionMs(seen, arrivedAt)) <= jumpMs
    if (isNearKnown || isNearWallClock) return seen
    const second = candidates.findLast((candidate) => gapMs(candidate, seen) <= jumpMs)
    return second && (inCommon(second, seen) ?? seen)
  }

  const timeOf = (at: Instant): number | undefined =>
    // A PC clock that agrees with the servers is finer than their whole seconds, so it is kept as it is.
    known === undefined ? undefined : Math.round(at.wallMs + correctionMs(known, at))

  return {
    timeOf,
    aheadMs: () => {
      const now = clock.now()
      if (Math.abs(wallOffsetMs(now) - offsetWhenBelievedMs) > jumpMs) return undefined
      const serverMs = timeOf(now)
      return serverMs === undefined ? undefined : now.wallMs - serverMs
    },
    agreedNowMs: () => {
      const now = clock.now()
      return agreed.nowMs(now, countJumps(now))
    },
    isUndecided: () => known === undefined || candidates.length > 0,
    assertionAccepted: (signedAt) => {
      const now = clock.now()
      const jumps = countJumps(now)
      assertion.accepted(signedAt, now, jumps)
      if (known !== undefined && !assertion.allows(known, now, jumps)) known = undefined
      candidates = candidates.filter((candidate) => assertion.allows(candidate, now, jumps))
    },
    fetch: async (url, init) => {
      const sentAt = clock.now()
      const response = await fetch(url, init)
      const dateMs = isDatedByMicrosoft(response, init) ? dateHeaderMs(response.headers) : undefined
      if (dateMs !== undefined) note(dateMs, sentAt, clock.now())
      return response
    },
  }
}

/**
 * An answer with an `Age` comes from a cache on the way, and with it its date (RFC 9111, section 5.1); one that names
 * another request is of another time.
 */
function isDatedByMicrosoft({ headers }: Response, init: RequestInit | undefined): boolean {
  const requestId = microsoftId(headers)
  if (requestId === undefined || headers.has('age')) return false
  const sentAs = new Headers(init?.headers).get(requestNameHeader)
  const named = asId(headers.get(requestNameHeader))
  return sentAs === null || !answersAnother({ requestId, named }, sentAs)
}

/** Milliseconds between bounds that contradict each other. */
function gapMs(older: TimeBounds, newer: TimeBounds): number {
  const known = widened(older, newer.seenAtMs)
  return Math.max(known.low - newer.high, newer.low - known.high)
}

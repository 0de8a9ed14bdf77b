import type { Clock, Instant } from '../../base/time/clock.ts'
import type { Fetch } from '../../base/fetch.ts'
import { createAcceptedAssertion } from '../sign-in/accepted-assertion.ts'
import { createAgreedTime } from './agreed-time.ts'
import { dateHeaderMs } from './http-date.ts'
import {
  isAnswerToOtherRequest,
  asId,
  microsoftId,
  clientRequestIdHeader,
} from '../network/microsoft-answer.ts'
import {
  boundsOfAnswer,
  correctionMs,
  intersection,
  wallOffsetMs,
  widened,
  type TimeBounds,
} from './time-bounds.ts'
import { createJumpCounter, jumpMs } from './wall-clock-jumps.ts'

/**
 * The time of Microsoft's servers, from the `Date` headers of their answers, carried forward by the monotonic
 * clock, so that a PC clock that is wrong, jumps or is set by hand does not falsify a punch.
 *
 * A single header is never trusted. An answer counts only if a second source agrees with it: what is already
 * known, this computer's own clock, or another answer. Until then the known time (or this computer's clock)
 * is used. Once Entra has accepted an assertion from this computer, no number of answers can contradict that.
 * With a client secret, this rule is the only protection of punch times against a TLS-inspecting proxy.
 */
export interface ServerClock {
  /**
   * The servers' time at an instant of this computer, in milliseconds since the Unix epoch; undefined:
   * unknown.
   */
  timeOf(at: Instant): number | undefined
  /** The host's `fetch`, wrapped to read the `Date` headers. */
  readonly fetch: Fetch
  /**
   * How far this computer's clock is ahead (negative: behind), in milliseconds; undefined: the servers' time
   * is unknown, or this computer's clock has jumped since the last trusted answer, perhaps during sleep.
   */
  aheadMs(): number | undefined
  /** The time used to erase data permanently (`agreed-time.ts`); undefined: not available now. */
  agreedNowMs(): number | undefined
  /**
   * Nothing is known yet, or the latest answer contradicts both the known time and this computer's clock: the
   * next answers will decide.
   */
  isUndecided(): boolean
  /** Entra issued a token for an assertion that was signed at this moment. */
  assertionAccepted(signedAt: Instant): void
}

/** A date outside these cannot be the time of a punch. */
const earliestMs = Date.UTC(2024, 0)
const latestMs = Date.UTC(2100, 0)
const maxCandidates = 3

export function createServerClock(fetch: Fetch, clock: Clock): ServerClock {
  const countJumps = createJumpCounter()
  const assertion = createAcceptedAssertion()
  const agreed = createAgreedTime()
  let known: TimeBounds | undefined
  /**
   * Uncorroborated answers, newest last. Several, so that one wrong date between two right ones does no harm.
   */
  let candidates: readonly TimeBounds[] = []
  /** Wall clock − monotonic clock of this computer, when an answer was last trusted. */
  let offsetWhenTrustedMs = 0

  const note = (dateMs: number, sentAt: Instant, arrivedAt: Instant): void => {
    const jumps = countJumps(arrivedAt)
    const seen = boundsOfAnswer(dateMs, sentAt, arrivedAt)
    const isPlausible = dateMs >= earliestMs && dateMs < latestMs
    agreed.note(seen, isPlausible, arrivedAt, jumps)
    if (!isPlausible || !assertion.allows(seen, arrivedAt, jumps)) return
    const trusted = corroborated(seen, arrivedAt)
    if (trusted === undefined) {
      candidates = [...candidates, seen].slice(-maxCandidates)
      return
    }
    known = trusted
    candidates = []
    offsetWhenTrustedMs = wallOffsetMs(arrivedAt)
  }

  const corroborated = (seen: TimeBounds, arrivedAt: Instant): TimeBounds | undefined => {
    const narrowed = intersection(known, seen)
    if (narrowed !== undefined) return narrowed
    // Servers differ by a second or so; the newest is right. After sleep, this computer's clock is the second
    // source.
    const isNearKnown = known !== undefined && gapMs(known, seen) <= jumpMs
    const isNearWallClock = Math.abs(correctionMs(seen, arrivedAt)) <= jumpMs
    if (isNearKnown || isNearWallClock) return seen
    const second = candidates.findLast((candidate) => gapMs(candidate, seen) <= jumpMs)
    return second && (intersection(second, seen) ?? seen)
  }

  const timeOf = (at: Instant): number | undefined =>
    // A PC clock that agrees with the servers is more precise than their whole seconds, so it is used
    // unchanged.
    known === undefined ? undefined : Math.round(at.wallMs + correctionMs(known, at))

  return {
    timeOf,
    aheadMs: () => {
      const now = clock.now()
      if (Math.abs(wallOffsetMs(now) - offsetWhenTrustedMs) > jumpMs) return undefined
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
 * An answer with an `Age` comes from a cache on the network, and so does its date (RFC 9111, section 5.1);
 * one that names another request is from another time.
 */
function isDatedByMicrosoft({ headers }: Response, init: RequestInit | undefined): boolean {
  const requestId = microsoftId(headers)
  if (requestId === undefined || headers.has('age')) return false
  const sentAs = new Headers(init?.headers).get(clientRequestIdHeader)
  const named = asId(headers.get(clientRequestIdHeader))
  return sentAs === null || !isAnswerToOtherRequest({ requestId, named }, sentAs)
}

/** Milliseconds between bounds that do not overlap. */
function gapMs(older: TimeBounds, newer: TimeBounds): number {
  const known = widened(older, newer.seenAtMs)
  return Math.max(known.low - newer.high, newer.low - known.high)
}

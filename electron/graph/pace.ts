import type { Clock } from '../base/time/clock.ts'
import { backoffMs } from '../base/time/backoff.ts'
import type { Priority } from './call-options.ts'

/** What became of asking for a turn. */
export type Turn =
  /** Send now: the place in the window is taken. */
  | { readonly kind: 'go' }
  /** Graph asked for a longer pause than is worth waiting for here; `forMs` of it are left. Nothing may be sent. */
  | { readonly kind: 'paused'; readonly forMs: number }
  /** The signal was aborted while waiting. Nothing may be sent. */
  | { readonly kind: 'canceled' }

/**
 * When this process may send its requests on one team's schedule.
 * Microsoft allows an app 4 requests a second on one team and 30 in one tenant ("Microsoft Teams service limits",
 * Microsoft Graph throttling limits). Other kiosks share that allowance and know nothing of each other but what the
 * service says. One 429 is a collision with a neighbour: the process pauses as long as it was told. Three in a row
 * mean that the whole tenant is overloaded. Refused requests may count against the limit too, so kiosks that keep
 * asking get nothing through; each then sends in rounds, at times left to chance, what has come together since its last
 * round. A round that is refused makes the rounds rarer, one that is not makes them more frequent, until there are none.
 */
export interface Pace {
  /** Waits for a turn. First come, first served within a priority; `live` goes before `replay`. */
  turn(priority: Priority, signal?: AbortSignal): Promise<Turn>
  /**
   * Graph asked to slow down: nothing goes out for as long as it said, or, where it did not say, for a time that
   * doubles with each such answer in a row. Returns the length of the pause in milliseconds.
   */
  slowDown(retryAfterMs: number | undefined): number
  /** Graph took a request: the doubling starts again. */
  taken(): void
}

const requestsAWindow = 4
/** A replay leaves this many places free, so that a live request finds one. */
const placesKeptForLive = 1
/**
 * Longer than the second that Microsoft counts: requests that leave a second apart may arrive a little closer.
 */
const windowMs = 1_050
/** A longer pause is answered with `paused` at once: the tap is on disk and replay brings it later. */
const longestWaitInPauseMs = 10_000
/** However long Graph asks for, it is asked again after this. */
export const longestPauseMs = 15 * 60_000
const pauseWithoutRetryAfter = { firstMs: 1_000, longestMs: 60_000 }
/** Kiosks told the same end of a pause must not all come at that moment; the more so, the more often they were. */
const spreadMs = 500
/** This many 429s in a row mean that the tenant is overloaded, and not only that two kiosks met. */
const overloadedFromInARow = 3
/**
 * Of the rounds of an overloaded tenant, in milliseconds. The numbers come from `npm run bench -- --only scale`: fleets of
 * 4 to 1,000 kiosks, of which the small ones must not notice.
 */
const rounds = {
  /** Before the first round. */
  firstPauseMs: 30_000,
  /** Between two rounds, on average: at first, and at the most. */
  firstGapMs: 80_000,
  longestGapMs: 120_000,
  gapAfterRefused: 3,
  gapAfterTaken: 0.8,
  /** After a round that was not refused the next one may come this much sooner. */
  partOfGapAfterTaken: 0.8,
  /** Below this the tenant is not overloaded any more. */
  shortestGapMs: 2_000,
  /** A round is over when nothing has left for so long. */
  overAfterMs: 1_500,
} as const

interface Waiting {
  readonly priority: Priority
  readonly answer: (turn: Turn) => void
}

export function createPace(options: { readonly clock: Clock; readonly random?: () => number }): Pace {
  const { clock, random = Math.random } = options
  const queues: Record<Priority, Waiting[]> = { live: [], replay: [] }
  let sentAtMs: number[] = []
  let pausedUntilMs = -Infinity
  let throttledInARow = 0
  /** Between two rounds, on average; undefined: the tenant is not overloaded. */
  let gapMs: number | undefined
  let nextRoundMs = -Infinity
  /** Requests of the round under way that Graph took, and when it last answered one. */
  let takenInRound = 0
  let lastAnswerMs = -Infinity
  let disarm: (() => void) | undefined

  /** Gives out every turn that is due and sets the timer for the next one. */
  const serve = (): void => {
    disarm?.()
    disarm = undefined
    for (;;) {
      const next = queues.live[0] ?? queues.replay[0]
      if (next === undefined) return
      const nowMs = clock.now().monotonicMs
      endRoundIfOver(nowMs)
      const pauseLeftMs = Math.max(pausedUntilMs, nextRoundMs) - nowMs
      if (pauseLeftMs > longestWaitInPauseMs) {
        sendAllAway(pauseLeftMs)
        return
      }
      const waitMs = pauseLeftMs > 0 ? pauseLeftMs : untilPlaceIsFree(next.priority, nowMs)
      if (waitMs > 0) {
        disarm = clock.after(Math.ceil(waitMs), serve)
        return
      }
      queues[next.priority].shift()
      sentAtMs.push(nowMs)
      next.answer({ kind: 'go' })
    }
  }

  /** From half as long to half as long again: kiosks that were refused together do not come back together. */
  const byChance = (ms: number): number => ms * (0.5 + random())

  const endRoundIfOver = (nowMs: number): void => {
    const quietSinceMs = Math.max(lastAnswerMs, pausedUntilMs)
    if (gapMs === undefined || takenInRound === 0 || nowMs - quietSinceMs <= rounds.overAfterMs) return
    takenInRound = 0
    gapMs = gapMs * rounds.gapAfterTaken
    if (gapMs < rounds.shortestGapMs) gapMs = undefined
    else nextRoundMs = lastAnswerMs + byChance(gapMs * rounds.partOfGapAfterTaken)
  }

  /** How long after the pause that Graph asked for the next request waits. */
  const afterThrottled = (): number => {
    if (gapMs === undefined && throttledInARow < overloadedFromInARow) {
      return throttledInARow * spreadMs * random()
    }
    const isFirst = gapMs === undefined
    if (gapMs === undefined) gapMs = rounds.firstGapMs
    // A round that has got something through does not make the next ones rarer.
    else if (takenInRound === 0) gapMs = Math.min(gapMs * rounds.gapAfterRefused, rounds.longestGapMs)
    takenInRound = 0
    return byChance(isFirst ? rounds.firstPauseMs : gapMs)
  }

  const untilPlaceIsFree = (priority: Priority, nowMs: number): number => {
    sentAtMs = sentAtMs.filter((atMs) => atMs > nowMs - windowMs)
    const places = priority === 'live' ? requestsAWindow : requestsAWindow - placesKeptForLive
    const inTheWay = sentAtMs.at(-places)
    return inTheWay === undefined ? 0 : inTheWay + windowMs - nowMs
  }

  const sendAllAway = (forMs: number): void => {
    const everybody = [...queues.live.splice(0), ...queues.replay.splice(0)]
    for (const waiting of everybody) waiting.answer({ kind: 'paused', forMs })
  }

  return {
    turn: (priority, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve({ kind: 'canceled' })
          return
        }
        const leave = (): void => {
          const queue = queues[priority]
          const place = queue.indexOf(waiting)
          if (place >= 0) queue.splice(place, 1)
          waiting.answer({ kind: 'canceled' })
        }
        const waiting: Waiting = {
          priority,
          answer: (turn) => {
            signal?.removeEventListener('abort', leave)
            resolve(turn)
          },
        }
        signal?.addEventListener('abort', leave, { once: true })
        queues[priority].push(waiting)
        serve()
      }),

    slowDown: (retryAfterMs) => {
      throttledInARow += 1
      const askedMs = retryAfterMs ?? backoffMs(throttledInARow, pauseWithoutRetryAfter, random)
      const pauseMs = Math.min(askedMs, longestPauseMs)
      const nowMs = clock.now().monotonicMs
      lastAnswerMs = nowMs
      pausedUntilMs = Math.max(pausedUntilMs, nowMs + pauseMs + afterThrottled())
      serve()
      return pauseMs
    },

    taken: () => {
      throttledInARow = 0
      takenInRound += 1
      lastAnswerMs = clock.now().monotonicMs
    },
  }
}

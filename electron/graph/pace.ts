import type { Clock } from '../base/clock.ts'
import { backoffMs } from '../base/backoff.ts'
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
 * service says: each 429 pauses all of this process and halves how often it replays, each answer speeds it up again a
 * little. So a thousand kiosks that come back together share the allowance and leave room for people who wait.
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
  /**
   * How long to wait between two taps that are replayed, in milliseconds; by chance a little more or less each time.
   * Between taps and not between requests: what was read of a card must be fresh when it is acted upon.
   */
  betweenReplaysMs(): number
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
/** Between two replays, after the first 429 and at the most. */
const replayGap = { firstMs: 500, longestMs: 120_000 }
const gapAfterThrottled = 2
const gapAfterTaken = 0.9
/** Kiosks told the same end of a pause must not all come at that moment; the more so, the more often they were. */
const liveSpreadMs = 250
/**
 * This many 429s in a row mean that the tenant is overloaded. The kiosk then pauses by chance for up to as long as it
 * leaves between two replays, live requests included: refused requests may count against the limit too, so kiosks
 * that keep asking get nothing through.
 */
const overloadedFromInARow = 3
const firstGapOverloadedMs = 40_000

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
  /** 0: as fast as the window allows. */
  let replayGapMs = 0
  let disarm: (() => void) | undefined

  /** Gives out every turn that is due and sets the timer for the next one. */
  const serve = (): void => {
    disarm?.()
    disarm = undefined
    for (;;) {
      const next = queues.live[0] ?? queues.replay[0]
      if (next === undefined) return
      const nowMs = clock.now().monotonicMs
      const pauseLeftMs = pausedUntilMs - nowMs
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
      const isOverloaded = throttledInARow >= overloadedFromInARow
      const leastGapMs = isOverloaded ? firstGapOverloadedMs : replayGap.firstMs
      replayGapMs = Math.min(Math.max(replayGapMs * gapAfterThrottled, leastGapMs), replayGap.longestMs)
      const spreadMs = isOverloaded ? replayGapMs : (throttledInARow - 1) * liveSpreadMs
      pausedUntilMs = Math.max(pausedUntilMs, nowMs + pauseMs + spreadMs * random())
      serve()
      return pauseMs
    },

    taken: () => {
      throttledInARow = 0
      replayGapMs = replayGapMs * gapAfterTaken < replayGap.firstMs / 2 ? 0 : replayGapMs * gapAfterTaken
    },

    // As much chance as certainty, so that kiosks fall out of step.
    betweenReplaysMs: () => replayGapMs * (0.5 + random()),
  }
}

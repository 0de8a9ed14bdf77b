import type { Clock } from '../base/time/clock.ts'
import { backoffMs } from '../base/time/backoff.ts'
import type { Priority } from './call-options.ts'

/** The result of waiting for a turn. */
export type Turn =
  /** Send now: a slot in the window is taken. */
  | { readonly kind: 'go' }
  /** Graph asked for a pause too long to wait for here; `forMs` of it are left. Send nothing. */
  | { readonly kind: 'paused'; readonly forMs: number }
  /** The signal was aborted while waiting. Send nothing. */
  | { readonly kind: 'canceled' }

export interface WantedTurn {
  readonly priority: Priority
  /** The team whose limit the request counts against; absent: only against the app's limit. */
  readonly teamId?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Rate limiter: when this process may send its requests. Microsoft allows an app 4 requests per second on one
 * team and 30 in one tenant ("Microsoft Teams service limits", Microsoft Graph throttling limits). Other
 * kiosks share that limit and do not know of each other. A single 429 is a collision with another kiosk: this
 * one pauses as long as requested. Three in a row mean that the whole tenant is overloaded. Rejected requests
 * may count against the limit too, so kiosks that keep retrying get nothing through. Each kiosk therefore
 * collects its requests and sends them in rounds at random times. A rejected round makes the next rounds less
 * frequent, an accepted one more frequent, until rounds are no longer needed.
 */
export interface Pace {
  /** Waits for a turn. First come, first served within a team and priority; `live` goes before `replay`. */
  turn(wanted: WantedTurn): Promise<Turn>
  /**
   * Call when Graph throttled a request. Nothing is sent for as long as Graph asked or, without Retry-After,
   * for an exponential backoff. Returns the length of the pause in milliseconds.
   */
  slowDown(retryAfterMs: number | undefined): number
  /** Call when Graph accepted a request: resets the backoff. */
  accepted(): void
}

/** `reservedForLive`: replay leaves this many requests per window to live ones. */
const teamLimit: Limit = { requestsPerWindow: 4, reservedForLive: 1 }
const appLimit: Limit = { requestsPerWindow: 30, reservedForLive: 8 }
/**
 * Longer than the second Microsoft counts: requests sent a second apart may arrive a little closer together.
 */
const windowMs = 1_050
/** A longer pause returns `paused` at once: the tap is on disk and replay delivers it later. */
const maxWaitInPauseMs = 10_000
/** Upper limit of a pause, however long Graph asks for. */
export const maxPauseMs = 15 * 60_000
const pauseWithoutRetryAfter = { firstMs: 1_000, maxMs: 60_000 }
/** Jitter, so that kiosks whose pauses end together do not all send then; multiplied by the 429s in a row. */
const jitterMs = 500
/** This many 429s in a row mean that the tenant is overloaded, rather than that two kiosks collided. */
const overloadThreshold = 3
/**
 * Rounds in an overloaded tenant, in milliseconds. Tuned with `npm run bench -- --only scale` for fleets of 4
 * to 1,000 kiosks; small fleets must not notice.
 */
const rounds = {
  /** Before the first round. */
  firstPauseMs: 30_000,
  /** Average time between two rounds: initial value and maximum. */
  firstGapMs: 80_000,
  maxGapMs: 120_000,
  gapAfterRefused: 3,
  gapAfterAccepted: 0.8,
  /** After an accepted round, the next one may come earlier by this factor. */
  partOfGapAfterAccepted: 0.8,
  /** Below this, the tenant counts as no longer overloaded. */
  minGapMs: 2_000,
  /** A round is over when nothing was sent for this long. */
  overAfterMs: 1_500,
} as const

interface Limit {
  readonly requestsPerWindow: number
  readonly reservedForLive: number
}

interface Waiting {
  readonly priority: Priority
  readonly teamId: string | undefined
  readonly answer: (turn: Turn) => void
}

export function createPace(options: { readonly clock: Clock; readonly random?: () => number }): Pace {
  const { clock, random = Math.random } = options
  const queues: Record<Priority, Waiting[]> = { live: [], replay: [] }
  let sent: { readonly atMs: number; readonly teamId: string | undefined }[] = []
  let pausedUntilMs = -Infinity
  let throttledInARow = 0
  /** Average time between two rounds; undefined: the tenant is not overloaded. */
  let gapMs: number | undefined
  let nextRoundMs = -Infinity
  /** Requests of the current round that Graph accepted, and when it last answered one. */
  let acceptedInRound = 0
  let lastAnswerMs = -Infinity
  let disarm: (() => void) | undefined

  /** Grants every turn that is due and sets the timer for the next one. */
  const dispatch = (): void => {
    disarm?.()
    disarm = undefined
    while (queues.live.length + queues.replay.length > 0) {
      const nowMs = clock.now().monotonicMs
      endRoundIfOver(nowMs)
      const pauseLeftMs = Math.max(pausedUntilMs, nextRoundMs) - nowMs
      if (pauseLeftMs > maxWaitInPauseMs) {
        rejectAll(pauseLeftMs)
        return
      }
      const next = soonest(nowMs)
      const waitMs = pauseLeftMs > 0 ? pauseLeftMs : next.waitMs
      if (waitMs > 0) {
        disarm = clock.after(Math.ceil(waitMs), dispatch)
        return
      }
      const queue = queues[next.waiting.priority]
      queue.splice(queue.indexOf(next.waiting), 1)
      sent.push({ atMs: nowMs, teamId: next.waiting.teamId })
      next.waiting.answer({ kind: 'go' })
    }
  }

  /** Who can be sent first. Nobody waits behind a request whose team is at its limit. */
  const soonest = (nowMs: number): { readonly waiting: Waiting; readonly waitMs: number } => {
    sent = sent.filter(({ atMs }) => atMs > nowMs - windowMs)
    const inOrder = [...queues.live, ...queues.replay].map((waiting) => ({
      waiting,
      waitMs: msUntilSlotIsFree(waiting, nowMs),
    }))
    return inOrder.reduce((first, other) => (other.waitMs < first.waitMs ? other : first))
  }

  /** ±50 % jitter, so that kiosks which were rejected together do not come back together. */
  const withJitter = (ms: number): number => ms * (0.5 + random())

  const endRoundIfOver = (nowMs: number): void => {
    const quietSinceMs = Math.max(lastAnswerMs, pausedUntilMs)
    if (gapMs === undefined || acceptedInRound === 0 || nowMs - quietSinceMs <= rounds.overAfterMs) return
    acceptedInRound = 0
    gapMs = gapMs * rounds.gapAfterAccepted
    if (gapMs < rounds.minGapMs) gapMs = undefined
    else nextRoundMs = lastAnswerMs + withJitter(gapMs * rounds.partOfGapAfterAccepted)
  }

  /** Extra delay after the pause that Graph requested. */
  const extraDelayMs = (): number => {
    if (gapMs === undefined && throttledInARow < overloadThreshold) {
      return throttledInARow * jitterMs * random()
    }
    const isFirst = gapMs === undefined
    if (gapMs === undefined) gapMs = rounds.firstGapMs
    // A round that got something through does not make the next ones less frequent.
    else if (acceptedInRound === 0) gapMs = Math.min(gapMs * rounds.gapAfterRefused, rounds.maxGapMs)
    acceptedInRound = 0
    return withJitter(isFirst ? rounds.firstPauseMs : gapMs)
  }

  const msUntilSlotIsFree = ({ priority, teamId }: Waiting, nowMs: number): number => {
    const waitFor = (times: readonly { readonly atMs: number }[], limit: Limit): number => {
      const slots = limit.requestsPerWindow - (priority === 'live' ? 0 : limit.reservedForLive)
      const blocking = times.at(-slots)
      return blocking === undefined ? 0 : blocking.atMs + windowMs - nowMs
    }
    const ofTeam = teamId === undefined ? [] : sent.filter((request) => request.teamId === teamId)
    return Math.max(waitFor(ofTeam, teamLimit), waitFor(sent, appLimit))
  }

  const rejectAll = (forMs: number): void => {
    const all = [...queues.live.splice(0), ...queues.replay.splice(0)]
    for (const waiting of all) waiting.answer({ kind: 'paused', forMs })
  }

  return {
    turn: ({ priority, teamId, signal }) =>
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
          teamId,
          answer: (turn) => {
            signal?.removeEventListener('abort', leave)
            resolve(turn)
          },
        }
        signal?.addEventListener('abort', leave, { once: true })
        queues[priority].push(waiting)
        dispatch()
      }),

    slowDown: (retryAfterMs) => {
      throttledInARow += 1
      const askedMs = retryAfterMs ?? backoffMs(throttledInARow, pauseWithoutRetryAfter, random)
      const pauseMs = Math.min(askedMs, maxPauseMs)
      const nowMs = clock.now().monotonicMs
      lastAnswerMs = nowMs
      pausedUntilMs = Math.max(pausedUntilMs, nowMs + pauseMs + extraDelayMs())
      dispatch()
      return pauseMs
    },

    accepted: () => {
      throttledInARow = 0
      acceptedInRound += 1
      lastAnswerMs = clock.now().monotonicMs
    },
  }
}

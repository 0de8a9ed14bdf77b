import type { Instant } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { backoffMs } from '../base/backoff.ts'
import type { Credential } from './token-credential.ts'
import { requestToken, type NoToken, type TokenRequestOptions } from './token-request.ts'

export type { Credential } from './token-credential.ts'

export type TokenAnswer =
  | {
      readonly kind: 'token'
      readonly accessToken: string
      /** Milliseconds since the Unix epoch, by this computer's clock. */
      readonly expiresAtMs: number
    }
  | NoToken

/** Where access tokens for Microsoft Graph come from. */
export interface TokenSource {
  /**
   * The token at hand; where there is none that can be used, one is fetched, together with whoever else waits for
   * it. `refuse`: a token Graph answered 401 to; it is not handed out again.
   */
  get(options?: { readonly refuse?: string }): Promise<TokenAnswer>
  /** Fetches the first token now and each next one well before the last expires, so that no tap waits for one. */
  start(): void
  /** Ends that, and gives up a request on its way. */
  stop(): void
}

export interface TokenSourceOptions extends Omit<TokenRequestOptions, 'timeoutMs' | 'credential'> {
  /** Asked for at each request: IT may have renewed the certificate. */
  readonly credential: () => Credential
  readonly log: Log
  /** For each HTTP request to Entra. */
  readonly timeoutMs?: number
  readonly random?: () => number
  /** Called when that changes: why Entra gives no token, until it gives one. Entra out of reach changes nothing. */
  readonly onRefused?: (refused: NoToken | undefined) => void
  /** Entra has issued a token for an assertion that this computer signed at this moment. */
  readonly onAssertionAccepted?: (signedAt: Instant) => void
}

const retry = { firstMs: 1_000, longestMs: 60_000 }
/** A token this close to its end is not handed out any more: the request may have to wait for its turn first. */
const endOfLifeMs = 30_000
/** Of a short-lived token (a test tenant's) only this part is kept back. */
const endOfLifePart = 0.1
/** Entra's tokens live 60 to 90 minutes, so half a life leaves at least half an hour to get the next one. */
const renewAtPartOfLife = 0.5
/** No background request follows another sooner than this, however short-lived the tokens are. */
const shortestRenewalMs = 5_000
/** Who asks within this time of a failure gets the same answer: a queue of taps must not become a hail on Entra. */
const failureHoldsMs = 1_000

interface HeldToken {
  readonly answer: Extract<TokenAnswer, { kind: 'token' }>
  /** Both clocks must agree that it lives: the monotonic one stops while a computer sleeps, the other may jump. */
  readonly untilMonotonicMs: number
  readonly untilWallMs: number
}

export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { clock, log, random = Math.random, timeoutMs = 10_000 } = options
  let held: HeldToken | undefined
  let lastFailure: { readonly answer: NoToken; readonly untilMonotonicMs: number } | undefined
  let failuresInARow = 0
  let refusedFor: string | undefined
  let onItsWay: Promise<TokenAnswer> | undefined
  let inBackground = false
  let disarm: (() => void) | undefined
  let stopping = new AbortController()

  const schedule = (delayMs: number): void => {
    disarm?.()
    disarm = inBackground ? clock.after(delayMs, () => void fetchOnce()) : undefined
  }

  const fetchOnce = (): Promise<TokenAnswer> => {
    onItsWay ??= fetchToken().finally(() => {
      onItsWay = undefined
    })
    return onItsWay
  }

  const fetchToken = async (): Promise<TokenAnswer> => {
    const { signal } = stopping
    const answer = await requestToken({ ...options, credential: options.credential(), timeoutMs }, signal)
    if (answer.kind === 'no-token') return noteFailure(answer, signal)
    const { accessToken, livesForMs, assertionSignedAt } = answer
    if (assertionSignedAt !== undefined) options.onAssertionAccepted?.(assertionSignedAt)
    noteRefusal(undefined)
    const { wallMs, monotonicMs } = clock.now()
    const usableForMs = livesForMs - Math.min(endOfLifeMs, livesForMs * endOfLifePart)
    held = {
      answer: { kind: 'token', accessToken, expiresAtMs: wallMs + livesForMs },
      untilMonotonicMs: monotonicMs + usableForMs,
      untilWallMs: wallMs + usableForMs,
    }
    lastFailure = undefined
    failuresInARow = 0
    log.info('token.acquired', { livesForSeconds: Math.round(livesForMs / 1000) })
    schedule(Math.max(shortestRenewalMs, livesForMs * renewAtPartOfLife))
    return held.answer
  }

  const noteRefusal = (refused: NoToken | undefined): void => {
    const reason = refused && (refused.code ?? refused.detail)
    if (reason === refusedFor) return
    refusedFor = reason
    options.onRefused?.(refused)
  }

  const noteFailure = (answer: NoToken, signal: AbortSignal): NoToken => {
    if (signal.aborted) return answer
    failuresInARow += 1
    const { why, code, correlationId, detail, retryAfterMs = 0 } = answer
    const askedMs = Math.min(retryAfterMs, retry.longestMs)
    log.warn('token.failed', { why, code, correlationId, detail })
    if (why !== 'unreachable') noteRefusal(answer)
    const holdMs = Math.max(failureHoldsMs, askedMs)
    lastFailure = { answer, untilMonotonicMs: clock.now().monotonicMs + holdMs }
    schedule(Math.max(askedMs, backoffMs(failuresInARow, retry, random)))
    return answer
  }

  return {
    get: ({ refuse } = {}) => {
      if (refuse !== undefined && held?.answer.accessToken === refuse) held = undefined
      const { wallMs, monotonicMs } = clock.now()
      if (held !== undefined && monotonicMs < held.untilMonotonicMs && wallMs < held.untilWallMs) {
        return Promise.resolve(held.answer)
      }
      if (lastFailure !== undefined && monotonicMs < lastFailure.untilMonotonicMs && onItsWay === undefined) {
        return Promise.resolve(lastFailure.answer)
      }
      return fetchOnce()
    },

    start: () => {
      if (inBackground) return
      inBackground = true
      if (stopping.signal.aborted) stopping = new AbortController()
      void fetchOnce()
    },

    stop: () => {
      inBackground = false
      disarm?.()
      disarm = undefined
      stopping.abort()
    },
  }
}

import type { Instant } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { backoffMs } from '../../base/time/backoff.ts'
import type { Credential } from './token-credential.ts'
import { isUnknownCertificate } from './aadsts.ts'
import { requestToken, type FreshToken, type NoToken, type TokenRequestOptions } from './token-request.ts'

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
  /** The credential has changed: fetches a token with it now, where `start` was called. The one at hand serves meanwhile. */
  renew(): void
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
  /**
   * Called when that changes: a credential that was put in place of one that Entra takes is refused as unknown. Entra out
   * of reach changes nothing.
   */
  readonly onNewCredentialRefused?: (refused: NewCredentialRefused | undefined) => void
  /** Called with each new token. `provisional`: something is missing in it, so the next one is fetched in a minute. */
  readonly onToken?: (accessToken: string) => 'provisional' | undefined
  /** Entra has issued a token for an assertion that this computer signed at this moment. */
  readonly onAssertionAccepted?: (signedAt: Instant) => void
}

export interface NewCredentialRefused {
  readonly refused: NoToken
  /** Whether the credential of before was tried and still brings tokens. */
  readonly isOldAccepted: boolean
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
/** Where a token lacks something that IT is about to change. */
const provisionalMs = 60_000
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
  let newRefusedFor = ''
  /** The last one that Entra has issued a token for. */
  let accepted: Credential | undefined
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
    const answer = await requestWithEither(options.credential(), signal)
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
    const isProvisional = options.onToken?.(accessToken) === 'provisional' || newRefusedFor !== ''
    const renewalMs = Math.max(shortestRenewalMs, livesForMs * renewAtPartOfLife)
    schedule(isProvisional ? Math.min(provisionalMs, renewalMs) : renewalMs)
    return held.answer
  }

  const request = async (credential: Credential, signal: AbortSignal): Promise<FreshToken | NoToken> => {
    const answer = await requestToken({ ...options, credential, timeoutMs }, signal)
    if (answer.kind === 'token') accepted = credential
    return answer
  }

  /**
   * With the credential of now; where Entra does not know that certificate, and took another one before, with that: IT
   * has replaced the files before the new certificate was uploaded, and no tap has to wait for that.
   */
  const requestWithEither = async (
    credential: Credential,
    signal: AbortSignal,
  ): Promise<FreshToken | NoToken> => {
    const before = accepted
    const answer = await request(credential, signal)
    if (answer.kind === 'token') {
      noteNewRefused(undefined)
      return answer
    }
    if (before === undefined || isSame(before, credential) || !isUnknownCertificate(answer.code))
      return answer
    const old = await request(before, signal)
    // The old one is tried again: it is the new one that IT has to look at.
    const isOldUnreachable = old.kind === 'no-token' && old.why === 'unreachable'
    if (!signal.aborted && !isOldUnreachable)
      noteNewRefused({ refused: answer, isOldAccepted: old.kind === 'token' })
    return old.kind === 'token' ? old : answer
  }

  const noteNewRefused = (next: NewCredentialRefused | undefined): void => {
    const reason = next === undefined ? '' : `${next.refused.code ?? ''} ${next.isOldAccepted}`
    if (reason === newRefusedFor) return
    newRefusedFor = reason
    options.onNewCredentialRefused?.(next)
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

    renew: () => {
      // What is on its way may have been asked for with the credential of before.
      const isAsked = onItsWay
      if (isAsked === undefined) schedule(0)
      else void isAsked.then(() => schedule(0))
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

function isSame(a: Credential, b: Credential): boolean {
  if (a.kind === 'certificate' && b.kind === 'certificate')
    return a.certificatePem === b.certificatePem && a.privateKeyPem === b.privateKeyPem
  // A signer is made anew for another certificate, and only then.
  if (a.kind === 'signer' && b.kind === 'signer')
    return a.certificatePem === b.certificatePem && a.signer === b.signer
  return a.kind === 'secret' && b.kind === 'secret' && a.secret === b.secret
}

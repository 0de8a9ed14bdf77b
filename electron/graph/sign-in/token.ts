import type { Instant } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { backoffMs } from '../../base/time/backoff.ts'
import type { Credential } from './token-credential.ts'
import { isUnknownCertificateCode } from './aadsts.ts'
import { requestToken, type FreshToken, type NoToken, type TokenRequestOptions } from './token-request.ts'

export type TokenAnswer =
  | {
      readonly kind: 'token'
      readonly accessToken: string
      /** Milliseconds since the Unix epoch, by this computer's clock. */
      readonly expiresAtMs: number
    }
  | NoToken

/** Provides access tokens for Microsoft Graph. */
export interface TokenSource {
  /**
   * Returns the current token; if it is not usable, fetches one, shared with other callers who wait.
   * `refuse`: a token that Graph answered with 401; it is not returned again.
   */
  get(options?: { readonly refuse?: string }): Promise<TokenAnswer>
  /**
   * Call after the credential has changed: if started, fetches a token with it now. The current one stays in
   * use.
   */
  renew(): void
  /**
   * Fetches the first token now and each next one well before the last expires, so that no tap waits for one.
   */
  start(): void
  /** Stops fetching, and abandons a pending request. */
  stop(): void
}

export interface TokenSourceOptions extends Omit<TokenRequestOptions, 'timeoutMs' | 'credential'> {
  /** Called for each request, because IT may have renewed the certificate. */
  readonly credential: () => Credential
  readonly log: Log
  /** For each HTTP request to Entra. */
  readonly timeoutMs?: number
  readonly random?: () => number
  /**
   * Called on change: why Entra issues no token, or undefined once it does. An unreachable Entra is no
   * change.
   */
  readonly onRefused?: (refused: NoToken | undefined) => void
  /**
   * Called on change: Entra rejects a new credential as unknown after it accepted the previous one. An
   * unreachable Entra is no change.
   */
  readonly onNewCredentialRefused?: (refused: NewCredentialRefused | undefined) => void
  /**
   * Called with each new token. `provisional`: the token lacks something, so the next is fetched in a minute.
   */
  readonly onToken?: (accessToken: string) => 'provisional' | undefined
  /** Entra issued a token for an assertion that this computer signed at this moment. */
  readonly onAssertionAccepted?: (signedAt: Instant) => void
}

export interface NewCredentialRefused {
  readonly refused: NoToken
  /** Whether the previous credential was tried and still gets tokens. */
  readonly isOldAccepted: boolean
}

const retry = { firstMs: 1_000, maxMs: 60_000 }
/** A token this close to expiry is no longer returned, because the request may have to wait for its turn. */
const endOfLifeMs = 30_000
/** For a short-lived token (from a test tenant), the margin is only this part of its lifetime. */
const endOfLifePart = 0.1
/** Entra's tokens live 60 to 90 minutes, so half of that leaves at least half an hour to get the next one. */
const renewAtPartOfLife = 0.5
/** Minimum interval of background requests, however short-lived the tokens are. */
const minRenewalMs = 5_000
/** Interval while a token lacks something that IT is about to change. */
const provisionalMs = 60_000
/** For this long after a failure, callers get the same answer: a queue of taps must not flood Entra. */
const failureHoldsMs = 1_000

interface HeldToken {
  readonly answer: Extract<TokenAnswer, { kind: 'token' }>
  /** The token must be valid by both clocks: the monotonic one stops during sleep, the other may jump. */
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
  /** The last credential that Entra issued a token for. */
  let accepted: Credential | undefined
  let pending: Promise<TokenAnswer> | undefined
  let inBackground = false
  let disarm: (() => void) | undefined
  let stopping = new AbortController()

  const schedule = (delayMs: number): void => {
    disarm?.()
    disarm = inBackground ? clock.after(delayMs, () => void fetchOnce()) : undefined
  }

  const fetchOnce = (): Promise<TokenAnswer> => {
    pending ??= fetchToken().finally(() => {
      pending = undefined
    })
    return pending
  }

  const fetchToken = async (): Promise<TokenAnswer> => {
    const { signal } = stopping
    const answer = await requestWithFallback(options.credential(), signal)
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
    const renewalMs = Math.max(minRenewalMs, livesForMs * renewAtPartOfLife)
    schedule(isProvisional ? Math.min(provisionalMs, renewalMs) : renewalMs)
    return held.answer
  }

  const request = async (credential: Credential, signal: AbortSignal): Promise<FreshToken | NoToken> => {
    const answer = await requestToken({ ...options, credential, timeoutMs }, signal)
    if (answer.kind === 'token') accepted = credential
    return answer
  }

  /**
   * Uses the current credential; if Entra does not know that certificate but accepted another one before,
   * falls back to the previous one: IT replaced the files before uploading the new certificate, and taps must
   * not wait for that.
   */
  const requestWithFallback = async (
    credential: Credential,
    signal: AbortSignal,
  ): Promise<FreshToken | NoToken> => {
    const before = accepted
    const answer = await request(credential, signal)
    if (answer.kind === 'token') {
      noteNewRefused(undefined)
      return answer
    }
    if (
      before === undefined ||
      isSameCredential(before, credential) ||
      !isUnknownCertificateCode(answer.code)
    )
      return answer
    const old = await request(before, signal)
    // Only the new certificate is reported: that is the one IT has to fix.
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
    const askedMs = Math.min(retryAfterMs, retry.maxMs)
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
      if (lastFailure !== undefined && monotonicMs < lastFailure.untilMonotonicMs && pending === undefined) {
        return Promise.resolve(lastFailure.answer)
      }
      return fetchOnce()
    },

    renew: () => {
      // The pending request may use the previous credential.
      const pendingRequest = pending
      if (pendingRequest === undefined) schedule(0)
      else void pendingRequest.then(() => schedule(0))
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

function isSameCredential(a: Credential, b: Credential): boolean {
  if (a.kind === 'certificate' && b.kind === 'certificate')
    return a.certificatePem === b.certificatePem && a.privateKeyPem === b.privateKeyPem
  // A new signer is created only for a new certificate.
  if (a.kind === 'signer' && b.kind === 'signer')
    return a.certificatePem === b.certificatePem && a.signer === b.signer
  return a.kind === 'secret' && b.kind === 'secret' && a.secret === b.secret
}

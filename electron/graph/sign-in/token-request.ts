import {
  AuthError,
  ConfidentialClientApplication,
  InteractionRequiredAuthError,
  LogLevel,
  ServerError,
  type Configuration,
} from '@azure/msal-node'
import { z } from 'zod'
import type { Clock, Instant } from '../../base/time/clock.ts'
import { cut } from '../../base/text/cut.ts'
import type { Fetch } from '../../base/fetch.ts'
import { graphScope, isMicrosoftSignIn } from './microsoft-hosts.ts'
import { createSignedAssertion } from './client-assertion.ts'
import { asCode, asId } from '../network/microsoft-answer.ts'
import { createMsalNetwork, type MsalNetwork } from './msal-network.ts'
import { readCredential, type Credential, type MsalCredential } from './token-credential.ts'
import { withoutSecrets } from '../../base/log/without-secrets.ts'

export interface NoToken {
  readonly kind: 'no-token'
  readonly why:
    /** Entra rejects the sign-in, or the credential itself is unusable. */
    | 'refused'
    /** Entra could not be reached, or cannot answer now. */
    | 'unreachable'
    /** Entra refuses because this computer's clock is wrong. */
    | 'clock-wrong'
    /** The signing command returned no usable signature; Entra was not asked. */
    | 'not-signed'
  /** For the log and the IT admin. */
  readonly detail: string
  /** Entra's code, such as `AADSTS7000215`, or that of the network, such as `ECONNREFUSED`. */
  readonly code?: string
  /** For Microsoft's support. */
  readonly correlationId?: string
  /** How long Entra asked to wait. */
  readonly retryAfterMs?: number
}

export interface FreshToken {
  readonly kind: 'token'
  readonly accessToken: string
  readonly livesForMs: number
  /** When the accepted assertion was dated; undefined with a client secret. */
  readonly assertionSignedAt?: Instant
}

export interface TokenRequestOptions {
  readonly credential: Credential
  /** A GUID or a domain name of the tenant. */
  readonly tenantId: string
  readonly clientId: string
  readonly loginEndpoint: string
  readonly graphEndpoint: string
  readonly fetch: Fetch
  readonly clock: Clock
  /** For each HTTP request. */
  readonly timeoutMs: number
  /** Called with each answer: the status of an answer that did not come from Entra, or undefined. */
  readonly onAnswer?: ((foreignStatus: number | undefined) => void) | undefined
}

/** Entra's tokens live at most 90 minutes; a timer of more than 24 days would fire at once, repeatedly. */
const maxLifeMs = 24 * 3_600_000

/** MSAL passes on what the server sent, unvalidated. */
const usableResult = z.object({ accessToken: z.string().regex(/^[\x21-\x7e]+$/), expiresOn: z.date() })

/**
 * Requests an access token once, by the client credentials grant, through MSAL. Never throws.
 *
 * Each attempt gets its own MSAL application. A shared one would reuse an assertion dated in the future by a
 * clock that was ahead, and would refuse new requests for a minute after a 5xx answer.
 */
export async function requestToken(
  options: TokenRequestOptions,
  signal: AbortSignal,
): Promise<FreshToken | NoToken> {
  const { credential, clock } = options
  const assertion =
    credential.kind === 'signer' ? createSignedAssertion({ ...credential, clock, signal }) : undefined
  const reading = readCredential(credential, assertion)
  if (reading.kind === 'unusable') return { kind: 'no-token', why: 'refused', detail: reading.detail }
  const network = createMsalNetwork({ ...options, signal })
  try {
    const application = new ConfidentialClientApplication(
      msalConfiguration(options, reading.credential, network),
    )
    const result = await application.acquireTokenByClientCredential({
      scopes: [graphScope(options.graphEndpoint)],
      skipCache: true,
    })
    const checked = usableResult.safeParse(result)
    if (!checked.success) {
      return { kind: 'no-token', why: 'refused', detail: 'Entra answered without a usable token' }
    }
    const { accessToken, expiresOn } = checked.data
    // MSAL counts from Date.now(), so the lifetime is calculated with the same clock.
    const livesForMs = Math.min(Math.max(0, expiresOn.getTime() - Date.now()), maxLifeMs)
    const assertionSignedAt = credential.kind === 'certificate' ? network.formSentAt : assertion?.datedAt
    return {
      kind: 'token',
      accessToken,
      livesForMs,
      ...(assertionSignedAt !== undefined && { assertionSignedAt }),
    }
  } catch (error) {
    if (assertion?.failure !== undefined)
      return { kind: 'no-token', why: 'not-signed', detail: assertion.failure }
    return explain(error, network, options.credential)
  }
}

function msalConfiguration(
  { clientId, tenantId, loginEndpoint }: TokenRequestOptions,
  credential: MsalCredential,
  networkClient: MsalNetwork,
): Configuration {
  const login = new URL(loginEndpoint)
  return {
    auth: {
      ...credential,
      clientId,
      authority: new URL(encodeURIComponent(tenantId), `${login.origin}/`).href,
      knownAuthorities: isMicrosoftSignIn(loginEndpoint) ? [] : [login.host],
    },
    system: {
      networkClient,
      loggerOptions: {
        logLevel: LogLevel.Error,
        piiLoggingEnabled: false,
        loggerCallback: () => {
          // Silent: the answer has all that matters, and this way no part of a token can reach a log.
        },
      },
    },
  }
}

/** "Client assertion is not within its valid time range" (Microsoft Entra authentication error codes). */
const assertionOutsideItsTime = 'AADSTS700024'

function explain(error: unknown, network: MsalNetwork, credential: Credential): NoToken {
  if (network.refusal !== undefined) return { kind: 'no-token', why: 'refused', detail: network.refusal }
  if (network.failure !== undefined) {
    const { detail, ...rest } = network.failure
    return { kind: 'no-token', why: 'unreachable', ...rest, detail: withoutSecrets(detail) }
  }
  const secrets =
    credential.kind === 'secret' ? [credential.secret, encodeURIComponent(credential.secret)] : []
  const correlationId = error instanceof AuthError ? asId(error.correlationId) : undefined
  const ids = correlationId === undefined ? {} : { correlationId }
  if (error instanceof ServerError || error instanceof InteractionRequiredAuthError) {
    const description = descriptionIn(error.errorMessage) ?? cut(error.message, maxDescriptionLength)
    const code = asCode(/^AADSTS\d+/.exec(description)?.[0] ?? error.errorCode)
    const clock = code === assertionOutsideItsTime ? clockHint(network.clockAheadMs) : ''
    return {
      kind: 'no-token',
      why: clock === '' ? 'refused' : 'clock-wrong',
      ...(code !== undefined && { code }),
      detail: `${clock}${withoutSecrets(description, secrets)}`,
      ...ids,
    }
  }
  const code = error instanceof AuthError ? { code: error.errorCode } : {}
  const detail = withoutSecrets(error instanceof Error ? error.message : String(error), secrets)
  return { kind: 'no-token', why: 'refused', ...code, detail, ...ids }
}

/** Entra's descriptions are a few hundred characters long. */
const maxDescriptionLength = 5_000

/**
 * Entra's description without the ids at its end, which have their own fields: "AADSTS7000215: Invalid client
 * secret provided. Trace ID: … Correlation ID: …". Undefined if it contains no Entra code.
 */
function descriptionIn(errorMessage: string): string | undefined {
  const text = cut(errorMessage, maxDescriptionLength)
  const start = text.search(/AADSTS\d/)
  if (start === -1) return undefined
  const end = text.indexOf('Trace ID:', start)
  if (end === -1) return text.slice(start)
  const before = text.slice(start, end).trimEnd()
  return before.endsWith(' -') ? before.slice(0, -2).trimEnd() : before
}

function clockHint(aheadMs: number | undefined): string {
  const seconds = Math.round(Math.abs(aheadMs ?? 0) / 1000)
  if (aheadMs === undefined || seconds < 5) return "set this computer's clock: "
  return `set this computer's clock, which is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} Entra's: `
}

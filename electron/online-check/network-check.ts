import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { good, problem, type CheckResult } from '../check/check-result.ts'
import { teamsOf, type KioskConfig } from '../config/config.ts'
import type { HttpAnswer } from '../graph/network/bounded-fetch.ts'
import { parseBoundedJson } from '../graph/network/bounded-json.ts'
import { readGraphAnswer } from '../graph/graph-answer.ts'
import { graphCall } from '../graph/graph-call.ts'
import { dateHeaderMs } from '../graph/server-time/http-date.ts'
import { hasMicrosoftId, clientRequestIdHeader } from '../graph/network/microsoft-answer.ts'
import { watchProxy } from '../graph/network/proxy-watch.ts'
import { maxBodyBytes, probe } from './network-probe.ts'
import type { OnlineHost } from './online-host.ts'

/** How far this computer's clock is ahead of a server's, in milliseconds, and the uncertainty. */
export interface ClockSighting {
  readonly aheadMs: number
  readonly uncertainMs: number
}

export interface Way {
  readonly result: CheckResult
  /** Absent if the server sent no date or did not answer. */
  readonly clock?: ClockSighting
  /** Entra's error code for the tenant, such as `AADSTS90002`. */
  readonly entraCode?: string
}

/** Checks that Entra can be reached by reading the tenant's public metadata; sends no credential. */
export function checkWayToSignIn(
  { endpoints, signIn }: Pick<KioskConfig, 'endpoints' | 'signIn'>,
  host: OnlineHost,
): Promise<Way> {
  const path = `${encodeURIComponent(signIn.tenantId)}/v2.0/.well-known/openid-configuration`
  return checkWay('network.sign-in', `${endpoints.login}/${path}`, {}, host, (http) => isEntra(http))
}

/** Checks that Graph can be reached: a request without a token is answered with 401. */
export function checkWayToGraph(
  { endpoints, shifts }: Pick<KioskConfig, 'endpoints' | 'shifts'>,
  host: OnlineHost,
): Promise<Way> {
  const to = graphCall('GET /v1.0/teams/{team}/schedule', { team: teamsOf(shifts)[0]?.id ?? '' })
  const target = to.kind === 'ok' ? to.value.target : '/'
  const clientRequestId = randomUUID()
  const headers = { accept: 'application/json', [clientRequestIdHeader]: clientRequestId }
  return checkWay('network.graph', `${endpoints.graph}${target}`, headers, host, (http) => {
    const nowWallMs = host.clock.now().wallMs
    return readGraphAnswer(http, { clientRequestId, accessToken: '', nowWallMs }).answeredBy === 'graph'
  })
}

async function checkWay(
  id: 'network.sign-in' | 'network.graph',
  url: string,
  headers: Readonly<Record<string, string>>,
  host: OnlineHost,
  isMicrosoft: (http: HttpAnswer) => boolean,
): Promise<Way> {
  const { host: name } = new URL(url)
  const sentAt = host.clock.now()
  const watched = { ...host, fetch: watchProxy(host.fetch, () => undefined) }
  const http = await probe(url, { method: 'GET', headers }, watched)
  if (http.kind === 'failed') return { result: problem(id, http.detail, http.fix) }
  if (!isMicrosoft(http)) {
    return {
      result: problem(
        id,
        `Something other than ${name} answered, with status ${http.status}.`,
        `Check the proxy, the firewall or a sign-in page of the network, and let ${name} through unchanged.`,
      ),
    }
  }
  const roundTripMs = http.arrivedAt.monotonicMs - sentAt.monotonicMs
  const dateMs = http.headers.has('age') ? undefined : dateHeaderMs(http.headers)
  const entraCode = id === 'network.sign-in' ? entraCodeIn(http) : undefined
  return {
    ...(entraCode !== undefined && { entraCode }),
    result: good(id, `${name} answered in ${Math.round(roundTripMs)} ms.`),
    // The Date header has whole seconds and was written at some moment during the round trip.
    ...(dateMs !== undefined && {
      clock: {
        aheadMs: http.arrivedAt.wallMs - roundTripMs / 2 - (dateMs + 500),
        uncertainMs: roundTripMs / 2 + 500,
      },
    }),
  }
}

/** Entra's answers have an id, but metadata may come without one. */
function isEntra(http: HttpAnswer): boolean {
  if (http.kind !== 'answered') return false
  return hasMicrosoftId(http.headers) || metadata.safeParse(jsonIn(http)).success
}

const metadata = z.union([
  z.looseObject({ token_endpoint: z.string() }),
  z.looseObject({ trace_id: z.string() }),
])
const refusal = z.looseObject({ error_codes: z.array(z.number().int().positive()).min(1) })

/**
 * "Handling error codes in your application" (Microsoft Entra authentication and authorization error codes).
 */
function entraCodeIn(http: HttpAnswer): string | undefined {
  const number = refusal.safeParse(jsonIn(http)).data?.error_codes[0]
  return number === undefined ? undefined : `AADSTS${number}`
}

function jsonIn(http: HttpAnswer): unknown {
  if (http.kind !== 'answered' || http.body.kind !== 'text') return undefined
  const parsed = parseBoundedJson(http.body.text, { length: maxBodyBytes, structuralCharacters: 10_000 })
  return parsed.kind === 'json' ? parsed.value : undefined
}

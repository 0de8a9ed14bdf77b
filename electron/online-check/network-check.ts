import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { good, problem, type CheckResult } from '../check/check-result.ts'
import type { KioskConfig } from '../config/config.ts'
import { boundedFetch, type HttpAnswer } from '../graph/network/bounded-fetch.ts'
import { parseBoundedJson } from '../graph/network/bounded-json.ts'
import { readGraphAnswer } from '../graph/graph-answer.ts'
import { graphCall } from '../graph/graph-call.ts'
import { dateHeaderMs } from '../graph/server-time/http-date.ts'
import { hasMicrosoftId, clientRequestIdHeader } from '../graph/network/microsoft-answer.ts'
import { watchProxy } from '../graph/network/proxy-watch.ts'
import { isAboutCertificate, networkWords, troubleOf } from './network-words.ts'
import { longestCheckMs, within, type OnlineHost } from './online-host.ts'

/** How far this computer's clock is ahead of a server's (behind: negative), in milliseconds, and how exactly that is known. */
export interface ClockSighting {
  readonly aheadMs: number
  readonly uncertainMs: number
}

export interface Way {
  readonly result: CheckResult
  /** Absent: the server answered without a date, or did not answer. */
  readonly clock?: ClockSighting
  /** What Entra says of the tenant, such as `AADSTS90002`. */
  readonly entraCode?: string
}

/** A look at the certificate comes on top of this. */
const longestProbeMs = 8_000
const largestBodyBytes = 256 * 1024

/** Whether Entra can be reached, by the tenant's public metadata: no credential is sent. */
export function checkWayToSignIn(
  { endpoints, signIn }: Pick<KioskConfig, 'endpoints' | 'signIn'>,
  host: OnlineHost,
): Promise<Way> {
  const path = `${encodeURIComponent(signIn.tenantId)}/v2.0/.well-known/openid-configuration`
  return checkWay('network.sign-in', `${endpoints.login}/${path}`, {}, host, (http) => isEntra(http))
}

/** Whether Graph can be reached: asked without a token, it answers 401. */
export function checkWayToGraph(
  { endpoints, shifts }: Pick<KioskConfig, 'endpoints' | 'shifts'>,
  host: OnlineHost,
): Promise<Way> {
  const to = graphCall('GET /v1.0/teams/{team}/schedule', { team: shifts.teamId })
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
  const { clock } = host
  const { host: name } = new URL(url)
  const sentAt = clock.now()
  const http = await boundedFetch({
    fetch: watchProxy(host.fetch, () => undefined),
    clock,
    url,
    init: { method: 'GET', headers },
    timeoutMs: longestProbeMs,
    largestBodyBytes,
  })
  if (http.kind === 'no-answer') {
    const peer = isAboutCertificate(troubleOf(http))
      ? await within(clock, longestCheckMs - longestProbeMs, undefined, () => host.lookAtPeer(url))
      : undefined
    const { detail, fix } = networkWords(http, { host: name, peer, nowMs: clock.now().wallMs })
    return { result: problem(id, detail, fix) }
  }
  if (!isMicrosoft(http)) {
    return {
      result: problem(
        id,
        `Something else answered in place of ${name}, with status ${http.status}.`,
        `Look at the proxy, the firewall or a sign-in page of the network, and let ${name} through unchanged.`,
      ),
    }
  }
  const roundTripMs = http.arrivedAt.monotonicMs - sentAt.monotonicMs
  const dateMs = http.headers.has('age') ? undefined : dateHeaderMs(http.headers)
  const entraCode = id === 'network.sign-in' ? entraCodeIn(http) : undefined
  return {
    ...(entraCode !== undefined && { entraCode }),
    result: good(id, `${name} answered in ${Math.round(roundTripMs)} ms.`),
    // A Date has whole seconds, and was written at some moment of the round trip.
    ...(dateMs !== undefined && {
      clock: {
        aheadMs: http.arrivedAt.wallMs - roundTripMs / 2 - (dateMs + 500),
        uncertainMs: roundTripMs / 2 + 500,
      },
    }),
  }
}

/** Its answers have an id; metadata may come without one. */
function isEntra(http: HttpAnswer): boolean {
  if (http.kind !== 'answered') return false
  return hasMicrosoftId(http.headers) || metadata.safeParse(jsonIn(http)).success
}

const metadata = z.union([
  z.looseObject({ token_endpoint: z.string() }),
  z.looseObject({ trace_id: z.string() }),
])
const refusal = z.looseObject({ error_codes: z.array(z.number().int().positive()).min(1) })

/** "Handling error codes in your application" (Microsoft Entra authentication and authorization error codes). */
function entraCodeIn(http: HttpAnswer): string | undefined {
  const number = refusal.safeParse(jsonIn(http)).data?.error_codes[0]
  return number === undefined ? undefined : `AADSTS${number}`
}

function jsonIn(http: HttpAnswer): unknown {
  if (http.kind !== 'answered' || http.body.kind !== 'text') return undefined
  const parsed = parseBoundedJson(http.body.text, { length: largestBodyBytes, structuralCharacters: 10_000 })
  return parsed.kind === 'json' ? parsed.value : undefined
}

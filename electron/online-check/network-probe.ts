import { boundedFetch, type HttpAnswer } from '../graph/network/bounded-fetch.ts'
import { isAboutCertificate, networkWords, troubleOf, type NetworkWords } from './network-words.ts'
import { maxCheckMs, within, type OnlineHost } from './online-host.ts'

/** Reading the peer's certificate takes additional time. */
const maxProbeMs = 8_000
export const maxBodyBytes = 256 * 1024

/** Sends one request; without an answer, what is wrong and what to do. */
export async function probe(
  url: string,
  init: RequestInit,
  { fetch, clock, lookAtPeer }: OnlineHost,
): Promise<Exclude<HttpAnswer, { kind: 'no-answer' }> | ({ readonly kind: 'failed' } & NetworkWords)> {
  const timeoutMs = maxProbeMs
  const http = await boundedFetch({ fetch, clock, url, init, timeoutMs, maxBodyBytes })
  if (http.kind !== 'no-answer') return http
  const peer = isAboutCertificate(troubleOf(http))
    ? await within(clock, maxCheckMs - maxProbeMs, undefined, () => lookAtPeer(url))
    : undefined
  const { host } = new URL(url)
  return { kind: 'failed', ...networkWords(http, { host, peer, nowMs: clock.now().wallMs }) }
}

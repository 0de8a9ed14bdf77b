import type { Clock } from '../base/time/clock.ts'
import type { Fetch } from '../base/fetch.ts'
import { boundedFetch } from '../graph/network/bounded-fetch.ts'
import { retryAfterMs } from '../graph/retry-after.ts'
import { adaptiveCard } from './adaptive-card.ts'
import type { AlertMessage } from './alert-message.ts'

export type AlertFormat = 'adaptive-card' | 'json'

export type Posted =
  /** The webhook accepted the message (2xx). That does not say that anybody reads it. */
  | { readonly kind: 'accepted'; readonly status: number }
  /** Without the address and the answer's text. `isRefused`: a retry alone does not help. */
  | {
      readonly kind: 'not-accepted'
      readonly words: string
      readonly isRefused: boolean
      readonly retryAfterMs?: number | undefined
    }

const timeoutMs = 30_000
/** The body of the answer is not used. */
const maxAnswerBytes = 64 * 1024
/** Teams' limit is 28 KB (learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors). */
export const maxMessageBytes = 24_000

export function alertBody(message: AlertMessage, format: AlertFormat): string {
  switch (format) {
    case 'adaptive-card':
      return JSON.stringify(adaptiveCard(message))
    case 'json':
      return JSON.stringify({ version: 1, ...message })
    default:
      return format satisfies never
  }
}

/** Posts one message. Does not follow a redirect, which would send names to another address. Never throws. */
export async function postAlert(
  url: string,
  body: string,
  { fetch, clock, signal }: { readonly fetch: Fetch; readonly clock: Clock; readonly signal?: AbortSignal },
): Promise<Posted> {
  const answer = await boundedFetch({
    fetch,
    clock,
    url,
    init: { method: 'POST', headers: { 'content-type': 'application/json; charset=utf-8' }, body },
    timeoutMs,
    maxBodyBytes: maxAnswerBytes,
    signal,
  })
  if (answer.kind === 'no-answer')
    return {
      kind: 'not-accepted',
      words: `no answer (${answer.code ?? 'no reason given'})`,
      isRefused: false,
    }
  const { status } = answer
  if (status >= 200 && status < 300) return { kind: 'accepted', status }
  const isPassing = status >= 500 || status === 408 || status === 425 || status === 429
  return {
    kind: 'not-accepted',
    words: status >= 300 && status < 400 ? `status ${status}, a redirect` : `status ${status}`,
    isRefused: !isPassing,
    retryAfterMs: retryAfterMs(answer.headers, clock.now().wallMs),
  }
}

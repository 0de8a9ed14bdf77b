import type { Clock } from '../base/time/clock.ts'
import type { Fetch } from '../base/fetch.ts'
import { boundedFetch } from '../graph/network/bounded-fetch.ts'
import { retryAfterMs } from '../graph/retry-after.ts'
import { adaptiveCard } from './adaptive-card.ts'
import type { AlertMessage } from './alert-message.ts'

export type AlertFormat = 'adaptive-card' | 'json'

export type Posted =
  /** The webhook took it (2xx). Whether anybody reads it nobody tells. */
  | { readonly kind: 'accepted'; readonly status: number }
  /**
   * `words` hold neither the address nor what the answer said. `isRefused`: the webhook answered that it will not take
   * such a message, so somebody has to change something first.
   */
  | {
      readonly kind: 'not-accepted'
      readonly words: string
      readonly isRefused: boolean
      readonly retryAfterMs?: number | undefined
    }

const timeoutMs = 30_000
/** Nothing of an answer is used. */
const largestAnswerBytes = 64 * 1024
/** "The message size limit is 28 KB" (learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors, April 2026). */
export const largestMessageBytes = 24_000

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

/** Posts one message. A redirect is not followed: it would carry names to another place. Never throws. */
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
    largestBodyBytes: largestAnswerBytes,
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

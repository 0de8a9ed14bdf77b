import type { Clock, Instant } from '../../base/time/clock.ts'
import type { Fetch } from '../../base/fetch.ts'
import { explainFailure } from '../explain-failure.ts'

/** One HTTP exchange. `no-answer`: not even a status arrived. Never thrown. */
export type HttpAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Headers
      readonly body: HttpBody
      /** When the status and the headers had arrived. */
      readonly arrivedAt: Instant
    }
  | NoHttpAnswer

export interface NoHttpAnswer {
  readonly kind: 'no-answer'
  /** Such as `ECONNRESET`, `ETIMEDOUT` (also for `timeoutMs`) or Chromium's `ERR_PROXY_CONNECTION_FAILED`. */
  readonly code?: string
  readonly detail: string
}

export type HttpBody =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'cut-off'; readonly code?: string; readonly detail: string }
  | { readonly kind: 'too-large'; readonly detail: string }

export interface HttpRequest {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly url: string
  readonly init: RequestInit
  /** For the whole exchange, including the body. */
  readonly timeoutMs: number
  readonly maxBodyBytes: number
  /** Abandons the exchange early. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Sends one request and reads the whole answer, within time and size limits. Redirects are not followed,
 * because they would carry the credentials elsewhere; they return as their 3xx status. Bypasses Chromium's
 * HTTP cache.
 */
export async function boundedFetch(request: HttpRequest): Promise<HttpAnswer> {
  const { clock, timeoutMs, signal } = request
  const controller = new AbortController()
  const giveUp = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(asError(controller.signal.reason)), {
      once: true,
    })
  })
  // The race in `exchange` handles this; the catch keeps a late abort from being an unhandled rejection.
  giveUp.catch(() => undefined)
  const stopTimer = clock.after(timeoutMs, () => controller.abort(new Abandoned('ETIMEDOUT', timeoutMs)))
  const onAbort = (): void => controller.abort(new Abandoned('ECANCELED', timeoutMs))
  if (signal?.aborted === true) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await exchange(request, controller, giveUp)
  } finally {
    stopTimer()
    signal?.removeEventListener('abort', onAbort)
  }
}

async function exchange(
  { fetch, clock, url, init, maxBodyBytes }: HttpRequest,
  controller: AbortController,
  giveUp: Promise<never>,
): Promise<HttpAnswer> {
  let response: Response
  try {
    if (controller.signal.aborted) throw asError(controller.signal.reason)
    const sent = fetch(url, { ...init, signal: controller.signal, redirect: 'manual', cache: 'no-store' })
    // A Fetch that ignores the signal must not hold up a tap.
    response = await Promise.race([sent, giveUp])
  } catch (error) {
    return { kind: 'no-answer', ...explainFailure(error) }
  }
  const { status, headers } = response
  const arrivedAt = clock.now()
  const body = await readBody(response, maxBodyBytes, giveUp)
  if (body.kind !== 'text') controller.abort()
  return { kind: 'answered', status, headers, body, arrivedAt }
}

async function readBody(response: Response, maxBytes: number, giveUp: Promise<never>): Promise<HttpBody> {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
  if (reader === undefined) return { kind: 'text', text: '' }
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    for (;;) {
      const part = await Promise.race([reader.read(), giveUp])
      if (part.done) return { kind: 'text', text: text + decoder.decode() }
      bytes += part.value.byteLength
      if (bytes > maxBytes) {
        void reader.cancel().catch(() => undefined)
        return { kind: 'too-large', detail: `the answer is longer than ${maxBytes} bytes` }
      }
      text += decoder.decode(part.value, { stream: true })
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined)
    return { kind: 'cut-off', ...explainFailure(error) }
  }
}

class Abandoned extends Error {
  readonly code: 'ETIMEDOUT' | 'ECANCELED'

  constructor(code: 'ETIMEDOUT' | 'ECANCELED', timeoutMs: number) {
    super(code === 'ETIMEDOUT' ? `no answer within ${timeoutMs} ms` : 'canceled before the answer arrived')
    this.code = code
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

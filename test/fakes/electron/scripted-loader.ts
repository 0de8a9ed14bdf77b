import type { AuthInfo } from 'electron'
import {
  headOf,
  isSafeHeader,
  passRedirect,
  redirectOf,
  type LoaderEvents,
  type StartLoader,
} from './url-loader.ts'

/** An answer that `Response` cannot hold: any status, any characters. */
export interface OddAnswer {
  readonly status: number
  readonly statusMessage?: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string
}

export type Answer = (url: string, init?: RequestInit) => Promise<Response | OddAnswer>

/** Answers as the test says, without a network. A rejection's message is the name of the error, as Chromium's. */
export function scriptedLoader(answer: Answer, proxyLogin: () => AuthInfo | undefined): StartLoader {
  return (request, events) => {
    const abandoned = new AbortController()
    const { signal } = abandoned
    const isOver = (): boolean => signal.aborted
    const load = async (): Promise<void> => {
      await Promise.resolve()
      if (isOver()) return
      if (!Object.entries(request.headers).every(([name, value]) => isSafeHeader(name, value))) {
        events.error('net::ERR_INVALID_ARGUMENT')
        return
      }
      const login = proxyLogin()
      if (login !== undefined) {
        events.login(login, () => {
          if (!isOver()) events.error('net::ERR_TUNNEL_CONNECTION_FAILED')
        })
        return
      }
      const { method, headers, body } = request
      const answered = await answer(request.url, {
        method,
        headers: { ...headers },
        ...(body !== undefined && { body: body.toString() }),
        signal,
      })
      if (isOver()) return
      const { status } = answered
      const pairs = answered instanceof Response ? [...answered.headers] : (answered.headers ?? [])
      const statusMessage = answered instanceof Response ? answered.statusText : answered.statusMessage
      const head = headOf(status, statusMessage ?? '', pairs)
      const redirect = redirectOf(request, head)
      if (redirect !== undefined) {
        const fail = (name: string): void => events.error(name)
        const next = passRedirect(redirect, head.headers, events, { fail, isOver })
        if (next !== undefined) fail('net::ERR_TOO_MANY_REDIRECTS')
        return
      }
      events.responseStarted(head)
      await deliver(answered instanceof Response ? answered : new Response(answered.body), events, signal)
    }
    load().catch((error: unknown) => {
      if (!isOver()) events.error(error instanceof Error ? error.message : String(error))
    })
    return { cancel: () => abandoned.abort() }
  }
}

async function deliver(response: Response, events: LoaderEvents, signal: AbortSignal): Promise<void> {
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined
  for (;;) {
    if (signal.aborted) {
      await reader?.cancel()
      return
    }
    const part = await reader?.read()
    if (part?.value === undefined) break
    const { value } = part
    await new Promise<void>((resume) => {
      signal.addEventListener('abort', () => resume(), { once: true })
      events.data(Buffer.from(value), resume)
    })
  }
  events.complete()
}

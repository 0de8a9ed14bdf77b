import { Readable } from 'node:stream'
import type { AuthInfo, ClientRequestConstructorOptions } from 'electron'
import { FakeClientRequest, type FakeIncomingMessage } from './client-request.ts'
import type { Recorder } from './recorder.ts'
import { scriptedLoader, type Answer } from './scripted-loader.ts'
import type { FakeSession } from './session.ts'
import type { StartLoader } from './url-loader.ts'
import { wireLoader } from './wire-loader.ts'

export type { Answer, OddAnswer } from './scripted-loader.ts'

export interface NetworkParts {
  readonly record: Recorder
  readonly isReady: () => boolean
  readonly sessionOf: (partition: string) => FakeSession
}

/** Electron's `net`, and what a test has in hand of it. */
export function createFakeNetwork({ record, isReady, sessionOf }: NetworkParts) {
  const network: {
    /** What answers; `wire`: the request goes out for real, to a server on loopback. */
    answer: Answer | 'wire'
    /** What performs requests in place of `answer`. */
    loader: StartLoader | undefined
    /** A proxy on the way that lets nothing through without a password. */
    proxyLogin: AuthInfo | undefined
    /** What was thrown where nobody catches it. */
    readonly uncaught: unknown[]
  } = {
    answer: () => Promise.resolve(new Response(null, { status: 204 })),
    loader: undefined,
    proxyLogin: undefined,
    uncaught: [],
  }

  const request = (options: ClientRequestConstructorOptions | string): FakeClientRequest => {
    if (!isReady()) throw new Error('net module can only be used after app is ready')
    record('net.request', options)
    const partition = typeof options === 'string' ? '' : (options.partition ?? '')
    return new FakeClientRequest(options, {
      start: (asked, events) => {
        const start =
          network.loader ??
          (network.answer === 'wire'
            ? wireLoader(sessionOf(partition))
            : scriptedLoader(network.answer, () => network.proxyLogin))
        return start(asked, events)
      },
      uncaught: (error) => network.uncaught.push(error),
    })
  }

  /**
   * `lib/browser/api/net-fetch.ts`: headers and status are put into a `Response` within the listener, so that what
   * `Response` does not take is thrown where nobody catches it, and the promise stays as it is.
   */
  const fetch = (url: string, init?: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const asked = new Request(url, init)
      const { method, cache, redirect } = asked
      // It cannot be `same-origin`, the default, without an origin.
      const credentials = asked.credentials === 'same-origin' ? 'include' : asked.credentials
      const sent = request({ method, url, credentials, cache, redirect })
      for (const [name, value] of asked.headers) sent.setHeader(name, value)
      sent.on('response', (message: FakeIncomingMessage) => {
        const headers = new Headers()
        for (const [name, value] of Object.entries(message.headers))
          headers.set(name, Array.isArray(value) ? value.join(', ') : value)
        const hasNoBody = [101, 204, 205, 304].includes(message.statusCode) || method === 'HEAD'
        const body = hasNoBody ? null : (Readable.toWeb(message) as ReadableStream)
        const { statusCode: status, statusMessage: statusText } = message
        resolve(new Response(body, { headers, status, statusText }))
      })
      sent.on('error', reject)
      init?.signal?.addEventListener('abort', () => sent.abort(), { once: true })
      void asked.arrayBuffer().then((body) => {
        if (body.byteLength > 0) sent.write(Buffer.from(body))
        sent.end()
      })
    })

  return { network, net: { request, fetch } }
}

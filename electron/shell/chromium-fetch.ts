import { net, session, type ClientRequestConstructorOptions } from 'electron'
import type { Fetch } from '../base/fetch.ts'
import { ProxyPasswordRequired } from '../base/proxy-password.ts'
import { redirectResponse, responseOf } from './chromium-response.ts'

/**
 * Chromium's network: the system's proxy and the operating system's trust store, for Graph and sign-in alike.
 * No cookies go out or are kept.
 *
 * It stands on `net.request`, not on `net.fetch`: that one throws where nobody catches it, and never settles, when a
 * response header or the reason phrase holds a character above U+00FF or the status is outside 200–599
 * (`lib/browser/api/net-fetch.ts`; electron/electron issues 42244, 46819). Here any answer settles the promise.
 *
 * A redirect that is not to be followed comes back with its own status and headers. Rejects with Chromium's `net::ERR_…`
 * in the message, with the signal's reason, with `UnusableStatus` or `ProxyPasswordRequired`. How long an answer may take is up to the caller.
 */
export const electronFetch: Fetch = async (url, init) => {
  // Checks what was given and makes one of its many forms.
  const asked = new Request(url, init)
  const body = asked.body === null ? undefined : Buffer.from(await asked.arrayBuffer())
  init?.signal?.throwIfAborted()
  return send(asked, body, init?.signal ?? undefined)
}

function send(asked: Request, body: Buffer | undefined, signal: AbortSignal | undefined): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = net.request(optionsOf(asked))
    for (const [name, value] of asked.headers) request.setHeader(name, value)

    const abort = (): void => {
      reject(asError(signal?.reason))
      request.abort()
    }
    signal?.addEventListener('abort', abort, { once: true })

    // Chromium has tried the account's own sign-in by then, where the proxy takes Negotiate or NTLM. There is no other
    // password: without an answer the request would hang.
    let refusal: ProxyPasswordRequired | undefined
    request.on('login', ({ isProxy, host, port, scheme }, answer) => {
      if (isProxy) refusal = new ProxyPasswordRequired({ proxy: `${host}:${port}`, scheme })
      answer()
    })
    request.on('response', (message) => {
      try {
        if (signal?.aborted === true) request.abort()
        else if (message.statusCode === 407) throw refusal ?? new ProxyPasswordRequired()
        else resolve(responseOf(message, { method: asked.method, abort: () => request.abort(), signal }))
      } catch (error) {
        reject(asError(error))
        request.abort()
      }
    })
    request.on('redirect', (status, _method, redirectUrl, headers) => {
      if (asked.redirect !== 'manual') return
      resolve(redirectResponse(status, redirectUrl, headers))
      request.abort()
    })
    // It may still come after the answer, even after its end; then it says nothing new. `close` is no sign of the end:
    // it is told once the request is handed over.
    request.on('error', (error) => reject(refusal ?? error))
    if (body !== undefined) request.write(body)
    request.end()
  })
}

/** With `credentials`, `useSessionCookies` has no effect; it is here for the day somebody takes that away. */
function optionsOf({ method, url, redirect, cache }: Request): ClientRequestConstructorOptions {
  return {
    method,
    url,
    redirect,
    cache,
    credentials: 'omit',
    useSessionCookies: false,
  }
}

/** Chromium keeps connections for minutes; after a change of network they may lead nowhere without it noticing. */
export function closeConnections(): void {
  // `net.request` sends over the default session unless it is told another.
  void session.defaultSession.closeAllConnections()
}

/** How a request to `url` leaves this computer, as a PAC file says it: `DIRECT`, `PROXY host:port`. */
export function wayTo(url: string): Promise<string> {
  return session.defaultSession.resolveProxy(url)
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

import { net, session, type ClientRequestConstructorOptions } from 'electron'
import type { Fetch } from '../base/fetch.ts'
import { ProxyPasswordRequired } from '../base/proxy-password.ts'
import { redirectResponse, responseOf } from './chromium-response.ts'

/**
 * Chromium's network stack: the system's proxy and the operating system's trust store, for Graph and sign-in
 * alike. Sends and stores no cookies.
 *
 * Uses `net.request` instead of `net.fetch`, which throws uncaught and never settles if a response header or
 * the reason phrase contains a character above U+00FF or the status is outside 200–599
 * (`lib/browser/api/net-fetch.ts`; electron/electron issues 42244, 46819). Here every answer settles the
 * promise.
 *
 * With `redirect: 'manual'`, a redirect returns with its own status and headers. Rejects with Chromium's
 * `net::ERR_…` in the message, the signal's reason, `UnusableStatus` or `ProxyPasswordRequired`. Has no
 * timeout of its own.
 */
export const electronFetch: Fetch = async (url, init) => {
  // Validates and normalizes the arguments.
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

    // For Negotiate and NTLM, Chromium has already tried the account's own credentials. There is no other
    // password, and without an answer the request would hang.
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
    // May come after the response, even after its end; then it is ignored. `close` does not mark the end:
    // Electron emits it once the request has been handed over.
    request.on('error', (error) => reject(refusal ?? error))
    if (body !== undefined) request.write(body)
    request.end()
  })
}

/** With `credentials`, `useSessionCookies` has no effect; it stays in case somebody removes `credentials`. */
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

/**
 * Closes Chromium's keep-alive connections, which may be dead after a network change without Chromium
 * noticing.
 */
export function closeConnections(): void {
  // `net.request` uses the default session unless given another.
  void session.defaultSession.closeAllConnections()
}

/** How a request to `url` leaves this computer, in PAC syntax: `DIRECT`, `PROXY host:port`. */
export function wayTo(url: string): Promise<string> {
  return session.defaultSession.resolveProxy(url)
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

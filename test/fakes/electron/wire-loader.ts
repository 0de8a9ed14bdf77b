import { request as httpRequest, type Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import {
  headOf,
  isSafeHeader,
  passRedirect,
  redirectOf,
  type LoaderRequest,
  type StartLoader,
} from './url-loader.ts'

/** The session a request goes out over. */
export interface WireSession {
  readonly agent: Agent
  /** `host:port` of the proxy for everything. */
  readonly proxy: string | undefined
}

/**
 * Performs the request for real, over Node's HTTP, so that a case meets the same server as Chromium would. As far as
 * cases go: no TLS, no cache, no cookies. Node's HTTP parser is stricter than Chromium's, even as `insecureHTTPParser`:
 * a few bytes before the status line, say, are refused here and skipped there. So that a case about an answer that is not
 * quite HTTP passes here says nothing about Chromium.
 */
export function wireLoader(session: WireSession): StartLoader {
  return (request, events) => {
    const state = { isOver: false }
    const isOver = (): boolean => state.isOver
    let sent: ClientRequest | undefined
    const fail = (name: string): void => {
      if (isOver()) return
      state.isOver = true
      events.error(name)
    }

    const send = (asked: LoaderRequest): void => {
      const isTunnel = session.proxy !== undefined && asked.url.startsWith('https:')
      const exchange = httpRequest({
        ...placeOf(asked, session.proxy),
        method: isTunnel ? 'CONNECT' : asked.method,
        headers: isTunnel ? {} : { ...asked.headers, ...lengthOf(asked) },
        agent: session.agent,
        insecureHTTPParser: true,
      })
      sent = exchange
      let hasHead = false
      const onHead = (message: IncomingMessage): void => {
        hasHead = true
        answered(asked, message)
      }
      exchange.on('response', onHead)
      exchange.on('connect', onHead)
      exchange.on('error', (error: NodeJS.ErrnoException) => {
        if (hasHead || isOver()) return
        // HttpNetworkTransaction::ShouldResendRequest: whatever the method is.
        if (exchange.reusedSocket && error.code === 'ECONNRESET') send(asked)
        else fail(errorName(error))
      })
      exchange.end(isTunnel ? undefined : asked.body)
    }

    const answered = (asked: LoaderRequest, message: IncomingMessage): void => {
      if (isOver()) return
      const pairs: [string, string][] = []
      for (let index = 0; index < message.rawHeaders.length; index += 2)
        pairs.push([utf8(message.rawHeaders[index]), utf8(message.rawHeaders[index + 1])])
      const isTunnel = session.proxy !== undefined && asked.url.startsWith('https:')
      // `net/http/http_proxy_client_socket.cc`, DoReadHeadersComplete: a proxy must not pass for the server.
      if (isTunnel && message.statusCode !== 407) {
        fail('net::ERR_TUNNEL_CONNECTION_FAILED')
        return
      }
      const reported = isTunnel ? pairs.filter(([name]) => keptOfRefusal.includes(name.toLowerCase())) : pairs
      const head = headOf(message.statusCode ?? 0, utf8(message.statusMessage), reported)
      const redirect = redirectOf(asked, head)
      if (redirect !== undefined) {
        message.resume()
        const next = passRedirect(redirect, head.headers, events, { fail, isOver })
        if (next === undefined) return
        send({ ...asked, ...next, body: next.method === asked.method ? asked.body : undefined })
        return
      }
      const pass = (): void => {
        if (isOver()) return
        events.responseStarted(head)
        // What a proxy says in place of a tunnel is not to be read (`HttpNetworkTransaction::Read`).
        if (isTunnel) fail('net::ERR_TUNNEL_CONNECTION_FAILED')
        else deliver(message)
      }
      // HttpNetworkTransaction::HandleAuthChallenge: it comes from no proxy, and so asks for nothing.
      if (head.statusCode === 407 && session.proxy === undefined) {
        fail('net::ERR_UNEXPECTED_PROXY_AUTH')
        return
      }
      const challenge = head.headers['proxy-authenticate']?.[0]
      if (head.statusCode !== 407 || challenge === undefined) {
        pass()
        return
      }
      const [host = '', port] = (session.proxy ?? '').split(':')
      const scheme = challenge.split(' ')[0]?.toLowerCase() ?? ''
      const realm = /realm="([^"]*)"/.exec(challenge)?.[1] ?? ''
      events.login({ isProxy: true, scheme, host, port: Number(port), realm }, pass)
    }

    const deliver = (message: IncomingMessage): void => {
      message.on('data', (chunk: Buffer) => {
        if (isOver()) return
        message.pause()
        events.data(chunk, () => message.resume())
      })
      message.on('end', () => {
        if (isOver() || !message.complete) return
        state.isOver = true
        events.complete()
      })
      message.on('error', () => {
        const isChunked = message.headers['transfer-encoding'] !== undefined
        fail(isChunked ? 'net::ERR_INCOMPLETE_CHUNKED_ENCODING' : 'net::ERR_CONTENT_LENGTH_MISMATCH')
      })
    }

    if (Object.entries(request.headers).every(([name, value]) => isSafeHeader(name, value))) send(request)
    else setImmediate(() => fail('net::ERR_INVALID_ARGUMENT'))
    return {
      cancel: () => {
        state.isOver = true
        sent?.destroy()
      },
    }
  }
}

/**
 * For a 407 in place of a tunnel Chromium reports only these (`net/http/proxy_client_socket.cc`,
 * `SanitizeProxyAuth`).
 */
const keptOfRefusal = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'proxy-authenticate',
]

function placeOf({ url }: LoaderRequest, proxy: string | undefined) {
  const { hostname, port, pathname, search, protocol } = new URL(url)
  if (proxy === undefined) return { host: hostname, port, path: pathname + search }
  const [host, proxyPort] = proxy.split(':')
  return { host, port: proxyPort, path: protocol === 'https:' ? `${hostname}:${port || '443'}` : url }
}

function lengthOf({ method, body }: LoaderRequest): Record<string, number> {
  return body !== undefined || method === 'POST' || method === 'PUT'
    ? { 'content-length': body?.length ?? 0 }
    : {}
}

function utf8(bytes: string | undefined): string {
  return Buffer.from(bytes ?? '', 'latin1').toString('utf8')
}

function errorName({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'net::ERR_CONNECTION_REFUSED'
  if (code === 'ENOTFOUND') return 'net::ERR_NAME_NOT_RESOLVED'
  if (code?.startsWith('HPE_') === true) return 'net::ERR_INVALID_HTTP_RESPONSE'
  return message === 'socket hang up' ? 'net::ERR_EMPTY_RESPONSE' : 'net::ERR_CONNECTION_RESET'
}

import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { AuthInfo, ClientRequest, ClientRequestConstructorOptions, IncomingMessage } from 'electron'
import { answerOf, startRawServer, type RawServer } from '../../support/raw-server.ts'
import { conformanceCase, type ConformanceHost, type Source } from '../conformance-case.ts'

const clientRequest = 'lib/common/api/net-client-request.ts'
const urlLoader = 'shell/common/api/electron_api_url_loader.cc'
const decoded: Source = {
  path: 'shell/common/gin_converters/net_converter.cc',
  at: 'Converter<net::HttpResponseHeaders*>::ToV8: StringToV8 decodes UTF-8',
}

/** The network of the main process, against a server on loopback. */
export const network = [
  conformanceCase({
    name: 'net.request throws before the app is ready',
    uses: ['Net.request', 'App.isReady', 'ClientRequestConstructorOptions.url'],
    sources: [{ path: 'lib/browser/api/net.ts', at: 'request' }],
    run: ({ electron }) => {
      assert.throws(() => electron.net.request('http://127.0.0.1:9/'), /after app is ready/)
    },
  }),
  conformanceCase({
    name: 'net.fetch throws where nobody catches it at a header above U+00FF, and does not settle',
    uses: ['Net.fetch'],
    sources: [
      { path: 'lib/browser/api/net-fetch.ts', at: "r.on('response')" },
      { path: 'https://github.com/electron/electron/issues/42244', at: 'still open in August 2026' },
    ],
    throwsUncaught: true,
    run: (host) =>
      answering(answerOf('200 OK', ['Via: 代理']), host, async ({ url }) => {
        let settled = false
        const settle = (): void => {
          settled = true
        }
        host.electron.net.fetch(url).then(settle, settle)
        await host.until('the exception', () => host.uncaught().length > 0)
        assert.equal(settled, false)
      }),
  }),
  conformanceCase({
    name: 'a header is decoded as UTF-8, and what is none becomes U+FFFD; so is the reason phrase',
    uses: ['IncomingMessage.headers', 'IncomingMessage.statusCode', 'ClientRequest#response'],
    sources: [{ path: urlLoader, at: 'OnResponseStarted' }, decoded],
    run: (host) => {
      const bytes = Buffer.concat([
        Buffer.from('HTTP/1.1 200 Прокси\r\nX-Utf: 代理\r\n'),
        Buffer.from('X-Latin: Zürich\r\nContent-Length: 0\r\n\r\n', 'latin1'),
      ])
      return answering(bytes, host, async ({ url }) => {
        const { message } = await exchange(host, { url })
        assert.equal(message.headers['x-utf'], '代理')
        assert.equal(message.headers['x-latin'], 'Z\uFFFDrich')
        assert.equal(message.statusMessage, 'Прокси')
      })
    },
  }),
  conformanceCase({
    name: 'a status that HTTP does not know is handed over as it came',
    uses: ['IncomingMessage.statusCode'],
    sources: [{ path: urlLoader, at: 'OnResponseStarted: response_code()' }],
    run: async (host) => {
      for (const status of [600, 999])
        await answering(answerOf(`${status} Odd`), host, async ({ url }) => {
          const { message } = await exchange(host, { url })
          assert.equal(message.statusCode, status)
        })
    },
  }),
  conformanceCase({
    name: 'values of a header are joined, but for those that count once and for cookies',
    uses: ['IncomingMessage.headers'],
    sources: [{ path: clientRequest, at: 'IncomingMessage, get headers' }],
    run: (host) => {
      const twice = ['X-A: 1', 'X-A: 2', 'Retry-After: 1', 'Retry-After: 2', 'Set-Cookie: a', 'Set-Cookie: b']
      return answering(answerOf('200 OK', twice), host, async ({ url }) => {
        const { headers } = (await exchange(host, { url })).message
        assert.deepEqual(
          [headers['x-a'], headers['retry-after'], headers['set-cookie']],
          ['1, 2', '1', ['a', 'b']],
        )
      })
    },
  }),
  conformanceCase({
    name: 'close is told once the request is handed over, before any answer',
    uses: ['ClientRequest#response', 'ClientRequest.end'],
    sources: [{ path: clientRequest, at: 'ClientRequest: Writable with autoDestroy' }],
    run: (host) =>
      serving(host, async ({ server, sockets, request }) => {
        const told: string[] = []
        const sent = request({ url: server.url })
        sent.on('close', () => told.push('close'))
        sent.on('response', () => told.push('response'))
        sent.end()
        await host.until('close', () => told.length > 0)
        await host.until('the request', () => sockets.length > 0)
        sockets[0]?.write(answerOf('204 No Content'))
        await host.until('the answer', () => told.length > 1)
        assert.deepEqual(told, ['close', 'response'])
      }),
  }),
  conformanceCase({
    name: 'a redirect that is handled by hand is told with status and headers, and may be aborted there',
    uses: [
      'ClientRequest#redirect',
      'ClientRequest#error',
      'ClientRequest.abort',
      'ClientRequestConstructorOptions.redirect',
    ],
    sources: [{ path: clientRequest, at: "_urlLoader.on('redirect')" }],
    run: (host) =>
      answering(answerOf('307 Elsewhere', ['Location: /there', 'X-A: 1']), host, async (server) => {
        for (const doesAbort of [true, false]) {
          const told: unknown[] = []
          const sent = host.electron.net.request({ url: server.url, redirect: 'manual' })
          sent.on('redirect', (status, _method, url, headers) => {
            told.push(status, url, headers['x-a'])
            if (doesAbort) sent.abort()
          })
          sent.on('abort', () => told.push('abort'))
          sent.on('error', ({ message }) => told.push(message))
          sent.end()
          await host.until('the end of it', () => told.length > 3)
          const end = doesAbort ? 'abort' : 'Redirect was cancelled'
          assert.deepEqual(told, [307, `${server.url}/there`, ['1'], end])
        }
        assert.equal(server.requests.length, 2)
      }),
  }),
  conformanceCase({
    name: 'a redirect that must not be is told as an error',
    uses: ['ClientRequest#error', 'ClientRequestConstructorOptions.redirect'],
    sources: [{ path: clientRequest, at: "_urlLoader.on('redirect')" }],
    run: (host) =>
      answering(answerOf('302 Found', ['Location: /there']), host, async ({ url }) => {
        await assert.rejects(exchange(host, { url, redirect: 'error' }), /redirect policy was 'error'/)
      }),
  }),
  conformanceCase({
    name: 'a redirect to what is no address is an error, and is not told as a redirect',
    uses: ['ClientRequest#error', 'ClientRequest#redirect'],
    sources: [
      { path: urlLoader, at: 'OnComplete; Chromium: net/url_request/url_request_job.cc, CanFollowRedirect' },
    ],
    run: (host) =>
      answering(answerOf('302 Found', ['Location: http://[bad']), host, async ({ url }) => {
        for (const redirect of ['follow', 'manual'] as const) {
          const sent = host.electron.net.request({ url, redirect })
          sent.on('redirect', () => assert.fail('told as a redirect'))
          await assert.rejects(answerTo(sent), { message: 'net::ERR_INVALID_REDIRECT' })
        }
      }),
  }),
  conformanceCase({
    name: 'a redirect out of the network is told, and fails',
    uses: ['ClientRequest#error', 'ClientRequest#redirect'],
    sources: [{ path: urlLoader, at: 'OnRedirect: content::IsSafeRedirectTarget, ERR_UNSAFE_REDIRECT' }],
    run: async (host) => {
      for (const target of ['data:text/plain,hello', 'file:///etc/passwd', 'javascript:void 0'])
        await answering(answerOf('302 Found', [`Location: ${target}`]), host, async ({ url }) => {
          const told: string[] = []
          const sent = host.electron.net.request({ url })
          sent.on('redirect', (_status, _method, to) => told.push(to))
          // Which error `javascript:` gives is Chromium's list (content/common/url_utils.cc), unverified here.
          await assert.rejects(answerTo(sent), {
            message: target.startsWith('javascript:') ? /^net::ERR_\w+$/ : 'net::ERR_UNSAFE_REDIRECT',
          })
          assert.equal(told.length, 1)
        })
    },
  }),
  conformanceCase({
    name: 'a 407 that comes from no proxy is an error, and is not told as a login',
    uses: ['ClientRequest#login', 'ClientRequest#error'],
    sources: [
      {
        path: urlLoader,
        at: 'OnComplete; Chromium: HttpNetworkTransaction::HandleAuthChallenge (read in older versions alone), ERR_UNEXPECTED_PROXY_AUTH',
      },
    ],
    run: (host) =>
      answering(
        answerOf('407 Proxy Authentication Required', ['Proxy-Authenticate: Basic realm="r"']),
        host,
        async ({ url }) => {
          const { sent, logins } = askedForLogin(host, url)
          await assert.rejects(answerTo(sent), { message: 'net::ERR_UNEXPECTED_PROXY_AUTH' })
          assert.deepEqual(logins, [])
        },
      ),
  }),
  conformanceCase({
    name: 'a request that is aborted tells no error and ends its connection',
    uses: ['ClientRequest.abort', 'ClientRequest#error'],
    sources: [{ path: clientRequest, at: 'abort, _die' }],
    run: (host) =>
      serving(host, async ({ server, request }) => {
        const errors: unknown[] = []
        let isAborted = false
        const sent = request({ url: server.url })
        sent.on('error', (error) => errors.push(error))
        sent.on('response', () => errors.push('an answer'))
        sent.on('abort', () => (isAborted = true))
        sent.end()
        await host.until('the request', () => server.requests.length > 0)
        sent.abort()
        await host.until('the end of the connection', () => isAborted && server.openConnections === 0)
        assert.deepEqual(errors, [])
      }),
  }),
  conformanceCase({
    name: 'a body that is aborted ends without its end: whoever reads it fails',
    uses: ['ClientRequest.abort'],
    sources: [{ path: clientRequest, at: '_die: _response.destroy' }],
    run: (host) =>
      answering(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfirst'), host, async (server) => {
        const { sent, message } = await exchange(host, { url: server.url })
        const chunks = message[Symbol.asyncIterator]()
        assert.equal(String((await chunks.next()).value), 'first')
        const next = chunks.next()
        sent.abort()
        await assert.rejects(next, { code: 'ERR_STREAM_PREMATURE_CLOSE' })
        await host.until('the end of the connection', () => server.openConnections === 0)
      }),
  }),
  conformanceCase({
    name: 'a body that breaks off is an error of the answer and of the request, long closed as that is',
    uses: ['ClientRequest#error'],
    sources: [{ path: clientRequest, at: "_urlLoader.on('error'), _die" }],
    run: (host) =>
      serving(host, async ({ server, sockets, request }) => {
        const told: string[] = []
        const sent = request({ url: server.url })
        sent.on('error', ({ message }) => told.push(`request ${message}`))
        const answered = answerTo(sent)
        await host.until('the request', () => sockets.length > 0)
        sockets[0]?.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfirst')
        const message = await answered
        message.on('error', (error) => told.push(`answer ${error.message}`))
        message.resume()
        await host.until('both errors', () => told.length > 1)
        assert.match(told.toSorted().join(), /^answer net::ERR_\w+,request net::ERR_\w+$/)
      }),
  }),
  conformanceCase({
    name: 'a connection that fails is an error with the name net::ERR_…',
    uses: ['ClientRequest#error'],
    sources: [{ path: urlLoader, at: 'OnComplete: net::ErrorToString' }],
    run: async (host) => {
      await host.ready()
      const server = await startRawServer((_, socket) => socket.end())
      await assert.rejects(exchange(host, { url: server.url }), { message: 'net::ERR_EMPTY_RESPONSE' })
      await server.close()
      await assert.rejects(exchange(host, { url: server.url }), { message: 'net::ERR_CONNECTION_REFUSED' })
    },
  }),
  conformanceCase({
    name: 'names of headers leave as they were set, and a body with its length',
    uses: ['ClientRequest.setHeader', 'ClientRequest.write', 'ClientRequestConstructorOptions.method'],
    sources: [{ path: clientRequest, at: 'setHeader, SlurpStream' }],
    run: (host) =>
      answering(answerOf('204 No Content'), host, async (server) => {
        const sent = host.electron.net.request({ url: server.url, method: 'POST' })
        sent.setHeader('client-request-id', '1')
        sent.write('Größe')
        await answerTo(sent)
        const { head, body } = server.requests[0] ?? assert.fail('no request')
        assert.match(head, /^client-request-id: 1$/m)
        assert.match(head, /^content-length: 7$/m)
        assert.equal(body, 'Größe')
      }),
  }),
  conformanceCase({
    name: 'a header that Chromium keeps for itself makes the request fail',
    uses: ['ClientRequest.setHeader'],
    sources: [{ path: 'docs/api/client-request.md', at: 'request.setHeader: restricted headers' }],
    run: (host) =>
      answering(answerOf('204 No Content'), host, async (server) => {
        for (const name of ['host', 'content-length', 'transfer-encoding', 'proxy-authorization']) {
          const sent = host.electron.net.request({ url: server.url })
          sent.setHeader(name, '1')
          await assert.rejects(answerTo(sent), { message: 'net::ERR_INVALID_ARGUMENT' })
        }
        assert.deepEqual(server.requests, [])
      }),
  }),
  conformanceCase({
    name: 'credentials: omit neither sends nor keeps cookies, and asks for no login at 401',
    uses: [
      'ClientRequestConstructorOptions.credentials',
      'ClientRequestConstructorOptions.useSessionCookies',
    ],
    sources: [
      { path: urlLoader, at: 'SimpleURLLoaderWrapper::Create: credentials_mode' },
      { path: 'spec/api-net-spec.ts', at: 'authentication when {"credentials":"omit"}' },
    ],
    run: (host) => {
      const headers = ['Set-Cookie: a=1', 'WWW-Authenticate: Basic realm="r"']
      return answering(answerOf('401 Unauthorized', headers), host, async (server) => {
        for (let time = 0; time < 2; time += 1) {
          const sent = host.electron.net.request({
            url: server.url,
            credentials: 'omit',
            useSessionCookies: false,
          })
          sent.on('login', () => assert.fail('asked for a login'))
          assert.equal((await answerTo(sent)).statusCode, 401)
        }
        assert.doesNotMatch(server.requests.map(({ head }) => head).join('\n'), /^cookie:/m)
      })
    },
  }),
  conformanceCase({
    name: 'cache: no-store neither keeps an answer nor takes one that is kept',
    uses: ['ClientRequestConstructorOptions.cache'],
    sources: [{ path: urlLoader, at: 'SimpleURLLoaderWrapper::Create: kNoStore, LOAD_DISABLE_CACHE' }],
    run: (host) =>
      answering(answerOf('200 OK', ['Cache-Control: max-age=3600'], 'x'), host, async (server) => {
        for (let time = 0; time < 2; time += 1) {
          const { message } = await exchange(host, { url: server.url, cache: 'no-store' })
          message.resume()
        }
        assert.equal(server.requests.length, 2)
      }),
  }),
  conformanceCase({
    name: 'a request goes out over the default session, whose kept connections closeAllConnections ends',
    uses: ['Session.closeAllConnections', 'Session.defaultSession'],
    sources: [
      { path: urlLoader, at: 'SimpleURLLoaderWrapper::Create: Session::FromPartition(isolate, "")' },
      { path: 'shell/browser/api/electron_api_session.cc', at: 'Session::CloseAllConnections' },
    ],
    run: (host) =>
      answering(answerOf('200 OK', [], 'x'), host, async (server) => {
        for (let time = 0; time < 2; time += 1) {
          const { message } = await exchange(host, { url: server.url, cache: 'no-store' })
          for await (const chunk of message) assert.equal(String(chunk), 'x')
        }
        assert.deepEqual(
          server.requests.map(({ connection }) => connection),
          [1, 1],
        )
        await host.electron.session.defaultSession.closeAllConnections()
        await host.until('the end of the connection', () => server.openConnections === 0)
      }),
  }),
  conformanceCase({
    name: 'closing a session’s connections is done when it resolves: the next request takes a new one',
    uses: ['Session.closeAllConnections'],
    sources: [
      {
        path: 'shell/browser/api/electron_api_session.cc',
        at: 'CloseAllConnections: ResolvePromise is the callback of the network context',
      },
    ],
    run: (host) =>
      answering(answerOf('200 OK', [], 'x'), host, async (server) => {
        for (let time = 0; time < 2; time += 1) {
          const { message } = await exchange(host, { url: server.url, cache: 'no-store' })
          for await (const chunk of message) assert.equal(String(chunk), 'x')
          await host.electron.session.defaultSession.closeAllConnections()
        }
        assert.deepEqual(
          server.requests.map(({ connection }) => connection),
          [1, 2],
        )
      }),
  }),
  conformanceCase({
    name: 'a POST is sent again by Chromium when a kept connection ends before the answer begins',
    uses: ['Net.request'],
    sources: [
      { path: urlLoader, at: 'Start; Chromium: net/http/http_network_transaction.cc, ShouldResendRequest' },
    ],
    run: (host) =>
      serving(host, async ({ server, sockets, request }) => {
        const get = answerTo(request({ url: server.url }))
        await host.until('the request', () => sockets.length > 0)
        sockets[0]?.write(answerOf('200 OK', [], 'x'))
        const first = await get
        for await (const chunk of first) assert.equal(String(chunk), 'x')
        const post = request({ url: server.url, method: 'POST' })
        post.write('end the card')
        const answered = answerTo(post)
        await host.until('the POST', () => server.requests.length === 2)
        sockets[1]?.destroy()
        await host.until('the POST again', () => server.requests.length === 3)
        sockets[2]?.write(answerOf('204 No Content'))
        assert.equal((await answered).statusCode, 204)
        const posts = server.requests.slice(1).map(({ body, connection }) => [body, connection])
        assert.deepEqual(posts, [
          ['end the card', 1],
          ['end the card', 2],
        ])
      }),
  }),
  conformanceCase({
    name: 'a proxy that wants a password is told as a login of the request; without one its 407 is the answer',
    uses: ['ClientRequest#login', 'AuthInfo.isProxy', 'AuthInfo.host', 'AuthInfo.port', 'AuthInfo.scheme'],
    sources: [
      { path: urlLoader, at: 'OnAuthRequired: also with credentials: omit' },
      { path: 'spec/api-net-session-spec.ts', at: 'should share proxy credentials with WebContents' },
    ],
    run: (host) =>
      behindProxy(host, async (proxy) => {
        const { sent, logins } = askedForLogin(host, 'http://graph.example/')
        assert.equal((await answerTo(sent)).statusCode, 407)
        assert.deepEqual(logins, [{ isProxy: true, scheme: 'basic', realm: 'r', ...proxy }])
      }),
  }),
  conformanceCase({
    name: 'a proxy that wants a password for a tunnel is told as a login; nothing gets through it',
    uses: ['ClientRequest#login', 'AuthInfo.isProxy'],
    sources: [
      {
        path: urlLoader,
        at: 'OnAuthRequired; Chromium: HttpNetworkTransaction::Read, ERR_TUNNEL_CONNECTION_FAILED',
      },
    ],
    run: (host) =>
      behindProxy(host, async (proxy) => {
        const { sent, logins } = askedForLogin(host, 'https://graph.example/')
        // With a body whose kind has to be guessed at, the answer does not even begin.
        const status = await answerTo(sent).then(
          ({ statusCode }) => statusCode,
          (error: unknown) => (error instanceof Error ? error.message : ''),
        )
        assert.ok([407, 'net::ERR_TUNNEL_CONNECTION_FAILED'].includes(status), String(status))
        assert.deepEqual(logins, [{ isProxy: true, scheme: 'basic', realm: 'r', ...proxy }])
      }),
  }),
  conformanceCase({
    name: 'a proxy that refuses a tunnel is an error; its page is nobody’s answer',
    uses: ['Net.request'],
    sources: [
      {
        path: urlLoader,
        at: 'OnComplete; Chromium: net/http/http_proxy_client_socket.cc, DoReadHeadersComplete; seen through squid (test/shell/through-squid)',
      },
    ],
    run: (host) =>
      behindProxy(
        host,
        () =>
          assert.rejects(exchange(host, { url: 'https://graph.example/', credentials: 'omit' }), {
            message: 'net::ERR_TUNNEL_CONNECTION_FAILED',
          }),
        answerOf('403 Forbidden', ['Content-Type: text/html'], '<html>'),
      ),
  }),
  conformanceCase({
    name: 'the way of a request is told as a PAC file would say it',
    uses: ['Session.resolveProxy', 'Session.defaultSession'],
    sources: [
      { path: 'shell/browser/api/electron_api_session.cc', at: 'Session::ResolveProxy' },
      { path: 'spec/api-session-spec.ts', at: "ses.setProxy: 'PROXY myproxy:80', 'DIRECT'" },
    ],
    run: async ({ electron, ready }) => {
      await ready()
      const { defaultSession } = electron.session
      await defaultSession.setProxy({ proxyRules: 'proxy.example:8080' })
      assert.equal(await defaultSession.resolveProxy('https://graph.example/'), 'PROXY proxy.example:8080')
      await defaultSession.setProxy({ mode: 'direct' })
      assert.equal(await defaultSession.resolveProxy('https://graph.example/'), 'DIRECT')
    },
  }),
  conformanceCase({
    name: 'a login that nobody listens for is given up, and does not wait',
    uses: ['ClientRequest#login'],
    sources: [{ path: clientRequest, at: "_urlLoader.on('login')" }],
    run: (host) =>
      behindProxy(host, async () => {
        const { message } = await exchange(host, { url: 'http://graph.example/', credentials: 'omit' })
        assert.equal(message.statusCode, 407)
      }),
  }),
  conformanceCase({
    name: 'without a window or a display, on Linux under --ozone-platform=headless, a request is answered',
    uses: ['Net.request', 'App.whenReady'],
    sources: [
      { path: 'shell/app/electron_main_delegate.cc', at: 'PreSandboxStartup: before any JavaScript' },
      { path: 'shell/browser/electron_browser_main_parts.cc', at: 'PostEarlyInitialization runs JavaScript' },
    ],
    switches: ['--ozone-platform=headless'],
    profiles: ['linux-x11', 'linux-wayland'],
    run: (host) =>
      answering(answerOf('204 No Content'), host, async ({ url }) => {
        assert.equal((await exchange(host, { url })).message.statusCode, 204)
      }),
  }),
]

type Answer = Readable & Pick<IncomingMessage, 'headers' | 'statusCode' | 'statusMessage'>

/** A request and its answer. Rejects with what `error` reports. */
async function exchange(
  { electron }: ConformanceHost,
  options: ClientRequestConstructorOptions,
): Promise<{ readonly sent: ClientRequest; readonly message: Answer }> {
  const sent = electron.net.request(options)
  return { sent, message: await answerTo(sent) }
}

function answerTo(sent: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    sent.on('response', (message) => {
      // It is a stream, whatever electron.d.ts says. Where it breaks and nobody listens, that is an exception.
      const answer = message as unknown as Answer
      answer.on('error', () => undefined)
      resolve(answer)
    })
    sent.on('error', reject)
    sent.end()
  })
}

function askedForLogin({ electron }: ConformanceHost, url: string) {
  const logins: AuthInfo[] = []
  const sent = electron.net.request({ url, credentials: 'omit' })
  sent.on('login', (info, answer) => {
    logins.push({ ...info })
    answer()
  })
  return { sent, logins }
}

const wantsPassword = answerOf('407 Proxy Authentication Required', [
  'Proxy-Authenticate: Basic realm="r"',
  'Content-Type: text/html',
])

/**
 * Electron ready, and its default session behind a proxy that refuses everything; by default because a
 * password is missing.
 */
async function behindProxy(
  host: ConformanceHost,
  use: (proxy: { readonly host: string; readonly port: number }) => Promise<void>,
  refusal = wantsPassword,
): Promise<void> {
  await answering(refusal, host, async ({ address }) => {
    await host.electron.session.defaultSession.setProxy({ proxyRules: address })
    const [name = '', port] = address.split(':')
    await use({ host: name, port: Number(port) })
  })
}

/** Electron ready, and a server that gives each request the same answer. */
async function answering(
  answer: Buffer,
  host: ConformanceHost,
  use: (server: RawServer) => Promise<void>,
): Promise<void> {
  await host.ready()
  const server = await startRawServer((_, socket) => socket.write(answer))
  try {
    await use(server)
  } finally {
    await server.close()
  }
}

interface Serving {
  readonly server: RawServer
  /** The connection of each request. */
  readonly sockets: readonly Socket[]
  readonly request: (options: ClientRequestConstructorOptions) => ClientRequest
}

/** Electron ready, and a server that leaves it to the case what to answer, and when. */
async function serving(host: ConformanceHost, use: (serving: Serving) => Promise<void>): Promise<void> {
  await host.ready()
  const sockets: Socket[] = []
  const server = await startRawServer((_, socket) => sockets.push(socket))
  try {
    await use({ server, sockets, request: (options) => host.electron.net.request(options) })
  } finally {
    await server.close()
  }
}

import { expect, onTestFinished, test } from 'vitest'
import type { Fetch } from '../../electron/base/fetch.ts'
import { systemClock } from '../../electron/base/time/clock.ts'
import { boundedFetch } from '../../electron/graph/network/bounded-fetch.ts'
import { createGraph } from '../../electron/graph/graph.ts'
import { createPace } from '../../electron/graph/pace.ts'
import type { Answer, OddAnswer } from '../fakes/electron/network.ts'
import { createFakeElectron, withElectron } from '../fakes/electron/index.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { answerOf, startRawServer, type RawRequest } from '../support/raw-server.ts'
import { waitUntil } from '../support/wait-until.ts'

const graphUrl = 'https://graph.microsoft.com/v1.0/'

test('a request goes through Chromium, without cookies and cache', async () => {
  const { fake, fetch } = await network()
  await fetch(graphUrl, { method: 'get', cache: 'no-store', redirect: 'manual' })
  expect(fake.calls.at(-1)).toEqual({
    what: 'net.request',
    args: [
      {
        method: 'GET',
        url: graphUrl,
        redirect: 'manual',
        credentials: 'omit',
        useSessionCookies: false,
        cache: 'no-store',
      },
    ],
  })
})

test('method, headers and body arrive unchanged', async () => {
  const { fetch, server } = await overTheWire((_, reply) => reply(answerOf('200 OK', [], 'done')))
  const response = await fetch(`${server.url}/a?b=c`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'client-request-id': '1' },
    body: '{"note":"Größe"}',
  })
  expect(await response.text()).toBe('done')
  await fetch(server.url, { method: 'POST', body: new Uint8Array([0x41, 0x42]) })
  expect(server.requests.map(({ body }) => body)).toEqual(['{"note":"Größe"}', 'AB'])
  expect(server.requests[0]?.head).toMatch(/^POST \/a\?b=c HTTP/)
  expect(server.requests[0]?.head).toContain('content-type: application/json')
  expect(server.requests[0]?.head).toContain('client-request-id: 1')
})

test.each<[string, Buffer, Record<string, string | null>]>([
  ['characters above U+00FF', answerOf('200 OK', ['Via: 代理', 'Retry-After: 3']), { 'retry-after': '3' }],
  ['bytes that are no UTF-8', answerOf('200 OK', ['Via: Zürich'], '', 'latin1'), { via: 'Z?rich' }],
  ['a reason phrase in another language', answerOf('200 Всё хорошо', ['X-A: 1']), { 'x-a': '1' }],
  ['a cookie', answerOf('200 OK', ['Set-Cookie: a=1', 'Set-Cookie: b=2']), { 'set-cookie': null }],
  ['several values', answerOf('200 OK', ['X-A: 1', 'X-A: 2']), { 'x-a': '1, 2' }],
  ['one that counts once', answerOf('200 OK', ['Retry-After: 1', 'Retry-After: 2']), { 'retry-after': '1' }],
])('an answer with %s in its headers is accepted', async (_, bytes, headers) => {
  const { fake, fetch, server } = await overTheWire((_request, reply) => reply(bytes))
  const response = await fetch(server.url)
  expect(response.status).toBe(200)
  for (const [name, value] of Object.entries(headers)) expect(response.headers.get(name)).toBe(value)
  expect(fake.network.uncaught).toEqual([])
})

test.each([0, 101, 199, 600, 999])('status %i is a failure that says so, not a hang', async (status) => {
  const { fake, fetch } = await network(() => Promise.resolve({ status }))
  const answer = await bounded(fetch, graphUrl)
  expect(answer).toEqual({
    kind: 'no-answer',
    code: 'ERR_HTTP_STATUS',
    detail: `the answer has the invalid HTTP status ${status}`,
  })
  expect(fake.network.uncaught).toEqual([])
})

test('a proxy’s page in another language reaches the Graph layer as an answer from another system', async () => {
  const page = answerOf(
    '403 Запрещено',
    ['Content-Type: text/html', 'X-Reason: Прокси'],
    '<html>Прокси</html>',
  )
  const { fake, fetch, server } = await overTheWire((_, reply) => reply(page))
  const graph = createGraph({
    endpoint: server.url,
    token: {
      get: () => Promise.resolve({ kind: 'token', accessToken: 'token', expiresAtMs: Infinity }),
      renew: () => undefined,
      start: () => undefined,
      stop: () => undefined,
    },
    fetch,
    clock: systemClock,
    log: createCollectedLog(),
    pace: createPace({ clock: systemClock }),
  })
  const answer = await graph.request({ method: 'POST', target: '/v1.0/teams', priority: 'live' })
  expect(answer).toMatchObject({ kind: 'failed', failure: { kind: 'no-answer', status: 403 } })
  expect(fake.network.uncaught).toEqual([])
})

test.each([204, 205, 304])('an answer %i has no body', async (status) => {
  const { fetch, server } = await overTheWire((_, reply) => reply(answerOf(`${status} Fine`)))
  const response = await fetch(server.url)
  expect([response.status, response.body]).toEqual([status, null])
})

test('an answer to HEAD has no body', async () => {
  const { fetch, server } = await overTheWire((_, reply) =>
    reply(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n')),
  )
  expect((await fetch(server.url, { method: 'HEAD' })).body).toBe(null)
})

test('with redirect: manual, a redirect is returned as it is', async () => {
  const { fake, fetch, server } = await overTheWire((_, reply) =>
    reply(answerOf('307 Прокси', ['Location: /сюда', 'X-A: 1'])),
  )
  const response = await fetch(server.url, { redirect: 'manual' })
  expect([response.status, response.headers.get('x-a'), response.body]).toEqual([307, '1', null])
  expect(response.headers.has('location')).toBe(true)
  await new Promise((resolve) => setImmediate(resolve))
  expect([server.requests.length, fake.network.uncaught]).toEqual([1, []])
})

test('a redirect is followed if requested, and is an error if forbidden', async () => {
  const { fetch, server } = await overTheWire(({ head }, reply) =>
    reply(
      head.includes('/there') ? answerOf('200 OK', [], 'there') : answerOf('302 Found', ['Location: /there']),
    ),
  )
  expect(await (await fetch(server.url)).text()).toBe('there')
  await expect(fetch(server.url, { redirect: 'error' })).rejects.toThrow('redirect')
})

test('any other failure has Chromium’s error name', async () => {
  const { fetch } = await network(() => Promise.reject(new Error('net::ERR_PROXY_CONNECTION_FAILED')))
  expect(await bounded(fetch, graphUrl)).toMatchObject({
    kind: 'no-answer',
    code: 'ERR_PROXY_CONNECTION_FAILED',
  })
})

test('an invalid request is a rejection, not an exception', async () => {
  const { fetch } = await network()
  await expect(fetch('file:///etc/passwd')).rejects.toThrow()
  await expect(fetch('not an address')).rejects.toThrow()
  await expect(fetch(graphUrl, { headers: { a: '\n1\n2' } })).rejects.toThrow()
})

test('a request aborted before it was sent never leaves', async () => {
  const { fake, fetch } = await network()
  const reason = new Error('given up')
  await expect(fetch(graphUrl, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  const controller = new AbortController()
  const asked = fetch(graphUrl, { method: 'POST', body: 'x', signal: controller.signal })
  controller.abort(reason)
  await expect(asked).rejects.toBe(reason)
  expect(fake.calls).toEqual([])
})

test('a request aborted before its answer closes its connection', async () => {
  const { fake, fetch, server } = await overTheWire(() => undefined)
  const controller = new AbortController()
  const asked = fetch(server.url, { signal: controller.signal })
  await waitUntil('the request', () => server.requests.length === 1)
  const reason = new Error('given up')
  controller.abort(reason)
  await expect(asked).rejects.toBe(reason)
  await waitUntil('the end of the connection', () => server.openConnections === 0)
  expect(fake.network.uncaught).toEqual([])
})

test('a request aborted within its answer’s body closes its connection, and reading it fails', async () => {
  const { fetch, server } = await overTheWire((_, reply) =>
    reply(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst')),
  )
  const controller = new AbortController()
  const { body } = await fetch(server.url, { signal: controller.signal })
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  expect((await reader.read()).value).toEqual(new Uint8Array(Buffer.from('first')))
  const reason = new Error('given up')
  const next = reader.read()
  controller.abort(reason)
  await expect(next).rejects.toBe(reason)
  await waitUntil('the end of the connection', () => server.openConnections === 0)
})

test('cancelling a body closes its connection', async () => {
  const { fetch, server } = await overTheWire((_, reply) =>
    reply(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst')),
  )
  await (await fetch(server.url)).body?.cancel()
  await waitUntil('the end of the connection', () => server.openConnections === 0)
})

test('a truncated body fails when it is read, even if it broke earlier', async () => {
  const thrown = exceptions()
  const { fake, fetch, server } = await overTheWire((_, _reply, end) =>
    end(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst')),
  )
  const response = await fetch(server.url)
  await waitUntil('the end of the connection', () => server.openConnections === 0)
  await new Promise((resolve) => setTimeout(resolve, 20))
  await expect(response.text()).rejects.toThrow('net::ERR_')
  expect(await bounded(fetch, server.url)).toMatchObject({ kind: 'answered', body: { kind: 'cut-off' } })
  expect([...fake.network.uncaught, ...thrown]).toEqual([])
})

test('a body is read from the network only as fast as it is consumed', async () => {
  let asked = 0
  const endless = (): Response =>
    new Response(
      new ReadableStream(
        {
          pull: (controller) => {
            asked += 1
            controller.enqueue(new Uint8Array(64 * 1024))
          },
        },
        { highWaterMark: 0 },
      ),
    )
  const { fetch } = await network(() => Promise.resolve(endless()))
  const { body } = await fetch(graphUrl)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(asked).toBeLessThan(4)
  await body?.cancel()
})

test('a connection that ends without an answer is a failure', async () => {
  const { fetch, server } = await overTheWire((_, _reply, end) => end(Buffer.alloc(0)))
  expect(await bounded(fetch, server.url)).toMatchObject({ kind: 'no-answer', code: 'ERR_EMPTY_RESPONSE' })
})

test('a proxy that requires a password is named, and the request does not wait for one', async () => {
  const { fake, fetch } = await network('wire')
  const proxy = await startRawServer((_, socket) =>
    socket.write(
      answerOf('407 Прокси', ['Proxy-Authenticate: Basic realm="Прокси"', 'Content-Type: text/html']),
    ),
  )
  onTestFinished(() => proxy.close())
  fake.session('').proxy = proxy.address
  for (const url of ['http://graph.example/', graphUrl])
    expect(await bounded(fetch, url)).toEqual({
      kind: 'no-answer',
      code: 'ERR_PROXY_AUTH_REQUESTED',
      detail: `the proxy ${proxy.address} requires a password (basic)`,
    })
  expect(fake.network.uncaught).toEqual([])
})

test('a proxy that refuses the tunnel is reported the same way', async () => {
  const { fake, fetch } = await network()
  fake.network.proxyLogin = { isProxy: true, host: 'proxy.example', port: 8080, scheme: 'ntlm', realm: '' }
  expect(await bounded(fetch, graphUrl)).toMatchObject({ code: 'ERR_PROXY_AUTH_REQUESTED' })
})

test('stale connections are closed in the session that sends the requests', async () => {
  const { fake, fetch, server } = await overTheWire((_, reply) => reply(answerOf('200 OK')))
  const { closeConnections } = await withElectron(
    fake,
    () => import('../../electron/shell/chromium-fetch.ts'),
  )
  await (await fetch(server.url)).text()
  expect(server.openConnections).toBe(1)
  closeConnections()
  await waitUntil('the end of the connection', () => server.openConnections === 0)
})

async function network(answer?: Answer | 'wire' | ((url: string) => Promise<OddAnswer>)) {
  const fake = createFakeElectron()
  if (answer !== undefined) fake.network.answer = answer
  fake.app.becomeReady()
  const { electronFetch } = await withElectron(fake, () => import('../../electron/shell/chromium-fetch.ts'))
  return { fake, fetch: electronFetch }
}

/** The request goes to a server that answers with the bytes of the test; `end` ends the connection after them. */
async function overTheWire(
  answer: (request: RawRequest, reply: (bytes: Buffer) => void, end: (bytes: Buffer) => void) => void,
) {
  const server = await startRawServer((request, socket) =>
    answer(
      request,
      (bytes) => socket.write(bytes),
      (bytes) => socket.end(bytes),
    ),
  )
  onTestFinished(() => server.close())
  return { ...(await network('wire')), server }
}

/** What nobody catches in this very process, from now on. */
function exceptions(): readonly unknown[] {
  const thrown: unknown[] = []
  const note = (error: unknown): void => void thrown.push(error)
  process.on('uncaughtExceptionMonitor', note)
  onTestFinished(() => void process.off('uncaughtExceptionMonitor', note))
  return thrown
}

function bounded(fetch: Fetch, url: string) {
  const limits = { timeoutMs: 5_000, maxBodyBytes: 1024 }
  return boundedFetch({ fetch, clock: systemClock, url, init: { method: 'GET' }, ...limits })
}

import { expect, test } from 'vitest'
import type { Fetch } from '../../../electron/base/fetch.ts'
import { systemClock } from '../../../electron/base/time/clock.ts'
import { boundedFetch } from '../../../electron/graph/network/bounded-fetch.ts'
import { watchProxy } from '../../../electron/graph/network/proxy-watch.ts'

const fromGraph = () => new Response('{}', { headers: { 'request-id': '1' } })

test.each<[string, () => Promise<Response>, string]>([
  [
    'a 407 in place of the answer',
    () => Promise.resolve(new Response('<html>', { status: 407 })),
    'the proxy requires a password',
  ],
  [
    'a tunnel that Node is refused',
    () => Promise.reject(new TypeError('fetch failed', { cause: tunnelRefused() })),
    'fetch failed: Proxy response (407) !== 200 when HTTP Tunneling',
  ],
  [
    'an error of Chromium’s',
    () => Promise.reject(new Error('net::ERR_PROXY_AUTH_UNSUPPORTED')),
    'net::ERR_PROXY_AUTH_UNSUPPORTED',
  ],
])('%s means that the proxy requires a password, and that there was no answer', async (_, answer, detail) => {
  const { fetch, reported } = watched(answer)
  const limits = { timeoutMs: 1_000, maxBodyBytes: 1 }
  const exchange = await boundedFetch({
    fetch,
    clock: systemClock,
    url: 'https://graph/',
    init: {},
    ...limits,
  })
  expect(exchange.kind).toBe('no-answer')
  expect(reported).toEqual([detail])
})

test('it is cleared by an answer from Microsoft, not by a page of the proxy', async () => {
  const answers = [new Response('', { status: 302 }), fromGraph()]
  const { fetch, reported } = watched(() => Promise.resolve(answers.shift() ?? fromGraph()))
  await fetch('https://graph/')
  expect(reported).toEqual([])
  await fetch('https://graph/')
  expect(reported).toEqual([undefined])
})

test('other failures say nothing about the proxy', async () => {
  const { fetch, reported } = watched(() => Promise.reject(new Error('net::ERR_PROXY_CONNECTION_FAILED')))
  await expect(fetch('https://graph/')).rejects.toThrow('ERR_PROXY_CONNECTION_FAILED')
  expect(reported).toEqual([])
})

function watched(answer: () => Promise<Response>) {
  const reported: (string | undefined)[] = []
  const fetch: Fetch = watchProxy(answer, (detail) => reported.push(detail))
  return { fetch, reported }
}

/** As undici's ProxyAgent words it. */
function tunnelRefused(): Error {
  return Object.assign(new Error('Proxy response (407) !== 200 when HTTP Tunneling'), {
    code: 'UND_ERR_ABORTED',
  })
}

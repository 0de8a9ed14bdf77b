import { describe, expect, test } from 'vitest'
import type { GraphFailure } from '../../electron/graph/graph-failure.ts'
import { createGraphFixture, graphError, json, type Answer } from './graph-fixture.ts'

async function failureOf(answer: Answer): Promise<GraphFailure> {
  const got = await createGraphFixture([answer]).get()
  if (got.kind === 'ok') throw new Error('expected a failure')
  return got.failure
}

const signed = { 'request-id': 'r-1' }

const resetBy = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) })

describe('one request to Graph', () => {
  test('carries the token, its own ID and the Accept header', async () => {
    const { seen, graph } = createGraphFixture([json(200, { ok: true })])
    const answer = await graph.request({
      method: 'POST',
      target: '/v1.0/x?a=b',
      body: { flag: true },
      headers: { 'x-more': '1' },
      priority: 'live',
    })
    expect(answer).toEqual({ kind: 'ok', value: { status: 200, json: { ok: true } } })
    const request = seen[0]
    expect(request?.url.href).toBe('https://graph.example/v1.0/x?a=b')
    expect(request?.body).toEqual({ flag: true })
    expect(request?.init.redirect).toBe('manual')
    expect(request?.init.signal).toBeInstanceOf(AbortSignal)
    const headers = Object.fromEntries(request?.headers ?? [])
    expect(headers).toMatchObject({
      authorization: 'Bearer token-1',
      accept: 'application/json',
      'content-type': 'application/json',
      'x-more': '1',
    })
    expect(headers['client-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('an endpoint with a path keeps it', async () => {
    const { seen, get } = createGraphFixture([json(200, {})], { endpoint: 'https://proxy.example/graph/' })
    await get('/v1.0/x')
    expect(seen[0]?.url.href).toBe('https://proxy.example/graph/v1.0/x')
  })

  test('204 and an empty 200 are successes without a body', async () => {
    for (const response of [204, 200].map((status) => new Response(null, { status, headers: signed }))) {
      const { value } = (await createGraphFixture([response]).get()) as { value?: { json: unknown } }
      expect(value).toEqual({ status: response.status, json: undefined })
    }
  })

  test.each([
    [403, 'forbidden'],
    [404, 'not-found'],
    [400, 'rejected'],
    [409, 'rejected'],
    [412, 'rejected'],
    [408, 'unavailable'],
    [429, 'throttled'],
    [500, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'unavailable'],
  ] as const)('status %i is %s, with its code and both ids', async (status, kind) => {
    const failure = await failureOf(graphError(status, 'SomeCode'))
    expect(failure).toMatchObject({
      kind,
      status,
      code: 'SomeCode',
      requestId: 'r-1',
      detail: `status ${status}`,
      message: 'SomeCode happened.',
    })
    expect(failure.clientRequestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test.each([203, 205, 206, 207, 226])(
    'status %i is not a success, since no request of the kiosk is answered with it',
    async (status) => {
      const body = status === 205 ? null : JSON.stringify({ value: [] })
      expect(await failureOf(new Response(body, { status, headers: signed }))).toMatchObject({
        kind: 'unreadable',
        status,
      })
    },
  )

  test.each<[string, (sentAs: string) => Record<string, string>, 'ok' | 'no-answer']>([
    ['the request that was sent', (sentAs) => ({ 'client-request-id': sentAs }), 'ok'],
    ['it in capitals', (sentAs) => ({ 'client-request-id': sentAs.toUpperCase() }), 'ok'],
    ['none', () => ({}), 'ok'],
    ['Graph’s own id, since the name was lost on the way', () => ({ 'client-request-id': 'R-1' }), 'ok'],
    ['another request', () => ({ 'client-request-id': 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6' }), 'no-answer'],
  ])('an answer that names %s gives this result', async (_, namesOf, expected) => {
    for (const status of [200, 204, 403]) {
      const fixture = createGraphFixture([
        ({ headers }) => {
          const body = status === 204 ? null : '{}'
          const names = namesOf(headers.get('client-request-id') ?? '')
          return new Response(body, { status, headers: { ...signed, ...names } })
        },
      ])
      const answer = await fixture.get()
      const kind = answer.kind === 'ok' ? 'ok' : answer.failure.kind
      expect(kind).toBe(expected === 'ok' && status === 403 ? 'forbidden' : expected)
      expect(fixture.sightings[0]?.reached).toBe(expected === 'ok')
    }
  })

  test('an error whose body names another request is no answer', async () => {
    const innerError = { 'request-id': 'r-2', 'client-request-id': 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6' }
    const response = new Response(JSON.stringify({ error: { code: 'Forbidden', innerError } }), {
      status: 403,
    })
    expect(await failureOf(response)).toMatchObject({ kind: 'no-answer' })
  })

  test('the request ID is read from the body if the header has none', async () => {
    const response = graphError(403, 'Forbidden')
    response.headers.delete('request-id')
    expect(await failureOf(response)).toMatchObject({ kind: 'forbidden', requestId: 'r-1' })
  })

  test("Graph's own words reach no log line: they may name people", async () => {
    const fixture = createGraphFixture([
      json(403, {
        error: { code: 'Forbidden', message: 'Vera Novak (vera@contoso.example) may not clock out.' },
      }),
    ])
    const answer = await fixture.get()
    expect(answer).toMatchObject({ failure: { message: expect.stringContaining('Vera') as string } })
    expect(fixture.log.text()).toContain('Forbidden')
    expect(fixture.log.text()).not.toMatch(/Vera|vera@/)
  })

  test('an error inside an error message takes precedence', async () => {
    const message = JSON.stringify({ error: { code: 'TimeClockOff', message: 'Off.' } })
    const response = json(400, { error: { code: 'UnknownError', message } })
    expect(await failureOf(response)).toMatchObject({
      kind: 'rejected',
      code: 'TimeClockOff',
      message: 'Off.',
    })
  })

  test('a failure without a body still reports what is known', async () => {
    expect(await failureOf(new Response(null, { status: 404, headers: signed }))).toMatchObject({
      kind: 'not-found',
      status: 404,
    })
  })

  test('truncated JSON under a success status is unreadable', async () => {
    const cut = new Response('{"value":[{"id":"TCK', { status: 200, headers: signed })
    expect(await failureOf(cut)).toMatchObject({ kind: 'unreadable' })
  })

  test.each([200, 204, 302, 400, 401, 403, 404, 407, 429, 431, 500, 502, 503, 511])(
    'status %i without an id of Graph’s is no answer, whatever its body says',
    async (status) => {
      const hasBody = status !== 204
      const bodies = hasBody
        ? [JSON.stringify({ value: [] }), JSON.stringify({ error: { code: 'Forbidden' } }), '<html>']
        : [null]
      for (const body of bodies) {
        const fixture = createGraphFixture([new Response(body, { status })])
        expect(await fixture.get()).toMatchObject({ failure: { kind: 'no-answer', status } })
        expect(fixture.seen).toHaveLength(1)
        expect(fixture.sightings).toMatchObject([{ reached: false, foreignStatus: status }])
      }
    },
  )

  test.each(['', 'a b', 'x'.repeat(65), 'a;b', '<r>'])('the ID %j is not one of Graph’s', async (id) => {
    const response = json(403, { error: { code: 'Forbidden' } }, { 'request-id': id })
    expect(await failureOf(response)).toMatchObject({ kind: 'no-answer' })
  })

  test('a malformed code is left out', async () => {
    const code = 'Vera Novak may not'
    expect(await failureOf(json(403, { error: { code } }))).not.toHaveProperty('code')
  })

  test('a redirect is not followed', async () => {
    const { seen, get } = createGraphFixture([Response.redirect('https://login.guest.example/', 302)])
    expect(await get()).toMatchObject({ kind: 'failed', failure: { kind: 'no-answer' } })
    expect(seen).toHaveLength(1)
  })

  test.each(['ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'DEPTH_ZERO_SELF_SIGNED_CERT'])(
    'a connection that fails with %s is no answer, with that code',
    async (code) => {
      expect(await failureOf(resetBy(code))).toMatchObject({ kind: 'no-answer', code })
    },
  )

  test("Chromium's own network errors are named too", async () => {
    expect(await failureOf(new Error('net::ERR_PROXY_CONNECTION_FAILED'))).toMatchObject({
      kind: 'no-answer',
      code: 'ERR_PROXY_CONNECTION_FAILED',
    })
  })

  test('several addresses that all refuse are no answer', async () => {
    const each = Object.assign(new Error('connect ECONNREFUSED ::1:443'), { code: 'ECONNREFUSED' })
    const error = new TypeError('fetch failed', { cause: new AggregateError([each, each]) })
    expect(await failureOf(error)).toMatchObject({ kind: 'no-answer', code: 'ECONNREFUSED' })
  })

  test('a missing answer is given up after ten seconds, even if fetch ignores the signal', async () => {
    const { clock, seen, get } = createGraphFixture([() => new Promise<Response>(() => undefined)])
    const answer = get()
    await clock.advance(9_999)
    expect(seen[0]?.init.signal?.aborted).toBe(false)
    await clock.advance(1)
    expect(await answer).toMatchObject({ kind: 'failed', failure: { kind: 'no-answer', code: 'ETIMEDOUT' } })
    expect(seen[0]?.init.signal?.aborted).toBe(true)
    expect(clock.waiting).toBe(0)
  })

  test('the time-out covers the body', async () => {
    const drip = new ReadableStream<Uint8Array>({
      start: (c) => c.enqueue(new TextEncoder().encode('{"value":[')),
    })
    const { clock, get } = createGraphFixture([() => new Response(drip, { status: 200, headers: signed })])
    const answer = get()
    await clock.advance(10_000)
    expect(await answer).toMatchObject({
      kind: 'failed',
      failure: { kind: 'no-answer', code: 'ETIMEDOUT', status: 200 },
    })
  })

  test('an answer that breaks off is no answer', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start: (c) => {
        c.enqueue(new TextEncoder().encode('{"val'))
        c.error(resetBy('ECONNRESET'))
      },
    })
    expect(await failureOf(() => new Response(broken, { status: 200, headers: signed }))).toMatchObject({
      kind: 'no-answer',
      code: 'ECONNRESET',
    })
  })

  test('an endless answer is cut off at 8 MB', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (c) => {
        sent += 1
        c.enqueue(new Uint8Array(1024 * 1024).fill(32))
      },
    })
    expect(await failureOf(() => new Response(endless, { status: 200, headers: signed }))).toMatchObject({
      kind: 'unreadable',
    })
    expect(sent).toBeLessThan(12)
  })

  test('a next page on another host is never requested, so the token stays here', async () => {
    for (const target of [
      'https://elsewhere.example/v1.0/x',
      '//elsewhere.example/x',
      'http://graph.example/x',
      'x',
    ]) {
      const { seen, get } = createGraphFixture([json(200, {})])
      expect(await get(target)).toMatchObject({ kind: 'failed', failure: { kind: 'unreadable' } })
      expect(seen).toEqual([])
    }
    const { seen, get } = createGraphFixture([json(200, {})])
    await get('https://graph.example/v1.0/x?$skiptoken=abc')
    expect(seen[0]?.url.search).toBe('?$skiptoken=abc')
  })

  test.each([
    ['another path', 'https://proxy.example/other/v1.0/x'],
    ['dots', 'https://proxy.example/graph/../other'],
    ['escaped dots', 'https://proxy.example/graph/%2e%2e/other'],
    ['an escaped slash', 'https://proxy.example/graph/v1.0/a%2Fb'],
    ['a longer name', 'https://proxy.example/graphs/v1.0/x'],
    ['a password', 'https://user:pass@proxy.example/graph/v1.0/x'],
    ['a fragment', 'https://proxy.example/graph/v1.0/x#part'],
    ['9,000 characters', `https://proxy.example/graph/v1.0/x?a=${'x'.repeat(9_000)}`],
    ['a path with dots', '/../other'],
    ['a path with a backslash', '/..\\other'],
  ])('an address with %s is not below the endpoint, and is never requested', async (_, target) => {
    const { seen, get } = createGraphFixture([json(200, {})], { endpoint: 'https://proxy.example/graph' })
    expect(await get(target)).toMatchObject({ kind: 'failed', failure: { kind: 'unreadable' } })
    expect(seen).toEqual([])
  })

  test.each([
    ['deep', '['.repeat(65) + ']'.repeat(65)],
    ['made of a million parts', `[${'[],'.repeat(600_000)}[]]`],
  ])('an answer that is %s is refused before it is parsed', async (_, body) => {
    expect(await failureOf(new Response(body, { headers: signed }))).toMatchObject({
      kind: 'unreadable',
      detail: expect.stringMatching(/deeper|parts/) as string,
    })
  })
})

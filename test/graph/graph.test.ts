import { describe, expect, test } from 'vitest'
import type { GraphFailure } from '../../electron/graph/graph-failure.ts'
import { createGraphFixture, graphError, json, type Answer } from './graph-fixture.ts'

async function failureOf(answer: Answer): Promise<GraphFailure> {
  const got = await createGraphFixture([answer]).get()
  if (got.kind === 'ok') throw new Error('expected a failure')
  return got.failure
}

const html = (status: number): Response =>
  new Response('<!doctype html><p>Welcome to the guest network</p>', {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  })
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

describe('a token that Graph does not accept', () => {
  test('is renewed once and the request repeated once', async () => {
    const { seen, token, graph } = createGraphFixture([
      graphError(401, 'InvalidAuthenticationToken'),
      json(200, { a: 1 }),
    ])
    const answer = await graph.request({
      method: 'POST',
      target: '/v1.0/x',
      body: { flag: true },
      priority: 'live',
    })
    expect(answer).toMatchObject({ kind: 'ok' })
    expect(seen.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ])
    expect(seen[1]?.body).toEqual({ flag: true })
    expect(token.asked).toEqual([undefined, 'token-1'])
  })

  test('twice in a row is reported as unauthorized', async () => {
    const { seen, get } = createGraphFixture([graphError(401, 'InvalidAuthenticationToken')])
    expect(await get()).toMatchObject({ kind: 'failed', failure: { kind: 'unauthorized', status: 401 } })
    expect(seen).toHaveLength(2)
  })
})

describe('no token', () => {
  test('nothing is sent, and if Entra is unreachable, Graph counts as unreachable', async () => {
    for (const why of ['unreachable', 'refused'] as const) {
      const { seen, sightings, get } = createGraphFixture([json(200, {})], {
        token: {
          get: () => Promise.resolve({ kind: 'no-token', why, detail: 'no way', code: 'ENOTFOUND' }),
          renew: () => undefined,
          start: () => undefined,
          stop: () => undefined,
        },
      })
      expect(await get()).toEqual({
        kind: 'failed',
        failure: { kind: 'no-token', detail: 'no way', code: 'ENOTFOUND' },
      })
      expect(seen).toEqual([])
      expect(sightings.map(({ reached }) => reached)).toEqual(why === 'unreachable' ? [false] : [])
    }
  })
})

describe('when Graph asks to slow down', () => {
  test.each([
    [429, '2.128', 2128],
    [503, '4', 4000],
  ])('%i with Retry-After %s delays everything that follows', async (status, retryAfter, waitMs) => {
    const { clock, seen, log, get } = createGraphFixture([
      graphError(status, 'TooManyRequests', { 'retry-after': retryAfter }),
      json(200, {}),
    ])
    expect(await get()).toMatchObject({
      kind: 'failed',
      failure: { kind: 'throttled', retryAfterMs: waitMs },
    })
    const others = [get('/v1.0/a'), get('/v1.0/b', { priority: 'replay' })]
    await clock.advance(waitMs - 1)
    expect(seen).toHaveLength(1)
    await clock.advance(1)
    expect((await Promise.all(others)).map(({ kind }) => kind)).toEqual(['ok', 'ok'])
    expect(log.of('graph.throttled')).toMatchObject([{ pauseMs: waitMs, requestId: 'r-1' }])
  })

  test('a pause requested by something on the way is respected, for at most a minute', async () => {
    const busy = new Response('busy', { status: 503, headers: { 'retry-after': '900' } })
    const { clock, seen, get } = createGraphFixture([busy, json(200, {})])
    expect(await get()).toMatchObject({ failure: { kind: 'no-answer', retryAfterMs: 60_000 } })
    expect(await get()).toMatchObject({ failure: { kind: 'throttled', retryAfterMs: 60_000 } })
    await clock.advance(60_000)
    expect(await get()).toMatchObject({ kind: 'ok' })
    expect(seen).toHaveLength(2)
  })

  test('a long pause is reported at once instead of letting a person wait', async () => {
    const { seen, get } = createGraphFixture([graphError(429, 'TooManyRequests', { 'retry-after': '120' })])
    await get()
    expect(await get()).toMatchObject({
      kind: 'failed',
      failure: { kind: 'throttled', retryAfterMs: 120_000 },
    })
    expect(seen).toHaveLength(1)
  })

  test('a request aborted in the queue is never sent', async () => {
    const { clock, seen, get } = createGraphFixture([json(200, {})])
    const path = '/v1.0/teams/team-1/schedule'
    for (let i = 0; i < 4; i++) await get(path)
    const controller = new AbortController()
    const answer = get(path, { signal: controller.signal })
    await clock.settle()
    controller.abort()
    expect(await answer).toMatchObject({ kind: 'failed', failure: { kind: 'throttled' } })
    await clock.advance(5000)
    expect(seen).toHaveLength(4)
  })
})

describe('what subscribers learn from an exchange', () => {
  test('the round trip', async () => {
    const fixture = createGraphFixture([
      async () => {
        await fixture.clock.advance(250)
        return json(200, {})
      },
    ])
    await fixture.get()
    expect(fixture.sightings).toEqual([
      {
        reached: true,
        at: fixture.clock.now(),
        roundTripMs: 250,
      },
    ])
  })

  test.each([
    ['a refusal by Graph', graphError(403, 'Forbidden'), true],
    ['a 5xx by Graph', graphError(500, 'InternalServerError'), true],
    ['a 5xx by a gateway', html(502), false],
    ['a page of a proxy', html(200), false],
    ['no connection', resetBy('ECONNREFUSED'), false],
  ])('%s: Graph was reached or not', async (_, answer, reached) => {
    const { sightings, get } = createGraphFixture([answer])
    await get()
    expect(sightings).toMatchObject([{ reached }])
  })

  test('a failure is logged with its ids and without the query, which names people', async () => {
    const { log, get } = createGraphFixture([graphError(403, 'Forbidden')])
    await get("/v1.0/teams/t-1/schedule/timeCards?$filter=userId eq 'anna'")
    expect(log.of('graph.failed')).toMatchObject([
      {
        kind: 'forbidden',
        method: 'GET',
        path: '/v1.0/teams/t-1/schedule/timeCards',
        status: 403,
        code: 'Forbidden',
        requestId: 'r-1',
      },
    ])
    expect(log.of('graph.failed')[0]?.['clientRequestId']).toMatch(/^[0-9a-f-]{36}$/)
    expect(log.text()).not.toContain('anna')
  })

  test('a token repeated in an answer reaches neither the failure nor the log', async () => {
    const { log, get } = createGraphFixture([
      json(400, { error: { code: 'token-1', message: 'token-1 is odd' } }),
    ])
    expect(JSON.stringify(await get())).not.toContain('token-1')
    expect(log.text()).not.toContain('token-1')
  })
})

describe('an answer that does not settle the time', () => {
  test('a read is repeated before its result is returned, a change is not', async () => {
    let undecided = [true, false]
    const answers = [1, 2, 3, 4, 5, 6, 7].map((a) => json(200, { a }))
    const { seen, graph, get } = createGraphFixture(answers, {
      isTimeUndecided: () => undecided.shift() ?? false,
    })
    expect(await get()).toMatchObject({ value: { json: { a: 2 } } })
    expect(seen).toHaveLength(2)
    undecided = [true]
    await graph.request({ method: 'POST', target: '/v1.0/x', body: {}, priority: 'live' })
    expect(seen).toHaveLength(3)
    undecided = []
    await get()
    expect(seen).toHaveLength(4)
  })

  test('one false date among three answers does not prevail, and no read is sent a fourth time', async () => {
    const undecided = [true, true, true]
    const { seen, get } = createGraphFixture(
      [1, 2, 3, 4].map((a) => json(200, { a })),
      { isTimeUndecided: () => undecided.shift() ?? true },
    )
    expect(await get()).toMatchObject({ value: { json: { a: 3 } } })
    expect(seen).toHaveLength(3)
  })
})

describe('the limit of each team', () => {
  test.each([
    ['a list of time cards', '/v1.0/teams/team-1/schedule/timeCards?$filter=x', 4],
    [
      'its next page, as a whole address',
      'https://graph.example/v1.0/teams/team-1/schedule/timeCards?$skiptoken=2',
      4,
    ],
    ['a schedule, the id in capitals', '/v1.0/teams/TEAM-1/schedule', 4],
    ['what belongs to no team', '/v1.0/users', 10],
  ])('%s', async (_, target, expected) => {
    const { graph, clock, seen } = createGraphFixture([json(200, {})])
    for (let i = 0; i < 10; i += 1) void graph.request({ method: 'GET', target, priority: 'live' })
    await clock.settle()
    expect(seen).toHaveLength(expected)
  })
})

import { describe, expect, test } from 'vitest'
import { createGraphFixture, graphError, json } from './graph-fixture.ts'

const html = (status: number): Response =>
  new Response('<!doctype html><p>Welcome to the guest network</p>', {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  })

const resetBy = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) })

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

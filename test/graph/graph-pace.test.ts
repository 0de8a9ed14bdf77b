import { describe, expect, test } from 'vitest'
import { createGraphFixture, graphError, json } from './graph-fixture.ts'

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

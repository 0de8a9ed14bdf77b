import { describe, expect, test } from 'vitest'
import { createGraphFixture, graphError, json } from './graph-fixture.ts'

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

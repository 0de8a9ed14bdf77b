import { expect, test } from 'vitest'
import { PaceLimiter } from '../../electron/sandbox/pace-limiter.ts'
import { anna, sandboxClient, teamId } from './sandbox-client.ts'

const pace = { perTeamPerSecond: 4, perTenantPerSecond: 30, retryAfter: 'window' } as const

test('the fifth request within a second on one team is throttled, with a fractional Retry-After', async () => {
  const client = sandboxClient({ rules: { pace } })
  for (let request = 0; request < 4; request += 1) {
    expect((await client.cards('GET', '')).status).toBe(200)
    client.clock.ms += 100
  }
  const throttled = await client.cards('GET', '')
  expect([throttled.status, throttled.code, throttled.headers.get('retry-after')]).toEqual([
    429,
    'TooManyRequests',
    // Once the first two have left the window: the refused one is in it too.
    '0.700',
  ])
  client.clock.ms += 700
  expect((await client.cards('GET', '')).status).toBe(200)
})

test('a refused request counts too: a client that stays above the limit gets nothing through', async () => {
  const client = sandboxClient({ rules: { pace } })
  const statuses: number[] = []
  for (let request = 0; request < 40; request += 1) {
    statuses.push((await client.graph('GET', `/teams/${teamId}/schedule`)).status)
    client.clock.ms += 200
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(4)
  client.clock.ms += 1000
  expect((await client.graph('GET', `/teams/${teamId}/schedule`)).status).toBe(200)
})

test('with fixed one-second windows, refused requests do not count in the next second', () => {
  const limiter = new PaceLimiter()
  const fixed = { ...pace, second: 'fixed' } as const
  const at = (ms: number) => limiter.pass('team', ms, fixed)
  const first = [1000, 1200, 1400, 1600, 1800].map(at)
  expect(first.map((failure) => failure?.headers)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    { 'Retry-After': '0.200' },
  ])
  expect([2000, 2001, 2002, 2003].map(at)).toEqual([undefined, undefined, undefined, undefined])
  expect(at(2999)?.status).toBe(429)
})

test('requests for users do not count towards the limit of Shifts', async () => {
  const client = sandboxClient({ rules: { pace } })
  for (let request = 0; request < 10; request += 1) {
    expect((await client.graph('GET', `/users/${anna}`)).status).toBe(200)
  }
})

test('all teams together have thirty requests a second', () => {
  const limiter = new PaceLimiter()
  const passed = Array.from({ length: 40 }, (_, index) => limiter.pass(`team ${index}`, 1000, pace))
  expect(passed.filter((failure) => failure === undefined)).toHaveLength(30)
})

test('Retry-After can be a fixed fraction or absent, and the limit can be off', () => {
  const refuse = (retryAfter: number | 'absent') => {
    const limiter = new PaceLimiter()
    return limiter.pass('team', 0, { perTeamPerSecond: 0, perTenantPerSecond: 30, retryAfter })
  }
  expect(refuse(2.128)?.headers).toEqual({ 'Retry-After': '2.128' })
  expect(refuse('absent')?.status).toBe(429)
  expect(refuse('absent')?.headers).toBeUndefined()
  expect(new PaceLimiter().pass('team', 0, 'off')).toBeUndefined()
})

import { expect, onTestFinished, test, vi } from 'vitest'
import type { Fault } from '../../electron/sandbox/injected-faults.ts'
import {
  clockOutBody,
  graphBase,
  read,
  sandboxClient,
  teamId,
  tokenForm,
  tokenUrl,
} from './sandbox-client.ts'

async function clockOutUnder(fault: Fault) {
  const client = sandboxClient()
  const { id } = client.open()
  await client.token()
  client.tenant.faults.set(fault, { routes: ['clock-out'], times: 1 })
  const send = () =>
    client.token().then((token) =>
      client.tenant.fetch(`${graphBase}/v1.0/teams/${teamId}/schedule/timeCards/${id}/clockOut`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(clockOutBody),
      }),
    )
  return { client, send, changes: () => client.tenant.ledger.length }
}

const connection = (code: string) => ({ name: 'TypeError', message: 'fetch failed', cause: { code } })

test("offline, nothing arrives, and the error is the one of Node's fetch", async () => {
  for (const [how, code] of [
    ['refused', 'ECONNREFUSED'],
    ['reset', 'ECONNRESET'],
    ['no-such-host', 'ENOTFOUND'],
  ] as const) {
    const { client, send, changes } = await clockOutUnder({ kind: 'offline', how })
    await expect(send()).rejects.toMatchObject(connection(code))
    expect([changes(), client.tenant.requests.length]).toEqual([0, 1])
    expect((await send()).status).toBe(204)
  }
})

test('an answer is lost before the change took effect, or after', async () => {
  const before = await clockOutUnder({ kind: 'answer-lost-before' })
  await expect(before.send()).rejects.toMatchObject(connection('ECONNRESET'))
  expect(before.changes()).toBe(0)
  const after = await clockOutUnder({ kind: 'answer-lost-after' })
  await expect(after.send()).rejects.toMatchObject(connection('ECONNRESET'))
  expect(after.changes()).toBe(1)
  expect(after.client.tenant.requests.at(-1)).toMatchObject({ route: 'clock-out', status: null })
})

test('every error status can be injected, with its code and Retry-After', async () => {
  for (const status of [400, 401, 403, 404, 429, 500, 502, 503, 504] as const) {
    const { send, changes } = await clockOutUnder({
      kind: 'status',
      status,
      retryAfter: '2.128',
      code: 'Special',
    })
    const reply = await read(await send())
    expect([reply.status, reply.code, reply.headers.get('retry-after')]).toEqual([status, 'Special', '2.128'])
    expect(changes()).toBe(0)
  }
  const { send } = await clockOutUnder({ kind: 'status', status: 429 })
  expect((await send()).headers.has('retry-after')).toBe(false)
})

test('an error may be returned although the change was made', async () => {
  const { send, changes } = await clockOutUnder({ kind: 'status', status: 504, changeMade: true })
  expect((await send()).status).toBe(504)
  expect(changes()).toBe(1)
})

test('an error may be nested in the message of another', async () => {
  const fault = { kind: 'status', status: 403, code: 'TimeClockOff', errorForm: 'json-in-message' } as const
  const { send } = await clockOutUnder(fault)
  const reply = await read(await send())
  expect(reply.code).toBe('Forbidden')
  expect(reply.json).toMatchObject({
    error: { message: expect.stringContaining('"code":"TimeClockOff"') as string },
  })
})

test("Entra's errors keep Entra's shape", async () => {
  const { tenant } = sandboxClient()
  tenant.faults.set({ kind: 'status', status: 503, retryAfter: '3' }, { routes: 'entra' })
  const response = await tenant.fetch(tokenUrl, { method: 'POST', body: tokenForm() })
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '3'])
  expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable', error_codes: [90033] })
})

test('an HTML page may replace the answer', async () => {
  for (const status of [200, 502] as const) {
    const { send, changes } = await clockOutUnder({ kind: 'html', status })
    const response = await send()
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      'text/html; charset=utf-8',
    ])
    expect(await response.text()).toMatch(/^<!DOCTYPE html>/)
    expect(changes()).toBe(0)
  }
})

test('JSON may be truncated', async () => {
  const client = sandboxClient()
  client.open()
  const whole = (await client.cards('GET', '')).text
  client.tenant.faults.set({ kind: 'truncated-json' }, { routes: ['list-time-cards'] })
  await expect(client.cards('GET', '')).rejects.toThrow(SyntaxError)
  const { send, changes } = await clockOutUnder({ kind: 'truncated-json' })
  const cut = await send()
  expect([cut.status, changes()]).toEqual([200, 1])
  const text = await cut.text()
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  expect(whole.startsWith('{')).toBe(true)
})

test('silence lasts until the client gives up; the fault decides whether the change was made', async () => {
  for (const changeMade of [false, true]) {
    const { client, changes } = await clockOutUnder({ kind: 'silence', changeMade })
    const [card] = client.tenant.cards()
    const waiting = new AbortController()
    const answer = client.tenant.fetch(
      `${graphBase}/v1.0/teams/${teamId}/schedule/timeCards/${card?.id ?? ''}/clockOut`,
      {
        method: 'POST',
        headers: { Authorization: `Bearer ${await client.token()}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(clockOutBody),
        signal: waiting.signal,
      },
    )
    await expect.poll(() => [client.tenant.requests.length, changes()]).toEqual([2, changeMade ? 1 : 0])
    waiting.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
  }
})

test('a late answer is late, and giving up on it does not undo the request', async () => {
  const { client, send, changes } = await clockOutUnder({ kind: 'latency', ms: 30 })
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  let isAnswered = false
  const first = send().finally(() => (isAnswered = true))
  while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve))
  await vi.advanceTimersByTimeAsync(29)
  expect([isAnswered, changes()]).toEqual([false, 0])
  await vi.advanceTimersByTimeAsync(1)
  expect((await first).status).toBe(204)
  vi.useRealTimers()
  const late = client.tenant.faults.set({ kind: 'latency', ms: 20, when: 'after' })
  const { id } = client.open()
  const token = await client.token()
  const answer = client.tenant.fetch(`${graphBase}/v1.0/teams/${teamId}/schedule/timeCards/${id}/clockOut`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(clockOutBody),
    signal: AbortSignal.timeout(1),
  })
  await expect(answer).rejects.toMatchObject({ name: 'TimeoutError' })
  await expect.poll(changes).toBe(2)
  expect(late.hits).toBe(1)
})

test('faults apply in the order they were set, each to the given number of requests', async () => {
  const client = sandboxClient()
  const { faults } = client.tenant
  faults.set({ kind: 'status', status: 500 }, { routes: ['list-time-cards'], times: 2 })
  const lasting = faults.set({ kind: 'status', status: 503 }, { matching: ({ method }) => method === 'GET' })
  const seen: number[] = []
  for (let request = 0; request < 4; request += 1) seen.push((await client.cards('GET', '')).status)
  expect(seen).toEqual([500, 500, 503, 503])
  expect(lasting.hits).toBe(2)
  lasting.clear()
  expect((await client.cards('GET', '')).status).toBe(200)
})

test("clock skew shows in the Date header, on the cards and in a token's lifetime", async () => {
  const client = sandboxClient()
  await client.token()
  client.tenant.faults.clockSkewMs = 600_000
  const { id } = client.open()
  const reply = await client.cards('POST', `/${id}/clockOut`, clockOutBody)
  expect(reply.headers.get('date')).toBe('Mon, 02 Mar 2026 08:10:00 GMT')
  expect(client.tenant.card(id)?.clockOutEvent?.dateTime).toBe('2026-03-02T08:10:00.000Z')
  client.tenant.faults.clockSkewMs = 3_600_000
  expect((await client.cards('GET', '')).status).toBe(401)
  client.tenant.faults.clear()
  expect((await client.cards('GET', '')).status).toBe(200)
})

test('any other address does not exist', async () => {
  const { tenant } = sandboxClient()
  await expect(tenant.fetch('https://example.org/v1.0/users')).rejects.toMatchObject(connection('ENOTFOUND'))
})

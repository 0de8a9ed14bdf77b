import { expect, test } from 'vitest'
import { anna, bashir, clockOutBody, graphBase, sandboxClient, startMs, teamId } from '../sandbox-client.ts'

const hour = 3_600_000

test("a clock-out ends the card at the service's time, and the ledger holds it once", async () => {
  const client = sandboxClient()
  const card = client.open()
  client.clock.ms += 1234
  const reply = await client.cards('POST', `/${card.id}/clockOut`, clockOutBody)
  expect([reply.status, reply.text]).toEqual([204, ''])
  expect(client.tenant.card(card.id)).toMatchObject({
    state: 'clockedOut',
    clockOutEvent: { dateTime: '2026-03-02T08:00:01.234Z', isAtApprovedLocation: true },
    lastModifiedDateTime: '2026-03-02T08:00:01.234Z',
  })
  expect(client.tenant.ledger).toEqual([
    {
      atMs: startMs + 1234,
      kind: 'clockOut',
      cardId: card.id,
      userId: anna,
      isAtApprovedLocation: true,
      notes: 'Badge kiosk Dock 3',
      clockedOutAtMs: startMs + 1234,
    },
  ])
})

test.each<[string, unknown]>([
  ['no isAtApprovedLocation', {}],
  ['isAtApprovedLocation as text', { isAtApprovedLocation: 'true' }],
  ["beta's spelling", { atApprovedLocation: true }],
  ['a time, which clockOut does not take', { ...clockOutBody, dateTime: '2026-03-02T07:00:00Z' }],
  ['a note that is plain text', { isAtApprovedLocation: true, notes: 'bye' }],
  [
    'a note of an unknown content type',
    { isAtApprovedLocation: true, notes: { contentType: 'Text', content: 'bye' } },
  ],
  ['a list', [clockOutBody]],
  ['malformed JSON', '{"isAtApprovedLocation": tru'],
  ['an empty body', ''],
])('a clock-out with %s is a 400 and changes nothing', async (_what, body) => {
  const client = sandboxClient()
  const card = client.open()
  const reply = await client.cards('POST', `/${card.id}/clockOut`, body)
  expect([reply.status, reply.code]).toEqual([400, 'BadRequest'])
  expect(client.tenant.card(card.id)).toEqual(card)
  expect(client.tenant.ledger).toEqual([])
})

test.each(['text/plain', 'application/x-www-form-urlencoded', ''])(
  'a clock-out of content type "%s" is a 400',
  async (type) => {
    const client = sandboxClient()
    const path = `/teams/${teamId}/schedule/timeCards/${client.open().id}/clockOut`
    const reply = await client.graph('POST', path, clockOutBody, { 'Content-Type': type })
    expect([reply.status, reply.code]).toEqual([400, 'BadRequest'])
  },
)

test('path segments and content-type parameters ignore case', async () => {
  const client = sandboxClient()
  const path = `/teams/${teamId.toUpperCase()}/schedule/timecards/${client.open().id}/clockout`
  const reply = await client.graph('POST', path, clockOutBody, {
    'Content-Type': 'application/json; charset=utf-8',
  })
  expect(reply.status).toBe(204)
})

test('another team and another card are not found', async () => {
  const client = sandboxClient()
  const card = client.open()
  const replies = [
    await client.cards('GET', '/TCK_00000000-0000-4000-8000-000000000000'),
    await client.cards('POST', '/TCK_00000000-0000-4000-8000-000000000000/clockOut', clockOutBody),
    await client.graph('GET', `/teams/${anna}/schedule`),
    await client.graph('POST', `/teams/${anna}/schedule/timeCards/${card.id}/clockOut`, clockOutBody),
  ]
  expect(replies.map(({ status, code }) => [status, code])).toEqual(Array(4).fill([404, 'NotFound']))
})

test('an unknown address is a 404, a known one with another method a 405', async () => {
  const client = sandboxClient()
  expect((await client.graph('GET', '/teams')).status).toBe(404)
  expect((await client.cards('POST', '/x/clockOff', clockOutBody)).status).toBe(404)
  expect((await client.cards('PATCH', '/x', {})).status).toBe(405)
  expect((await client.cards('GET', '/x/clockOut')).status).toBe(405)
})

test('reading needs a read permission and writing the write permission', async () => {
  const reader = sandboxClient({ consent: ['Schedule.Read.All'] })
  const card = reader.open()
  expect((await reader.cards('GET', '')).status).toBe(200)
  expect((await reader.cards('POST', `/${card.id}/clockOut`, clockOutBody)).status).toBe(403)
  const nobody = sandboxClient({ consent: [] })
  expect((await nobody.cards('GET', '')).code).toBe('Forbidden')
  expect((await nobody.graph('GET', `/teams/${teamId}/schedule`)).status).toBe(403)
})

test("errors carry the IDs that support asks for, and the answer repeats the client's ID", async () => {
  const client = sandboxClient()
  const reply = await client.graph('GET', `/teams/${anna}/schedule`, undefined, {
    'client-request-id': bashir,
  })
  const requestId = reply.headers.get('request-id')
  expect(reply.json).toMatchObject({
    error: {
      code: 'NotFound',
      innerError: { date: '2026-03-02T08:00:00', 'request-id': requestId, 'client-request-id': bashir },
    },
  })
  expect(reply.headers.get('client-request-id')).toBe(bashir)
  expect(reply.headers.get('date')).toBe('Mon, 02 Mar 2026 08:00:00 GMT')
})

test('one card can be read, without OData options', async () => {
  const client = sandboxClient()
  const card = client.open()
  expect((await client.cards('GET', `/${card.id}`)).json).toMatchObject({ id: card.id, state: 'clockedIn' })
  expect((await client.cards('GET', `/${card.id}?$select=id`)).status).toBe(400)
})

test('a clock-in on behalf of a person opens a card', async () => {
  const client = sandboxClient()
  const reply = await client.cards('POST', '/clockIn', { ...clockOutBody, onBehalfOfUserId: anna })
  expect(reply.status).toBe(201)
  expect(reply.json).toMatchObject({ userId: anna, state: 'clockedIn', clockOutEvent: null, breaks: [] })
  expect((await client.cards('POST', '/clockIn', clockOutBody)).status).toBe(400)
  const stranger = { ...clockOutBody, onBehalfOfUserId: teamId }
  expect((await client.cards('POST', '/clockIn', stranger)).status).toBe(400)
  expect(client.tenant.ledger).toHaveLength(1)
})

test('breaks must start and end in turn', async () => {
  const client = sandboxClient()
  const { id } = client.open()
  const act = async (action: string) => (await client.cards('POST', `/${id}/${action}`, clockOutBody)).status
  expect(await act('endBreak')).toBe(400)
  expect(await act('startBreak')).toBe(204)
  expect(client.tenant.card(id)?.state).toBe('onBreak')
  expect(await act('startBreak')).toBe(400)
  client.clock.ms += 60_000
  expect(await act('endBreak')).toBe(204)
  expect(client.tenant.card(id)).toMatchObject({
    state: 'clockedIn',
    breaks: [
      { start: { dateTime: '2026-03-02T08:00:00.000Z' }, end: { dateTime: '2026-03-02T08:01:00.000Z' } },
    ],
  })
  expect(client.tenant.ledger.map(({ kind }) => kind)).toEqual(['startBreak', 'endBreak'])
})

test('the time of a card that was clocked out can be corrected, and its original entry is kept', async () => {
  const client = sandboxClient()
  const card = client.open()
  await client.cards('POST', `/${card.id}/clockOut`, clockOutBody)
  const original = client.tenant.card(card.id)?.originalEntry
  const read = await client.cards('GET', `/${card.id}`)
  const corrected = {
    ...(read.json as object),
    clockOutEvent: { dateTime: '2026-03-02T08:30:00+01:00', isAtApprovedLocation: true, notes: null },
  }
  expect((await client.cards('PUT', `/${card.id}`, corrected)).status).toBe(204)
  expect(client.tenant.card(card.id)).toMatchObject({
    clockOutEvent: { dateTime: '2026-03-02T07:30:00.000Z' },
    clockInEvent: card.clockInEvent,
  })
  expect(client.tenant.card(card.id)?.originalEntry).toEqual(original)
  expect(client.tenant.ledger.at(-1)).toMatchObject({ kind: 'replace', clockedOutAtMs: startMs - hour / 2 })
})

test('fields that a PUT leaves out are removed', async () => {
  const client = sandboxClient()
  const { id, clockInEvent, clockOutEvent } = client.tenant.addCard({
    userId: anna,
    clockedInAtMs: startMs - 4 * hour,
    onBreakSinceMs: startMs - 3 * hour,
    clockedOutAtMs: startMs - 2 * hour,
  })
  const reply = await client.cards('PUT', `/${id}`, { userId: anna, clockInEvent, clockOutEvent })
  expect(reply.status).toBe(204)
  expect(client.tenant.card(id)).toMatchObject({ breaks: [], state: 'clockedOut' })
})

test.each<[string, Record<string, unknown>]>([
  ['no clock-in', { clockInEvent: undefined }],
  ['another person', { userId: bashir }],
  ['another id', { id: 'TCK_other' }],
  ['a state that does not agree with its events', { state: 'clockedIn' }],
  ['a clock-out before the clock-in', { clockOutEvent: { dateTime: '2026-03-02T03:00:00Z' } }],
  ['a clock-out in the future', { clockOutEvent: { dateTime: '2026-03-02T08:00:01Z' } }],
  ['a time without a zone', { clockOutEvent: { dateTime: '2026-03-02T07:00:00' } }],
  [
    'a break after the clock-out',
    { breaks: [{ start: { dateTime: '2026-03-02T07:30:00Z' }, end: { dateTime: '2026-03-02T07:40:00Z' } }] },
  ],
  ['an unknown field', { clockOutTime: 'now' }],
])('a PUT with %s is a 400 and changes nothing', async (_what, changes) => {
  const client = sandboxClient()
  const card = client.tenant.addCard({
    userId: anna,
    clockedInAtMs: startMs - 4 * hour,
    clockedOutAtMs: startMs - hour,
  })
  const { clockInEvent, clockOutEvent } = card
  const body = { userId: anna, clockInEvent, clockOutEvent, ...changes }
  expect((await client.cards('PUT', `/${card.id}`, body)).status).toBe(400)
  expect(client.tenant.card(card.id)).toEqual(card)
})

test('a whole card can be created', async () => {
  const client = sandboxClient()
  const reply = await client.cards('POST', '', {
    userId: anna,
    clockInEvent: { dateTime: '2026-03-01T08:00:00Z', isAtApprovedLocation: true },
    clockOutEvent: { dateTime: '2026-03-01T16:00:00Z', isAtApprovedLocation: true },
  })
  expect(reply.status).toBe(201)
  expect(reply.json).toMatchObject({
    state: 'clockedOut',
    originalEntry: { clockInEvent: null, clockOutEvent: null, breaks: [] },
  })
})

test('while the time clock is off nothing is written, and the schedule says so', async () => {
  const client = sandboxClient()
  const card = client.open()
  client.tenant.schedule.timeClockEnabled = false
  expect((await client.cards('POST', `/${card.id}/clockOut`, clockOutBody)).status).toBe(400)
  expect((await client.cards('GET', '')).status).toBe(200)
  expect((await client.graph('GET', `/teams/${teamId}/schedule`)).json).toMatchObject({
    enabled: true,
    provisionStatus: 'Completed',
    timeZone: 'Europe/Madrid',
    timeClockEnabled: false,
  })
})

test('a team without a provisioned schedule has no time cards', async () => {
  const client = sandboxClient()
  client.tenant.schedule.provisionStatus = 'running'
  expect((await client.cards('GET', '')).status).toBe(404)
})

test('every request is recorded with its status, and never with its token', async () => {
  const client = sandboxClient()
  const token = await client.token()
  await client.cards('GET', '?$top=5')
  await client.tenant.fetch(`${graphBase}/v1.0/users`)
  expect(client.tenant.requests.map(({ route, status, hadToken }) => [route, status, hadToken])).toEqual([
    ['token', 200, false],
    ['list-time-cards', 200, true],
    ['list-users', 401, false],
  ])
  expect(client.tenant.requests[1]?.path).toBe(`/v1.0/teams/${teamId}/schedule/timeCards?$top=5`)
  expect(JSON.stringify(client.tenant.requests)).not.toContain(token)
})

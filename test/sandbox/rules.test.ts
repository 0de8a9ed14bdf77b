import { expect, test } from 'vitest'
import type { Rules } from '../../electron/sandbox/rules.ts'
import { anna, clockOutBody, sandboxClient, startMs, teamId, type SandboxClient } from './sandbox-client.ts'

const hour = 3_600_000

function withRules(rules: Partial<Rules>): SandboxClient {
  return sandboxClient({ rules })
}

async function clockOutTwice(rules: Partial<Rules>) {
  const client = withRules(rules)
  const { id } = client.open()
  await client.cards('POST', `/${id}/clockOut`, clockOutBody)
  client.clock.ms += hour / 2
  const second = await client.cards('POST', `/${id}/clockOut`, { isAtApprovedLocation: false })
  const outAt = client.tenant.card(id)?.clockOutEvent?.dateTime
  return { status: second.status, outAt, changes: client.tenant.ledger.length }
}

const first = '2026-03-02T08:00:00.000Z'

test('a second clock-out is refused, ignored, or overwrites the first', async () => {
  expect(await clockOutTwice({ secondClockOut: 'refuse' })).toEqual({ status: 400, outAt: first, changes: 1 })
  expect(await clockOutTwice({ secondClockOut: 'ignore' })).toEqual({ status: 204, outAt: first, changes: 1 })
  const overwritten = { status: 204, outAt: '2026-03-02T08:30:00.000Z', changes: 2 }
  expect(await clockOutTwice({ secondClockOut: 'overwrite' })).toEqual(overwritten)
})

test('the rule sets the status of a refusal', async () => {
  for (const refusalStatus of [400, 403, 409, 412] as const) {
    expect((await clockOutTwice({ refusalStatus })).status).toBe(refusalStatus)
  }
})

test('a clock-out on a break ends the break at the same instant, or is refused until the break has ended', async () => {
  const onBreak = (client: SandboxClient) =>
    client.tenant.addCard({ userId: anna, clockedInAtMs: startMs - hour, onBreakSinceMs: startMs - 600_000 })
      .id
  const accepting = withRules({ clockOutOnBreak: 'accept' })
  const accepted = onBreak(accepting)
  expect((await accepting.cards('POST', `/${accepted}/clockOut`, clockOutBody)).status).toBe(204)
  expect(accepting.tenant.card(accepted)).toMatchObject({
    state: 'clockedOut',
    breaks: [{ end: { dateTime: first } }],
  })
  const refusing = withRules({ clockOutOnBreak: 'refuse' })
  const refused = onBreak(refusing)
  expect((await refusing.cards('POST', `/${refused}/clockOut`, clockOutBody)).status).toBe(400)
  expect((await refusing.cards('POST', `/${refused}/endBreak`, clockOutBody)).status).toBe(204)
  expect((await refusing.cards('POST', `/${refused}/clockOut`, clockOutBody)).status).toBe(204)
})

test('a clock-out answers 204 without a body or 200 with the card', async () => {
  const client = withRules({ clockOutAnswer: 200 })
  const { id } = client.open()
  const reply = await client.cards('POST', `/${id}/clockOut`, clockOutBody)
  expect(reply.status).toBe(200)
  expect(reply.json).toMatchObject({ id, state: 'clockedOut' })
})

test('a clock-in while clocked in is refused or leaves two open cards', async () => {
  const body = { ...clockOutBody, onBehalfOfUserId: anna }
  for (const [clockInWhileClockedIn, status, cards] of [
    ['refuse', 400, 1],
    ['accept', 201, 2],
  ] as const) {
    const client = withRules({ clockInWhileClockedIn })
    client.open()
    expect((await client.cards('POST', '/clockIn', body)).status).toBe(status)
    expect(client.tenant.cards()).toHaveLength(cards)
  }
})

test('a PUT closes an open card or is refused', async () => {
  for (const [putOnOpenCard, status, state] of [
    ['refuse', 400, 'clockedIn'],
    ['accept', 204, 'clockedOut'],
  ] as const) {
    const client = withRules({ putOnOpenCard })
    const { id, clockInEvent } = client.open()
    const body = { userId: anna, clockInEvent, clockOutEvent: { dateTime: first } }
    expect((await client.cards('PUT', `/${id}`, body)).status).toBe(status)
    expect(client.tenant.card(id)?.state).toBe(state)
  }
})

test('a time in the future is accepted if the rule says so', async () => {
  const client = withRules({ futureTimes: 'accept', putOnOpenCard: 'accept' })
  const { id, clockInEvent } = client.open()
  const body = { userId: anna, clockInEvent, clockOutEvent: { dateTime: '2026-03-02T09:00:00Z' } }
  expect((await client.cards('PUT', `/${id}`, body)).status).toBe(204)
})

test('PUT and clockIn require MS-APP-ACTS-AS if the rule says so', async () => {
  const client = withRules({ actsAsHeader: 'required' })
  const path = `/teams/${teamId}/schedule`
  const body = { ...clockOutBody, onBehalfOfUserId: anna }
  expect((await client.graph('POST', `${path}/timeCards/clockIn`, body)).status).toBe(400)
  const header = { 'MS-APP-ACTS-AS': anna }
  expect((await client.graph('POST', `${path}/timeCards/clockIn`, body, header)).status).toBe(201)
})

test('every change requires MS-APP-ACTS-AS if the rule says so, and its absence has its own code', async () => {
  const client = withRules({ actsAsHeader: 'by-every-change' })
  const { id } = client.open()
  const refused = await client.cards('POST', `/${id}/clockOut`, clockOutBody)
  expect(refused).toMatchObject({ status: 400, json: { error: { code: 'MissingUserIdHeaderInAppContext' } } })
  const path = `/teams/${teamId}/schedule/timeCards/${id}/clockOut`
  expect((await client.graph('POST', path, clockOutBody, { 'MS-APP-ACTS-AS': anna })).status).toBe(204)
})

test("the sample replacement on Microsoft's page is accepted unchanged", async () => {
  const client = withRules({ putOnOpenCard: 'accept' })
  const { id } = client.open()
  const notes = { contentType: 'text', content: 'update sample notes' }
  const at = (minute: number) => ({
    dateTime: `2026-03-02T04:${String(minute).padStart(2, '0')}:01.327Z`,
    isAtApprovedLocation: null,
    notes,
  })
  const breaks = [
    { breakId: 'BRK_138f4751-68b1-44c1-aca2-2b26cba9e73f', notes: null, start: at(2), end: at(3) },
  ]
  const body = {
    userId: anna,
    state: 'clockedOut',
    confirmedBy: 'None',
    notes: null,
    clockInEvent: at(1),
    clockOutEvent: at(4),
    breaks,
  }
  expect((await client.cards('PUT', `/${id}`, body)).status).toBe(204)
})

test.each([
  ['a confirmed card', { editOfConfirmed: 'refuse' }, { confirmedBy: 'manager' }],
  ['a card older than a month', { editOfMonthOld: 'refuse' }, { daysOld: 40 }],
] as const)(
  '%s accepts no replacement if the rule says so',
  async (_, rules, { confirmedBy, daysOld = 0 }: { confirmedBy?: 'manager'; daysOld?: number }) => {
    const client = withRules(rules)
    const clockedInAtMs = client.tenant.now() - daysOld * 86_400_000 - 7_200_000
    const card = client.tenant.addCard({
      userId: anna,
      clockedInAtMs,
      clockedOutAtMs: clockedInAtMs + 3_600_000,
      ...(confirmedBy && { confirmedBy }),
    })
    const { userId, clockInEvent, clockOutEvent } = card
    expect((await client.cards('PUT', `/${card.id}`, { userId, clockInEvent, clockOutEvent })).status).toBe(
      400,
    )
  },
)

test("a connector's veto has its own message, and nothing changes", async () => {
  const client = withRules({ connectorVeto: 'Payroll is closed.' })
  const { id } = client.open()
  expect(await client.cards('POST', `/${id}/clockOut`, clockOutBody)).toMatchObject({
    status: 400,
    json: { error: { message: 'Payroll is closed.' } },
  })
  expect(client.tenant.ledger).toEqual([])
})

test('the rule sets the number of fractional digits in times', async () => {
  for (const [dateTimeDigits, written] of [
    [0, '2026-03-02T04:00:00Z'],
    [3, '2026-03-02T04:00:00.000Z'],
    [7, '2026-03-02T04:00:00.0000000Z'],
  ] as const) {
    const client = withRules({ dateTimeDigits })
    const { id } = client.open()
    expect((await client.cards('GET', `/${id}`)).json).toMatchObject({ clockInEvent: { dateTime: written } })
  }
})

test("an error's code is plain, in JSON inside the message, or nested two levels deep", async () => {
  const errorWith = async (rules: Partial<Rules>) => (await withRules(rules).cards('GET', '/TCK_none')).json
  expect(await errorWith({})).toMatchObject({ error: { code: 'NotFound', innerError: {} } })
  expect(await errorWith({ innerErrorName: 'innererror' })).toMatchObject({ error: { innererror: {} } })
  expect(await errorWith({ errorForm: 'nested' })).toMatchObject({
    error: { innerError: { innerError: { code: 'NotFound' } } },
  })
  expect(await errorWith({ errorForm: 'json-in-message' })).toMatchObject({
    error: { message: expect.stringContaining('{"error":{"code":"NotFound"') as string },
  })
})

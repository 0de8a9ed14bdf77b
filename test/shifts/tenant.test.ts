import { describe, expect, test } from 'vitest'
import type { Fault } from '../../electron/sandbox/injected-faults.ts'
import { makeThrowawayCertificate } from '../../electron/sandbox/throwaway-certificate.ts'
import type { GraphFailure } from '../../electron/graph/graph-failure.ts'
import { anna, ben, createTenantFixture, live } from './tenant-fixture.ts'

const body = { isAtApprovedLocation: true, notes: 'Badge kiosk at the gate' }

describe('time cards of a tenant', () => {
  test('a person is clocked out with the flag and the note, by a certificate and a signed assertion', async () => {
    const { tenant, timeCards, clockedIn } = await createTenantFixture()
    const card = clockedIn(anna)
    expect(await timeCards.listOpen(live)).toMatchObject({
      kind: 'ok',
      value: [{ id: card.id, userId: anna }],
    })
    const beforeMs = Date.now()
    expect(await timeCards.clockOut(card, body, live)).toEqual({ kind: 'ok', value: null })
    expect(tenant.ledger).toMatchObject([
      { kind: 'clockOut', cardId: card.id, userId: anna, isAtApprovedLocation: true, notes: body.notes },
    ])
    const read = await timeCards.get(card.id, live)
    expect(read).toMatchObject({ kind: 'ok', value: { state: 'clockedOut' } })
    const endedAtMs = read.kind === 'ok' ? read.value.clockedOutAtMs : undefined
    // Graph may give whole seconds.
    expect(endedAtMs).toBeGreaterThan(beforeMs - 1_000)
    expect(endedAtMs).toBeLessThanOrEqual(Date.now() + 1_000)
  })

  test('200 with a card is as good as 204', async () => {
    const { timeCards, clockedIn } = await createTenantFixture({ tenant: { rules: { clockOutAnswer: 200 } } })
    expect(await timeCards.clockOut(clockedIn(anna), body, live)).toEqual({ kind: 'ok', value: null })
  })

  test('a break can be ended', async () => {
    const { tenant, timeCards, clockedIn } = await createTenantFixture()
    const card = clockedIn(anna, { onBreakSinceMs: Date.now() - 60_000 })
    expect(await timeCards.endBreak(card, body, live)).toEqual({ kind: 'ok', value: null })
    expect(tenant.ledger).toMatchObject([{ kind: 'endBreak', cardId: card.id }])
  })

  test.each([
    ['every filter', ['state eq', 'state eq or state eq']],
    ['single states only', ['state eq']],
    ['no filter at all', []],
  ] as const)(
    'open cards are found, across pages and empty pages, if Graph accepts %s',
    async (_, filters) => {
      const { tenant, timeCards, clockedIn } = await createTenantFixture({
        tenant: { pageSize: 2, rules: { filters, emptyPages: true, pace: 'off' } },
      })
      const open = [clockedIn(anna), clockedIn(ben, { onBreakSinceMs: Date.now() - 1000 }), clockedIn(ben)]
      tenant.addCard({
        userId: anna,
        clockedInAtMs: Date.now() - 9 * 3600_000,
        clockedOutAtMs: Date.now() - 3600_000,
      })
      const answer = await timeCards.listOpen(live)
      expect(answer.kind === 'ok' && answer.value.map(({ id }) => id).sort()).toEqual(
        open.map(({ id }) => id).sort(),
      )
    },
  )

  test("one person's cards come newest first", async () => {
    const { tenant, timeCards, clockedIn } = await createTenantFixture()
    const old = tenant.addCard({
      userId: anna,
      clockedInAtMs: Date.now() - 9e7,
      clockedOutAtMs: Date.now() - 8e7,
    })
    const now = clockedIn(anna)
    clockedIn(ben)
    const answer = await timeCards.listOfUser(anna, live)
    expect(answer.kind === 'ok' && answer.value.map(({ id }) => id)).toEqual([now.id, old.id])
  })
})

describe('what a tenant may require in addition', () => {
  test('the person in a header: after one refusal it is sent with every change', async () => {
    const { tenant, timeCards, clockedIn } = await createTenantFixture({
      tenant: { rules: { actsAsHeader: 'by-every-change', pace: 'off' } },
    })
    const first = clockedIn(anna)
    expect(await timeCards.clockOut(first, body, live)).toEqual({ kind: 'ok', value: null })
    expect(await timeCards.clockOut(clockedIn(ben), body, live)).toEqual({ kind: 'ok', value: null })
    const read = await timeCards.get(first.id, live)
    if (read.kind === 'failed') throw new Error(read.failure.detail)
    const correction = { clockedOutAtMs: Date.now() - 3600_000, note: 'late' }
    expect(await timeCards.correctClockOut(read.value, correction, live)).toEqual({ kind: 'ok', value: null })
    const changes = tenant.requests.filter(
      ({ route }) => route === 'clock-out' || route === 'replace-time-card',
    )
    expect(changes.map(({ status }) => status)).toEqual([400, 204, 204, 204])
    expect(tenant.ledger.map(({ userId }) => userId)).toEqual([anna, ben, anna])
  })

  test('no header unless it is required', async () => {
    const { seenHeaders, timeCards, clockedIn } = await createTenantFixture()
    await timeCards.clockOut(clockedIn(anna), body, live)
    expect(seenHeaders.some((headers) => headers.has('ms-app-acts-as'))).toBe(false)
  })

  test("a replacement carries the card's state and who confirmed it, like the sample on Microsoft's page", async () => {
    const { tenant, timeCards, bodies } = await createTenantFixture()
    const card = tenant.addCard({
      userId: anna,
      clockedInAtMs: Date.now() - 7_200_000,
      clockedOutAtMs: Date.now() - 60_000,
      confirmedBy: 'user',
    })
    const read = await timeCards.get(card.id, live)
    if (read.kind === 'failed') throw new Error(read.failure.detail)
    await timeCards.correctClockOut(read.value, { clockedOutAtMs: Date.now() - 3600_000, note: 'late' }, live)
    expect(bodies.at(-1)).toMatchObject({ userId: anna, state: 'clockedOut', confirmedBy: 'user' })
  })

  test("without any accepted filter a person's cards are still found", async () => {
    const { tenant, timeCards } = await createTenantFixture({
      tenant: { rules: { filters: [], pace: 'off' }, pageSize: 2 },
    })
    const ended = tenant.addCard({
      userId: anna,
      clockedInAtMs: Date.now() - 7_200_000,
      clockedOutAtMs: Date.now() - 60_000,
    })
    for (let hour = 1; hour < 6; hour++)
      tenant.addCard({
        userId: ben,
        clockedInAtMs: Date.now() - hour * 86_400_000,
        clockedOutAtMs: Date.now() - hour * 80_000_000,
      })
    const answer = await timeCards.listOfUser(anna, live)
    expect(answer).toMatchObject({ kind: 'ok', value: [{ id: ended.id, state: 'clockedOut' }] })
  })
})

describe('the token on a real tenant', () => {
  test('once there is one, no clock-out requests another', async () => {
    const { token, timeCards, clockedIn, tokenRequests } = await createTenantFixture({
      tenant: { rules: { pace: 'off' } },
    })
    token.start()
    await token.get()
    expect(tokenRequests()).toBe(1)
    for (let i = 0; i < 8; i++) {
      expect(await timeCards.clockOut(clockedIn(anna), body, live)).toMatchObject({ kind: 'ok' })
    }
    expect(tokenRequests()).toBe(1)
    token.stop()
  })

  test('once revoked, it is renewed once for all requests that got the 401, and each clock-out happens once', async () => {
    const { tenant, token, timeCards, clockedIn, tokenRequests } = await createTenantFixture()
    await token.get()
    tenant.revokeTokens()
    const cards = [clockedIn(anna), clockedIn(ben)]
    const answers = await Promise.all(cards.map((card) => timeCards.clockOut(card, body, live)))
    expect(answers).toEqual([
      { kind: 'ok', value: null },
      { kind: 'ok', value: null },
    ])
    expect(tokenRequests()).toBe(2)
    expect(tenant.ledger.map(({ cardId }) => cardId).sort()).toEqual(cards.map(({ id }) => id).sort())
  })

  test('a certificate that Entra does not know is refused with its code', async () => {
    const stranger = await makeThrowawayCertificate('Stranger')
    const { log, timeCards } = await createTenantFixture({ credential: { kind: 'certificate', ...stranger } })
    const answer = await timeCards.listOpen(live)
    expect(answer).toMatchObject({ kind: 'failed', failure: { kind: 'no-token' } })
    expect(answer.kind === 'failed' && answer.failure.code).toMatch(/^AADSTS\d+$/)
    expect(log.of('token.failed')).toMatchObject([
      { why: 'refused', correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
    ])
  })

  test('a secret works too, and a wrong one is reported as such', async () => {
    const tenant = { credentials: [{ secret: 'right-secret-value' }] }
    for (const [secret, kind] of [
      ['right-secret-value', 'token'],
      ['wrong-secret-value', 'no-token'],
    ] as const) {
      const { token, log } = await createTenantFixture({ tenant, credential: { kind: 'secret', secret } })
      const answer = await token.get()
      expect(answer.kind).toBe(kind)
      if (answer.kind === 'no-token') expect(answer).toMatchObject({ why: 'refused', code: 'AADSTS7000215' })
      expect(log.text()).not.toContain(secret)
    }
  })

  test("a service whose clock is hours off is reported in the kiosk's words", async () => {
    const { tenant, token } = await createTenantFixture()
    tenant.faults.clockSkewMs = 3 * 3600_000
    const answer = await token.get()
    expect(answer).toMatchObject({ kind: 'no-token', why: 'clock-wrong', code: 'AADSTS700024' })
    expect(answer.kind === 'no-token' && answer.detail).toContain("behind Entra's")
    tenant.faults.clockSkewMs = 0
  })
})

describe('what can go wrong', () => {
  const cases: readonly (readonly [string, Fault, Partial<GraphFailure>])[] = [
    ['no connection', { kind: 'offline' }, { kind: 'no-answer', code: 'ECONNREFUSED' }],
    ['no DNS', { kind: 'offline', how: 'no-such-host' }, { kind: 'no-answer', code: 'ENOTFOUND' }],
    ['a reset before the change', { kind: 'answer-lost-before' }, { kind: 'no-answer', code: 'ECONNRESET' }],
    ['a reset after the change', { kind: 'answer-lost-after' }, { kind: 'no-answer', code: 'ECONNRESET' }],
    ['silence', { kind: 'silence', changeMade: true }, { kind: 'no-answer', code: 'ETIMEDOUT' }],
    ['HTML', { kind: 'html', status: 200 }, { kind: 'no-answer', status: 200 }],
    ['HTML of a gateway', { kind: 'html', status: 502 }, { kind: 'no-answer', status: 502 }],
    ['a firewall', { kind: 'unsigned', status: 403 }, { kind: 'no-answer', status: 403 }],
    ['400', { kind: 'status', status: 400 }, { kind: 'rejected', status: 400 }],
    ['403', { kind: 'status', status: 403 }, { kind: 'forbidden', status: 403 }],
    ['404', { kind: 'status', status: 404 }, { kind: 'not-found', status: 404 }],
    ['500', { kind: 'status', status: 500 }, { kind: 'unavailable', status: 500 }],
    ['503', { kind: 'status', status: 503 }, { kind: 'unavailable', status: 503 }],
    [
      '503 with a time',
      { kind: 'status', status: 503, retryAfter: '0.5' },
      { kind: 'throttled', retryAfterMs: 500 },
    ],
    ['429', { kind: 'status', status: 429, retryAfter: '2.128' }, { kind: 'throttled', retryAfterMs: 2128 }],
    [
      'an error inside an error message',
      { kind: 'status', status: 400, code: 'TimeClockOff', errorForm: 'json-in-message' },
      { kind: 'rejected', code: 'TimeClockOff' },
    ],
    [
      'a nested error',
      { kind: 'status', status: 403, code: 'NoConsent', errorForm: 'nested' },
      { kind: 'forbidden', code: 'NoConsent' },
    ],
  ]

  test.each(cases)(
    '%s is returned as a value, is sent once, and is logged with its IDs',
    async (_, fault, expected) => {
      const { tenant, log, timeCards, token, clockedIn } = await createTenantFixture({
        requestTimeoutMs: 200,
      })
      await token.get()
      tenant.faults.set(fault, { routes: ['clock-out'] })
      const answer = await timeCards.clockOut(clockedIn(anna), body, live)
      expect(answer).toMatchObject({ kind: 'failed', failure: expected })
      expect(tenant.requests.filter(({ route }) => route === 'clock-out').length).toBeLessThanOrEqual(1)
      const failure = answer.kind === 'failed' ? answer.failure : undefined
      expect(log.of('graph.failed')).toMatchObject([
        { kind: expected.kind, clientRequestId: failure?.clientRequestId, requestId: failure?.requestId },
      ])
      if (failure?.status !== undefined && fault.kind === 'status') expect(failure.requestId).toBeTruthy()
    },
  )

  test('401 again with a new token is unauthorized', async () => {
    const { tenant, timeCards, clockedIn, tokenRequests } = await createTenantFixture()
    tenant.faults.set({ kind: 'status', status: 401 }, { routes: ['clock-out'] })
    expect(await timeCards.clockOut(clockedIn(anna), body, live)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'unauthorized', status: 401 },
    })
    expect(tokenRequests()).toBe(2)
  })

  test('a list that is cut off in the middle is unreadable', async () => {
    const { tenant, timeCards, clockedIn } = await createTenantFixture()
    clockedIn(anna)
    tenant.faults.set({ kind: 'truncated-json' }, { routes: ['list-time-cards'] })
    expect(await timeCards.listOpen(live)).toMatchObject({ kind: 'failed', failure: { kind: 'unreadable' } })
  })

  test('missing consent is forbidden, and another team is not found', async () => {
    const { timeCards } = await createTenantFixture({ tenant: { consent: [] } })
    expect(await timeCards.listOpen(live)).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden' } })
    const elsewhere = await createTenantFixture({ tenant: { teamId: ben } })
    expect(await elsewhere.timeCards.listOpen(live)).toMatchObject({
      kind: 'failed',
      failure: { kind: expect.stringMatching(/^(not-found|forbidden)$/) as string },
    })
  })

  test('an unreachable Entra means no token and is reported as no connection', async () => {
    const { tenant, timeCards, sightings } = await createTenantFixture()
    tenant.faults.set({ kind: 'offline' })
    expect(await timeCards.listOpen(live)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'no-token', code: 'ECONNREFUSED' },
    })
    expect(sightings).toMatchObject([{ reached: false }])
  })

  test('a burst of clock-outs and replays never gets a 429 from a tenant with limits', async () => {
    const { tenant, token, timeCards, clockedIn } = await createTenantFixture()
    await token.get()
    const cards = Array.from({ length: 12 }, () => clockedIn(anna))
    const answers = await Promise.all(
      cards.map((card, i) => timeCards.clockOut(card, body, { priority: i % 2 === 0 ? 'live' : 'replay' })),
    )
    expect(answers.every(({ kind }) => kind === 'ok')).toBe(true)
    expect(tenant.requests.filter(({ status }) => status === 429)).toEqual([])
    expect(tenant.ledger).toHaveLength(12)
  })

  test('no token, assertion, key or secret ever reaches the log', async () => {
    const { tenant, log, timeCards, token, clockedIn, secrets } = await createTenantFixture({
      requestTimeoutMs: 200,
    })
    const faults: readonly Fault[] = [
      { kind: 'answer-lost-after' },
      { kind: 'silence' },
      { kind: 'html', status: 200 },
      { kind: 'truncated-json' },
      { kind: 'status', status: 401 },
      { kind: 'status', status: 403, errorForm: 'nested' },
      { kind: 'status', status: 500 },
    ]
    tenant.rules.pace = 'off'
    for (const fault of faults) {
      const onGraph = tenant.faults.set(fault, { routes: 'graph' })
      await timeCards.listOpen(live)
      await timeCards.clockOut(clockedIn(anna), body, live)
      onGraph.clear()
    }
    const current = await token.get()
    for (const fault of faults) {
      const onEntra = tenant.faults.set(fault, { routes: 'entra' })
      if (fault.kind !== 'silence' && current.kind === 'token')
        await token.get({ refuse: current.accessToken })
      onEntra.clear()
    }
    expect(secrets.onTheWire.size).toBeGreaterThan(1)
    const text = log.text()
    expect(log.of('graph.failed').length).toBeGreaterThan(faults.length)
    for (const secret of [...secrets.onTheWire, secrets.privateKeyPem, 'PRIVATE KEY'])
      expect(text).not.toContain(secret)
    expect(text).not.toMatch(/eyJ[\w-]+\./)
    expect(text).not.toContain('client_assertion')
  })
})

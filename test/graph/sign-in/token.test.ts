import { describe, expect, test } from 'vitest'
import type { Fetch } from '../../../electron/base/fetch.ts'
import { createTokenSource, type TokenSourceOptions } from '../../../electron/graph/sign-in/token.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

const secret = 'Zq8~very-secret-value'
const hour = 3600

type Answer = (number: number) => Response | Promise<Response>

const token =
  (livesForSeconds = hour): Answer =>
  (number) =>
    Response.json(
      { token_type: 'Bearer', expires_in: livesForSeconds, access_token: `access-token-${number}` },
      { headers: { 'x-ms-request-id': `e-${number}` } },
    )

const refusal = (aadsts: number, text: string, headers: Record<string, string> = {}): Response =>
  Response.json(
    {
      error: 'invalid_client',
      error_description: `AADSTS${aadsts}: ${text} Trace ID: 11111111-1111-1111-1111-111111111111 Correlation ID: 22222222-2222-2222-2222-222222222222 Timestamp: 2026-03-01 12:00:00Z`,
      error_codes: [aadsts],
      correlation_id: '22222222-2222-2222-2222-222222222222',
    },
    { status: 401, headers },
  )

/** The real MSAL against a hand-made token endpoint, on a virtual clock. */
function setUp(answers: readonly Answer[], changes: Partial<TokenSourceOptions> = {}) {
  const clock = createVirtualClock(Date.now())
  const log = createCollectedLog()
  const requests: { readonly url: string; readonly form: URLSearchParams; readonly atMs: number }[] = []
  const fetch: Fetch = async (url, init) => {
    const number = requests.length
    const body = typeof init?.body === 'string' ? init.body : ''
    requests.push({ url, form: new URLSearchParams(body), atMs: clock.now().monotonicMs })
    const answer = answers[Math.min(number, answers.length - 1)]
    if (answer === undefined) throw new Error('the test has no answer for this request')
    return answer(number + 1)
  }
  const source = createTokenSource({
    credential: () => ({ kind: 'secret', secret }),
    tenantId: 'contoso.example',
    clientId: '9e2a7b81-3c4d-4e6f-8a71-8293a4b5c6d7',
    loginEndpoint: 'https://login.microsoftonline.com',
    graphEndpoint: 'https://graph.microsoft.com',
    fetch,
    clock,
    log,
    random: () => 1,
    ...changes,
  })
  return { clock, log, requests, source }
}

/** Turns the clock in small steps, so that MSAL gets its turns in between. */
async function pass(clock: VirtualClock, seconds: number, stepSeconds = 60): Promise<void> {
  for (let s = 0; s < seconds; s += stepSeconds)
    await clock.advance(Math.min(stepSeconds, seconds - s) * 1000)
}

describe('the token source', () => {
  test('a token that claims to live for years is renewed within a day, without overflowing the timer', async () => {
    const { source } = setUp([token(5_000_000)])
    const answer = await source.get()
    expect(answer.kind === 'token' && answer.expiresAtMs - Date.now()).toBeLessThanOrEqual(25 * hour * 1000)
  })

  test('requests what the app was granted on Graph', async () => {
    const { requests, source } = setUp([token()])
    expect(await source.get()).toMatchObject({ kind: 'token', accessToken: 'access-token-1' })
    expect(requests).toHaveLength(1)
    expect(requests[0]?.url).toMatch(
      /^https:\/\/login\.microsoftonline\.com\/contoso\.example\/oauth2\/v2\.0\/token/,
    )
    expect(Object.fromEntries(requests[0]?.form ?? [])).toMatchObject({
      grant_type: 'client_credentials',
      scope: 'https://graph.microsoft.com/.default',
    })
  })

  test.each([
    ['https://graph.microsoft.us', 'https://graph.microsoft.us/.default'],
    ['https://proxy.example/graph', 'https://graph.microsoft.com/.default'],
    ['https://127.0.0.1:8443', 'https://graph.microsoft.com/.default'],
  ])('for the Graph endpoint %s the scope is %s', async (graphEndpoint, scope) => {
    const { requests, source } = setUp([token()], { graphEndpoint })
    await source.get()
    expect(requests[0]?.form.get('scope')).toBe(scope)
  })

  test('once started, no one waits for a token again, for a whole day', async () => {
    const { clock, requests, source } = setUp([token()])
    source.start()
    await source.get()
    for (let hours = 0; hours < 24; hours++) {
      await pass(clock, hour)
      const before = requests.length
      const answer = await source.get()
      expect(requests).toHaveLength(before)
      expect(answer.kind === 'token' && answer.expiresAtMs - clock.now().wallMs).toBeGreaterThan(5 * 60_000)
    }
    // Each at half the life of the last.
    expect(requests.length).toBeLessThan(60)
    source.stop()
    expect(clock.waiting).toBe(0)
  })

  test('an outage of twenty minutes at the time of renewal affects nobody', async () => {
    let down = false
    const { clock, requests, source, log } = setUp([
      (number) => {
        if (down) throw new TypeError('fetch failed')
        return token()(number)
      },
    ])
    source.start()
    await source.get()
    down = true
    await pass(clock, 50 * 60)
    expect(await source.get()).toMatchObject({ kind: 'token', accessToken: 'access-token-1' })
    expect(log.of('token.failed').length).toBeGreaterThan(3)
    down = false
    await pass(clock, 60)
    const before = requests.length
    expect(await source.get()).toMatchObject({ kind: 'token', accessToken: `access-token-${before}` })
    source.stop()
  })

  test('simultaneous callers share one request', async () => {
    const { requests, source } = setUp([token()])
    source.start()
    const answers = await Promise.all(Array.from({ length: 10 }, () => source.get()))
    expect(new Set(answers.map((answer) => answer.kind === 'token' && answer.accessToken))).toEqual(
      new Set(['access-token-1']),
    )
    expect(requests).toHaveLength(1)
    source.stop()
  })

  test('a refused token is replaced once for all callers that saw it refused', async () => {
    const { requests, source } = setUp([token()])
    await source.get()
    const renewed = await Promise.all([
      source.get({ refuse: 'access-token-1' }),
      source.get({ refuse: 'access-token-1' }),
    ])
    const later = await source.get({ refuse: 'access-token-1' })
    for (const answer of [...renewed, later]) expect(answer).toMatchObject({ accessToken: 'access-token-2' })
    expect(requests).toHaveLength(2)
  })

  test('a token about to expire is not handed out', async () => {
    const { clock, source } = setUp([token()])
    await source.get()
    await pass(clock, hour - 20)
    expect(await source.get()).toMatchObject({ accessToken: 'access-token-2' })
  })

  test("setting the clock does not extend a token's life or expire it early", async () => {
    const { clock, source } = setUp([token()])
    await source.get()
    clock.jumpWall(-10 * 3600_000)
    await pass(clock, hour)
    expect(await source.get()).toMatchObject({ accessToken: 'access-token-2' })
    clock.jumpWall(24 * 3600_000)
    expect(await source.get()).toMatchObject({ accessToken: 'access-token-3' })
    expect(await source.get()).toMatchObject({ accessToken: 'access-token-3' })
  })

  test('tokens that live for seconds do not cause a flood of requests', async () => {
    const { clock, requests, source } = setUp([token(2)])
    source.start()
    await source.get()
    await pass(clock, 60, 1)
    source.stop()
    expect(requests.length).toBeLessThanOrEqual(14)
  })

  test('after failures it is retried with backoff, at least once a minute', async () => {
    const { clock, requests, source } = setUp([
      () => {
        throw new TypeError('fetch failed')
      },
    ])
    source.start()
    await source.get()
    await pass(clock, 600, 1)
    const gaps = requests.slice(1).map(({ atMs }, i) => Math.round((atMs - (requests[i]?.atMs ?? 0)) / 1000))
    expect(gaps.slice(0, 6)).toEqual([1, 2, 4, 8, 16, 32])
    expect(Math.max(...gaps)).toBe(60)
    source.stop()
  })

  test('many callers during an outage cause at most one request per second', async () => {
    const { clock, requests, source } = setUp([
      () => {
        throw new TypeError('fetch failed')
      },
    ])
    for (let i = 0; i < 20; i++) {
      expect(await source.get()).toMatchObject({ kind: 'no-token', why: 'unreachable' })
      await clock.advance(100)
    }
    expect(requests.length).toBeLessThanOrEqual(3)
  })

  test("Entra's Retry-After is respected", async () => {
    const busy: Answer = () => new Response('', { status: 429, headers: { 'retry-after': '20' } })
    const { clock, requests, source } = setUp([busy, token()])
    expect(await source.get()).toMatchObject({
      kind: 'no-token',
      why: 'unreachable',
      code: '429',
      retryAfterMs: 20_000,
    })
    await clock.advance(19_000)
    await source.get()
    expect(requests).toHaveLength(1)
    await clock.advance(1_000)
    expect(await source.get()).toMatchObject({ kind: 'token' })
  })

  test('stopped during a request, it ends without reporting anything', async () => {
    const { clock, log, source } = setUp([() => new Promise<Response>(() => undefined)])
    source.start()
    const waiting = source.get()
    await clock.settle()
    source.stop()
    expect(await waiting).toMatchObject({ kind: 'no-token' })
    expect(log.lines).toEqual([])
    expect(clock.waiting).toBe(0)
  })
})

describe('no token', () => {
  test("Entra's refusal comes with its code and correlation id", async () => {
    const { log, source } = setUp([() => refusal(7000215, 'Invalid client secret provided.')])
    expect(await source.get()).toMatchObject({
      kind: 'no-token',
      why: 'refused',
      code: 'AADSTS7000215',
      detail: 'AADSTS7000215: Invalid client secret provided.',
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    })
    expect(log.of('token.failed')).toMatchObject([{ why: 'refused', code: 'AADSTS7000215' }])
  })

  test("Entra's message is cut off before its IDs, however much white space comes first", async () => {
    const { source } = setUp([() => refusal(7000215, `Invalid.${' '.repeat(300_000)}`)])
    expect(await source.get()).toMatchObject({ code: 'AADSTS7000215', detail: 'AADSTS7000215: Invalid.' })
    const dashed = setUp([() => refusal(7000215, 'Invalid. -')])
    expect(await dashed.source.get()).toMatchObject({ detail: 'AADSTS7000215: Invalid.' })
  })

  test('an assertion outside its validity means that the clock is wrong, and shows by how much', async () => {
    const headers = { date: new Date(Date.now() + 7200_000).toUTCString() }
    const text = 'Client assertion is not within its valid time range.'
    const { source } = setUp([() => refusal(700024, text, headers)])
    const answer = await source.get()
    expect(answer).toMatchObject({ kind: 'no-token', why: 'clock-wrong', code: 'AADSTS700024' })
    expect(answer.kind === 'no-token' && answer.detail).toMatch(
      /^set this computer's clock, which is 7(199|200|201) s behind Entra's: AADSTS700024/,
    )
  })

  test('a missing network is reported as unreachable, with its code', async () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
    const { source } = setUp([
      () => {
        throw new TypeError('fetch failed', { cause })
      },
    ])
    expect(await source.get()).toMatchObject({ kind: 'no-token', why: 'unreachable', code: 'ENOTFOUND' })
  })

  test('silence is given up after ten seconds', async () => {
    const { clock, source } = setUp([() => new Promise<Response>(() => undefined)])
    const answer = source.get()
    await clock.advance(10_000)
    expect(await answer).toMatchObject({ kind: 'no-token', why: 'unreachable', code: 'ETIMEDOUT' })
  })

  test.each([
    ['a page of HTML', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['truncated JSON', () => new Response('{"access_token":"access-tok')],
    ['an error of the service', () => refusalOf503()],
  ])('%s is unreachable, not a refusal', async (_, answer) => {
    expect(await setUp([answer]).source.get()).toMatchObject({ kind: 'no-token', why: 'unreachable' })
  })

  test('a token or a refusal without a request ID of Entra’s is unreachable, and reported as in the way', async () => {
    const bodies = [
      [200, { token_type: 'Bearer', expires_in: hour, access_token: 'x' }],
      [400, { error: 'invalid_client', error_description: 'Blocked by policy.' }],
      [401, { error: 'invalid_client', correlation_id: 'not an id' }],
    ] as const
    for (const [status, body] of bodies) {
      const reported: (number | undefined)[] = []
      const { source } = setUp([() => Response.json(body, { status })], {
        onAnswer: (foreignStatus) => reported.push(foreignStatus),
      })
      expect(await source.get()).toMatchObject({ kind: 'no-token', why: 'unreachable' })
      expect(reported).toEqual([status])
    }
  })

  test.each([
    ['deep', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`],
    ['of many parts', `{"a":[${'[],'.repeat(50_000)}[]]}`],
  ])('an answer that is %s is refused before it is parsed', async (_, body) => {
    const answer = () => new Response(body, { headers: { 'x-ms-request-id': 'e-1' } })
    expect(await setUp([answer]).source.get()).toMatchObject({ kind: 'no-token', why: 'unreachable' })
  })

  test('no secret is sent to another origin named by the metadata', async () => {
    const loginEndpoint = 'https://login.corp.example'
    const metadata = (origin: string) => () =>
      Response.json({
        token_endpoint: `${origin}/contoso.example/oauth2/v2.0/token`,
        authorization_endpoint: `${origin}/contoso.example/oauth2/v2.0/authorize`,
        // MSAL checks this one, and no other.
        issuer: `${loginEndpoint}/contoso.example/v2.0`,
        jwks_uri: `${origin}/keys`,
      })
    const foreign = setUp([metadata('https://elsewhere.example'), token()], { loginEndpoint })
    expect(await foreign.source.get()).toMatchObject({
      kind: 'no-token',
      why: 'refused',
      detail: expect.stringContaining('https://elsewhere.example') as string,
    })
    expect(foreign.requests.map(({ url }) => new URL(url).host)).toEqual(['login.corp.example'])
    for (const origin of [loginEndpoint, 'https://login.microsoftonline.com']) {
      const { source, requests } = setUp([metadata(origin), token()], { loginEndpoint })
      expect(await source.get()).toMatchObject({ kind: 'token' })
      expect(new URL(requests[1]?.url ?? '').origin).toBe(origin)
    }
  })

  test.each([
    'https://login.microsoftonline.com',
    'https://login.microsoftonline.us',
    'https://login.partner.microsoftonline.cn',
  ])('%s is used only for the token', async (loginEndpoint) => {
    const { source, requests } = setUp([token()], { loginEndpoint })
    expect(await source.get()).toMatchObject({ kind: 'token' })
    expect(requests.map(({ url }) => new URL(url).origin)).toEqual([loginEndpoint])
  })

  test('an error of the service is cleared by the next answer', async () => {
    const { clock, source } = setUp([() => refusalOf503(), token()])
    await source.get()
    await clock.advance(1000)
    expect(await source.get()).toMatchObject({ kind: 'token' })
  })

  test('an answer without a token is refused, not thrown', async () => {
    for (const body of [{}, { access_token: 7 }, { token_type: 'Bearer' }, []]) {
      const { source } = setUp([() => Response.json(body)])
      expect(await source.get()).toMatchObject({ kind: 'no-token' })
    }
  })

  test('an invalid key is reported without asking Entra', async () => {
    const credential = { kind: 'certificate', certificatePem: 'x', privateKeyPem: 'y' } as const
    const { requests, source } = setUp([token()], { credential: () => credential })
    expect(await source.get()).toMatchObject({ kind: 'no-token', why: 'refused' })
    expect(requests).toEqual([])
  })

  test('each request is made with the credential of that moment', async () => {
    let secret = 'the old one'
    const answers = [() => refusal(7000222, 'The provided client secret keys are expired.'), token()]
    const { clock, requests, source } = setUp(answers, { credential: () => ({ kind: 'secret', secret }) })
    await source.get()
    secret = 'the new one'
    await clock.advance(1_000)
    expect(await source.get()).toMatchObject({ kind: 'token' })
    expect(requests.map(({ form }) => form.get('client_secret'))).toEqual(['the old one', 'the new one'])
  })

  test('a secret repeated by Entra is not shown', async () => {
    const { log, source } = setUp([() => refusal(7000215, `The secret ${secret} is wrong.`)])
    expect(JSON.stringify(await source.get())).not.toContain(secret)
    expect(log.text()).not.toContain(secret)
  })
})

function refusalOf503(): Response {
  return Response.json(
    { error: 'temporarily_unavailable', error_description: 'AADSTS90033' },
    { status: 503 },
  )
}

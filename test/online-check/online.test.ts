import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Fetch } from '../../electron/base/fetch.ts'
import { entraCodes, explainEntraCode } from '../../electron/graph/sign-in/aadsts.ts'
import { checkClock } from '../../electron/online-check/clock-check.ts'
import { networkWords, troubleOf } from '../../electron/online-check/network-words.ts'
import { rolesIn } from '../../electron/graph/sign-in/token-roles.ts'
import { checkPermissions } from '../../electron/online-check/permissions.ts'
import type { HttpsTenant } from '../support/https-tenant.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { checkIn, closeLab, openLab, openTenant, type Lab } from './lab.ts'

let https: HttpsTenant
let lab: Lab

beforeAll(async () => {
  https = await openTenant()
})
afterAll(() => https.close())
beforeEach(async () => {
  lab = await openLab(https)
})
afterEach(() => closeLab(lab))

describe('whatever hangs', () => {
  const never = () => new Promise<never>(() => undefined)
  const hangingFrom =
    (pattern: RegExp, fetch: Fetch): Fetch =>
    (url, init) =>
      pattern.test(url) ? never() : fetch(url, init)

  test.each([
    ['everything', /./],
    ['the token', /\/token/],
    ['the schedule', /schedule$/],
    ['the lists', /timeCards/],
    ['the members', /members/],
  ])('the checks end within a minute, even without any answer from %s', async (_, pattern) => {
    const clock = createVirtualClock(Date.now())
    const { fetch } = lab
    lab.clock = clock
    // The first question of Graph shows only whether it is there.
    lab.fetch = hangingFrom(pattern, (url, init) => fetch(url, init))
    const pending = checkIn(lab, { online: true })
    const over = new AbortController()
    void pending.finally(() => over.abort())
    const startedMs = clock.now().monotonicMs
    while (!over.signal.aborted) {
      // What goes over the loopback takes real time.
      await new Promise((resolve) => setTimeout(resolve, 20))
      await clock.advance(500)
      if (clock.now().monotonicMs - startedMs > 300_000) throw new Error('the checks did not end')
    }
    expect(clock.now().monotonicMs - startedMs).toBeLessThanOrEqual(60_000)
    const { exitCode, checks } = await pending
    expect(exitCode).toBe(10)
    expect(checks.some(({ state }) => state === 'problem')).toBe(true)
  })
})

describe('Entra’s codes', () => {
  test.each(Object.keys(entraCodes))(
    "%s is reported in our own words with a fix, without Entra's text",
    async (code) => {
      const { fetch } = lab
      lab.fetch = (url, init) =>
        url.includes('/oauth2/v2.0/token') ? Promise.resolve(refusal(code)) : fetch(url, init)
      const { checks, exitCode, text } = await checkIn(lab, { online: true })
      const pending = checks.find(({ id }) => id === 'sign-in.token')
      expect(pending?.detail).toContain(entraCodes[code]?.detail)
      expect(pending?.detail).toContain(`(${code})`)
      expect(pending?.fix).toBe(entraCodes[code]?.fix)
      expect(exitCode).toBe(11)
      expect(text).not.toContain('Contoso')
    },
  )

  test('an unknown one is reported with the page that explains it', () => {
    expect(explainEntraCode('AADSTS4711').fix).toContain('https://login.microsoftonline.com/error?code=4711')
    expect(explainEntraCode('invalid_grant').fix).toContain('sign-in logs')
  })
})

describe('the network’s codes', () => {
  test.each([
    ['ENOTFOUND', 'dns'],
    ['ERR_NAME_NOT_RESOLVED', 'dns'],
    ['ECONNREFUSED', 'refused'],
    ['ERR_CONNECTION_REFUSED', 'refused'],
    ['ERR_TIMED_OUT', 'no-answer'],
    ['ERR_CONNECTION_RESET', 'cut-off'],
    ['ERR_INTERNET_DISCONNECTED', 'no-route'],
    ['ERR_NETWORK_ACCESS_DENIED', 'blocked'],
    ['ERR_CERT_AUTHORITY_INVALID', 'unknown-authority'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unknown-authority'],
    ['ERR_CERT_DATE_INVALID', 'expired-certificate'],
    ['ERR_CERT_COMMON_NAME_INVALID', 'wrong-host'],
    ['ERR_CERT_REVOKED', 'tls'],
    ['ERR_SSL_PROTOCOL_ERROR', 'tls'],
    ['ERR_PROXY_CONNECTION_FAILED', 'proxy-unreachable'],
    ['ERR_TUNNEL_CONNECTION_FAILED', 'proxy-refused'],
    ['ERR_PROXY_AUTH_REQUESTED', 'proxy-password'],
    ['ERR_SOMETHING_NEW', 'other'],
  ])('%s from Node or Chromium means: %s', (code, trouble) => {
    expect(troubleOf({ code, detail: '' })).toBe(trouble)
    const { detail, fix } = networkWords({ code, detail: '' }, { host: 'graph.microsoft.com', nowMs: 0 })
    expect(detail).toContain(`(${code})`)
    expect(fix.length).toBeGreaterThan(10)
  })
})

describe('the clock', () => {
  const at = (aheadMs: number, uncertainMs = 500) => ({ aheadMs, uncertainMs })

  test.each([
    [[], 'not-checked'],
    [[at(900)], 'good'],
    [[at(-20_000), at(-20_500)], 'good'],
    [[at(31_000)], 'warning'],
    [[at(-4 * 60_000)], 'warning'],
    [[at(5 * 60_000 + 1_000)], 'problem'],
    [[at(-400 * 86_400_000)], 'problem'],
    [[at(0), at(120_000)], 'problem'],
  ])('%j is %s', (sightings, state) => {
    expect(checkClock(sightings).state).toBe(state)
  })
})

describe('the permissions', () => {
  const token = (payload: unknown): string =>
    ['{}', JSON.stringify(payload), ''].map((part) => Buffer.from(part).toString('base64url')).join('.')

  test.each([
    [{ roles: ['Schedule.ReadWrite.All'] }, 'good'],
    [{ roles: ['Schedule.ReadWrite.All', 'User.Read.All'] }, 'warning'],
    [{ roles: ['Schedule.ReadWrite.All', 'GroupMember.Read.All', 'User.Read.All'] }, 'good'],
    [{ roles: ['Schedule.Read.All'] }, 'problem'],
    [{}, 'problem'],
    [{ roles: 'all' }, 'not-checked'],
    ['no object', 'not-checked'],
  ])('%j: %s', (payload, state) => {
    expect(checkPermissions(rolesIn(token(payload))).state).toBe(state)
  })

  test('an invalid token is not checked, and an invalid role is not shown', () => {
    expect(checkPermissions(rolesIn('opaque')).state).toBe('not-checked')
    const roles = ['Schedule.ReadWrite.All', '<script>ana.ruiz@example.com']
    expect(checkPermissions(rolesIn(token({ roles }))).detail).not.toContain('ana.ruiz')
  })
})

describe('the team', () => {
  const detailOf = async (id: string): Promise<string> =>
    (await checkIn(lab, { online: true })).checks.find((check) => check.id === id)?.detail ?? ''

  test('a tenant that refuses filters is reported: every read fetches all cards', async () => {
    https.tenant.rules.filters = []
    expect(await detailOf('team.card-list')).toContain('every read fetches all cards')
    https.tenant.rules.filters = ['state eq', 'userId eq']
    expect(await detailOf('team.card-list')).toContain('two lists')
    https.tenant.rules.filters = ['state eq or state eq', 'userId eq']
    expect(await detailOf('team.card-list')).toContain('in one list. Cards can be listed for one person')
  })

  test('members are counted over all pages, also if the cast requires an advanced query', async () => {
    https.tenant.rules.memberCastIsAdvanced = true
    for (let member = 0; member < 250; member += 1)
      https.tenant.addUser({ id: randomUUID(), displayName: 'Somebody' })
    expect(await detailOf('team.members')).toBe('3 of 3 people in the roster, of 253 members.')
    https.tenant.rules.memberCastIsAdvanced = false
  })

  test('without the permission the members are not requested', async () => {
    https.tenant.consent = ['Schedule.ReadWrite.All']
    const before = https.tenant.requests.length
    expect(await detailOf('team.members')).toContain('Needs GroupMember.Read.All')
    expect(https.tenant.requests.slice(before).map(({ route }) => route)).not.toContain('list-members')
  })

  test('a pause requested by Graph is not reported as a problem of the team', async () => {
    https.tenant.faults.set(
      { kind: 'status', status: 429, retryAfter: '1' },
      { routes: ['get-schedule'], matching: ({ headers }) => headers.has('authorization') },
    )
    const { checks, exitCode } = await checkIn(lab, { online: true })
    expect(checks.find(({ id }) => id === 'team.found')).toMatchObject({ state: 'not-checked' })
    expect(exitCode).toBe(0)
  })
})

function refusal(code: string): Response {
  const json = {
    error: 'invalid_client',
    error_description: `${code}: Application 'Ana's app' of Contoso is not right. Trace ID: ${randomUUID()} Correlation ID: ${randomUUID()}`,
    error_codes: [Number(code.slice('AADSTS'.length))],
    trace_id: randomUUID(),
    correlation_id: randomUUID(),
  }
  const headers = { 'content-type': 'application/json', 'x-ms-request-id': randomUUID() }
  return new Response(JSON.stringify(json), { status: 401, headers })
}

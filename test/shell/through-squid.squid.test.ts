import { existsSync, readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../../electron/base/time/clock.ts'
import { boundedFetch } from '../../electron/graph/network/bounded-fetch.ts'
import { lookAtPeer } from '../../electron/online-check/peer-certificate.ts'
import { checkWayToGraph, checkWayToSignIn } from '../../electron/online-check/network-check.ts'
import { createDockReader } from '../../electron/sandbox/dock-reader.ts'
import { createFakeElectron, withElectron } from '../fakes/electron/index.ts'
import type { StartLoader } from '../fakes/electron/url-loader.ts'
import { wireLoader } from '../fakes/electron/wire-loader.ts'
import { startChromiumNetwork, type ChromiumNetwork } from '../support/chromium-loader.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import { clockEverybodyIn, layOutSite, staff } from '../support/site.ts'
import {
  makeProxyAuthority,
  startSquid,
  type ProxyAuthority,
  type Squid,
  type SquidRules,
} from '../support/squid.ts'
import { waitUntil } from '../support/wait-until.ts'
import { runHost } from './running-host.ts'

/**
 * The kiosk's own fetch (`shell/chromium-fetch.ts`) over Chromium's network and a real proxy. Debian's Chromium performs the
 * requests in place of Electron's runtime; everything between it and the kiosk is the fake of `net.request`. Chromium
 * trusts the authorities of the stand-in and of one gateway by the NSS store of its account.
 */
let tenant: HttpsTenant
let squid: Squid
let chromium: ChromiumNetwork
let trustedGateway: ProxyAuthority
let unknownGateway: ProxyAuthority
/** Of the stand-in, which is Entra and Graph. */
let host: string

vi.setConfig({ testTimeout: 120_000 })

beforeAll(async () => {
  tenant = await startHttpsTenant({ name: 'localhost' })
  tenant.tenant.rules.pace = 'off'
  ;({ host } = new URL(tenant.url))
  trustedGateway = await makeProxyAuthority('Example web gateway')
  unknownGateway = await makeProxyAuthority('Unknown web gateway')
  squid = await startSquid()
  const trusted = [tenant.caPem, trustedGateway.certificatePem]
  chromium = await startChromiumNetwork({ proxy: squid.address, trusted })
})

afterAll(async () => {
  await chromium.close()
  await squid.close()
  await tenant.close()
})

beforeEach(async () => {
  await tenant.goOnline()
  tenant.tenant.clear()
  clockEverybodyIn(tenant)
})

const opensTls = (authority: ProxyAuthority): SquidRules => ({
  opensTls: { authority, trustsPath: tenant.caPath },
})

/** `shell/chromium-fetch.ts` alone. */
async function kioskFetch() {
  const fake = createFakeElectron()
  fake.network.loader = chromium.start
  fake.app.becomeReady()
  const { electronFetch } = await withElectron(fake, () => import('../../electron/shell/chromium-fetch.ts'))
  return electronFetch
}

async function exchange() {
  return boundedFetch({
    fetch: await kioskFetch(),
    clock: systemClock,
    url: `${tenant.url}/v1.0/teams/${tenant.teamId}/schedule`,
    init: { method: 'GET' },
    timeoutMs: 10_000,
    maxBodyBytes: 64 * 1024,
  })
}

/** As `shell/online-command.ts` does it. */
const peerThroughSquid = (url: string) => lookAtPeer(url, `PROXY ${squid.address}`)

/** The two ways of `--check-config --online`. */
async function ways() {
  const lent = {
    fetch: await kioskFetch(),
    clock: systemClock,
    lookAtPeer: peerThroughSquid,
    progress: () => undefined,
  }
  const endpoints = { graph: tenant.url, login: tenant.url }
  const signIn = { tenantId: tenant.tenantId } as Parameters<typeof checkWayToSignIn>[0]['signIn']
  const shifts = { teamId: tenant.teamId } as Parameters<typeof checkWayToGraph>[0]['shifts']
  return {
    toSignIn: (await checkWayToSignIn({ endpoints, signIn }, lent)).result,
    toGraph: (await checkWayToGraph({ endpoints, shifts }, lent)).result,
  }
}

/** The whole kiosk. */
async function runKiosk() {
  const site = layOutSite(tenant)
  onTestFinished(() => site.remove())
  const reader = createDockReader()
  const { fake, logged } = await runHost({
    load: { configPath: site.configPath, env: {}, platform: 'linux' },
    prepare: ({ network }) => {
      network.loader = chromium.start
    },
    demo: { openReader: () => reader, started: () => undefined },
  })
  const sentToPage = (): string => JSON.stringify(fake.windows.map(({ contents }) => contents.sent))
  const reaches = (screen: string) =>
    waitUntil(screen, () => sentToPage().includes(`"name":"${screen}"`), { limitMs: 30_000 })
  const report = join(site.folder, 'data', 'health.json')
  interface Health {
    readonly alarms: readonly { readonly kind: string; readonly detail?: string }[]
  }
  const alarm = (kind: string) =>
    existsSync(report)
      ? (JSON.parse(readFileSync(report, 'utf8')) as Health).alarms.find((one) => one.kind === kind)
      : undefined
  await reaches('ready')
  const tap = (): void => reader.tap(staff.ana.badge)
  return { tap, reaches, alarm, logged }
}

const clockOuts = () => tenant.tenant.ledger.filter(({ kind }) => kind === 'clockOut').length

describe('a proxy that only tunnels', () => {
  test('lets the whole kiosk through; its log has the host, and nothing of the content', async () => {
    await squid.restart({})
    const { tap, reaches, alarm } = await runKiosk()
    tap()
    await reaches('confirmed')
    expect(clockOuts()).toBe(1)
    expect([alarm('proxy'), alarm('in-the-way')]).toEqual([undefined, undefined])

    const { toSignIn, toGraph } = await ways()
    expect([toSignIn.state, toGraph.state]).toEqual(['good', 'good'])
    await tenant.goOffline()
    const seen = await waitUntil('the end of the tunnel', () => squid.log().length > 0 && squid.log())
    for (const entry of seen)
      expect(entry).toEqual({
        status: 200,
        method: 'CONNECT',
        url: host,
        proxyAuthorization: undefined,
        authorization: undefined,
      })
  })

  test.each([
    ['refuses the tunnel (403)', { deniesAll: true } as const, 403, false],
    ['cannot connect (503)', {}, 503, true],
  ])("and %s: Chromium fails, and does not pass on the proxy's page", async (_, rules, status, isGone) => {
    await squid.restart(rules)
    if (isGone) await tenant.goOffline()
    expect(await exchange()).toEqual({
      kind: 'no-answer',
      code: 'ERR_TUNNEL_CONNECTION_FAILED',
      detail: 'net::ERR_TUNNEL_CONNECTION_FAILED',
    })
    const { toGraph } = await ways()
    expect(toGraph).toMatchObject({
      state: 'problem',
      detail: `The proxy refused to connect to ${host} (ERR_TUNNEL_CONNECTION_FAILED).`,
    })
    expect(new Set(squid.log().map((entry) => entry.status))).toEqual(new Set([status]))
    expect(tenant.tenant.requests).toEqual([])
  })
})

describe('a proxy that requires a password', () => {
  test('is reported as a login event; without an answer the request ends, and no password is sent', async () => {
    await squid.restart({ wantsPassword: true })
    expect(await exchange()).toEqual({
      kind: 'no-answer',
      code: 'ERR_PROXY_AUTH_REQUESTED',
      detail: `the proxy ${squid.address} requires a password (basic)`,
    })
    const { toSignIn, toGraph } = await ways()
    const detail = 'The proxy requires a password, which a kiosk does not have (ERR_PROXY_AUTH_REQUESTED).'
    for (const way of [toSignIn, toGraph]) expect(way).toMatchObject({ state: 'problem', detail })
    const seen = squid.log()
    expect(seen.length).toBeGreaterThan(0)
    for (const entry of seen)
      expect(entry).toMatchObject({ status: 407, method: 'CONNECT', proxyAuthorization: undefined })
    expect(tenant.tenant.requests).toEqual([])
  })

  test('raises the alarm; a tap waits, and is sent once the proxy lets it through', async () => {
    await squid.restart({ wantsPassword: true })
    const { tap, reaches, alarm, logged } = await runKiosk()
    expect(await waitUntil('the alarm', () => alarm('proxy'))).toEqual({
      kind: 'proxy',
      detail: `the proxy ${squid.address} requires a password (basic): let ${host} and ${host} through without one`,
    })
    tap()
    await reaches('saved-here')
    expect(tenant.tenant.requests).toEqual([])

    await squid.restart({})
    await waitUntil('the end of the alarm', () => alarm('proxy') === undefined, { limitMs: 60_000 })
    await waitUntil('the punch', () => clockOuts() === 1, { limitMs: 60_000 })
    expect(logged().find(({ event }) => event === 'token.failed')).toMatchObject({
      why: 'unreachable',
      code: 'ERR_PROXY_AUTH_REQUESTED',
    })
  })
})

/** All that a loader tells of a request for Graph through the proxy; of headers but the challenge their names. */
function toldBy(start: StartLoader): Promise<readonly unknown[]> {
  return new Promise((resolve) => {
    const sentToPage: unknown[] = []
    const request = { method: 'GET', headers: {}, body: undefined, credentials: 'omit', cache: 'no-store' }
    start(
      { ...request, url: `${tenant.url}/v1.0/` },
      {
        redirect: () => sentToPage.push('redirect'),
        login: (info, answer) => {
          sentToPage.push(info)
          answer()
        },
        responseStarted: ({ statusCode, statusMessage, headers }) =>
          sentToPage.push([
            statusCode,
            statusMessage,
            Object.keys(headers).sort(),
            headers['proxy-authenticate'],
          ]),
        data: () => sentToPage.push('data'),
        complete: () => resolve([...sentToPage, 'complete']),
        error: (name) => resolve([...sentToPage, name]),
      },
    )
  })
}

describe('what the fake of net.request reports of a tunnel is what Chromium reports', () => {
  test.each<[string, SquidRules, number]>([
    ['that needs a password', { wantsPassword: true }, 3],
    ['that is refused', { deniesAll: true }, 1],
  ])('%s', async (_, rules, count) => {
    await squid.restart(rules)
    const agent = new Agent()
    onTestFinished(() => agent.destroy())
    const byChromium = await toldBy(chromium.start)
    expect(byChromium).toHaveLength(count)
    expect(byChromium.at(-1)).toBe('net::ERR_TUNNEL_CONNECTION_FAILED')
    expect(await toldBy(wireLoader({ agent, proxy: squid.address }))).toEqual(byChromium)
  })
})

describe('a proxy that opens TLS', () => {
  test('with an authority that is not trusted: Chromium refuses, and nothing is sent', async () => {
    await squid.restart(opensTls(unknownGateway))
    expect(await exchange()).toEqual({
      kind: 'no-answer',
      code: 'ERR_CERT_AUTHORITY_INVALID',
      detail: 'net::ERR_CERT_AUTHORITY_INVALID',
    })
    const { toGraph } = await ways()
    expect(toGraph).toMatchObject({
      state: 'problem',
      detail:
        `The certificate for ${host} is from an authority this computer does not trust: ` +
        '"Unknown web gateway" (ERR_CERT_AUTHORITY_INVALID).',
    })
    expect(tenant.tenant.requests).toEqual([])
    expect(squid.log().every(({ method }) => method === 'CONNECT')).toBe(true)
  })

  test('with a trusted one: answers are Microsoft’s own, so the kiosk cannot detect it, and the proxy sees everything', async () => {
    await squid.restart(opensTls(trustedGateway))
    const { tap, reaches, alarm } = await runKiosk()
    tap()
    await reaches('confirmed')
    expect(clockOuts()).toBe(1)
    expect([alarm('proxy'), alarm('in-the-way')]).toEqual([undefined, undefined])
    const { toSignIn, toGraph } = await ways()
    expect([toSignIn.state, toGraph.state]).toEqual(['good', 'good'])
    const punch = squid.log().find(({ url }) => url.endsWith('/clockOut'))
    expect(punch).toMatchObject({
      method: 'POST',
      authorization: expect.stringMatching(/^Bearer/) as unknown,
    })
  })

  test('and answers with its own page (403) in Graph’s place: nothing is settled, and the alarm names it', async () => {
    await squid.restart({ ...opensTls(trustedGateway), deniesPath: '/v1.0/' })
    const http = await exchange()
    expect(http).toMatchObject({ kind: 'answered', status: 403, body: { kind: 'text' } })

    const { toSignIn, toGraph } = await ways()
    expect([toSignIn.state, toGraph]).toMatchObject([
      'good',
      { state: 'problem', detail: `Something other than ${host} answered, with status 403.` },
    ])
    const { tap, reaches, alarm } = await runKiosk()
    tap()
    await reaches('saved-here')
    expect(await waitUntil('the alarm', () => alarm('in-the-way'))).toEqual({
      kind: 'in-the-way',
      detail: expect.stringContaining(
        `status 403 came without Microsoft's request id, or with another request's, when ${host} was asked`,
      ) as unknown,
    })
    expect(clockOuts()).toBe(0)

    await squid.restart(opensTls(trustedGateway))
    await waitUntil('the punch', () => clockOuts() === 1, { limitMs: 60_000 })
    await waitUntil('the end of the alarm', () => alarm('in-the-way') === undefined, { limitMs: 60_000 })
  })

  test('and answers only the punch with its page: it counts neither as done nor as refused, and is sent once', async () => {
    await squid.restart({ ...opensTls(trustedGateway), deniesPath: '/clockOut' })
    const { tap, reaches } = await runKiosk()
    tap()
    await reaches('saved-here')
    const refused = await waitUntil('the refusal', () => squid.log().find(({ status }) => status === 403))
    expect(refused).toMatchObject({ method: 'POST', url: expect.stringMatching(/clockOut$/) as unknown })
    expect(clockOuts()).toBe(0)

    await squid.restart(opensTls(trustedGateway))
    await waitUntil('the punch', () => clockOuts() === 1, { limitMs: 60_000 })
  })

  test('and cannot connect: its page (503) does not count as an answer', async () => {
    await squid.restart(opensTls(trustedGateway))
    await tenant.goOffline()
    expect(await exchange()).toMatchObject({ kind: 'answered', status: 503, body: { kind: 'text' } })
    const { toSignIn, toGraph } = await ways()
    const detail = `Something other than ${host} answered, with status 503.`
    for (const way of [toSignIn, toGraph]) expect(way).toMatchObject({ state: 'problem', detail })
  })
})

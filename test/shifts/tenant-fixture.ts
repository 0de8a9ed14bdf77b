import { systemClock } from '../../electron/base/time/clock.ts'
import type { Fetch } from '../../electron/base/fetch.ts'
import { createSandboxTenant, type SandboxOptions } from '../../electron/sandbox/tenant.ts'
import {
  makeThrowawayCertificate,
  type ThrowawayCertificate,
} from '../../electron/sandbox/throwaway-certificate.ts'
import { createGraphTimeCards } from '../../electron/shifts/time-cards/graph-time-cards.ts'
import { createGraph, type ExchangeReport } from '../../electron/graph/graph.ts'
import { createPace } from '../../electron/graph/pace.ts'
import type { Credential } from '../../electron/graph/sign-in/token-credential.ts'
import { createTokenSource } from '../../electron/graph/sign-in/token.ts'
import { createCollectedLog } from '../support/collected-log.ts'

export const anna = 'b04c9d03-5e6f-4081-8c93-a4b5c6d7e8f9'
export const ben = 'c15dae14-6f70-4192-9da4-b5c6d7e8f90a'
const tenantId = '8d1f6a70-2b3c-4d5e-9f60-718293a4b5c6'
const clientId = '9e2a7b81-3c4d-4e6f-8a71-8293a4b5c6d7'
const teamId = 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8'

export const live = { priority: 'live' } as const

/** One for all tests of a file: making an RSA key takes a moment. */
let madeCertificate: Promise<ThrowawayCertificate> | undefined

/** Every secret the fixture hands to anyone; what must never be logged. */
export interface WireSecrets {
  readonly privateKeyPem: string
  /** Every token and assertion seen on the wire. */
  readonly onTheWire: ReadonlySet<string>
}

/** The whole way for real (MSAL, assertion, Graph requests) against the sandbox tenant in place of the network. */
export async function createTenantFixture(
  options: {
    readonly tenant?: Partial<SandboxOptions>
    readonly credential?: Credential
    readonly requestTimeoutMs?: number
  } = {},
) {
  madeCertificate ??= makeThrowawayCertificate('Time card test')
  const certificate = await madeCertificate
  const tenant = createSandboxTenant({
    timeZone: 'Europe/Madrid',
    now: Date.now,
    tenantId,
    clientId,
    teamId,
    graphBase: 'https://graph.tenant.example',
    loginBase: 'https://login.tenant.example:8443',
    credentials: [{ certificatePem: certificate.certificatePem }],
    ...options.tenant,
  })
  tenant.addUser({ id: anna, displayName: 'Anna' })
  tenant.addUser({ id: ben, displayName: 'Ben' })

  const onTheWire = new Set<string>()
  const seenHeaders: Headers[] = []
  /** The JSON bodies that were sent. */
  const bodies: unknown[] = []
  const listening: Fetch = (url, init) => {
    const bearer = new Headers(init?.headers).get('authorization')?.replace(/^Bearer /, '')
    const form = new URLSearchParams(typeof init?.body === 'string' ? init.body : '')
    for (const secret of [bearer, form.get('client_assertion'), form.get('client_secret')]) {
      if (secret) onTheWire.add(secret)
    }
    seenHeaders.push(new Headers(init?.headers))
    if (typeof init?.body === 'string' && init.body.startsWith('{')) bodies.push(JSON.parse(init.body))
    return tenant.fetch(url, init)
  }

  const log = createCollectedLog()
  const sightings: ExchangeReport[] = []
  const token = createTokenSource({
    credential: () => options.credential ?? { kind: 'certificate', ...certificate },
    tenantId,
    clientId,
    loginEndpoint: 'https://login.tenant.example:8443',
    graphEndpoint: 'https://graph.tenant.example',
    fetch: listening,
    clock: systemClock,
    log,
  })
  const graph = createGraph({
    endpoint: 'https://graph.tenant.example',
    token,
    fetch: listening,
    clock: systemClock,
    log,
    pace: createPace({ clock: systemClock }),
    readTimeoutMs: options.requestTimeoutMs ?? 10_000,
    writeTimeoutMs: options.requestTimeoutMs ?? 10_000,
    onAnswer: (sighting) => sightings.push(sighting),
  })
  const timeCards = createGraphTimeCards({ graph, teamId, clock: systemClock, log })
  const secrets: WireSecrets = { privateKeyPem: certificate.privateKeyPem, onTheWire }
  const tokenRequests = (): number => tenant.requests.filter(({ route }) => route === 'token').length
  const clockedIn = (userId: string, more: { readonly onBreakSinceMs?: number } = {}) =>
    tenant.addCard({ userId, clockedInAtMs: Date.now() - 3 * 3600_000, ...more })
  return {
    tenant,
    log,
    token,
    graph,
    timeCards,
    sightings,
    secrets,
    tokenRequests,
    clockedIn,
    seenHeaders,
    bodies,
  }
}

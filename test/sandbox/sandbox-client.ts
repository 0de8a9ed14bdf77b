import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  createSandboxTenant,
  type SandboxOptions,
  type SandboxTenant,
} from '../../electron/sandbox/tenant.ts'
import type { TimeCardResource } from '../../electron/sandbox/shifts/time-card-store.ts'

export const tenantId = '11111111-2222-4333-8444-555555555501'
export const clientId = '11111111-2222-4333-8444-555555555502'
export const teamId = '11111111-2222-4333-8444-555555555503'
export const anna = '11111111-2222-4333-8444-5555555555a1'
export const bashir = '11111111-2222-4333-8444-5555555555b2'
export const secret = 'only-for-this-test'
export const graphBase = 'https://graph.sandbox.test'
export const loginBase = 'https://login.sandbox.test'
export const tokenUrl = `${loginBase}/${tenantId}/oauth2/v2.0/token`
export const startMs = Date.UTC(2026, 2, 2, 8, 0, 0)

export interface GraphReply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; `undefined` where there is none. */
  readonly json: unknown
  /** The error's code, where it is a plain error. */
  readonly code: string | undefined
}

export interface SandboxClient {
  readonly tenant: SandboxTenant
  /** The service's clock; may be turned. */
  readonly clock: { ms: number }
  token(): Promise<string>
  /** A Graph call with a token. `path` begins behind `/v1.0`. */
  graph(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<GraphReply>
  /** A call on the team's time cards; `path` begins behind `timeCards`. */
  cards(method: string, path: string, body?: unknown): Promise<GraphReply>
  open(userId?: string, hoursAgo?: number): TimeCardResource
}

const oneError = z.object({ error: z.object({ code: z.string() }) })

/** A tenant with two users, a stopped clock, and a client that signs in with a secret. */
export function sandboxClient(options: Partial<SandboxOptions> = {}): SandboxClient {
  const clock = { ms: startMs }
  const tenant = createSandboxTenant({
    tenantId,
    clientId,
    teamId,
    credentials: [{ secret }],
    timeZone: 'Europe/Madrid',
    graphBase,
    loginBase,
    now: () => clock.ms,
    ...options,
    rules: { pace: 'off', ...options.rules },
  })
  tenant.addUser({ id: anna, displayName: 'Anna Ribeiro', employeeId: '1001' })
  tenant.addUser({ id: bashir, displayName: 'Bashir Haddad', employeeId: '1002' })
  let held: string | undefined
  const client: SandboxClient = {
    tenant,
    clock,
    token: async () => (held ??= await fetchToken(tenant)),
    graph: async (method, path, body, headers = {}) =>
      read(
        await tenant.fetch(`${graphBase}/v1.0${path}`, {
          method,
          headers: {
            Authorization: `Bearer ${await client.token()}`,
            'client-request-id': randomUUID(),
            ...(body !== undefined && { 'Content-Type': 'application/json' }),
            ...headers,
          },
          ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
      ),
    cards: (method, path, body) => client.graph(method, `/teams/${teamId}/schedule/timeCards${path}`, body),
    open: (userId = anna, hoursAgo = 4) =>
      tenant.addCard({ userId, clockedInAtMs: clock.ms - hoursAgo * 3_600_000 }),
  }
  return client
}

export async function fetchToken(tenant: SandboxTenant): Promise<string> {
  const response = await tenant.fetch(tokenUrl, { method: 'POST', body: tokenForm() })
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token
}

/** The form of a good token request, with some fields changed or, where `undefined`, left out. */
export function tokenForm(changes: Readonly<Record<string, string | undefined>> = {}): URLSearchParams {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: secret,
    scope: `${graphBase}/.default`,
  })
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) form.delete(name)
    else form.set(name, value)
  }
  return form
}

export async function read(response: Response): Promise<GraphReply> {
  const text = await response.text()
  const json: unknown = text === '' ? undefined : JSON.parse(text)
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    code: oneError.safeParse(json).data?.error.code,
  }
}

const listed = z.object({
  value: z.array(z.looseObject({ id: z.string() })),
  '@odata.nextLink': z.string().optional(),
})

export function idsOf(reply: GraphReply): readonly string[] {
  return listed.parse(reply.json).value.map(({ id }) => id)
}

export function nextLinkOf(reply: GraphReply): string | undefined {
  return listed.parse(reply.json)['@odata.nextLink']
}

export const clockOutBody = {
  isAtApprovedLocation: true,
  notes: { contentType: 'text', content: 'Badge kiosk Dock 3' },
}

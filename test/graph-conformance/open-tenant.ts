import { randomUUID } from 'node:crypto'
import type { Clock } from '../../electron/base/time/clock.ts'
import { systemClock } from '../../electron/base/time/clock.ts'
import type { Fetch } from '../../electron/base/fetch.ts'
import { silentLog, type Log } from '../../electron/base/log/log.ts'
import { boundedFetch } from '../../electron/graph/network/bounded-fetch.ts'
import type { GraphRequest } from '../../electron/graph/graph.ts'
import { openGraph } from '../../electron/graph/open-graph.ts'
import type { Pace } from '../../electron/graph/pace.ts'
import type { Credential } from '../../electron/graph/sign-in/token-credential.ts'
import type { GraphCall } from './calls.ts'
import { createRecorder, errorCodesIn, isCode, type Exchange } from './exchange.ts'
import { NotSeen } from './graph-case.ts'
import { createOwnCards, type CardNotes } from './own-cards.ts'
import { accessTokenIn, createSignIn, permissionsIn } from './sign-in-requests.ts'
import type { RequestOptions, StandIn, TestedTenant } from './tested-tenant.ts'

/** A tenant, the app that signs in to it, the team and the one user whose cards are made and deleted. */
export interface Connection {
  readonly graphEndpoint: string
  readonly loginEndpoint: string
  readonly tenantId: string
  readonly clientId: string
  readonly credential: () => Credential
  readonly teamId: string
  readonly userId: string
  readonly fetch: Fetch
  /** When requests may leave. Default: as the kiosk's. */
  readonly pace?: Pace
  readonly log?: Log
  readonly patience: TestedTenant['patience']
  readonly notes?: CardNotes
  readonly mark?: string
  readonly standIn?: StandIn
}

const nothing = (): void => undefined
const noNotes: CardNotes = { aboutToMake: nothing, made: nothing, settled: nothing, deleted: nothing }
type Asked = Pick<GraphRequest, 'method' | 'target' | 'body' | 'headers'>

const maxAttempts = 5
const missingActsAs = 'MissingUserIdHeaderInAppContext'
const rawTimeoutMs = 40_000
const maxBodyBytes = 8 * 1024 * 1024

/** Opens the way to a tenant: the product's own sign-in and transport, with every answer kept as it came. */
export function openTenant(connection: Connection): TestedTenant & { stop(): void } {
  const { graphEndpoint, teamId, userId, patience, standIn, pace } = connection
  const recorder = createRecorder(connection.fetch)
  const clock: Clock = systemClock
  const graph = openGraph({
    endpoint: graphEndpoint,
    signIn: connection,
    fetch: recorder.fetch,
    clock,
    log: connection.log ?? silentLog,
    ...(pace !== undefined && { pace }),
    // `loginEndpoint`, `tenantId`, `clientId` and `credential` of the connection are the sign-in's.
  })
  const signIn = createSignIn({ ...connection, recorder, clock })
  let namesPerson = false
  let known: readonly string[] | undefined

  /** A real tenant may be near its limits by others' doing: the transport keeps the pause, and the request goes again. */
  const send = async (asked: Asked): Promise<Exchange> => {
    for (let attempt = 1; ; attempt += 1) {
      const exchange = await sendOnce(asked)
      if (exchange.status !== 429 || standIn !== undefined || attempt === maxAttempts) return exchange
    }
  }

  const sendOnce = async (asked: Asked): Promise<Exchange> => {
    recorder.takeLast()
    const answer = await graph.request({ ...asked, priority: 'live' })
    const exchange = recorder.takeLast()
    const { pathname } = new URL(asked.target, graphEndpoint)
    // What came last may be an answer of Entra, where it gave no token.
    if (exchange !== undefined && new URL(exchange.url).pathname.endsWith(pathname)) return exchange
    const { kind, code = '' } = answer.kind === 'failed' ? answer.failure : { kind: 'nothing' }
    throw new NotSeen(`no answer from Graph: ${kind} ${isCode(code) ? code : ''}`.trim())
  }

  const targetOf = (call: GraphCall, options: RequestOptions) => {
    const { method, path } = partsOf(call)
    const ids: Readonly<Record<string, string>> = {
      team: options.team ?? teamId,
      user: options.user ?? userId,
      ...(options.card !== undefined && { card: options.card }),
    }
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ''))
    const query = Object.entries(options.query ?? {}).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    )
    return { method, target: query.length === 0 ? filled : `${filled}?${query.join('&')}` }
  }

  const request = (call: GraphCall, options: RequestOptions = {}): Promise<Exchange> =>
    send({
      ...targetOf(call, options),
      ...(options.body !== undefined && { body: options.body }),
      ...(options.headers !== undefined && { headers: options.headers }),
    })

  const change = async (call: GraphCall, options: RequestOptions = {}): Promise<Exchange> => {
    const named = { ...options, headers: { ...options.headers, 'MS-APP-ACTS-AS': userId } }
    const answer = await request(call, namesPerson ? named : options)
    if (namesPerson || answer.status !== 400 || !errorCodesIn(answer.json).includes(missingActsAs))
      return answer
    namesPerson = true
    return request(call, named)
  }

  const wait = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve))

  return {
    teamId,
    userId,
    request,
    change,
    follow: (call, nextLink, headers) =>
      send({ method: partsOf(call).method, target: nextLink, ...(headers !== undefined && { headers }) }),
    requestWith: async (token, call) => {
      const accessToken = token === 'none' ? undefined : await signIn.freshToken()
      const { method, target } = targetOf(call, {})
      recorder.takeLast()
      await pace?.turn({ priority: 'live', teamId })
      await boundedFetch({
        fetch: recorder.fetch,
        clock,
        url: graphEndpoint.replace(/\/$/, '') + target,
        init: {
          method,
          headers: {
            'client-request-id': randomUUID(),
            ...(accessToken !== undefined && {
              authorization: `Bearer ${token === 'altered' ? altered(accessToken) : accessToken}`,
            }),
          },
        },
        timeoutMs: rawTimeoutMs,
        maxBodyBytes,
      })
      const exchange = recorder.takeLast()
      if (exchange === undefined) throw new NotSeen('no answer from Graph')
      return exchange
    },
    signIn: (as = 'as configured') => signIn.ask(as),
    discover: (call) => signIn.discover(call),
    get credentialKind() {
      return connection.credential().kind
    },
    permissions: async () => (known ??= permissionsIn(accessTokenIn(await signIn.ask('as configured')))),
    cards: createOwnCards({
      userId,
      request,
      change,
      patience,
      wait,
      notes: connection.notes ?? noNotes,
      ...(connection.mark !== undefined && { mark: connection.mark }),
    }),
    patience,
    wait,
    standIn,
    stop: () => graph.stop(),
  }
}

function partsOf(call: GraphCall): { readonly method: GraphRequest['method']; readonly path: string } {
  const [method = '', path = ''] = call.split(' ')
  return { method: method as GraphRequest['method'], path }
}

/** The token with one character of its signature changed. */
function altered(token: string): string {
  const at = token.length - 10
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}

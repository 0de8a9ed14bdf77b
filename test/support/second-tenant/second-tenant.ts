import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TimeCard } from '@microsoft/microsoft-graph-types'
import { makeServerCertificate } from '../certificates.ts'
import { type Answer, graphErrorBody, header, type Incoming, isRefused, type RequestIds } from './answers.ts'
import { openDirectory, type Person } from './directory.ts'
import { openGraph } from './graph.ts'
import { openSignIn } from './sign-in.ts'
import { openTimeCards } from './time-cards.ts'

/**
 * A second stand-in for Microsoft Entra's token endpoint and for Graph's time cards, written from Microsoft's documentation
 * alone and independently of the sandbox: where the two differ, one of them misreads Microsoft, or Microsoft says nothing.
 */
export interface SecondTenant {
  /** Graph's origin, without `/v1.0`. */
  readonly graphUrl: string
  /** The sign-in's origin; the authority is `${loginUrl}/${tenantId}`. */
  readonly loginUrl: string
  /** PEM of the authority that both servers' certificate comes from. */
  readonly caFile: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** The team of all people but the last. */
  readonly teamId: string
  /** The last one's team. */
  readonly otherTeamId: string
  readonly userIds: readonly string[]
  readonly people: readonly Person[]
  /** Answered requests to both servers, oldest first; `path` with its query. */
  readonly requests: () => readonly Exchange[]
  readonly cards: () => readonly TimeCard[]
  readonly close: () => Promise<void>
}

export interface Exchange {
  readonly method: string
  readonly path: string
  readonly status: number
}

export interface SecondTenantOptions {
  /** The granted application permissions. */
  readonly roles?: readonly string[]
  /** The certificate that is registered for the application. */
  readonly clientCertificatePem?: string
  readonly tokenLifetimeSeconds?: number
  /** How many people there are, at least two. */
  readonly people?: number
  /** Those, by their place in `userIds`, who clocked in eight hours ago and are still at work. */
  readonly clockedIn?: readonly number[]
  /** Of the list of time cards: the default, and the most that `$top` brings. */
  readonly pageSize?: number
  readonly isTimeClockEnabled?: boolean
  /** Whether clockIn and PUT want the deprecated MS-APP-ACTS-AS, as their pages still say. */
  readonly needsActsAs?: boolean
  /** Microsoft names 4; without it nothing is throttled. */
  readonly teamRequestsPerSecond?: number
  readonly nowMs?: () => number
}

/** The least privileges of all that it answers. */
const usualRoles = ['Schedule.ReadWrite.All', 'Team.ReadBasic.All', 'User.Read.All', 'GroupMember.Read.All']

export async function startSecondTenant(options: SecondTenantOptions = {}): Promise<SecondTenant> {
  const nowMs = options.nowMs ?? Date.now
  const isTimeClockEnabled = options.isTimeClockEnabled ?? true
  const people = Array.from({ length: options.people ?? 5 }, (_, at) => personOf(at))
  const userIds = people.map(({ id }) => id)
  const team = { id: crypto.randomUUID(), displayName: 'Warehouse', memberIds: userIds.slice(0, -1) }
  const otherTeam = { id: crypto.randomUUID(), displayName: 'Shop', memberIds: userIds.slice(-1) }
  const teams = [team, otherTeam]
  const membersOf = (id: string) => teams.find((one) => one.id === id)?.memberIds
  const application = {
    tenantId: crypto.randomUUID(),
    clientId: crypto.randomUUID(),
    clientSecret: `s~${crypto.randomUUID()}`,
    certificatePem: options.clientCertificatePem,
    roles: options.roles ?? usualRoles,
  }
  const urls = { graph: '', login: '' }
  const graphUrl = () => urls.graph
  const tokenLifetimeSeconds = options.tokenLifetimeSeconds ?? 3599
  const loginUrl = () => urls.login
  const signIn = await openSignIn({ application, loginUrl, graphUrl, tokenLifetimeSeconds, nowMs })
  const timeCards = openTimeCards({
    graphUrl,
    nowMs,
    isMember: (teamId, userId) => membersOf(teamId)?.includes(userId) ?? false,
    nameOf: (userId) => people.find(({ id }) => id === userId)?.displayName ?? '',
    pageSize: options.pageSize ?? 100,
    isTimeClockEnabled,
    needsActsAs: options.needsActsAs ?? false,
  })
  for (const at of options.clockedIn ?? []) {
    const userId = userIds[at] ?? ''
    const { id } = team.memberIds.includes(userId) ? team : otherTeam
    timeCards.openCard(id, userId, nowMs() - 8 * 3_600_000)
  }
  const directory = openDirectory({ graphUrl, people, membersOf })
  const { teamRequestsPerSecond } = options
  const answerGraph = openGraph({
    graphUrl,
    signIn,
    directory,
    timeCards,
    teams,
    isTimeClockEnabled,
    teamRequestsPerSecond,
    nowMs,
  })

  const certificate = await makeServerCertificate()
  const folder = await mkdtemp(join(tmpdir(), 'second-tenant-'))
  const caFile = join(folder, 'ca.pem')
  await writeFile(caFile, certificate.caPem)
  const exchanges: Exchange[] = []
  const listen = async (answerOf: (request: Incoming) => Promise<Answer>) => {
    const server = createServer({ cert: certificate.certificatePem, key: certificate.privateKeyPem })
    server.on('request', (message, response) => void exchange(message, response, answerOf))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return server
  }
  const exchange = async (
    message: IncomingMessage,
    response: ServerResponse,
    answerOf: (request: Incoming) => Promise<Answer>,
  ) => {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of message) chunks.push(chunk as Buffer)
    } catch {
      // The client went away before it had sent the whole request.
      return
    }
    const path = message.url ?? '/'
    const method = message.method ?? 'GET'
    const url = new URL(path, 'https://localhost')
    const body = Buffer.concat(chunks).toString()
    const request = { method, url, headers: message.headers, body }
    const requestId = crypto.randomUUID()
    const ids = { requestId, clientRequestId: header(request, 'client-request-id') ?? requestId }
    const answer = await answerOf(request)
    exchanges.push({ method, path, status: answer.status })
    send(response, answer, ids, nowMs())
  }
  const servers = [await listen(answerGraph), await listen(signIn.answer)] as const
  const origin = (server: (typeof servers)[number]) =>
    `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  urls.graph = origin(servers[0])
  urls.login = origin(servers[1])

  return {
    graphUrl: urls.graph,
    loginUrl: urls.login,
    caFile,
    tenantId: application.tenantId,
    clientId: application.clientId,
    clientSecret: application.clientSecret,
    teamId: team.id,
    otherTeamId: otherTeam.id,
    userIds,
    people,
    requests: () => [...exchanges],
    cards: timeCards.cards,
    async close() {
      for (const server of servers) {
        const closed = once(server.close(), 'close')
        server.closeAllConnections()
        await closed
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * concepts/best-practices-concept.md (085de41), "Reliability and support": `request-id`, `x-ms-ags-diagnostic` and the time come as
 * response headers.
 */
function send(response: ServerResponse, answer: Answer, ids: RequestIds, nowMs: number): void {
  const json = isRefused(answer) ? graphErrorBody(answer, ids, nowMs) : answer.json
  response.writeHead(answer.status, {
    date: new Date(nowMs).toUTCString(),
    'request-id': ids.requestId,
    'client-request-id': ids.clientRequestId,
    'x-ms-ags-diagnostic': JSON.stringify({ ServerInfo: { DataCenter: 'Second tenant' } }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...answer.headers,
  })
  response.end(json === undefined ? undefined : JSON.stringify(json))
}

function personOf(at: number): Person {
  const number = at + 1
  return {
    id: crypto.randomUUID(),
    displayName: `Person ${number}`,
    userPrincipalName: `person${number}@second.example`,
    employeeId: String(1000 + number),
    extensionAttribute1: `E-${2000 + number}`,
  }
}

import type { Fetch } from '../base/fetch.ts'
import { AccessTokens } from './entra/access-tokens.ts'
import { readCall, type Answer, type Call } from './call.ts'
import { Entra, type Credential } from './entra/entra.ts'
import {
  answerEntraFailure,
  answerGraphFailure,
  codeOfStatus,
  graphFailure,
  type EntraFailure,
} from './graph/graph-errors.ts'
import { ConnectionLost, FaultSwitches, type Fault, type LatencyFault } from './injected-faults.ts'
import { GraphRouter } from './graph/graph-router.ts'
import { GroupStore } from './graph/group-store.ts'
import type { GraphWorld, SandboxTeam } from './graph/graph-world.ts'
import { inProcessFetch } from './in-process-fetch.ts'
import { Ledger, type Change, type SeenRequest } from './ledger.ts'
import { htmlPage, respond, truncate, unsignedAnswer } from './response.ts'
import { defaultRules, type Rules } from './rules.ts'
import type { ScheduleSettings } from './shifts/schedule-settings.ts'
import {
  TimeCardStore,
  type CardToAdd,
  type IdentitySet,
  type TimeCardResource,
} from './shifts/time-card-store.ts'
import { UserStore, type SandboxUser } from './graph/user-store.ts'

export interface SandboxOptions {
  readonly tenantId: string
  readonly clientId: string
  readonly credentials: readonly Credential[]
  readonly teamId: string
  /** The team's display name. */
  readonly teamName?: string
  /** IANA time zone of the team's schedule. */
  readonly timeZone: string
  /** Origin of Graph, such as `https://graph.microsoft.com` or `https://127.0.0.1:8443`. */
  readonly graphBase: string
  /** Origin of Entra; may be the same. */
  readonly loginBase: string
  /** The service's clock, in milliseconds since the epoch. Use the kiosk's, so that rate limits match. */
  readonly now: () => number
  /** Application permissions with consent. */
  readonly consent?: readonly string[]
  readonly rules?: Partial<Rules>
  /** Maximum number of items on a list page. */
  readonly pageSize?: number
}

/** A sandbox for Entra's token endpoint and Microsoft Graph, with one tenant, one app and one team. */
export interface SandboxTenant {
  /** Answers a request. Throws `ConnectionLost` if a fault breaks the connection. */
  handle(request: Request): Promise<Response>
  /** The same as a `fetch`: a broken connection rejects with a TypeError, as in Node. */
  readonly fetch: Fetch
  /** Adds a user, or replaces one, and adds them to the groups. Default: the one team. */
  addUser(user: SandboxUser, groupIds?: readonly string[]): void
  /** Renames, disables, moves a badge: changes some properties of a user. */
  changeUser(id: string, changes: Partial<Omit<SandboxUser, 'id'>>): void
  /** Removes a user from the tenant and from every group. */
  removeUser(id: string): void
  joinGroup(userId: string, groupId: string): void
  leaveGroup(userId: string, groupId: string): void
  users(): readonly SandboxUser[]
  /** Adds a team with its Shifts, beside the one of the options. Its people are added by `addUser`. */
  addTeam(team: TeamToAdd): TeamInTenant
  /** Adds a card without a request or a ledger entry. */
  addCard(card: CardToAdd): TimeCardResource
  /** Of any team. */
  card(id: string): TimeCardResource | undefined
  /** Of all teams. */
  cards(): readonly TimeCardResource[]
  /** Every change that took effect, oldest first. */
  readonly ledger: readonly Change[]
  /** Every request that arrived, oldest first. */
  readonly requests: readonly SeenRequest[]
  readonly faults: FaultSwitches
  /** May be changed at any time. */
  readonly rules: Rules
  readonly schedule: ScheduleSettings
  /** Permissions with consent; changes take effect with the next token. */
  consent: readonly string[]
  /** From now on, Graph answers every token issued so far with 401. */
  revokeTokens(): void
  /** The service's clock, including its skew. */
  now(): number
  /** Removes all cards, users, groups, ledger entries and faults. Keeps teams, rules, consent and issued tokens. */
  clear(): void
}

export interface TeamToAdd {
  /** A GUID; the group has the same id. */
  readonly id: string
  readonly name: string
  /** IANA name. Default: that of the tenant's first team. */
  readonly timeZone?: string
}

/** What a test or the demo sees and changes of a team that was added. */
export interface TeamInTenant {
  readonly schedule: ScheduleSettings
  addCard(card: CardToAdd): TimeCardResource
  cards(): readonly TimeCardResource[]
}

export const defaultConsent: readonly string[] = [
  'Schedule.ReadWrite.All',
  'Schedule.Read.All',
  'User.Read.All',
]

const microsoftGraph = 'https://graph.microsoft.com'

export function createSandboxTenant(options: SandboxOptions): SandboxTenant {
  const { tenantId, clientId, teamId, timeZone, graphBase, loginBase } = options
  const faults = new FaultSwitches()
  const ledger = new Ledger()
  const rules: Rules = { ...defaultRules, ...options.rules }
  const app: IdentitySet = {
    application: { id: clientId, displayName: 'Badge kiosk' },
    device: null,
    user: null,
  }
  const world: GraphWorld = {
    graphBase,
    teamId,
    teamName: options.teamName ?? 'Warehouse',
    schedule: settingsOf(timeZone),
    users: new UserStore(),
    groups: new GroupStore(),
    cards: new TimeCardStore(),
    ledger,
    rules,
    pageSize: options.pageSize ?? 100,
    app,
  }
  world.groups.add(teamId)
  const addedTeams: SandboxTeam[] = []
  const allTeams = (): readonly SandboxTeam[] => [world, ...addedTeams]
  const tokens = new AccessTokens({ tenantId, clientId, audience: graphBase })
  const now = () => options.now() + faults.clockSkewMs
  const graph = new GraphRouter(world, tokens)
  const entra = new Entra({
    tenantId,
    clientId,
    loginBase,
    tokens,
    credentials: options.credentials,
    resources: [graphBase, microsoftGraph],
    consent: () => tenant.consent,
    tokenLifeSeconds: () => rules.tokenLifeSeconds,
  })

  const serviceOf = (url: URL): 'entra' | 'graph' => {
    const atGraph = url.origin === new URL(graphBase).origin
    const atLogin = url.origin === new URL(loginBase).origin
    if (!atGraph && !atLogin) throw new ConnectionLost('no-such-host')
    if (atGraph && atLogin) return /^\/(v1\.0|beta)\//i.test(url.pathname) ? 'graph' : 'entra'
    return atGraph ? 'graph' : 'entra'
  }

  const handle = async (request: Request): Promise<Response> => {
    const arrived = await readCall(request, serviceOf(new URL(request.url)), now())
    const { latencies, outcome } = faults.take(arrived)
    if (outcome?.kind === 'offline') throw new ConnectionLost(outcome.how ?? 'refused')
    const answered = ledger.request({
      atMs: arrived.atMs,
      route: arrived.route.name,
      method: arrived.method,
      path: arrived.url.pathname + arrived.url.search,
      hadToken: /^Bearer \S/i.test(arrived.headers.get('authorization') ?? ''),
      requestId: arrived.requestId,
    })
    await wait(latencies, 'before')
    const call = { ...arrived, atMs: now() }
    const service = call.route.service === 'graph' ? graph : entra
    const serve = async () => respond(await service.answer(call), call, now(), rules)
    const response = await spoil(serve, outcome, call)
    await wait(latencies, 'after')
    answered(response.status)
    return response
  }

  const spoil = async (
    serve: () => Promise<Response>,
    fault: Exclude<Fault, { kind: 'latency' | 'offline' }> | undefined,
    call: Call,
  ): Promise<Response> => {
    if (fault === undefined) return serve()
    switch (fault.kind) {
      case 'answer-lost-before':
        throw new ConnectionLost('reset')
      case 'answer-lost-after':
        await serve()
        throw new ConnectionLost('reset')
      case 'silence':
        if (fault.changeMade) await serve()
        return new Promise<never>(() => undefined)
      case 'status':
        if (fault.changeMade) await serve()
        return respond(errorOf(fault, call, rules), call, now(), rules)
      case 'html':
        if (fault.changeMade) await serve()
        return htmlPage(fault.status, now())
      case 'unsigned':
        if (fault.changeMade) await serve()
        return unsignedAnswer(fault, now())
      case 'truncated-json':
        return truncate(await serve())
      default:
        return fault satisfies never
    }
  }

  const tenant: SandboxTenant = {
    handle,
    fetch: inProcessFetch(handle),
    addUser: (user, groupIds = [teamId]) => {
      world.users.add(user)
      for (const groupId of groupIds) world.groups.join(groupId, user.id)
    },
    changeUser: (id, changes) => world.users.change(id, changes),
    removeUser: (id) => {
      world.users.remove(id)
      world.groups.leaveAll(id)
    },
    joinGroup: (userId, groupId) => world.groups.join(groupId, userId),
    leaveGroup: (userId, groupId) => world.groups.leave(groupId, userId),
    users: () => world.users.all(),
    addTeam: (team) => {
      const added = {
        teamId: team.id,
        teamName: team.name,
        schedule: settingsOf(team.timeZone ?? timeZone),
        cards: new TimeCardStore(),
      }
      world.groups.add(team.id)
      graph.addTeam(added)
      addedTeams.push(added)
      return {
        schedule: added.schedule,
        addCard: (card) => added.cards.add(card, app),
        cards: () => added.cards.all(),
      }
    },
    addCard: (card) => world.cards.add(card, app),
    card: (id) => allTeams().flatMap(({ cards }) => cards.get(id) ?? [])[0],
    cards: () => allTeams().flatMap(({ cards }) => cards.all()),
    ledger: ledger.changes,
    requests: ledger.requests,
    faults,
    rules,
    schedule: world.schedule,
    consent: options.consent ?? defaultConsent,
    revokeTokens: () => tokens.revokeAll(),
    now,
    clear: () => {
      world.users.clear()
      world.groups.clear()
      for (const team of allTeams()) {
        world.groups.add(team.teamId)
        team.cards.clear()
      }
      ledger.clear()
      faults.clear()
    },
  }
  return tenant
}

function settingsOf(timeZone: string): ScheduleSettings {
  return { enabled: true, timeZone, provisionStatus: 'Completed', timeClockEnabled: true }
}

function errorOf(fault: Extract<Fault, { kind: 'status' }>, call: Call, rules: Rules): Answer {
  const headers = fault.retryAfter === undefined ? undefined : { 'Retry-After': fault.retryAfter }
  if (call.route.service === 'graph') {
    const failure = graphFailure(
      fault.status,
      fault.code ?? codeOfStatus(fault.status),
      'The request could not be served.',
      headers,
    )
    return answerGraphFailure(failure, call, { ...rules, errorForm: fault.errorForm ?? rules.errorForm })
  }
  return answerEntraFailure({ ...entraFaultOf(fault), ...(headers && { headers }) }, call)
}

function entraFaultOf({ status }: Extract<Fault, { kind: 'status' }>): EntraFailure {
  if (status === 401) {
    return {
      kind: 'failure',
      status,
      error: 'invalid_client',
      aadsts: 7000222,
      message: 'The keys are expired.',
    }
  }
  const isTransient = status === 429 || status >= 500
  return {
    kind: 'failure',
    status,
    error: isTransient ? 'temporarily_unavailable' : 'invalid_request',
    aadsts: isTransient ? 90033 : 900144,
    message: isTransient ? 'A transient error has occurred. Please try again.' : 'The request is not valid.',
  }
}

async function wait(latencies: readonly LatencyFault[], when: 'before' | 'after'): Promise<void> {
  const ms = latencies
    .filter((fault) => (fault.when ?? 'before') === when)
    .reduce((sum, fault) => sum + fault.ms, 0)
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
}

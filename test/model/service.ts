import { createSandboxTenant, type SandboxTenant } from '../../electron/sandbox/tenant.ts'
import type { Rules } from '../../electron/sandbox/rules.ts'
import type { TimeCardResource } from '../../electron/sandbox/shifts/time-card-store.ts'
import type { ModelClock } from './model-clock.ts'

/**
 * The Shifts service of one team or two: the sandbox tenant, one request at a time, with the history of every card and who
 * made it. People and managers edit cards beside the kiosks, through Teams, which the app's limits do not count.
 */
export interface Service {
  readonly tenant: SandboxTenant
  readonly accessToken: string
  readonly history: readonly CardChange[]
  /** Serves a kiosk's request; what it changed is noted under `by`. */
  serve(request: Request, by: KioskRequest): Promise<Response>
  /** Answers a request that reads as the service would have some time ago, `by.pageAgeMs`. */
  serveStale(request: Request, by: KioskRequest): Promise<Response>
  edit(edit: Edit, userId: string): Promise<void>
  addCard(userId: string, clockedInAtMs: number): void
}

/** What a person or a manager does in Teams. */
export type Edit =
  | { readonly kind: 'clock-out' }
  /** A new card; where one is open the service may refuse. */
  | { readonly kind: 'clock-in' }
  | { readonly kind: 'start-break' }
  /** Sets the latest ended card's clock-out `earlierMs` back. Teams may leave the clock-out's note as it is. */
  | { readonly kind: 'set-time'; readonly earlierMs: number; readonly keepsNote: boolean }
  /** Opens the latest ended card again. */
  | { readonly kind: 'reopen' }

/** A kiosk's request, or somebody in Teams. */
export type ChangedBy =
  | { readonly kind: 'kiosk'; readonly request: KioskRequest }
  | { readonly kind: 'somebody'; readonly edit: Edit['kind'] | 'at-start' }

export interface KioskRequest {
  readonly kiosk: number
  readonly run: string
  readonly teamId: string
  readonly what: 'list' | 'get' | 'clockOut' | 'endBreak' | 'put'
  readonly cardId: string
  /** The tap it was sent for, as the journal says. Empty for what names no card. */
  readonly tapId: string
  readonly leftAtMs: number
  /** The kiosk had given it up before it took effect. */
  givenUp: boolean
  arrivedAtMs?: number
  status?: number
  /** The answer was as the cards had been so long before. */
  pageAgeMs?: number
}

export interface CardChange {
  readonly atMs: number
  readonly cardId: string
  readonly userId: string
  readonly by: ChangedBy
  readonly open: boolean
  readonly clockedInAtMs: number
  readonly clockedOutAtMs: number | undefined
  readonly note: string | undefined
}

export const teamId = 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8'
export const secondTeamId = '3c1e7d05-8a9b-4c6d-9e0f-a1b2c3d4e5f6'
export const graphBase = 'https://graph.tenant.example'
const tenantId = '8d1f6a70-2b3c-4d5e-9f60-718293a4b5c6'
const clientId = '9e2a7b81-3c4d-4e6f-8a71-8293a4b5c6d7'
const loginBase = 'https://login.tenant.example'
const clientSecret = 'known to this test alone'
const cardsUrlOf = (team: string): string => `${graphBase}/v1.0/teams/${team}/schedule/timeCards`

export async function createService(
  clock: ModelClock,
  rules: Partial<Rules>,
  userIds: readonly string[],
  teamOf: (userId: string) => string = () => teamId,
): Promise<Service> {
  const tenant = createSandboxTenant({
    tenantId,
    clientId,
    teamId,
    graphBase,
    loginBase,
    timeZone: 'Europe/Madrid',
    credentials: [{ secret: clientSecret }],
    now: () => clock.nowMs,
    rules: { ...rules, tokenLifeSeconds: 400 * 24 * 3600 },
  })
  const second = tenant.addTeam({ id: secondTeamId, name: 'Second team' })
  for (const id of userIds) tenant.addUser({ id, displayName: `Person ${id.slice(-2)}` }, [teamOf(id)])
  const accessToken = await tokenFrom(tenant)
  const history: CardChange[] = []
  let last: Promise<unknown> = Promise.resolve()

  /** One after the other, so that it is plain which request made which change. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return clock.hold(mine)
  }

  const sendTo = async (team: string, method: string, path: string, body: object): Promise<void> => {
    const { pace } = tenant.rules
    tenant.rules.pace = 'off'
    await tenant.handle(
      new Request(`${cardsUrlOf(team)}${path}`, {
        method,
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    )
    tenant.rules.pace = pace
  }

  const carryOut = async (edit: Edit, userId: string): Promise<void> => {
    const send = (method: string, path: string, body: object): Promise<void> =>
      sendTo(teamOf(userId), method, path, body)
    const mine = tenant
      .cards()
      .filter((card) => card.userId === userId)
      .sort((a, b) => Date.parse(b.clockInEvent.dateTime) - Date.parse(a.clockInEvent.dateTime))
    const open = mine.find(({ state }) => state !== 'clockedOut')
    const ended = mine.find(({ state }) => state === 'clockedOut')
    const body = { isAtApprovedLocation: false, notes: { contentType: 'text', content: 'by phone' } }
    switch (edit.kind) {
      case 'clock-in':
        return send('POST', '/clockIn', { ...body, onBehalfOfUserId: userId })
      case 'clock-out':
        return open && send('POST', `/${open.id}/clockOut`, body)
      case 'start-break':
        return open && send('POST', `/${open.id}/startBreak`, body)
      case 'reopen':
        return ended && send('PUT', `/${ended.id}`, editable(ended))
      case 'set-time': {
        if (ended?.clockOutEvent == null) return
        const atMs = Date.parse(ended.clockOutEvent.dateTime) - edit.earlierMs
        const notBeforeMs = Math.max(
          Date.parse(ended.clockInEvent.dateTime),
          ...ended.breaks.map(({ end }) => Date.parse(end?.dateTime ?? '')),
        )
        const clockOutEvent = {
          ...ended.clockOutEvent,
          dateTime: new Date(Math.max(atMs, notBeforeMs)).toISOString(),
          ...(!edit.keepsNote && { notes: { contentType: 'text', content: 'set by Kim' } }),
        }
        return send('PUT', `/${ended.id}`, { ...editable(ended), clockOutEvent })
      }
      default:
        return edit satisfies never
    }
  }

  return {
    tenant,
    accessToken,
    history,
    serve: (request, by) =>
      alone(async () => {
        const before = tenant.card(by.cardId)
        const response = await tenant.handle(request)
        const after = tenant.card(by.cardId)
        if (after !== undefined && after !== before) {
          history.push(changeOf(after, clock.nowMs, { kind: 'kiosk', request: by }))
        }
        return response
      }),
    serveStale: (request, { cardId, pageAgeMs = 0 }) =>
      alone(async () => {
        tenant.rules.listLagMs = pageAgeMs
        const list = request.url.replace(/(\/timeCards)\/.*$/, '$1')
        const asked = cardId === '' ? request : new Request(list, { headers: request.headers })
        const response = await tenant.handle(asked)
        tenant.rules.listLagMs = 0
        return cardId === '' || response.status !== 200 ? response : cardIn(response, cardId)
      }),
    edit: (edit, userId) =>
      alone(async () => {
        const before = new Set(tenant.cards())
        await carryOut(edit, userId)
        for (const card of tenant.cards()) {
          if (!before.has(card))
            history.push(changeOf(card, clock.nowMs, { kind: 'somebody', edit: edit.kind }))
        }
      }),
    addCard: (userId, clockedInAtMs) => {
      const team = teamOf(userId) === secondTeamId ? second : tenant
      const card = team.addCard({ userId, clockedInAtMs })
      history.push(changeOf(card, clockedInAtMs, { kind: 'somebody', edit: 'at-start' }))
    },
  }
}

/** The one card of a list, as a read of it would have answered. */
async function cardIn(list: Response, cardId: string): Promise<Response> {
  const { value } = (await list.json()) as { readonly value: readonly { readonly id: string }[] }
  return Response.json(
    value.find(({ id }) => id === cardId),
    { headers: list.headers },
  )
}

async function tokenFrom(tenant: SandboxTenant): Promise<string> {
  const answer = await tenant.handle(
    new Request(`${loginBase}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: `${graphBase}/.default`,
      }).toString(),
    }),
  )
  const { access_token: token } = (await answer.json()) as { readonly access_token: string }
  return token
}

function editable({ userId, clockInEvent, breaks, notes }: TimeCardResource): object {
  return { userId, clockInEvent, breaks, notes }
}

function changeOf(card: TimeCardResource, atMs: number, by: ChangedBy): CardChange {
  const { clockInEvent, clockOutEvent } = card
  return {
    atMs,
    cardId: card.id,
    userId: card.userId,
    by,
    open: card.state !== 'clockedOut',
    clockedInAtMs: Date.parse(clockInEvent.dateTime),
    clockedOutAtMs: clockOutEvent === null ? undefined : Date.parse(clockOutEvent.dateTime),
    note: clockOutEvent?.notes?.content ?? undefined,
  }
}

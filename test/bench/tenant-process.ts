import { sharedNowMs } from './shared-clock.ts'
import { startHttpsTenant, type HttpsTenant } from '../support/https-tenant.ts'
import type { Answer, Ask } from './tenant-messages.ts'

/** The sandbox tenant over HTTPS in a process of its own, so that its work is not measured as the kiosk's. */
let https: HttpsTenant | undefined
/** When the answer to each card's clock-out left, by the clock all processes share. */
const endedAtMs = new Map<string, number>()

process.on('message', (asked: { readonly id: number; readonly ask: Ask }) => {
  void carryOut(asked.ask).then((answer) => process.send?.({ id: asked.id, answer }))
})
process.on('disconnect', () => process.exit())

const secret = 'known to this bench alone'
const shiftMs = 6 * 3_600_000

async function carryOut(ask: Ask): Promise<Answer> {
  if (ask.kind === 'start') {
    https = await startHttpsTenant({
      roundTripMs: ask.roundTripMs,
      credentials: [{ secret }],
      rules: { pace: 'off' },
      consent: ['Schedule.ReadWrite.All', 'User.Read.All', 'GroupMember.Read.All'],
    })
    const { tenant, url, tenantId, clientId, teamId, caPath, certificatePath, privateKeyPath } = https
    noteClockOuts(tenant)
    return {
      kind: 'site',
      site: { url, tenantId, clientId, teamId, caPath, certificatePath, privateKeyPath },
    }
  }
  if (https === undefined) throw new Error('The tenant has not been started.')
  const { tenant } = https
  switch (ask.kind) {
    case 'people':
      for (const { userId, name } of ask.people) {
        tenant.addUser({ id: userId, displayName: name, employeeId: userId.slice(-8) })
        if (ask.as === 'on-shift')
          tenant.addCard({ id: `TCK_${userId}`, userId, clockedInAtMs: Date.now() - shiftMs })
      }
      return { kind: 'done' }
    case 'teams':
      for (const [index, { id, people }] of ask.teams.entries()) {
        const team = tenant.addTeam({ id, name: `Team ${index + 1}` })
        for (const { userId, name, badge } of people) {
          tenant.addUser({ id: userId, displayName: name, employeeId: badge }, [id])
          if (index < ask.onShift)
            team.addCard({ id: `TCK_${userId}`, userId, clockedInAtMs: Date.now() - shiftMs })
        }
      }
      return { kind: 'done' }
    case 'limits':
      tenant.faults.clear()
      tenant.rules.pace = ask.pace
        ? { perTeamPerSecond: 4, perTenantPerSecond: 30, retryAfter: 'window' }
        : 'off'
      if (ask.throttledPart > 0) {
        tenant.faults.set(
          { kind: 'status', status: 429, retryAfter: '1' },
          { routes: 'graph', matching: () => Math.random() < ask.throttledPart },
        )
      }
      return { kind: 'done' }
    case 'token':
      return { kind: 'token', token: await tokenFrom(https) }
    case 'requests':
      return {
        kind: 'requests',
        requests: tenant.requests.slice(ask.from).map(({ route, status }) => ({ route, status })),
        next: tenant.requests.length,
      }
    case 'ended':
      return { kind: 'ended', endedAtMs: [...endedAtMs] }
    default:
      return ask satisfies never
  }
}

function noteClockOuts(tenant: HttpsTenant['tenant']): void {
  const handle = tenant.handle.bind(tenant)
  tenant.handle = async (request) => {
    const response = await handle(request)
    const cardId = /\/timeCards\/([^/]+)\/clockOut$/.exec(new URL(request.url).pathname)?.[1]
    if (cardId !== undefined && response.ok) endedAtMs.set(cardId, sharedNowMs())
    return response
  }
}

/** For the sequence the kiosk is compared with. */
async function tokenFrom({ tenant, url, tenantId, clientId }: HttpsTenant): Promise<string> {
  const response = await tenant.handle(
    new Request(`${url}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
        scope: 'https://graph.microsoft.com/.default',
      }),
    }),
  )
  return ((await response.json()) as { readonly access_token: string }).access_token
}

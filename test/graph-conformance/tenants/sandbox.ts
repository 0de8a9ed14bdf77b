import type { Rules } from '../../../electron/sandbox/rules.ts'
import { httpsFetch } from '../../support/https-fetch.ts'
import { startHttpsTenant, type HttpsTenant } from '../../support/https-tenant.ts'
import { openTenant, type Connection } from '../open-tenant.ts'
import { noPace } from '../probe/spaced-fetch.ts'
import type { StandIn, TestedTenant } from '../tested-tenant.ts'

export const testedUser = {
  id: 'b04c9d03-5e6f-4081-8c93-a4b5c6d7e8f9',
  displayName: 'Maren Quist',
  employeeId: '4711',
  userPrincipalName: 'maren.quist@sandbox.example',
}
const otherMember = { id: 'c15dae14-6f70-4192-8da4-b5c6d7e8f90a', displayName: 'Oskar Lund' }
const directoryExtension = 'extension_9e2a7b813c4d4e6f8a718293a4b5c6d7_badge'
export const secret = 'a-secret-known-to-the-sandbox-alone'

/** Everything that a user of the tenant's directory has to be consented to. */
export const everyPermission = [
  'Schedule.ReadWrite.All',
  'User.Read.All',
  'GroupMember.Read.All',
  'Team.ReadBasic.All',
]

/** Against a stand-in nothing has to be waited for but its own lag. */
export const shortPatience = { limitMs: 400, everyMs: 40, betweenWritesMs: 30 }
export interface TestedSandbox {
  readonly https: HttpsTenant
  readonly tenant: TestedTenant
  /** Another view of the same tenant. */
  open(changes?: Partial<Connection>): TestedTenant
  close(): Promise<void>
}

/** The sandbox over HTTPS, with one user. Its own pace is off, and so is the client's. */
export async function startTestedSandbox(
  rules: Partial<Rules> = {},
  teamName = 'Kiosk test, Ekwall',
): Promise<TestedSandbox> {
  const https = await startHttpsTenant({
    teamName,
    consent: everyPermission,
    credentials: [{ secret }],
    pageSize: 3,
    rules: { pace: 'off', ...rules },
  })
  https.tenant.addUser({ ...testedUser, directoryExtensions: { [directoryExtension]: 'A-4711' } })
  https.tenant.addUser(otherMember)
  const client = httpsFetch(https.caPem)
  const { certificatePem, privateKeyPem } = https.clientCertificate
  const opened: { stop(): void }[] = []
  const open = (changes: Partial<Connection> = {}): TestedTenant => {
    const tenant = openTenant({
      graphEndpoint: https.url,
      loginEndpoint: https.url,
      tenantId: https.tenantId,
      clientId: https.clientId,
      credential: () => ({ kind: 'certificate', certificatePem, privateKeyPem }),
      teamId: https.teamId,
      userId: testedUser.id,
      fetch: client.fetch,
      pace: noPace,
      patience: shortPatience,
      standIn: standInOf(https),
      ...changes,
    })
    opened.push(tenant)
    return tenant
  }
  return {
    https,
    tenant: open(),
    open,
    close: async () => {
      for (const each of opened) each.stop()
      client.close()
      await https.close()
    },
  }
}

function standInOf({ tenant }: HttpsTenant): StandIn {
  return {
    directoryExtension,
    consentTo: (permissions) => {
      const before = tenant.consent
      tenant.consent = permissions
      return () => {
        tenant.consent = before
      }
    },
    turnTimeClockOff: () => {
      tenant.schedule.timeClockEnabled = false
      return () => {
        tenant.schedule.timeClockEnabled = true
      }
    },
    throttle: () => {
      const before = tenant.rules.pace
      const retryAfter = before === 'off' ? 'window' : before.retryAfter
      tenant.rules.pace = { perTeamPerSecond: 0, perTenantPerSecond: 0, retryAfter }
      return () => {
        tenant.rules.pace = before
      }
    },
    addConfirmedCard: () => {
      const nowMs = tenant.now()
      const times = { clockedInAtMs: nowMs - 7_200_000, clockedOutAtMs: nowMs - 3_600_000 }
      return tenant.addCard({ userId: testedUser.id, ...times, confirmedBy: 'manager' }).id
    },
  }
}

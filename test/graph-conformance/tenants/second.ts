import { readFileSync } from 'node:fs'
import { httpsFetch } from '../../support/https-fetch.ts'
import { openTenant } from '../open-tenant.ts'
import type { StandIn, TestedTenant } from '../tested-tenant.ts'
import { shortPatience, noPace } from './sandbox.ts'

/** A stand-in that shares no code with the sandbox, as `test/support/second-tenant` opens it. */
export interface SecondTenant {
  readonly graphUrl: string
  readonly loginUrl: string
  /** PEM file of its authority. */
  readonly caFile: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly teamId: string
  readonly userIds: readonly string[]
  close(): Promise<void>
}

/** The same cases, held against the second stand-in. */
export function openSecondTenant(second: SecondTenant, standIn?: StandIn): TestedTenant & { stop(): void } {
  const client = httpsFetch(readFileSync(second.caFile, 'utf8'))
  const tenant = openTenant({
    graphEndpoint: second.graphUrl,
    loginEndpoint: second.loginUrl,
    tenantId: second.tenantId,
    clientId: second.clientId,
    credential: () => ({ kind: 'secret', secret: second.clientSecret }),
    teamId: second.teamId,
    userId: second.userIds[0] ?? '',
    fetch: client.fetch,
    pace: noPace,
    patience: shortPatience,
    ...(standIn !== undefined && { standIn }),
  })
  return {
    ...tenant,
    stop: () => {
      tenant.stop()
      client.close()
    },
  }
}

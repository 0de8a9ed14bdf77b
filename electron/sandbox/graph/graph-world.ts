import type { Answer, Call } from '../call.ts'
import type { GroupStore } from './group-store.ts'
import { graphFailure, type GraphFailure } from './graph-errors.ts'
import type { Ledger } from '../ledger.ts'
import type { Page } from './paging.ts'
import type { Rules } from '../rules.ts'
import type { ScheduleSettings } from '../shifts/schedule-settings.ts'
import type { IdentitySet, TimeCardStore } from '../shifts/time-card-store.ts'
import type { UserStore } from './user-store.ts'

/** State shared by the handlers of Graph's calls. */
export interface GraphWorld {
  readonly graphBase: string
  readonly teamId: string
  readonly teamName: string
  readonly schedule: ScheduleSettings
  readonly users: UserStore
  readonly groups: GroupStore
  readonly cards: TimeCardStore
  readonly ledger: Ledger
  readonly rules: Rules
  readonly pageSize: number
  /** The app's identity, as shown in `createdBy` and `lastModifiedBy`. */
  readonly app: IdentitySet
}

/** Handles one call of a caller with `permissions`. */
export type GraphHandler = (call: Call, permissions: readonly string[]) => Answer | GraphFailure

/** 403 unless one of the permissions was granted. */
export function needOneOf(
  wanted: readonly string[],
  granted: readonly string[],
  code: 'Forbidden' | 'Authorization_RequestDenied',
): GraphFailure | undefined {
  if (wanted.some((permission) => granted.includes(permission))) return undefined
  return graphFailure(
    403,
    code,
    code === 'Forbidden'
      ? `Missing role permissions on the request. API requires one of '${wanted.join(', ')}'. ` +
          `Roles on the request '${granted.join(', ')}'.`
      : 'Insufficient privileges to complete the operation.',
  )
}

export function listAnswer(graphBase: string, context: string, page: Page<unknown>, count?: number): Answer {
  return {
    status: 200,
    json: {
      '@odata.context': `${graphBase}/v1.0/$metadata#${context}`,
      ...(count !== undefined && { '@odata.count': count }),
      ...(page.nextLink !== undefined && { '@odata.nextLink': page.nextLink }),
      value: page.items,
    },
  }
}

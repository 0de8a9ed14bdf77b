import type { Person } from './people.ts'

export type PeopleState = 'on-shift' | 'without-card'

/** What the bench asks the tenant's process to do. */
export type Ask =
  | { readonly kind: 'start'; readonly roundTripMs: number }
  /** Adds them; `on-shift`: each with a card open for six hours. */
  | { readonly kind: 'people'; readonly people: readonly Person[]; readonly as: PeopleState }
  /**
   * Adds teams with as many people each, of which those of the first teams are on shift. Their badge numbers
   * are in `employeeId`.
   */
  | {
      readonly kind: 'teams'
      readonly teams: readonly { readonly id: string; readonly people: readonly Person[] }[]
      readonly onShift: number
    }
  /** Microsoft's limits enforced or not, and the part of the requests that is answered 429 besides. */
  | { readonly kind: 'limits'; readonly pace: boolean; readonly throttledPart: number }
  | { readonly kind: 'token' }
  | { readonly kind: 'requests'; readonly from: number }
  /** When the answers to clock-outs left. */
  | { readonly kind: 'ended' }

export type Answer =
  | { readonly kind: 'site'; readonly site: TenantSite }
  | { readonly kind: 'done' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'requests'; readonly requests: readonly Asked[]; readonly next: number }
  | { readonly kind: 'ended'; readonly endedAtMs: readonly (readonly [string, number])[] }

export interface Asked {
  readonly route: string
  readonly status: number | null
}

export interface TenantSite {
  readonly url: string
  readonly tenantId: string
  readonly clientId: string
  readonly teamId: string
  readonly caPath: string
  readonly certificatePath: string
  readonly privateKeyPath: string
}

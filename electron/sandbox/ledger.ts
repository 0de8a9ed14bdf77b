import type { RouteName } from './routes.ts'

/** One change that took effect. A request that was refused, ignored or lost beforehand leaves no entry. */
export interface Change {
  /** By the service's clock. */
  readonly atMs: number
  readonly kind: 'clockIn' | 'clockOut' | 'startBreak' | 'endBreak' | 'create' | 'replace' | 'delete'
  readonly cardId: string
  readonly userId: string
  /** What the request said; `null` where it said nothing. For `create` and `replace`: of the clock-out event. */
  readonly isAtApprovedLocation: boolean | null
  /** The text of the note; `null` where there was none. */
  readonly notes: string | null
  /** The card's clock-out time after the change; `null` while it is open. */
  readonly clockedOutAtMs: number | null
}

/** One request that reached the service, whatever became of it. */
export interface SeenRequest {
  readonly atMs: number
  readonly route: RouteName
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** `null` until it is answered, and for good where the answer was lost. */
  readonly status: number | null
  /** Whether it carried a bearer token; the token itself is not kept. */
  readonly hadToken: boolean
  readonly requestId: string
  readonly clientRequestId: string
}

export class Ledger {
  readonly changes: Change[] = []
  readonly requests: SeenRequest[] = []

  change(change: Change): void {
    this.changes.push(change)
  }

  /** Notes the request. The returned function notes its status once it is answered. */
  request(request: Omit<SeenRequest, 'status'>): (status: number) => void {
    const index = this.requests.push({ ...request, status: null }) - 1
    return (status) => {
      // Absent after `clear`: the request belonged to what was cleared.
      if (this.requests[index]?.requestId === request.requestId) this.requests[index] = { ...request, status }
    }
  }

  clear(): void {
    this.changes.length = 0
    this.requests.length = 0
  }
}

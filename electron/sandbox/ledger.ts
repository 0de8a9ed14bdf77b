import type { RouteName } from './routes.ts'
import type { TimeCardEvent } from './shifts/time-card-body.ts'
import type { TimeCardResource } from './shifts/time-card-store.ts'

/** One change that took effect. Requests that were refused, ignored or lost are not recorded. */
export interface Change {
  /** By the service's clock. */
  readonly atMs: number
  readonly kind: 'clockIn' | 'clockOut' | 'startBreak' | 'endBreak' | 'create' | 'replace' | 'delete'
  readonly cardId: string
  readonly userId: string
  /** From the request; `null` if absent. For `create` and `replace`: from the clock-out event. */
  readonly isAtApprovedLocation: boolean | null
  /** The text of the note; `null` if there was none. */
  readonly notes: string | null
  /** The card's clock-out time after the change; `null` while the card is open. */
  readonly clockedOutAtMs: number | null
}

/** One request that reached the service, whatever its result. */
export interface SeenRequest {
  readonly atMs: number
  readonly route: RouteName
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** `null` until it is answered; stays `null` if the answer was lost. */
  readonly status: number | null
  /** Whether it had a bearer token; the token itself is not stored. */
  readonly hadToken: boolean
  readonly requestId: string
}

export class Ledger {
  readonly changes: Change[] = []
  readonly requests: SeenRequest[] = []

  /** `said`: the request's own words; default: the card's clock-out event. */
  change(
    atMs: number,
    kind: Change['kind'],
    { id: cardId, userId, clockOutEvent }: TimeCardResource,
    said: Pick<TimeCardEvent, 'isAtApprovedLocation' | 'notes'> | null = clockOutEvent,
  ): void {
    this.changes.push({
      atMs,
      kind,
      cardId,
      userId,
      isAtApprovedLocation: said?.isAtApprovedLocation ?? null,
      notes: said?.notes?.content ?? null,
      clockedOutAtMs: clockOutEvent && Date.parse(clockOutEvent.dateTime),
    })
  }

  /** Records a request. The returned function records its status once it is answered. */
  request(request: Omit<SeenRequest, 'status'>): (status: number) => void {
    const index = this.requests.push({ ...request, status: null }) - 1
    return (status) => {
      // After `clear`, the index may be missing or belong to another request.
      if (this.requests[index]?.requestId === request.requestId) this.requests[index] = { ...request, status }
    }
  }

  clear(): void {
    this.changes.length = 0
    this.requests.length = 0
  }
}

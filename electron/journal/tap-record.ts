import { eventsOfTap } from './store/event-rows.ts'
import type { Database } from './store/sqlite.ts'
import type { TapPerson } from './tap-person.ts'
import { isClosing, type PunchEvent } from './punch-event.ts'

/** A tap as shown to people: who, when, and its outcome. */
export interface TapRecord {
  readonly tapId: string
  readonly tappedAtMs: number
  /** `undefined`: erased. */
  readonly person: TapPerson | undefined
  readonly status: TapStatus
  /** Why it was parked or refused: the kiosk's reason code. */
  readonly reason?: string
  readonly detail?: string
  /** The service's own message; erased with the person. */
  readonly serviceWords?: string
  readonly cardId?: string
  /** The clock-out time on the card, if known. */
  readonly endedAtMs?: number
  /** Microsoft Graph's request id of the refusal, for Microsoft's support. */
  readonly requestId?: string
  /** Oldest first. */
  readonly events: readonly PunchEvent[]
}

export type TapStatus = 'pending' | 'parked' | 'closed' | 'confirmed' | 'superseded' | 'refused'

/** `undefined`: there is no such tap. */
export function readTapRecord(
  database: Database,
  tapId: string,
  person: TapPerson | undefined,
  serviceWords?: string,
): TapRecord | undefined {
  const events = eventsOfTap(database, tapId)
  const first = events.find((event) => event.kind === 'tapped')
  if (first === undefined) return undefined
  const last = events.at(-1) ?? first
  let cardId: string | undefined
  let endedAtMs: number | undefined
  for (const event of events) {
    if ('cardId' in event) cardId = event.cardId
    if ('endedAtMs' in event) endedAtMs = event.endedAtMs
  }
  return {
    tapId: first.tapId,
    tappedAtMs: first.tappedAtMs,
    person,
    status: statusOf(last),
    ...('reason' in last && { reason: last.reason }),
    ...('detail' in last && { detail: last.detail }),
    ...(serviceWords !== undefined && { serviceWords }),
    ...(cardId !== undefined && { cardId }),
    ...(endedAtMs !== undefined && { endedAtMs }),
    ...('requestId' in last && { requestId: last.requestId }),
    events,
  }
}

function statusOf(last: PunchEvent): TapStatus {
  switch (last.kind) {
    case 'confirmed':
    case 'superseded':
    case 'refused':
      return last.kind
    case 'parked':
      return isClosing(last) ? 'closed' : 'parked'
    case 'tapped':
    case 'sending':
    case 'clocked-out':
    case 'correcting':
    case 'retry-requested':
    case 'carried-over':
      return 'pending'
    default:
      return last satisfies never
  }
}

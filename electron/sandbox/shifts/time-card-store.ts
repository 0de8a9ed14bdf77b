import { randomUUID } from 'node:crypto'
import type { Precision, Rules } from '../rules.ts'
import type { ItemBody, TimeCardEvent } from './time-card-body.ts'

/** A `timeCard` in the form of the v1.0 API. Times are ISO 8601 strings in UTC. */
export interface TimeCardResource {
  readonly id: string
  readonly userId: string
  readonly state: 'clockedIn' | 'onBreak' | 'clockedOut'
  readonly confirmedBy: 'none' | 'user' | 'manager'
  readonly clockInEvent: TimeCardEvent
  readonly clockOutEvent: TimeCardEvent | null
  readonly breaks: readonly TimeCardBreak[]
  readonly notes: ItemBody | null
  readonly originalEntry: TimeCardEntry
  readonly createdDateTime: string
  readonly createdBy: IdentitySet
  readonly lastModifiedDateTime: string
  readonly lastModifiedBy: IdentitySet
}

export interface TimeCardBreak {
  readonly breakId: string
  readonly start: TimeCardEvent
  readonly end: TimeCardEvent | null
  readonly notes: ItemBody | null
}

export interface TimeCardEntry {
  readonly clockInEvent: TimeCardEvent | null
  readonly clockOutEvent: TimeCardEvent | null
  readonly breaks: readonly TimeCardBreak[]
}

export interface IdentitySet {
  readonly application: { readonly id: string; readonly displayName: string } | null
  readonly device: null
  readonly user: { readonly id: string; readonly displayName: string } | null
}

/**
 * A card added directly by a test or the demo, without a request. Times: milliseconds since the Unix epoch.
 */
export interface CardToAdd {
  readonly id?: string
  readonly userId: string
  readonly clockedInAtMs: number
  /** Start of the current break. */
  readonly onBreakSinceMs?: number
  readonly clockedOutAtMs?: number
  readonly confirmedBy?: TimeCardResource['confirmedBy']
}

interface Version {
  readonly card: TimeCardResource
  readonly writtenAtMs: number
}

/** The team's time cards with all versions of each, to simulate a read-after-write delay. */
export class TimeCardStore {
  readonly #versions = new Map<string, Version[]>()

  /** The card's version at a time by the service's clock; default: the current one. */
  get(id: string, atMs = Infinity): TimeCardResource | undefined {
    return this.#versions.get(id)?.findLast(({ writtenAtMs }) => writtenAtMs <= atMs)?.card
  }

  delete(id: string): void {
    this.#versions.delete(id)
  }

  /** Every card's version at that time, in order of creation. */
  all(atMs = Infinity): readonly TimeCardResource[] {
    return [...this.#versions.keys()].flatMap((id) => this.get(id, atMs) ?? [])
  }

  write(card: TimeCardResource, writtenAtMs: number): void {
    const versions = this.#versions.get(card.id) ?? []
    versions.push({ card, writtenAtMs })
    this.#versions.set(card.id, versions)
  }

  /** Adds a card as if it had always existed: lists show it at once. */
  add(card: CardToAdd, by: IdentitySet): TimeCardResource {
    const added = cardFrom(card, by)
    this.write(added, -Infinity)
    return added
  }

  clear(): void {
    this.#versions.clear()
  }
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

/** Truncates a time to the service's precision. */
export function keptTo(precision: Precision, ms: number): number {
  const units = { millisecond: 1, second: 1_000, minute: 60_000 } as const
  return Math.floor(ms / units[precision]) * units[precision]
}

/** A note in the form the service returns it. */
export function keptNote<Note extends ItemBody | null>(
  note: Note,
  as: Rules['notesKeptAs'],
): Note | ItemBody {
  if (note === null || as === 'text' || note.contentType === 'html') return note
  const escaped = (note.content ?? '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
  return { contentType: 'html', content: `<div>${escaped}</div>` }
}

export function newCardId(): string {
  return `TCK_${randomUUID()}`
}

export function newBreakId(): string {
  return `BRK_${randomUUID()}`
}

function cardFrom(card: CardToAdd, by: IdentitySet): TimeCardResource {
  const event = (ms: number): TimeCardEvent => ({
    dateTime: isoTime(ms),
    isAtApprovedLocation: true,
    notes: null,
  })
  const clockInEvent = event(card.clockedInAtMs)
  const clockOutEvent = card.clockedOutAtMs === undefined ? null : event(card.clockedOutAtMs)
  const breaks: readonly TimeCardBreak[] =
    card.onBreakSinceMs === undefined
      ? []
      : [{ breakId: newBreakId(), start: event(card.onBreakSinceMs), end: clockOutEvent, notes: null }]
  const lastAtMs = card.clockedOutAtMs ?? card.onBreakSinceMs ?? card.clockedInAtMs
  const openState = breaks.length > 0 ? 'onBreak' : 'clockedIn'
  return {
    id: card.id ?? newCardId(),
    userId: card.userId,
    state: clockOutEvent ? 'clockedOut' : openState,
    confirmedBy: card.confirmedBy ?? 'none',
    clockInEvent,
    clockOutEvent,
    breaks,
    notes: null,
    originalEntry: { clockInEvent, clockOutEvent, breaks },
    createdDateTime: isoTime(card.clockedInAtMs),
    createdBy: by,
    lastModifiedDateTime: isoTime(lastAtMs),
    lastModifiedBy: by,
  }
}

import type { CallOptions } from '../../graph/call-options.ts'
import type { GraphAnswer } from '../../graph/graph-failure.ts'

/**
 * The part of Graph's `timeCard` resource (v1.0) that the kiosk needs. Times: milliseconds since the Unix
 * epoch.
 */
export interface TimeCard {
  readonly id: string
  readonly userId: string
  readonly state: 'clockedIn' | 'onBreak' | 'clockedOut' | 'other'
  readonly clockedInAtMs: number
  readonly clockedOutAtMs?: number
  /** Confirmed by the person or a manager. */
  readonly isConfirmed?: true
  /** The text of the clock-out's own note, without markup. */
  readonly clockOutNote?: string
  /** Absent if missing or unreadable. */
  readonly breaks?: readonly CardBreak[]
}

/** What changing a card needs. */
export type CardOfPerson = Pick<TimeCard, 'id' | 'userId'>

/** Compares case-insensitively: a roster may hold GUIDs in either case. */
export function isSamePerson(userId: string): (other: string) => boolean {
  const person = userId.toLowerCase()
  return (other) => other.toLowerCase() === person
}

export function isOfPerson(userId: string): (card: TimeCard) => boolean {
  const isSame = isSamePerson(userId)
  return (card) => isSame(card.userId)
}

export interface CardBreak {
  readonly startMs: number
  /** Absent while the break goes on. */
  readonly endMs?: number
}

/** What computing the length of a shift needs. */
export interface CardTimes {
  readonly clockedInAtMs: number
  readonly breaks: readonly CardBreak[]
}

/** A card with its complete resource. */
export interface WholeTimeCard extends TimeCard {
  /** As Graph sent it: a replacement sends back everything that it does not change. */
  readonly resource: Readonly<Record<string, unknown>>
}

export interface ClockOutCorrection {
  readonly clockedOutAtMs: number
  /** The new note of the clock-out. */
  readonly note: string
}

/** The body of `clockOut` and `endBreak`. */
export interface ClockOutBody {
  readonly isAtApprovedLocation: boolean
  /** Plain text; sent as an itemBody of contentType `text`. Absent: no note. */
  readonly notes?: string
}

/** The calls on one team's time cards. None of them retries. */
export interface TimeCards {
  /** All open cards of the team (`clockedIn` or `onBreak`), all pages. */
  listOpen(options: CallOptions): Promise<GraphAnswer<readonly TimeCard[]>>
  /** One person's open cards, all pages. Reads all cards the person ever had. */
  listOpenOfUser(userId: string, options: CallOptions): Promise<GraphAnswer<readonly TimeCard[]>>
  /** One person's cards, open and ended, newest clock-in first; as far back as the page budget reaches. */
  listOfUser(userId: string, options: CallOptions): Promise<GraphAnswer<readonly TimeCard[]>>
  get(cardId: string, options: CallOptions): Promise<GraphAnswer<WholeTimeCard>>
  /** POST clockOut. Accepts no time: the service stamps its own. */
  clockOut(card: CardOfPerson, body: ClockOutBody, options: CallOptions): Promise<GraphAnswer<null>>
  endBreak(card: CardOfPerson, body: ClockOutBody, options: CallOptions): Promise<GraphAnswer<null>>
  /**
   * PUT of the whole card: clock-in, breaks and notes as they were, the clock-out's time and note as given.
   */
  correctClockOut(
    card: WholeTimeCard,
    correction: ClockOutCorrection,
    options: CallOptions,
  ): Promise<GraphAnswer<null>>
}

import type { Seen } from './report.ts'
import type { Walk } from './walk.ts'

/** What the project believes of readers, badges and the smart card service, and how it is seen in a walk. */
export type ReaderCase = BelievedCase | SilentCase

interface AnyCase {
  readonly id: string
  /** One belief, as a sentence; of a silent case the question. */
  readonly title: string
  /** Of `walk`, what was seen. Names no badge number: the walk holds none. */
  seenIn(walk: Walk): Seen
}

export interface BelievedCase extends AnyCase {
  /** Where it is written. */
  readonly source: string
  readonly answers?: undefined
}

export interface SilentCase extends AnyCase {
  /** Written nowhere that binds a reader. */
  readonly source: 'silent'
  /** Every answer the kiosk is ready for. */
  readonly answers: readonly [Answer, ...Answer[]]
}

export interface Answer {
  readonly id: string
  /** What the kiosk then does. */
  readonly kiosk: string
}

export const asBelieved = (detail: string): Seen => ({ kind: 'as-believed', detail })
export const differs = (detail: string): Seen => ({ kind: 'differs', detail })
export const answered = (answer: string, detail: string): Seen => ({ kind: 'answer', answer, detail })
export const notSeen = (why: string): Seen => ({ kind: 'not-seen', why })

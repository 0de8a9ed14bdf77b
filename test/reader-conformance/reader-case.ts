import type { Seen } from './report.ts'
import type { Walk } from './walk.ts'

/** One of the answers that the kiosk is ready for. */
export interface BelievedAnswer {
  /** What the kiosk then does. */
  readonly kiosk: string
}

/** One belief about readers, badges or the smart card service, and how it is seen in a walk. */
export interface ReaderCase {
  /** Never changes once a report has named it. */
  readonly id: string
  /** The belief, as one sentence; of a silent case the question. */
  readonly title: string
  /** Where it is written; `silent`: nowhere that binds a reader. */
  readonly source: string
  readonly answers: Readonly<Record<string, BelievedAnswer>>
  /** Names no badge's number: the walk holds none. */
  seenIn(walk: Walk): Seen
}

/** A case that no document settles: every answer that the kiosk is ready for, by name. */
export function undocumented<const Name extends string>(given: {
  readonly id: string
  readonly title: string
  readonly answers: Readonly<Record<Name, BelievedAnswer>>
  seenIn(walk: Walk): Seen<NoInfer<Name>>
}): ReaderCase {
  return { ...given, source: 'silent' }
}

/** The name of the one answer of a case that a document settles. */
export const asDocumented = 'as documented'

/** A case with one answer. */
export function documented(given: {
  readonly id: string
  readonly title: string
  readonly source: string
  /** What the kiosk builds on it. */
  readonly kiosk: string
  seenIn(walk: Walk): Seen<typeof asDocumented>
}): ReaderCase {
  const { kiosk, ...rest } = given
  return { ...rest, answers: { [asDocumented]: { kiosk } } }
}

type Measured = Readonly<Record<string, number>>

/** `detail`: what was seen of it; `measuredMs`: in milliseconds, by name. */
export function answered<const Name extends string>(
  name: Name,
  detail: string,
  measuredMs?: Measured,
): Seen<Name> {
  return { kind: 'answer', name, detail, ...(measuredMs === undefined ? {} : { measuredMs }) }
}

export const asBelieved = (detail: string, measuredMs?: Measured) =>
  answered(asDocumented, detail, measuredMs)
export const unforeseen = (description: string): Seen<never> => ({ kind: 'unforeseen', description })
export const notSeen = (why: string): Seen<never> => ({ kind: 'not-seen', why })

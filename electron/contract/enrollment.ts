/**
 * Adding and blocking badges at the kiosk, as the page shows it. Opened by an enrollment badge or from the diagnostics.
 * Names are complete, since the user has to choose between people; badge numbers never reach the page.
 */
export type Enrollment =
  /** Waits for a new badge. `done`: what was saved last; `problem`: why the last badge was not accepted. */
  | { readonly kind: 'hold'; readonly done?: EnrollmentDone; readonly problem?: EnrollmentProblem }
  /** Asks whose badge it is, or whose badges are to be blocked. */
  | {
      readonly kind: 'pick'
      readonly task: EnrollmentTask
      /** What was typed so far: the first letters of a name or of an employee ID. */
      readonly typed: string
      /** What may be typed next so that somebody still matches, in the order to show. */
      readonly keys: readonly string[]
      /** The first people who match. */
      readonly matches: readonly EnrollmentMatch[]
      /** How many more match. */
      readonly more: number
      /** `id` of the match that Enter picks. Absent: none. */
      readonly highlighted?: number
      readonly people: PeopleStatus
      readonly problem?: EnrollmentProblem
    }
  | { readonly kind: 'confirm'; readonly question: EnrollmentQuestion }
  /** The badge is being looked up, or the change is being written. */
  | { readonly kind: 'busy' }

export type EnrollmentTask = 'add' | 'block'

/** Whether everybody can be found. `incomplete`: the members of a team could not be read. */
export type PeopleStatus = 'reading' | 'complete' | 'incomplete'

export interface EnrollmentMatch {
  /** Identifies the person while the enrollment is open. */
  readonly id: number
  readonly name: string
  /** Employee ID, or else the UPN: distinguishes people of the same name. */
  readonly hint?: string
  /** The account is disabled in Entra. */
  readonly isDisabled?: true
}

export type EnrollmentDone =
  /** `isPartial`: the person has more badges, which this kiosk cannot block. */
  | { readonly kind: 'added'; readonly personName: string; readonly isPartial?: true }
  | { readonly kind: 'replaced'; readonly personName: string; readonly isPartial?: true }
  | { readonly kind: 'already-added'; readonly personName: string }
  /** `badges`: how many. */
  | {
      readonly kind: 'blocked'
      readonly personName: string
      readonly badges: number
      readonly isPartial?: true
    }

export type EnrollmentQuestion =
  /** The badge belongs to somebody: block it? */
  | { readonly kind: 'taken'; readonly personName: string }
  /** The person has a badge: block it, and add the new one? */
  | { readonly kind: 'replace'; readonly personName: string }
  /** Block all badges of the person? */
  | { readonly kind: 'block'; readonly personName: string; readonly badges: number }

export const enrollmentProblems = [
  'random-number',
  'unreadable-badge',
  'several-badges',
  'reader-misconfigured',
  /** Several people have the badge. */
  'ambiguous-badge',
  /** Entra could not be asked whose badge it is. */
  'not-checked',
  'account-disabled',
  /** Nothing to block. */
  'no-badge',
  /** The change could not be written. */
  'not-saved',
] as const

export type EnrollmentProblem = (typeof enrollmentProblems)[number]

/** What the user touched. */
export type EnrollmentInput =
  /** On the diagnostics: starts the enrollment. */
  | { readonly kind: 'open' }
  /** One of `keys`. */
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'erase' }
  | { readonly kind: 'pick'; readonly id: number }
  /** While waiting for a badge: block the badges of a person. */
  | { readonly kind: 'block' }
  /** Answers the question. */
  | { readonly kind: 'yes' }
  | { readonly kind: 'back' }
  | { readonly kind: 'close' }

const inputsWithoutContent: ReadonlySet<unknown> = new Set<EnrollmentInput['kind']>([
  'open',
  'erase',
  'block',
  'yes',
  'back',
  'close',
])
const maxKeyLength = 8

export function isEnrollmentInput(value: unknown): value is EnrollmentInput {
  if (typeof value !== 'object' || value === null) return false
  const { kind, text, id } = value as Readonly<Record<string, unknown>>
  if (kind === 'type') return typeof text === 'string' && text !== '' && text.length <= maxKeyLength
  if (kind === 'pick') return Number.isSafeInteger(id)
  return inputsWithoutContent.has(kind)
}

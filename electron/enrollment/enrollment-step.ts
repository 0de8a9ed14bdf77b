import type { BadgeId } from '../badge/badge-id.ts'
import type { Enrollment, EnrollmentDone, EnrollmentProblem, PeopleStatus } from '../contract/enrollment.ts'
import type { Person } from '../directory/directory.ts'
import type { KnownPerson } from '../directory/known-people.ts'
import type { MatchList, PersonQuery } from './match-list.ts'

/** A badge that is being added. `holders`: as in `BadgeStanding`. */
export interface NewBadge {
  readonly badge: BadgeId
  readonly holders: readonly Person[]
}

/**
 * What the enrollment is doing now. `sinceMs`: since when the question has been shown, on the monotonic clock.
 *
 *   hold      waits for a badge. Badge read → busy. "Block a person's badges" → pick.
 *   busy      looks the badge up → pick, taken, or hold with a problem;
 *             or saves a change → hold, a question (taken, replace), or hold or pick with a problem.
 *   pick      asks for a person. To add a badge → busy. To block their badges → block. Back → hold.
 *   taken     question: the badge is somebody's, block it? Yes → busy. Back → hold.
 *   replace   question: the person has another badge, replace it? Yes → busy. Back → pick.
 *   block     question: block the person's badges? Yes → busy. Back → pick.
 */
export type Step =
  | { readonly kind: 'hold'; readonly done?: EnrollmentDone; readonly problem?: EnrollmentProblem }
  | { readonly kind: 'busy'; readonly badge?: BadgeId }
  | PickStep
  | {
      readonly kind: 'taken'
      readonly badge: BadgeId
      readonly holder: Person
      readonly sinceMs: number
    }
  | {
      readonly kind: 'replace'
      readonly newBadge: NewBadge
      readonly known: KnownPerson
      readonly from: PickStep
      readonly sinceMs: number
    }
  | {
      readonly kind: 'block'
      readonly known: KnownPerson
      /** How many badges will be blocked. */
      readonly badges: number
      readonly from: PickStep
      readonly sinceMs: number
    }

export interface PickStep extends PersonQuery {
  readonly kind: 'pick'
  /** The badge to add. Absent: the person's badges are to be blocked. */
  readonly newBadge?: NewBadge
  readonly problem?: EnrollmentProblem
}

/** In characters. */
const maxTyped = 60

/** The same step with another text. Drops the problem and the choice, which belonged to the old text. */
export function withTyped({ kind, newBadge }: PickStep, typed: string): PickStep {
  return {
    kind,
    ...(newBadge !== undefined && { newBadge }),
    typed: typed.trimStart().slice(0, maxTyped),
  }
}

/** The badge that the step is about; undefined: none. */
export function badgeOf(step: Step): BadgeId | undefined {
  switch (step.kind) {
    case 'hold':
    case 'block':
      return undefined
    case 'busy':
    case 'taken':
      return step.badge
    case 'pick':
    case 'replace':
      return step.newBadge?.badge
    default:
      return step satisfies never
  }
}

/** What the page shows of a step. */
export function shownStep(step: Step, matchList: Pick<MatchList, 'shown'>, people: PeopleStatus): Enrollment {
  switch (step.kind) {
    case 'hold':
      return step
    case 'busy':
      return { kind: 'busy' }
    case 'pick':
      return {
        kind: 'pick',
        task: step.newBadge === undefined ? 'block' : 'add',
        typed: step.typed,
        ...matchList.shown(step),
        people,
        ...(step.problem !== undefined && { problem: step.problem }),
      }
    case 'taken':
      return { kind: 'confirm', question: { kind: 'taken', personName: step.holder.displayName } }
    case 'replace':
      return { kind: 'confirm', question: { kind: 'replace', personName: step.known.person.displayName } }
    case 'block': {
      const { known, badges } = step
      return {
        kind: 'confirm',
        question: { kind: 'block', personName: known.person.displayName, badges },
      }
    }
    default:
      return step satisfies never
  }
}

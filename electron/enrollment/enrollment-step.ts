import type { BadgeId } from '../badge/badge-id.ts'
import type { Enrollment, EnrollmentDone, EnrollmentProblem, PeopleStatus } from '../contract/enrollment.ts'
import type { Person } from '../directory/directory.ts'
import type { KnownPerson } from '../directory/known-people.ts'
import type { MatchList, Typed } from './match-list.ts'

/** A badge that is being added; `holders`: from `BadgeEditor.lookUp`. */
export interface NewBadge {
  readonly badge: BadgeId
  readonly holders: readonly Person[]
}

/**
 * Where the enrollment stands. `sinceMs`: since when the question has been shown, on the monotonic clock.
 *
 *   hold     a badge was read → busy; block the badges of a person → pick
 *   busy     looked up → pick, taken, or hold with a problem; written → hold, or where it began with a problem
 *   pick     a person was picked → busy, or a question: replace, block
 *   taken, replace, block   yes → busy; back → where it came from
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
      readonly new: NewBadge
      readonly known: KnownPerson
      readonly from: PickStep
      readonly sinceMs: number
    }
  | {
      readonly kind: 'block'
      readonly known: KnownPerson
      readonly badges: number
      readonly from: PickStep
      readonly sinceMs: number
    }

export interface PickStep extends Typed {
  readonly kind: 'pick'
  /** Absent: the person's badges are to be blocked. */
  readonly new?: NewBadge
  readonly problem?: EnrollmentProblem
}

/** In characters. */
const maxTyped = 60

/** The same step with another text, and without the problem and the choice that went with the old one. */
export function withTyped({ kind, new: given }: PickStep, typed: string): PickStep {
  return {
    kind,
    ...(given !== undefined && { new: given }),
    typed: typed.trimStart().slice(0, maxTyped),
  }
}

/** The badge that the step is about. */
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
      return step.new?.badge
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
        task: step.new === undefined ? 'block' : 'add',
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

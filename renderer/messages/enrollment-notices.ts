import type {
  EnrollmentDone,
  EnrollmentProblem,
  EnrollmentQuestion,
} from '../../electron/contract/enrollment.ts'
import type { SiteFormat } from '../format.ts'
import type { Messages, Notice } from './messages.ts'

/** Why a badge was not accepted, or a change was not made. */
export function problemNotice(problem: EnrollmentProblem, { refused, enrollment }: Messages): Notice {
  switch (problem) {
    case 'random-number':
    case 'unreadable-badge':
    case 'several-badges':
      return refused[problem]
    case 'reader-misconfigured':
    case 'ambiguous-badge':
    case 'not-checked':
    case 'account-disabled':
    case 'no-badge':
    case 'not-saved':
      return enrollment.problems[problem]
    default:
      return problem satisfies never
  }
}

/** What was saved. Without a `meaning` if the headline says it all. */
export function doneNotice(
  done: EnrollmentDone,
  { enrollment }: Messages,
  format: SiteFormat,
): Pick<Notice, 'headline'> & Partial<Notice> {
  if (done.kind === 'already-added') return enrollment.done[done.kind]
  const { blocked, partial } = enrollment.done
  const saved =
    done.kind === 'blocked'
      ? { headline: blocked(done.badges, format.count(done.badges)) }
      : enrollment.done[done.kind]
  return done.isPartial ? { ...saved, meaning: partial } : saved
}

/** The question, and `yes`: the label of the button that confirms it. */
export function questionNotice(
  question: EnrollmentQuestion,
  { enrollment }: Messages,
  format: SiteFormat,
): Pick<Notice, 'headline' | 'meaning'> & { readonly yes: string } {
  if (question.kind !== 'block') return enrollment.questions[question.kind]
  const { block } = enrollment.questions
  return { ...block, meaning: block.meaning(question.badges, format.count(question.badges)) }
}

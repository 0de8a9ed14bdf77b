import type { BadgeId } from '../badge/badge-id.ts'
import type { Log } from '../base/log/log.ts'
import type { EnrollmentProblem } from '../contract/enrollment.ts'
import type { Person } from '../directory/directory.ts'
import type { KnownPerson } from '../directory/known-people.ts'
import type { BadgeEditor, NotSaved } from './badge-editor.ts'
import type { NewBadge, PickStep, Step } from './enrollment-step.ts'

export interface EnrollmentWorkParts {
  readonly badges: BadgeEditor
  readonly log: Log
  /** On the monotonic clock. */
  nowMs(): number
  /** The badge has been added or blocked. */
  saved(badge: BadgeId): void
}

/** What the enrollment does while it shows `busy`. Each method returns the next step. */
export interface EnrollmentWork {
  lookUp(badge: BadgeId): Promise<Step>
  /** `replace`: adds the badge even if the person has another one, and blocks that one. */
  add(from: PickStep, newBadge: NewBadge, known: KnownPerson, replace: boolean): Promise<Step>
  blockBadge(badge: BadgeId, holder: Person): Promise<Step>
  /** Blocks all badges of the person. */
  blockAll(from: PickStep, known: KnownPerson): Promise<Step>
}

export function createEnrollmentWork(parts: EnrollmentWorkParts): EnrollmentWork {
  const { badges, log } = parts
  const refuse = (why: EnrollmentProblem, detail?: string): EnrollmentProblem => logRefusal(log, why, detail)
  const notSaved = ({ kind, why }: NotSaved): EnrollmentProblem => refuse(kind, why)

  return {
    lookUp: async (badge): Promise<Step> => {
      const standing = await badges.lookUp(badge)
      switch (standing.kind) {
        case 'free':
          return { kind: 'pick', newBadge: { badge, holders: standing.holders }, typed: '' }
        case 'taken':
          return { kind: 'taken', badge, holder: standing.holder, sinceMs: parts.nowMs() }
        case 'random-number':
        case 'ambiguous-badge':
        case 'not-checked':
          return { kind: 'hold', problem: refuse(standing.kind) }
        default:
          return standing satisfies never
      }
    },

    add: async (from, newBadge, known, replace): Promise<Step> => {
      const { badge, holders } = newBadge
      const decision = await badges.add(badge, known, holders, replace)
      const { displayName: personName } = known.person
      switch (decision.kind) {
        case 'add':
          parts.saved(badge)
          return {
            kind: 'hold',
            done: {
              kind: decision.blocked > 0 ? 'replaced' : 'added',
              personName,
              ...(known.hasOtherBadges && { isPartial: true }),
            },
          }
        case 'has-this-badge':
          return { kind: 'hold', done: { kind: 'already-added', personName } }
        case 'has-other-badge':
          return { kind: 'replace', newBadge, known, from, sinceMs: parts.nowMs() }
        case 'taken': {
          const [holder] = decision.holders
          return holder === undefined
            ? { kind: 'hold' }
            : { kind: 'taken', badge, holder, sinceMs: parts.nowMs() }
        }
        case 'random-number':
          return { kind: 'hold', problem: refuse(decision.kind) }
        case 'not-saved':
          return { ...from, problem: notSaved(decision) }
        default:
          return decision satisfies never
      }
    },

    blockBadge: async (badge, holder): Promise<Step> => {
      const answer = await badges.block(badge, holder)
      if (answer.kind === 'not-saved') return { kind: 'hold', problem: notSaved(answer) }
      parts.saved(badge)
      return { kind: 'hold', done: { kind: 'blocked', personName: holder.displayName, badges: 1 } }
    },

    blockAll: async (from, known): Promise<Step> => {
      const answer = await badges.blockAll(known)
      if (answer.kind === 'not-saved') return { ...from, problem: notSaved(answer) }
      const { displayName: personName } = known.person
      const isPartial = known.hasOtherBadges && { isPartial: true as const }
      return { kind: 'hold', done: { kind: 'blocked', personName, badges: answer.badges, ...isPartial } }
    },
  }
}

/** Logs why a badge or a change was refused. Returns `why`, for the screen. */
export function logRefusal(log: Log, why: EnrollmentProblem, detail?: string): EnrollmentProblem {
  log.info('enrollment.refused', { why, ...(detail !== undefined && { detail }) })
  return why
}

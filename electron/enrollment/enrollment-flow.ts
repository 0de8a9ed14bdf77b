import type { BadgeId } from '../badge/badge-id.ts'
import type { BadgeRead, UnreadableProblem } from '../badge/badge-reader.ts'
import type { KeyBurstLimits } from '../badge/keyboard/key-burst.ts'
import type { KeyPress } from '../badge/keyboard/key-source.ts'
import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import type { Enrollment, EnrollmentInput, EnrollmentProblem } from '../contract/enrollment.ts'
import type { KnownPerson } from '../directory/known-people.ts'
import { canonicalBadge } from '../directory/canonical-badge.ts'
import type { BadgeEditor } from './badge-editor.ts'
import { badgeOf, shownStep, withTyped, type NewBadge, type PickStep, type Step } from './enrollment-step.ts'
import { createEnrollmentWork, refusedBecause } from './enrollment-work.ts'
import { createHandTyping } from './hand-typing.ts'
import { createMatchList } from './match-list.ts'
import type { PickablePeople } from './pickable-people.ts'

type PeopleToPick = Pick<PickablePeople, 'open' | 'close' | 'status' | 'search'>

export interface EnrollmentParts {
  readonly people: PeopleToPick
  readonly badges: BadgeEditor
  /** How a keyboard reader types; undefined: there is none. */
  readonly machineTyping: KeyBurstLimits | undefined
  readonly clock: Clock
  readonly log: Log
  /** Whether a receipt is shown instead of the enrollment. */
  isCovered(): boolean
  changed(): void
}

/** Adds and blocks badges at the kiosk, one after the other, until it is closed. */
export interface EnrollmentFlow {
  /** Undefined: closed. */
  readonly shown: Enrollment | undefined
  /** Whether a person may be typing a name. */
  readonly isPicking: boolean
  open(by: 'badge' | 'diagnostics'): void
  /** An enrollment badge was tapped: it opens or closes the enrollment. */
  takeEnrollmentBadge(): void
  /** A maintenance badge was tapped. Returns whether it closed the enrollment; then it does nothing else. */
  takeMaintenanceBadge(): boolean
  /** Returns whether the enrollment takes the badge, so that it is not a real tap. */
  takeBadge(read: BadgeRead): boolean
  /**
   * Returns whether the enrollment is open, so that the key is meant for nothing else. `endsBurst`: the key ends a
   * number that a reader typed.
   */
  takeKey(press: KeyPress, endsBurst: boolean): boolean
  /** Somebody touched the screen. Ignores an input that does not fit the step. */
  take(input: EnrollmentInput): void
  stop(): void
}

/** Closes after this long without input. */
const closeAfterMs = 60_000
/** Touches alone do not keep it open for longer: a compromised page could touch for ever, and keep taps from counting. */
const touchesKeepOpenMs = 5 * 60_000
/** An enrollment badge that is read again sooner was held to the reader once: it neither closes nor opens again. */
const sameBadgeMs = 2_000
/** How long the badge that was just saved is ignored: it may still lie on the reader. */
const ignoreSavedMs = 5_000
/**
 * Enter does not answer a question that appeared less long ago: a second press may be meant for what was shown
 * before.
 */
const minQuestionMs = 500
const blockKey = 'F4'

export function createEnrollmentFlow(parts: EnrollmentParts): EnrollmentFlow {
  const { people, badges, clock, log } = parts
  let step: Step | undefined
  let cancelClose: (() => void) | undefined
  /** When somebody last did more than touch the screen, on the monotonic clock. */
  let presentAtMs = -Infinity
  /** When an enrollment badge was read last, on the monotonic clock. */
  let enrollmentBadgeMs = -Infinity
  let saved: { readonly badge: BadgeId; readonly atMs: number } | undefined

  const matchList = createMatchList(people)
  const nowMs = (): number => clock.now().monotonicMs
  const refuse = (why: EnrollmentProblem): EnrollmentProblem => refusedBecause(log, why)

  const work = createEnrollmentWork({
    badges,
    log,
    nowMs,
    saved: (badge) => (saved = { badge, atMs: nowMs() }),
  })

  const handTyping = createHandTyping(parts.machineTyping, clock, {
    typed: (text) => {
      if (step?.kind === 'pick' && !parts.isCovered()) typeInto(step, text)
    },
    retract: () => {
      if (step?.kind === 'pick') show(withTyped(step, ''))
    },
  })

  const closeLater = (): void => {
    cancelClose?.()
    const leftMs = Math.max(presentAtMs + touchesKeepOpenMs - nowMs(), 1_000)
    cancelClose = clock.after(Math.min(closeAfterMs, leftMs), () => {
      // While it is busy, the result is still to be seen; while a receipt covers it, nobody can use it.
      if (step?.kind === 'busy' || parts.isCovered()) closeLater()
      else close('time')
    })
  }

  const show = (next: Step): void => {
    step = next
    closeLater()
    parts.changed()
  }

  const open = (by: 'badge' | 'diagnostics'): void => {
    log.info('enrollment.opened', { by })
    presentAtMs = nowMs()
    people.open(() => {
      if (step?.kind === 'pick') parts.changed()
    })
    show({ kind: 'hold' })
  }

  const close = (why: 'time' | 'asked' | 'badge'): void => {
    if (step === undefined) return
    log.info('enrollment.closed', { why })
    step = undefined
    saved = undefined
    matchList.clear()
    cancelClose?.()
    handTyping.stop()
    people.close()
    parts.changed()
  }

  const back = (): void => {
    if (step?.kind === 'replace' || step?.kind === 'block') show(step.from)
    else if (step?.kind === 'pick' || step?.kind === 'taken') show({ kind: 'hold' })
  }

  /**
   * Shows `busy` until the work is done, then the step it returns, or `failed` if it throws. Shows nothing if the
   * enrollment was closed meanwhile.
   */
  const run = (badge: BadgeId | undefined, failed: Step, next: () => Promise<Step>): void => {
    const busy: Step = { kind: 'busy', ...(badge !== undefined && { badge }) }
    show(busy)
    void next()
      .catch((error: unknown) => {
        log.error('kiosk.fault', { detail: `The enrollment failed: ${String(error)}` })
        return failed
      })
      .then((following) => {
        if (step === busy) show(following)
      })
  }

  const lookUp = (badge: BadgeId): void =>
    run(badge, { kind: 'hold', problem: 'not-checked' }, () => work.lookUp(badge))

  const add = (from: PickStep, given: NewBadge, known: KnownPerson, replace: boolean): void =>
    run(given.badge, { ...from, problem: 'not-saved' }, () => work.add(from, given, known, replace))

  const picked = (at: PickStep, known: KnownPerson): void => {
    const from: PickStep = { kind: 'pick', ...(at.new !== undefined && { new: at.new }), typed: at.typed }
    if (at.new === undefined) {
      const count = badges.countBlockable(known)
      if (count === 0) show({ ...from, problem: refuse('no-badge') })
      else show({ kind: 'block', known, badges: count, from, sinceMs: nowMs() })
    } else if (known.isEnabled === false) show({ ...from, problem: refuse('account-disabled') })
    else add(from, at.new, known, false)
  }

  const answerYes = (): void => {
    if (step?.kind === 'taken') {
      const { badge, holder } = step
      run(badge, { kind: 'hold', problem: 'not-saved' }, () => work.blockBadge(badge, holder))
    } else if (step?.kind === 'replace') add(step.from, step.new, step.known, true)
    else if (step?.kind === 'block') {
      const { from, known } = step
      run(undefined, { ...from, problem: 'not-saved' }, () => work.blockAll(from, known))
    }
  }

  const typeInto = (at: PickStep, text: string): void => show(withTyped(at, at.typed + text))

  const erase = (at: PickStep): void => show(withTyped(at, Array.from(at.typed).slice(0, -1).join('')))

  const choose = (at: PickStep, by: 1 | -1): void => {
    const next = matchList.neighbor(at, by)
    if (next !== undefined) show({ ...withTyped(at, at.typed), chosen: next.person.userId })
  }

  /** A key that a person pressed, and that types no character. */
  const pressed = (key: string): void => {
    if (key === 'Escape') {
      if (step?.kind === 'hold' || step?.kind === 'busy') close('asked')
      else back()
    } else if (key === blockKey && step?.kind === 'hold') show({ kind: 'pick', typed: '' })
    else if (step?.kind === 'pick') pressedInList(step, key)
    else if (key === 'Enter' && step !== undefined && canAnswer(step)) answerYes()
  }

  const pressedInList = (at: PickStep, key: string): void => {
    if (key === 'Backspace') erase(at)
    else if (key === 'ArrowDown') choose(at, 1)
    else if (key === 'ArrowUp') choose(at, -1)
    else if (key === 'Enter') {
      const known = matchList.highlighted(at)
      if (known !== undefined) picked(at, known)
    }
  }

  /** Whether the step is a question that has been on the screen for long enough. */
  const canAnswer = (at: Step): boolean => 'sinceMs' in at && nowMs() - at.sinceMs >= minQuestionMs

  return {
    get shown() {
      return step && shownStep(step, matchList, people.status)
    },
    get isPicking() {
      return step?.kind === 'pick'
    },
    open: (by) => {
      if (step === undefined) open(by)
    },
    takeEnrollmentBadge: () => {
      const isRepeated = nowMs() - enrollmentBadgeMs < sameBadgeMs
      enrollmentBadgeMs = nowMs()
      if (isRepeated) return
      if (step === undefined) open('badge')
      else if (!parts.isCovered()) close('badge')
    },
    takeMaintenanceBadge: () => {
      if (step === undefined || parts.isCovered()) return false
      close('badge')
      return true
    },
    takeBadge: (read) => {
      if (step === undefined) return false
      const own = badgeOf(step) ?? (isJustSaved(saved, nowMs()) ? saved?.badge : undefined)
      if (read.kind === 'badge' && own !== undefined && isSameBadge(read.badge, own)) return true
      if (step.kind !== 'hold' || parts.isCovered()) return false
      presentAtMs = nowMs()
      if (read.kind === 'badge') lookUp(read.badge)
      else show({ kind: 'hold', problem: refuse(problems[read.problem]) })
      return true
    },
    takeKey: (press, endsBurst) => {
      if (step === undefined) return false
      if (parts.isCovered()) return true
      presentAtMs = nowMs()
      const { key } = press
      const isText = Array.from(key).length === 1 && press.control !== true
      if (isText) handTyping.take(key, press.atMs)
      else if (key === 'Enter' || key === 'Tab') {
        if (!handTyping.finish(press.atMs, endsBurst)) pressed(key)
      } else {
        if (editingKeys.has(key)) handTyping.finish(press.atMs, false)
        pressed(key)
      }
      return true
    },
    take: (input) => {
      if (step === undefined || parts.isCovered()) return
      switch (input.kind) {
        case 'open':
          return
        case 'close':
          close('asked')
          return
        case 'back':
          back()
          return
        case 'yes':
          answerYes()
          return
        case 'block':
          if (step.kind === 'hold') show({ kind: 'pick', typed: '' })
          return
        case 'type':
          if (step.kind === 'pick' && matchList.hasKey(step, input.text)) typeInto(step, input.text)
          return
        case 'erase':
          if (step.kind === 'pick') erase(step)
          return
        case 'pick': {
          if (step.kind !== 'pick') return
          const known = matchList.byId(step, input.id)
          if (known !== undefined) picked(step, known)
          return
        }
        default:
          input satisfies never
      }
    },
    stop: () => {
      cancelClose?.()
      handTyping.stop()
      step = undefined
    },
  }
}

/** Keys that act on what was typed before them, so characters that are still pending are taken first. */
const editingKeys: ReadonlySet<string> = new Set(['Backspace', 'ArrowDown', 'ArrowUp', 'Escape'])

const problems: Readonly<Record<UnreadableProblem, EnrollmentProblem>> = {
  'random-number': 'random-number',
  'no-number': 'unreadable-badge',
  'removed-too-soon': 'unreadable-badge',
  'several-badges': 'several-badges',
  'typing-not-read': 'reader-misconfigured',
}

function isJustSaved(saved: { readonly atMs: number } | undefined, nowMs: number): boolean {
  return saved !== undefined && nowMs - saved.atMs < ignoreSavedMs
}

function isSameBadge(a: BadgeId, b: BadgeId): boolean {
  return canonicalBadge(a) === canonicalBadge(b)
}

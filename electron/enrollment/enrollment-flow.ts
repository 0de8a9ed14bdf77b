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
import { createEnrollmentWork, logRefusal } from './enrollment-work.ts'
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
  /** `shown` has changed. */
  changed(): void
}

/** Adds and blocks badges at the kiosk, one after the other, until it is closed. */
export interface EnrollmentFlow {
  /** What the page shows; undefined: the enrollment is closed. */
  readonly shown: Enrollment | undefined
  /** Whether a person may be typing a name. */
  readonly isPicking: boolean
  open(by: 'badge' | 'diagnostics'): void
  /** An enrollment badge was tapped: it opens or closes the enrollment. */
  takeEnrollmentBadge(): void
  /** A maintenance badge was tapped. If it closed the enrollment, returns true, and the badge does nothing else. */
  takeMaintenanceBadge(): boolean
  /** Returns whether the enrollment uses or ignores the badge. If not, it is a real tap. */
  takeBadge(read: BadgeRead): boolean
  /**
   * Returns whether the enrollment is open. If so, the key is meant for nothing else. `endsBurst`: the key ends a number
   * that a reader typed.
   */
  takeKey(press: KeyPress, endsBurst: boolean): boolean
  /** Somebody touched the screen. Ignores an input that does not fit the step. */
  take(input: EnrollmentInput): void
  stop(): void
}

/** Closes after this long without input. */
const closeAfterMs = 60_000
/** Touches alone keep it open this long. A compromised page could send touches forever, and keep taps from counting. */
const touchesKeepOpenMs = 5 * 60_000
/** A second read of an enrollment badge within this time is the same tap: it neither closes nor opens the enrollment. */
const sameTapMs = 2_000
/** How long the badge that was just saved is ignored: it may still lie on the reader. */
const ignoreSavedMs = 5_000
/** For this long after a question appears, Enter does not answer it: the press may be meant for what was shown before. */
const minQuestionMs = 500
const blockKey = 'F4'

export function createEnrollmentFlow(parts: EnrollmentParts): EnrollmentFlow {
  const { people, badges, clock, log } = parts
  let step: Step | undefined
  let cancelClose: (() => void) | undefined
  /** When somebody last did more than touch the screen, on the monotonic clock. */
  let presentAtMs = -Infinity
  /** When an enrollment badge was read last, on the monotonic clock. */
  let enrollmentBadgeAtMs = -Infinity
  /** The badge that was saved last. */
  let lastSaved: { readonly badge: BadgeId; readonly atMs: number } | undefined

  const matchList = createMatchList(people)
  const nowMs = (): number => clock.now().monotonicMs
  const refuse = (why: EnrollmentProblem): EnrollmentProblem => logRefusal(log, why)

  const work = createEnrollmentWork({
    badges,
    log,
    nowMs,
    saved: (badge) => (lastSaved = { badge, atMs: nowMs() }),
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
      // While it is busy, nobody has seen the result yet; while a receipt covers it, nobody can use it.
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
    lastSaved = undefined
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
   * Shows `busy` while `action` runs, then the step that it returns, or `ifThrown` if it throws. Changes nothing if the
   * enrollment was closed meanwhile.
   */
  const runBusy = (badge: BadgeId | undefined, ifThrown: Step, action: () => Promise<Step>): void => {
    const busy: Step = { kind: 'busy', ...(badge !== undefined && { badge }) }
    show(busy)
    void action()
      .catch((error: unknown) => {
        log.error('kiosk.fault', { detail: `The enrollment failed: ${String(error)}` })
        return ifThrown
      })
      .then((next) => {
        if (step === busy) show(next)
      })
  }

  const lookUp = (badge: BadgeId): void =>
    runBusy(badge, { kind: 'hold', problem: 'not-checked' }, () => work.lookUp(badge))

  const add = (from: PickStep, newBadge: NewBadge, known: KnownPerson, replace: boolean): void =>
    runBusy(newBadge.badge, { ...from, problem: 'not-saved' }, () => work.add(from, newBadge, known, replace))

  const pickPerson = (pick: PickStep, known: KnownPerson): void => {
    const from = withTyped(pick, pick.typed)
    if (from.newBadge === undefined) {
      const count = badges.countBlockable(known)
      if (count === 0) show({ ...from, problem: refuse('no-badge') })
      else show({ kind: 'block', known, badges: count, from, sinceMs: nowMs() })
    } else if (known.isEnabled === false) show({ ...from, problem: refuse('account-disabled') })
    else add(from, from.newBadge, known, false)
  }

  const answerYes = (): void => {
    if (step?.kind === 'taken') {
      const { badge, holder } = step
      runBusy(badge, { kind: 'hold', problem: 'not-saved' }, () => work.blockBadge(badge, holder))
    } else if (step?.kind === 'replace') add(step.from, step.newBadge, step.known, true)
    else if (step?.kind === 'block') {
      const { from, known } = step
      runBusy(undefined, { ...from, problem: 'not-saved' }, () => work.blockAll(from, known))
    }
  }

  const typeInto = (pick: PickStep, text: string): void => show(withTyped(pick, pick.typed + text))

  const erase = (pick: PickStep): void => show(withTyped(pick, Array.from(pick.typed).slice(0, -1).join('')))

  const choose = (pick: PickStep, by: 1 | -1): void => {
    const next = matchList.neighbor(pick, by)
    if (next !== undefined) show({ ...withTyped(pick, pick.typed), chosen: next.person.userId })
  }

  /** Handles a key that a person pressed and that types no character. */
  const handleKey = (key: string): void => {
    if (key === 'Escape') {
      if (step?.kind === 'hold' || step?.kind === 'busy') close('asked')
      else back()
    } else if (key === blockKey && step?.kind === 'hold') show({ kind: 'pick', typed: '' })
    else if (step?.kind === 'pick') handleListKey(step, key)
    else if (key === 'Enter' && step !== undefined && canAnswer(step)) answerYes()
  }

  const handleListKey = (pick: PickStep, key: string): void => {
    if (key === 'Backspace') erase(pick)
    else if (key === 'ArrowDown') choose(pick, 1)
    else if (key === 'ArrowUp') choose(pick, -1)
    else if (key === 'Enter') {
      const known = matchList.highlighted(pick)
      if (known !== undefined) pickPerson(pick, known)
    }
  }

  /** Whether the step is a question that has been on the screen for long enough. */
  const canAnswer = (shown: Step): boolean => 'sinceMs' in shown && nowMs() - shown.sinceMs >= minQuestionMs

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
      const isRepeated = nowMs() - enrollmentBadgeAtMs < sameTapMs
      enrollmentBadgeAtMs = nowMs()
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
      const current = badgeOf(step) ?? (isJustSaved(lastSaved, nowMs()) ? lastSaved?.badge : undefined)
      if (read.kind === 'badge' && current !== undefined && isSameBadge(read.badge, current)) return true
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
        if (!handTyping.finish(press.atMs, endsBurst)) handleKey(key)
      } else {
        if (editingKeys.has(key)) handTyping.finish(press.atMs, false)
        handleKey(key)
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
          if (known !== undefined) pickPerson(step, known)
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

/** Keys that act on the text typed so far, so pending characters are added to it first. */
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

import type { BadgeId } from '../badge/badge-id.ts'
import { keyBurst, type KeyBurstLimits } from '../badge/keyboard/key-burst.ts'
import type { BadgeRead } from '../badge/badge-reader.ts'
import type { KeyPress, KeySource } from '../badge/keyboard/key-source.ts'
import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import type { DiagnosticsPage, Practice, Screen } from '../contract/kiosk-state.ts'
import type { EnrollmentFlow } from '../enrollment/enrollment-flow.ts'
import { isBadgeOf, type BadgeKey } from '../badge/maintenance-badge.ts'
import { createPinEntry, type PinEntry } from './pin-entry.ts'
import { parsePinHash, pinMatches } from '../base/pin-hash.ts'
import { lockAfterFailure, lockedUntilMs, noLock, type PinLock, type PinLockStore } from './pin-lock.ts'

export type MaintenanceScreen = Extract<Screen, { name: 'maintenance-pin' | 'diagnostics' | 'practice' }>

export interface MaintenanceParts {
  /** From `hashPin`; without it the key chord does nothing. */
  readonly pinHash: string | undefined
  /** From `maintenanceBadgeHash`. */
  readonly badges: readonly string[]
  /** Undefined: not available now. */
  siteKey(): BadgeKey | undefined
  readonly keys: KeySource
  /** How a keyboard reader types; undefined: there is none. */
  readonly machineTyping: KeyBurstLimits | undefined
  readonly lock: PinLockStore
  readonly clock: Clock
  readonly log: Log
  /** The diagnostics as they are now; at least one page. */
  pages(): readonly DiagnosticsPage[]
  /** What a tap of this badge would do. Changes nothing in Shifts or in the journal. */
  practice(read: BadgeRead): Promise<Extract<Practice, { kind: 'done' }>>
  /** Undefined: badges cannot be added at this kiosk. */
  enrollment(): Pick<EnrollmentFlow, 'open' | 'takeKey' | 'takeMaintenanceBadge'> | undefined
  /** Whether a receipt is shown instead of maintenance. */
  isCovered(): boolean
  changed(): void
}

/** Lets IT open the diagnostics at the kiosk: with a maintenance badge, or with a key chord and a PIN. */
export interface Maintenance {
  /** The screen to show unless a receipt is shown; undefined: maintenance is closed. */
  readonly screen: MaintenanceScreen | undefined
  start(): void
  stop(): void
  /**
   * Whether the badge is a maintenance badge: it opens the diagnostics, turns the page, and closes the last.
   */
  takeBadge(badge: BadgeId): boolean
  /** Whether this badge is used for the practice tap in progress, so that it is not a real tap. */
  takeForPractice(read: BadgeRead): boolean
  /** The button was touched: starts a practice tap on a diagnostics page, or ends the running one. */
  togglePractice(): void
  /** The button was touched: closes the diagnostics and opens the enrollment. */
  openEnrollment(): void
  /** A real tap was made: closes maintenance. */
  tapped(): void
}

/** Ctrl+Shift+F12: no reader types it, it is the same on all keyboard layouts, and no system reserves it. */
const isChord = ({ key, control, shift }: KeyPress): boolean =>
  key === 'F12' && control === true && shift === true

/** A key that no keyboard reader types: a badge number cannot start a practice tap. */
const practiceKey = 'F2'
const enrollmentKey = 'F3'

const closesPromptMs = 20_000
const closesPageMs = 120_000
/** How long a practice tap waits for a badge, and how long its result stays. */
const endsPracticeMs = 60_000
/** Limit per opening of the diagnostics, so that a compromised page cannot start practice taps forever. */
const maxPracticeByTouch = 10
const refreshMs = 5_000
/** Delay before a wrong PIN is reported. */
const wrongPinMs = 2_000

type PracticeShown = Extract<Shown, { kind: 'practice' }>
type Shown =
  | { readonly kind: 'prompt'; readonly entry: PinEntry; readonly wasWrong: boolean }
  | { readonly kind: 'page'; readonly index: number; readonly pages: readonly DiagnosticsPage[] }
  /** `index`: the page it was started on, and to which it returns. */
  | { readonly kind: 'practice'; readonly index: number; readonly practice: Practice }

export function createMaintenance(parts: MaintenanceParts): Maintenance {
  const { clock, log, lock } = parts
  const expected = parts.pinHash === undefined ? undefined : parsePinHash(parts.pinHash)
  const burst = parts.machineTyping === undefined ? undefined : keyBurst(parts.machineTyping)
  let shown: Shown | undefined
  let checking = false
  let unsubscribe: (() => void) | undefined
  let cancelClose: (() => void) | undefined
  let cancelRefresh: (() => void) | undefined
  let practiceByTouch = 0

  const nowMs = (): number => clock.now().wallMs

  const screenNow = (): MaintenanceScreen | undefined => {
    if (shown === undefined) return undefined
    if (shown.kind === 'prompt') {
      const { entry, wasWrong } = shown
      const untilMs = lockedUntilMs(lock.read(), nowMs())
      const at = (pin: Extract<Screen, { name: 'maintenance-pin' }>['pin']): MaintenanceScreen => ({
        name: 'maintenance-pin',
        digits: entry.digits,
        pin,
      })
      if (checking) return at({ kind: 'checking' })
      if (untilMs !== undefined) return at({ kind: 'locked', untilMs })
      return at({ kind: wasWrong && entry.digits === 0 ? 'wrong' : 'typing' })
    }
    if (shown.kind === 'practice') return { name: 'practice', practice: shown.practice }
    const page = shown.pages[shown.index]
    if (page === undefined) return undefined
    return { name: 'diagnostics', page, ...(parts.enrollment() !== undefined && { canEnroll: true }) }
  }

  const show = (next: Shown, closesMs: number): void => {
    shown = next
    cancelClose?.()
    cancelClose = clock.after(closesMs, () => {
      if (shown?.kind === 'practice') endPractice(shown, 'time')
      else close('time')
    })
    parts.changed()
  }

  const close = (why: 'time' | 'tap' | 'asked' | 'enrollment'): void => {
    if (shown === undefined) return
    if (shown.kind === 'practice') notePracticeEnd(shown, why)
    if (shown.kind !== 'prompt') log.info('maintenance.closed', { why })
    shown = undefined
    cancelClose?.()
    cancelRefresh?.()
    parts.changed()
  }

  const prompt = (wasWrong = false): void =>
    show({ kind: 'prompt', entry: createPinEntry(), wasWrong }, closesPromptMs)

  const open = (by: 'badge' | 'pin'): void => {
    log.info('maintenance.opened', { by })
    practiceByTouch = 0
    turnTo(0)
    refreshLater()
  }

  const turnTo = (index: number): void => {
    const pages = parts.pages()
    show({ kind: 'page', pages, index: (index + pages.length) % pages.length }, closesPageMs)
  }

  const refreshLater = (): void => {
    cancelRefresh?.()
    cancelRefresh = clock.after(refreshMs, () => {
      if (shown?.kind !== 'page') return
      const pages = parts.pages()
      shown = { kind: 'page', pages, index: Math.min(shown.index, pages.length - 1) }
      parts.changed()
      refreshLater()
    })
  }

  /** Not while a receipt is shown: the next person would not see that it is practice. */
  const beginPractice = ({ index }: Extract<Shown, { kind: 'page' }>, by: 'key' | 'touch'): void => {
    if (parts.isCovered()) return
    log.info('practice.begun', { by })
    cancelRefresh?.()
    show({ kind: 'practice', index, practice: { kind: 'waiting' } }, endsPracticeMs)
  }

  const runPractice = async (index: number, read: BadgeRead): Promise<void> => {
    const checking: Shown = { kind: 'practice', index, practice: { kind: 'checking' } }
    show(checking, endsPracticeMs)
    try {
      const practice = await parts.practice(read)
      log.info('practice.ended', { outcome: practice.outcome.kind })
      if (shown === checking) show({ kind: 'practice', index, practice }, endsPracticeMs)
    } catch (error) {
      log.error('kiosk.fault', { detail: `The practice tap failed: ${String(error)}` })
      if (shown === checking) endPractice(checking, 'fault')
    }
  }

  /** Not while a receipt is shown, as for practice. */
  const openEnrollment = (): void => {
    const enrollment = parts.enrollment()
    if (shown?.kind !== 'page' || enrollment === undefined || parts.isCovered()) return
    close('enrollment')
    enrollment.open('diagnostics')
  }

  /** Returns to the page it was started on. */
  const endPractice = (at: PracticeShown, why: 'time' | 'asked' | 'fault'): void => {
    notePracticeEnd(at, why)
    turnTo(at.index)
    refreshLater()
  }

  /** Logs the end of a practice tap without a badge; otherwise `runPractice` logs the outcome. */
  const notePracticeEnd = ({ practice }: PracticeShown, why: string): void => {
    if (practice.kind === 'waiting') log.info('practice.ended', { why })
  }

  const pressed = (press: KeyPress): void => {
    // Sees every key, on every screen: the key that ends a badge number may come after the screen has
    // changed.
    const endsBurst = burst?.take(press) !== undefined
    if (parts.enrollment()?.takeKey(press, endsBurst) === true) return
    if (isChord(press)) {
      if (expected !== undefined && shown === undefined) prompt()
    } else if (shown?.kind === 'practice') {
      if (endsPractice(shown, press) && !endsBurst) endPractice(shown, 'asked')
    } else if (press.key === 'Escape') close('asked')
    else if (shown?.kind === 'prompt') typed(shown, press, endsBurst)
    else if (shown?.kind === 'page' && press.key === practiceKey) beginPractice(shown, 'key')
    else if (press.key === enrollmentKey) openEnrollment()
    else if (shown?.kind === 'page' && !endsBurst) turned(shown.index, press)
  }

  /** Any key closes the result; with a keyboard reader, only keys that are not in a badge number. */
  const endsPractice = ({ practice }: PracticeShown, { key }: KeyPress): boolean => {
    if (key === 'Escape') return true
    return practice.kind === 'done' && (burst === undefined || key === 'Enter' || key === practiceKey)
  }

  const typed = (at: Extract<Shown, { kind: 'prompt' }>, press: KeyPress, endsBurst: boolean): void => {
    if (checking || lockedUntilMs(lock.read(), nowMs()) !== undefined) return
    const pin = at.entry.take(press, endsBurst)
    if (pin !== undefined) void check(pin)
    else if (shown === at) show(at, closesPromptMs)
  }

  const turned = (index: number, { key }: KeyPress): void => {
    if (key === 'Enter' || key === ' ' || key === 'ArrowRight' || key === 'PageDown') turnTo(index + 1)
    else if (key === 'ArrowLeft' || key === 'PageUp') turnTo(index - 1)
  }

  /** Counts as a wrong PIN until it is checked, so that cutting the power does not save a try. */
  const check = async (pin: string): Promise<void> => {
    if (expected === undefined) return
    const next = lockAfterFailure(lock.read(), nowMs())
    keep(next)
    checking = true
    parts.changed()
    const isRight = await pinMatches(pin, expected).catch((error: unknown) => {
      log.error('kiosk.fault', { detail: `The PIN could not be checked: ${String(error)}` })
      return false
    })
    if (isRight) {
      keep(noLock)
      checking = false
      if (shown?.kind === 'prompt') open('pin')
      return
    }
    const waitMs = Math.max(0, next.untilMs - nowMs())
    log.warn('maintenance.pin-refused', {
      inARow: next.failures,
      lockedForSeconds: Math.round(waitMs / 1000),
    })
    clock.after(wrongPinMs, () => {
      checking = false
      if (shown?.kind === 'prompt') prompt(true)
    })
  }

  const keep = (next: PinLock): void => {
    const problem = lock.write(next)
    if (problem !== undefined) log.warn('maintenance.lock-not-kept', { problem })
  }

  const isMaintenanceBadge = (badge: BadgeId): boolean => {
    if (parts.badges.length === 0) return false
    const key = parts.siteKey()
    return key !== undefined && isBadgeOf(parts.badges, badge, key)
  }

  return {
    get screen() {
      return screenNow()
    },
    start: () => {
      unsubscribe = parts.keys.onKey(pressed)
    },
    stop: () => {
      unsubscribe?.()
      cancelClose?.()
      cancelRefresh?.()
    },
    takeBadge: (badge) => {
      if (!isMaintenanceBadge(badge)) return false
      if (parts.enrollment()?.takeMaintenanceBadge() === true) return true
      if (shown?.kind === 'practice') endPractice(shown, 'asked')
      else if (shown?.kind !== 'page') open('badge')
      else if (shown.index + 1 < shown.pages.length) turnTo(shown.index + 1)
      else close('asked')
      return true
    },
    takeForPractice: (read) => {
      if (shown?.kind !== 'practice' || shown.practice.kind !== 'waiting' || parts.isCovered()) return false
      void runPractice(shown.index, read)
      return true
    },
    togglePractice: () => {
      if (shown?.kind === 'practice') endPractice(shown, 'asked')
      else if (shown?.kind === 'page' && practiceByTouch < maxPracticeByTouch) {
        practiceByTouch += 1
        beginPractice(shown, 'touch')
      }
    },
    openEnrollment,
    tapped: () => close('tap'),
  }
}

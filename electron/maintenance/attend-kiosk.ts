import { join } from 'node:path'
import { version } from '../../package.json'
import type { BadgeId } from '../badge/badge-id.ts'
import type { BadgeRead, BadgeReader } from '../badge/badge-reader.ts'
import type { KeyBurstLimits } from '../badge/keyboard/key-burst.ts'
import type { KeySource } from '../badge/keyboard/key-source.ts'
import { isBadgeOf } from '../badge/maintenance-badge.ts'
import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import type { KioskConfig, LoadedConfig } from '../config/config.ts'
import type { EnrollmentInput } from '../contract/enrollment.ts'
import type { KioskState } from '../contract/kiosk-state.ts'
import type { SiteKey } from '../journal/chain/site-key.ts'
import type { SiteKeySource } from '../journal/chain/site-key-source.ts'
import type { Alarm } from '../kiosk/health.ts'
import type { Kiosk } from '../kiosk/kiosk.ts'
import type { PracticeResult } from '../kiosk/practice-tap.ts'
import { attendedReader } from './attended-reader.ts'
import {
  createEnrollmentFlow,
  type EnrollmentFlow,
  type EnrollmentParts,
} from '../enrollment/enrollment-flow.ts'
import { isReceipt, withAttendedScreen, type AttendedScreen } from './attended-screen.ts'
import { createMaintenance } from './maintenance.ts'
import { pinLockFile } from './pin-lock.ts'
import { diagnosticsOf } from './diagnostics.ts'
import { badgeListsOfOtherKey, otherKeyProblem } from '../config/check-badge-lists.ts'
import { watchLog, type LogWatch } from '../ops/log/log-watch.ts'
import { describeRuntime } from '../ops/log/describe-runtime.ts'
import { configRows } from '../ops/cli/show-config.ts'
import { echoedPath } from '../base/text/echo.ts'

export interface AttendedHost {
  readonly clock: Clock
  readonly log: Log
  readonly keys: KeySource
  stateChanged(state: KioskState): void
}

/** The parts of the running kiosk that the diagnostics show and that IT and shift leads use. */
export interface AttendedParts {
  readonly kiosk: Pick<Kiosk, 'state' | 'queue'>
  /** How far this computer's clock is ahead of the servers'; undefined: no server has answered yet. */
  readonly clockAheadMs: () => number | undefined
  /** When the certificate in use expires; undefined: the kiosk signs in with a client secret. */
  readonly certificateEndsAtMs: () => number | undefined
  readonly practice: (read: BadgeRead) => Promise<PracticeResult>
  /** Absent: badges cannot be added at this kiosk. */
  readonly enrollment?: Pick<EnrollmentParts, 'people' | 'badges'>
}

/**
 * Wraps a kiosk so that IT can open diagnostics and make practice taps at it, and shift leads can add and block badges.
 * Composition, like `start-kiosk.ts`.
 */
export interface AttendedKiosk {
  /** The log for all parts of the kiosk, in place of the host's. */
  readonly log: Log
  /** Whether a person may be typing: the PIN, or a name in the enrollment. */
  readonly isPersonTyping: boolean
  /** The kiosk's own state, or with the screen for IT or a shift lead in its place. Undefined: none has arrived yet. */
  readonly state: KioskState | undefined
  reader(reader: BadgeReader): BadgeReader
  stateChanged(state: KioskState): void
  onAlarms(alarms: readonly Alarm[]): void
  /** What the log has shown so far, for the health report. */
  readonly logWatch: Pick<LogWatch, 'taps' | 'roster'>
  /** Somebody touched the button that starts or ends a practice tap. */
  togglePractice(): void
  /** Somebody touched the enrollment screen, or the button that opens it. */
  enroll(input: EnrollmentInput): void
  /** Call before the kiosk starts. */
  start(parts: AttendedParts): void
  stop(): void
}

export function attendKiosk(
  loaded: Extract<LoadedConfig, { kind: 'ok' }>,
  siteKeys: SiteKeySource,
  host: AttendedHost,
): AttendedKiosk {
  const { config } = loaded
  const { clock } = host
  const watch = watchLog(host.log, clock)
  const startedAtMs = clock.now().wallMs
  let running: AttendedParts | undefined
  let state: KioskState | undefined
  let shown: KioskState | undefined
  let shownText = ''
  let alarms: readonly Alarm[] = []
  let siteKey: SiteKey | undefined
  let enrollment: EnrollmentFlow | undefined

  const screenNow = (): AttendedScreen | undefined => {
    const shownEnrollment = enrollment?.shown
    return shownEnrollment === undefined
      ? maintenance.screen
      : { name: 'enrollment', enrollment: shownEnrollment }
  }

  const publish = (): void => {
    if (state === undefined) return
    const next = withAttendedScreen(state, screenNow())
    if (next === shown) return
    // The kiosk never emits the same state twice; only the attended screen may be unchanged.
    const text = next === state ? '' : JSON.stringify(next)
    if (text !== '' && text === shownText) return
    shown = next
    shownText = text
    host.stateChanged(next)
  }

  const readSiteKey = (): SiteKey | undefined => {
    if (siteKey !== undefined) return siteKey
    const read = siteKeys.now()
    if (read.kind === 'failed') return undefined
    siteKey = read.key
    for (const key of badgeListsOfOtherKey(config, siteKey))
      watch.log.warn('config.warning', { key, problem: otherKeyProblem })
    return siteKey
  }

  const typing = machineTyping(config.reader)
  const isCovered = (): boolean => state === undefined || isReceipt(state)

  const maintenance = createMaintenance({
    pinHash: config.maintenance.pinHash,
    badges: config.maintenance.badges,
    siteKey: readSiteKey,
    keys: host.keys,
    machineTyping: typing,
    lock: pinLockFile(join(config.storage.dataFolder, 'maintenance-lock.json')),
    clock,
    log: watch.log,
    pages: () => {
      // Cannot happen: no key or badge arrives before `start`.
      if (running === undefined) return []
      const { kiosk, clockAheadMs, certificateEndsAtMs } = running
      const { oldestTappedAtMs, parkedTaps } = kiosk.queue
      return diagnosticsOf({
        nowMs: clock.now().wallMs,
        kioskId: config.kiosk.id,
        version,
        runtime: describeRuntime(),
        startedAtMs,
        state: kiosk.state,
        alarms,
        clockAheadMs: clockAheadMs(),
        token: watch.token(),
        certificateEndsAtMs: certificateEndsAtMs(),
        oldestTapAtMs: oldestTappedAtMs,
        parkedTaps,
        latency: watch.taps().latency,
        failures: watch.failures(),
        config: { path: echoedPath(loaded.path), rows: configRows(loaded) },
      })
    },
    // Cannot fail: no key or badge arrives before `start`.
    practice: (read) =>
      running?.practice(read) ?? Promise.reject(new Error('The kiosk has not been started.')),
    enrollment: () => enrollment,
    isCovered,
    changed: publish,
  })

  const isEnrollmentBadge = (badge: BadgeId): boolean => {
    const { badges } = config.enrollment
    const key = badges.length === 0 ? undefined : readSiteKey()
    return key !== undefined && isBadgeOf(badges, badge, key)
  }

  return {
    log: watch.log,
    logWatch: watch,
    get isPersonTyping() {
      return enrollment?.isPicking === true || maintenance.screen?.name === 'maintenance-pin'
    },
    get state() {
      return state === undefined ? undefined : withAttendedScreen(state, screenNow())
    },
    reader: (reader) =>
      attendedReader(reader, maintenance, {
        isEnrollmentBadge,
        get flow() {
          return enrollment
        },
      }),
    stateChanged: (next) => {
      state = next
      publish()
    },
    onAlarms: (next) => {
      alarms = next
    },
    togglePractice: () => maintenance.togglePractice(),
    enroll: (input) => {
      if (input.kind === 'open') maintenance.openEnrollment()
      else enrollment?.take(input)
    },
    start: (parts) => {
      running = parts
      if (parts.enrollment !== undefined) {
        const { log } = watch
        const own = { machineTyping: typing, clock, log, isCovered, changed: publish }
        enrollment = createEnrollmentFlow({ ...parts.enrollment, ...own })
      }
      if (config.maintenance.badges.length + config.enrollment.badges.length > 0) readSiteKey()
      maintenance.start()
    },
    stop: () => {
      maintenance.stop()
      enrollment?.stop()
    },
  }
}

function machineTyping(reader: KioskConfig['reader']): KeyBurstLimits | undefined {
  if (reader.kind !== 'keyboard') return undefined
  const { minimumLength, maximumKeyGapMs, ending, keyboardLayout } = reader
  const gaps = { averageGapMs: maximumKeyGapMs, maxGapMs: maximumKeyGapMs }
  return { minimumLength, ...gaps, ending, keyboardLayout }
}

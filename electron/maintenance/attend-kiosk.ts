import { join } from 'node:path'
import { version } from '../../package.json'
import type { BadgeRead, BadgeReader } from '../badge/badge-reader.ts'
import type { KeyBurstLimits } from '../badge/keyboard/key-burst.ts'
import type { KeySource } from '../badge/keyboard/key-source.ts'
import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import type { KioskConfig, LoadedConfig } from '../config/config.ts'
import type { KioskState } from '../contract/kiosk-state.ts'
import type { SiteKey } from '../journal/chain/site-key.ts'
import type { SiteKeySource } from '../journal/chain/site-key-source.ts'
import type { Alarm } from '../kiosk/health.ts'
import type { Kiosk } from '../kiosk/kiosk.ts'
import type { PracticeResult } from '../kiosk/practice-tap.ts'
import { attendedReader } from './maintenance-reader.ts'
import { createMaintenance, isReceipt, withMaintenance } from './maintenance.ts'
import { pinLockFile } from './pin-lock.ts'
import { diagnosticsOf } from './diagnostics.ts'
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

/** The parts of the running kiosk that the diagnostics show. */
export interface AttendedParts {
  readonly kiosk: Pick<Kiosk, 'state' | 'queue'>
  /** How far this computer's clock is ahead of the servers'; undefined: no server has answered yet. */
  readonly clockAheadMs: () => number | undefined
  /** When the certificate in use expires; undefined: the kiosk signs in with a client secret. */
  readonly certificateEndsAtMs: () => number | undefined
  readonly practice: (read: BadgeRead) => Promise<PracticeResult>
}

/**
 * Wraps a kiosk so that IT can open diagnostics and practice taps at it. Composition, like `start-kiosk.ts`.
 */
export interface AttendedKiosk {
  /** The log for all parts of the kiosk, in place of the host's. */
  readonly log: Log
  /** Whether the PIN prompt is open, so that a person is typing. */
  readonly isAskingForPin: boolean
  /** The state to show: the kiosk's own, or maintenance in its place. */
  readonly state: KioskState | undefined
  reader(reader: BadgeReader): BadgeReader
  stateChanged(state: KioskState): void
  onAlarms(alarms: readonly Alarm[]): void
  /** What the log has shown so far, for the health report. */
  readonly logWatch: Pick<LogWatch, 'taps' | 'roster'>
  /** Somebody touched the button that starts or ends a practice tap. */
  togglePractice(): void
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

  const publish = (): void => {
    if (state === undefined) return
    const next = withMaintenance(state, maintenance.screen)
    if (next === shown) return
    // The kiosk never emits the same state twice; only the maintenance screen may be unchanged.
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
    const { id } = siteKey
    if (config.maintenance.badges.some((hash) => !hash.startsWith(`${id}:`))) {
      const problem = 'holds a badge hashed under another site key; hash it again with --hash-badge'
      watch.log.warn('config.warning', { key: 'maintenance.badges', problem })
    }
    return siteKey
  }

  const maintenance = createMaintenance({
    pinHash: config.maintenance.pinHash,
    badges: config.maintenance.badges,
    siteKey: readSiteKey,
    keys: host.keys,
    machineTyping: machineTyping(config.reader),
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
    isCovered: () => state === undefined || isReceipt(state),
    changed: publish,
  })

  return {
    log: watch.log,
    logWatch: watch,
    get isAskingForPin() {
      return maintenance.screen?.name === 'maintenance-pin'
    },
    get state() {
      return state === undefined ? undefined : withMaintenance(state, maintenance.screen)
    },
    reader: (reader) => attendedReader(reader, maintenance),
    stateChanged: (next) => {
      state = next
      publish()
    },
    onAlarms: (next) => {
      alarms = next
    },
    togglePractice: () => maintenance.togglePractice(),
    start: (parts) => {
      running = parts
      if (config.maintenance.badges.length > 0) readSiteKey()
      maintenance.start()
    },
    stop: () => maintenance.stop(),
  }
}

function machineTyping(reader: KioskConfig['reader']): KeyBurstLimits | undefined {
  if (reader.kind !== 'keyboard') return undefined
  const { minimumLength, maximumKeyGapMs, ending, keyboardLayout } = reader
  const gaps = { averageGapMs: maximumKeyGapMs, longestGapMs: maximumKeyGapMs }
  return { minimumLength, ...gaps, ending, keyboardLayout }
}

import type { Clock } from '../base/time/clock.ts'
import type { Log } from '../base/log/log.ts'
import type { ServerClock } from '../graph/server-time/server-clock.ts'
import { leftOnReaderSinceMs } from './flow/repeated-taps.ts'
import type { TapFlow } from './flow/tap-flow.ts'
import type { GraphStatus } from './graph-status.ts'
import { alarmsOf, type Alarm, type CertificateFacts, type HealthFacts } from './health.ts'
import type { StorageSupervisor } from './storage-supervisor.ts'

/** Facts from other parts of the kiosk, asked for at each check. */
export interface AlarmSources {
  /** The certificate the kiosk signs in with; undefined: it uses a client secret. */
  certificate?(): Omit<CertificateFacts, 'nowMs'> | undefined
  /** What the last badges show about the number formats of roster and reader, as text. */
  badgeProblems?(): { readonly format?: string; readonly unknown?: string }
  /** Why alerts have been failing for a while, as text; undefined: they work, or none are configured. */
  alertsProblem?(): string | undefined
}

/** What the kiosk itself knows at a check. */
export type KioskFacts = GraphStatus['facts'] &
  Pick<HealthFacts, 'configProblem' | 'schedule' | 'waitingTaps'> & {
    readonly flow: Pick<TapFlow, 'reader' | 'directory' | 'journal' | 'taps'>
  }

export interface AlarmWatchParts {
  readonly sources: AlarmSources
  readonly storage: Pick<StorageSupervisor, 'setAside' | 'otherKeyId' | 'queue'>
  readonly serverClock: Pick<ServerClock, 'timeOf' | 'aheadMs'>
  readonly clock: Clock
  readonly log: Log
  readonly facts: () => KioskFacts
}

/** Keeps the current alarms; logs each one that is raised or cleared. */
export interface AlarmWatch {
  /** As of the last `update`. */
  readonly alarms: readonly Alarm[]
  /** Checks everything now. Returns whether an alarm or its text has changed. */
  update(): boolean
}

export function watchAlarms({
  sources,
  storage,
  serverClock,
  clock,
  log,
  facts,
}: AlarmWatchParts): AlarmWatch {
  let alarms: readonly Alarm[] = []
  let alarmsText = '[]'

  const alarmsNow = (): readonly Alarm[] => {
    const { oldestTappedAtMs: oldestMs, lastFailure, parkedTaps } = storage.queue
    const now = clock.now()
    const nowMs = serverClock.timeOf(now) ?? now.wallMs
    const certificate = sources.certificate?.()
    const { flow, ...fromKiosk } = facts()
    return alarmsOf({
      ...fromKiosk,
      reader: flow.reader,
      directory: flow.directory,
      journal: flow.journal,
      nowMs,
      leftOnReaderForMs:
        now.monotonicMs - (leftOnReaderSinceMs(flow.taps, now.monotonicMs) ?? now.monotonicMs),
      badges: sources.badgeProblems?.() ?? {},
      setAside: storage.setAside,
      otherKeyId: storage.otherKeyId,
      clockAheadMs: serverClock.aheadMs(),
      longestWaitMs: oldestMs === undefined ? 0 : nowMs - oldestMs,
      lastFailure,
      parkedTaps,
      alertsProblem: sources.alertsProblem?.(),
      certificate: certificate && { ...certificate, nowMs },
    })
  }

  const logChanges = (next: readonly Alarm[]): void => {
    for (const { kind, detail } of next) {
      if (!alarms.some((alarm) => alarm.kind === kind)) log.warn('health.alarm', { alarm: kind, detail })
    }
    for (const { kind } of alarms) {
      if (!next.some((alarm) => alarm.kind === kind)) log.info('health.cleared', { alarm: kind })
    }
  }

  return {
    get alarms() {
      return alarms
    },
    update: () => {
      const next = alarmsNow()
      logChanges(next)
      alarms = next
      const text = JSON.stringify(next)
      const hasChanged = text !== alarmsText
      alarmsText = text
      return hasChanged
    },
  }
}

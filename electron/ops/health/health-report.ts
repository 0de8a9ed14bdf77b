import type { TapCounts } from '../log/log-watch.ts'

/** The health report for the site's monitoring. Times are ISO 8601. Holds no names and no badge numbers. */
export interface HealthReport {
  /** When this was written. If it is older than three minutes, the kiosk is not running. */
  readonly at: string
  readonly kioskId: string
  readonly version: string
  readonly startedAt: string
  /** The kind of screen that is shown, such as `setup-needed`. */
  readonly screen: string
  /** Null if the journal is not open, as in *Setup needed*. */
  readonly waitingTaps: number | null
  /** Empty if there is no alarm. */
  readonly alarms: readonly { readonly kind: string; readonly detail: string }[]
  readonly config: {
    /** Hash of the text of the config files, in lower-case hex; null if they could not be read. */
    readonly sha256: string | null
  }
  /** Null if the kiosk signs in with a client secret or is not set up. */
  readonly certificate: { readonly expiresAt: string } | null
  /** Null if none has been read since the start. */
  readonly roster: {
    readonly people: number
    /** When the roster in use was read. */
    readonly readAt: string
  } | null
  /** Taps since the start. */
  readonly taps: {
    readonly confirmed: number
    readonly lastConfirmedAt: string | null
    /** Time from reading the badge to the confirmation, over the last 200 taps; null if there was none. */
    readonly p50Ms: number | null
    readonly p95Ms: number | null
  }
}

export interface ReportFacts {
  readonly kioskId: string
  readonly version: string
  readonly startedAtMs: number
  readonly screen: string
  readonly waitingTaps: number | null
  readonly alarms: HealthReport['alarms']
  readonly configSha256: string | undefined
  readonly certificateEndsAtMs: number | undefined
  readonly roster: { readonly people: number; readonly readAtMs: number } | undefined
  readonly taps: TapCounts
}

export function reportOf(facts: ReportFacts, nowMs: number): HealthReport {
  const { kioskId, version, screen, waitingTaps, alarms, certificateEndsAtMs, roster, taps } = facts
  return {
    at: isoTime(nowMs),
    kioskId,
    version,
    startedAt: isoTime(facts.startedAtMs),
    screen,
    waitingTaps,
    alarms,
    config: { sha256: facts.configSha256 ?? null },
    certificate: certificateEndsAtMs === undefined ? null : { expiresAt: isoTime(certificateEndsAtMs) },
    roster: roster === undefined ? null : { people: roster.people, readAt: isoTime(roster.readAtMs) },
    taps: {
      confirmed: taps.confirmed,
      lastConfirmedAt: taps.lastConfirmedAtMs === undefined ? null : isoTime(taps.lastConfirmedAtMs),
      p50Ms: taps.latency?.p50Ms ?? null,
      p95Ms: taps.latency?.p95Ms ?? null,
    },
  }
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

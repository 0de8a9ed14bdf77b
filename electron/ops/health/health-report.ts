import type { TapCounts } from '../log/log-watch.ts'

/** What the kiosk says of itself, for the site's monitoring. Times are ISO 8601. Never a name or a badge number. */
export interface HealthReport {
  /** When this was written; a report older than a few minutes is a kiosk that does not run. */
  readonly at: string
  readonly kioskId: string
  readonly version: string
  readonly startedAt: string
  /** The name of what the screen shows. */
  readonly screen: string
  /** Null: the journal is not open, as in *Setup needed*. */
  readonly waitingTaps: number | null
  /** Empty: all is well. */
  readonly alarms: readonly { readonly kind: string; readonly detail: string }[]
  readonly config: {
    /** Of the text of the config files, in lower case hex; null: it could not be read. */
    readonly sha256: string | null
  }
  /** Null: signs in with a client secret, or is not set up. */
  readonly certificate: { readonly expiresAt: string } | null
  /** Null: none has been read since the start. */
  readonly roster: {
    readonly people: number
    /** When the content that serves was read. */
    readonly readAt: string
  } | null
  /** Of taps since the start. */
  readonly taps: {
    readonly confirmed: number
    readonly lastConfirmedAt: string | null
    /** From the badge being heard to Shifts having confirmed, of the last 200 taps; null: there was none. */
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

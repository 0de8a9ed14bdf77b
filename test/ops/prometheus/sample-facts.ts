import type { ReportFacts } from '../../../electron/ops/health/health-report.ts'

/** A kiosk of which everything is known. */
export const facts: ReportFacts = {
  kioskId: 'dock-3',
  version: '1.2.3',
  startedAtMs: Date.UTC(2027, 0, 15, 7),
  screen: 'ready',
  waitingTaps: 2,
  alarms: [{ kind: 'offline', detail: 'no answer' }],
  configSha256: 'abcd',
  certificateEndsAtMs: Date.UTC(2027, 2, 1),
  roster: { people: 120, readAtMs: Date.UTC(2027, 0, 15, 7, 0, 1) },
  taps: {
    confirmed: 7,
    lastConfirmedAtMs: Date.UTC(2027, 0, 15, 7, 59),
    latency: { taps: 7, p50Ms: 400, p95Ms: 900 },
  },
}

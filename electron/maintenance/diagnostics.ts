import { certificateWarningMs, clockSkewWarningMs } from '../base/alarm-limits.ts'
import type { DiagnosticsPage, DiagnosticsRow, KioskState, ReaderStatus } from '../contract/kiosk-state.ts'
import { pagesOf, type DiagnosticsSection } from './diagnostics-pages.ts'
import type { RecentFailure, TapLatency, TokenStatus } from '../ops/log/log-watch.ts'
import type { ConfigRow } from '../ops/cli/show-config.ts'
import { formatDuration, formatZonedTime } from '../base/time/zoned-time.ts'

/** The data of the diagnostics. Times are this computer's, in milliseconds since the Unix epoch. */
export interface DiagnosticsFacts {
  readonly nowMs: number
  readonly kioskId: string
  readonly version: string
  /** Such as `Electron 45.4.1, Node 24.9.0, win32 x64`. */
  readonly runtime: string
  readonly startedAtMs: number
  readonly state: Pick<KioskState, 'site' | 'reader' | 'connection' | 'waitingTaps'>
  readonly alarms: readonly { readonly kind: string; readonly detail: string }[]
  /** How far this computer's clock is ahead of the servers'; undefined: no server has answered yet. */
  readonly clockAheadMs: number | undefined
  readonly token: TokenStatus
  /** Undefined: the kiosk signs in with a client secret. */
  readonly certificateEndsAtMs: number | undefined
  readonly oldestTapAtMs: number | undefined
  readonly parkedTaps: number
  readonly latency: TapLatency | undefined
  readonly failures: readonly RecentFailure[]
  readonly config: { readonly path: string; readonly rows: readonly ConfigRow[] }
}

/** The pages that IT reads at the kiosk. They hold no names, badge numbers or secrets. */
export function diagnosticsOf(facts: DiagnosticsFacts): readonly DiagnosticsPage[] {
  const sections: readonly DiagnosticsSection[] = [
    { title: 'Diagnostics: status', rows: statusRows(facts) },
    { title: 'Diagnostics: last failures', rows: failureRows(facts) },
    { title: 'Diagnostics: config', rows: configRows(facts) },
  ]
  return pagesOf(sections, { kioskId: facts.kioskId, atMs: facts.nowMs })
}

function statusRows(facts: DiagnosticsFacts): readonly DiagnosticsRow[] {
  const { state, nowMs, clockAheadMs, parkedTaps } = facts
  const time = shortTime(facts)
  const { waitingTaps } = state
  return [
    row('Kiosk', facts.kioskId),
    row('Version', facts.version, facts.runtime),
    row('Running since', time(facts.startedAtMs), formatDuration(nowMs - facts.startedAtMs)),
    row('Reader', state.reader.kind, readerNote(state.reader), state.reader.kind !== 'ready'),
    ...otherSlotRows(state.reader),
    row('Shifts', state.connection, undefined, ['offline', 'signed-out'].includes(state.connection)),
    clockAheadMs === undefined
      ? row('PC clock', 'not known', 'no server has answered yet')
      : row(
          'PC clock',
          offBy(clockAheadMs),
          "against Microsoft's",
          Math.abs(clockAheadMs) > clockSkewWarningMs,
        ),
    tokenRow(facts),
    certificateRow(facts),
    row(
      'Waiting taps',
      String(waitingTaps),
      facts.oldestTapAtMs === undefined ? undefined : `oldest ${time(facts.oldestTapAtMs)}`,
      waitingTaps > 0,
    ),
    row('Parked taps', String(parkedTaps), parkedTaps > 0 ? 'see --journal list' : undefined, parkedTaps > 0),
    latencyRow(facts.latency),
    ...facts.alarms.map(({ kind, detail }) => row(`Alarm ${kind}`, detail, undefined, true)),
  ]
}

function tokenRow({ token, ...facts }: DiagnosticsFacts): DiagnosticsRow {
  const { expiresAtMs, failure } = token
  const time = shortTime(facts)
  const holds = expiresAtMs !== undefined && expiresAtMs > facts.nowMs
  const value = holds ? `until ${time(expiresAtMs)}` : 'none'
  if (failure === undefined) return row('Token', value, undefined, !holds)
  const id = failure.correlationId === undefined ? '' : `, correlation id ${failure.correlationId}`
  return row('Token', value, `${time(failure.atMs)} ${failure.what}${id}`, true)
}

function certificateRow({ certificateEndsAtMs: endsAtMs, nowMs }: DiagnosticsFacts): DiagnosticsRow {
  if (endsAtMs === undefined) return row('Certificate', 'none')
  const leftMs = endsAtMs - nowMs
  const note = leftMs > 0 ? `${formatDuration(leftMs)} left` : 'expired'
  return row(
    'Certificate',
    `until ${new Date(endsAtMs).toISOString().slice(0, 10)}`,
    note,
    leftMs < certificateWarningMs,
  )
}

function latencyRow(latency: TapLatency | undefined): DiagnosticsRow {
  if (latency === undefined) return row('Tap to confirmed', 'no tap yet')
  const { taps, p50Ms, p95Ms } = latency
  return row('Tap to confirmed', `p50 ${seconds(p50Ms)}, p95 ${seconds(p95Ms)}`, `last ${taps}`)
}

function failureRows({ failures, ...facts }: DiagnosticsFacts): readonly DiagnosticsRow[] {
  const time = shortTime(facts)
  if (failures.length === 0) return [row('None', 'since the start')]
  return failures.map(({ event, what, times, lastAtMs, requestId }) =>
    row(
      event,
      [what, times > 1 ? `${times} times` : ''].filter((part) => part !== '').join(', ') || 'see the log',
      requestId === undefined ? time(lastAtMs) : `${time(lastAtMs)} ${requestId}`,
    ),
  )
}

/** Values from the file or the environment come first, then the defaults. */
function configRows({ config: { path, rows } }: DiagnosticsFacts): readonly DiagnosticsRow[] {
  const all = rows.map(({ key, value, source }) => row(key, value, source))
  const isDefault = ({ note }: DiagnosticsRow): boolean => note === 'default'
  return [row('File', path), ...all.filter((each) => !isDefault(each)), ...all.filter(isDefault)]
}

function readerNote(reader: ReaderStatus): string | undefined {
  switch (reader.kind) {
    case 'ready':
      return reader.readers.join(', ')
    case 'no-such-reader':
      return `there: ${reader.present.join(', ')}`
    case 'no-service':
      return reader.detail === undefined ? reader.why : `${reader.why}: ${reader.detail}`
    case 'no-access':
    case 'failing':
      return reader.detail
    case 'starting':
    case 'no-reader':
      return undefined
    default:
      return reader satisfies never
  }
}

function otherSlotRows(reader: ReaderStatus): readonly DiagnosticsRow[] {
  const others = 'others' in reader ? (reader.others ?? []) : []
  return others.map(({ name, why }) => row('Not a badge reader', name, why))
}

/** The time in the site's time zone, such as `2026-03-01 08:15`. */
function shortTime({ state }: Pick<DiagnosticsFacts, 'state'>): (ms: number) => string {
  return (ms) => formatZonedTime(ms, state.site.timeZone).slice(0, 16).replace('T', ' ')
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`
}

function offBy(ms: number): string {
  const sign = ms < 0 ? '-' : '+'
  return Math.abs(ms) < 60_000 ? `${sign}${seconds(Math.abs(ms))}` : `${sign}${formatDuration(Math.abs(ms))}`
}

function row(label: string, value: string, note?: string, attention = false): DiagnosticsRow {
  return { label, value, ...(note !== undefined && note !== '' && { note }), ...(attention && { attention }) }
}

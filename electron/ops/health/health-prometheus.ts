import { join } from 'node:path'
import { failureCode } from '../../base/attempt.ts'
import { replacePublicFile } from '../../base/own-files.ts'
import type { HealthReport } from './health-report.ts'

/** node_exporter's textfile collector reads every file in its folder that ends in `.prom`. */
export const prometheusFileName = 'shifts_badge_kiosk.prom'

/**
 * The health report in the Prometheus text format. Anybody on the network can read what node_exporter serves,
 * so the text holds only numbers, the version and alarm kinds. `isUp`: false in the last report before the
 * kiosk stops.
 */
export function prometheusText(
  report: HealthReport,
  { alarmKinds, isUp }: { readonly alarmKinds: readonly string[]; readonly isUp: boolean },
): string {
  const { at, version, startedAt, waitingTaps, alarms, certificate, roster, taps } = report
  const raised = new Set(alarms.map(({ kind }) => kind))
  const isSet = (kind: string): number => (raised.has(kind) ? 1 : 0)
  const metrics: readonly (readonly [name: string, help: string, samples: readonly Sample[]])[] = [
    ['up', '1 while the kiosk runs, 0 after it has stopped cleanly.', [one(isUp ? 1 : 0)]],
    [
      'report_timestamp_seconds',
      'When this report was written. If it is older than three minutes, the kiosk is not running.',
      time(at),
    ],
    ['start_timestamp_seconds', 'When the kiosk started.', time(startedAt)],
    ['info', 'The version of the kiosk.', [{ labels: { version }, value: 1 }]],
    [
      'alarm',
      '1 if the alarm of this kind is raised, else 0.',
      alarmKinds.map((kind) => ({ labels: { kind }, value: isSet(kind) })),
    ],
    ['waiting_taps', 'Taps in the journal that are not yet settled with Shifts.', optional(waitingTaps)],
    ['certificate_expiry_timestamp_seconds', 'When the certificate expires.', time(certificate?.expiresAt)],
    ['roster_people', 'People in the roster in use.', optional(roster?.people)],
    ['roster_read_timestamp_seconds', 'When the roster in use was read.', time(roster?.readAt)],
    ['last_confirmed_tap_timestamp_seconds', 'When Shifts last confirmed a tap.', time(taps.lastConfirmedAt)],
    [
      'tap_confirmation_p50_seconds',
      'Time to confirmation: median of the last 200 taps.',
      seconds(taps.p50Ms),
    ],
    [
      'tap_confirmation_p95_seconds',
      'Time to confirmation: 95th percentile of the last 200 taps.',
      seconds(taps.p95Ms),
    ],
  ]
  return [
    ...metrics.map(([name, help, samples]) => metricText(name, 'gauge', help, samples)),
    metricText('confirmed_taps_total', 'counter', 'Taps confirmed since the start.', [one(taps.confirmed)]),
  ].join('')
}

/** Writes the file, readable by every account. Returns the error code if it failed. */
export function writePrometheusFile(folder: string, text: string): string | undefined {
  return failureCode(() => replacePublicFile(join(folder, prometheusFileName), text))
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

function metricText(name: string, type: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return ''
  const full = `shifts_badge_kiosk_${name}`
  const lines = samples.map(({ labels = {}, value }) => `${full}${labelText(labels)} ${value}`)
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...lines, ''].join('\n')
}

/** Label values come from the program itself, so none needs escaping. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${value}"`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

const one = (value: number): Sample => ({ value })
const optional = (value: number | null | undefined): readonly Sample[] => (value == null ? [] : [one(value)])
const time = (iso: string | null | undefined): readonly Sample[] =>
  iso == null ? [] : [one(Date.parse(iso) / 1000)]
const seconds = (ms: number | null): readonly Sample[] => (ms === null ? [] : [one(ms / 1000)])

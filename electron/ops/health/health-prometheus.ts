import { join } from 'node:path'
import { errorCode } from '../../base/error-code.ts'
import { replacePublicFile } from '../../base/own-files.ts'
import type { HealthReport } from './health-report.ts'

/** The collector reads every file of its folder that ends so ("textfile collector", node_exporter). */
export const prometheusFileName = 'shifts_badge_kiosk.prom'

/**
 * The report as numbers, in Prometheus' text format. Whoever is on the network may read what node_exporter serves: so
 * nothing but numbers, the version and the names of alarms are in it. `isUp`: false in the last one before the end.
 */
export function prometheusText(
  report: HealthReport,
  { alarmKinds, isUp }: { readonly alarmKinds: readonly string[]; readonly isUp: boolean },
): string {
  const { at, version, startedAt, waitingTaps, alarms, certificate, roster, taps } = report
  const raised = new Set(alarms.map(({ kind }) => kind))
  const isSet = (kind: string): number => (raised.has(kind) ? 1 : 0)
  const metrics: readonly (readonly [name: string, help: string, samples: readonly Sample[]])[] = [
    ['up', 'Whether the kiosk runs (1), or has ended in good order (0).', [one(isUp ? 1 : 0)]],
    [
      'report_timestamp_seconds',
      'When this was written; older than three minutes: the kiosk does not run.',
      time(at),
    ],
    ['start_timestamp_seconds', 'When the kiosk was started.', time(startedAt)],
    ['info', 'The version of the kiosk.', [{ labels: { version }, value: 1 }]],
    [
      'alarm',
      'Whether an alarm is raised (1) or not (0), by its kind.',
      alarmKinds.map((kind) => ({ labels: { kind }, value: isSet(kind) })),
    ],
    ['waiting_taps', 'Taps on the disk that are not settled with Shifts.', maybe(waitingTaps)],
    ['certificate_expiry_timestamp_seconds', 'When the certificate expires.', time(certificate?.expiresAt)],
    ['roster_people', 'People in the roster that serves.', maybe(roster?.people)],
    ['roster_read_timestamp_seconds', 'When the roster that serves was read.', time(roster?.readAt)],
    ['last_confirmed_tap_timestamp_seconds', 'When Shifts last confirmed a tap.', time(taps.lastConfirmedAt)],
    [
      'tap_confirmation_p50_seconds',
      'Half of the last 200 taps were confirmed within it.',
      seconds(taps.p50Ms),
    ],
    [
      'tap_confirmation_p95_seconds',
      '95 % of the last 200 taps were confirmed within it.',
      seconds(taps.p95Ms),
    ],
  ]
  return [
    ...metrics.map(([name, help, samples]) => metricText(name, 'gauge', help, samples)),
    metricText('confirmed_taps_total', 'counter', 'Taps confirmed since the start.', [one(taps.confirmed)]),
  ].join('')
}

/** Readable for everybody. Answers why it could not be written. */
export function writePrometheusFile(folder: string, text: string): string | undefined {
  try {
    replacePublicFile(join(folder, prometheusFileName), text)
    return undefined
  } catch (error) {
    return errorCode(error)
  }
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

/** Of the program's own words alone: nothing in them needs escaping. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${value}"`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

const one = (value: number): Sample => ({ value })
const maybe = (value: number | null | undefined): readonly Sample[] => (value == null ? [] : [one(value)])
const time = (iso: string | null | undefined): readonly Sample[] =>
  iso == null ? [] : [one(Date.parse(iso) / 1000)]
const seconds = (ms: number | null): readonly Sample[] => (ms === null ? [] : [one(ms / 1000)])

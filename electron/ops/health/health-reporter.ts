import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { measured } from '../../base/measured-work.ts'
import { writeHealthFile } from './health-file.ts'
import { prometheusText, writePrometheusFile } from './health-prometheus.ts'
import { reportOf, type HealthReport, type ReportFacts } from './health-report.ts'

export interface HealthReporter {
  /** Call when a reported fact may have changed: the report is written within a second if it did. */
  changed(): void
  /** Writes the report at once. */
  writeNow(): void
  /** Writes the Prometheus file once more with `up` 0, then nothing. */
  stop(): void
}

export interface HealthReporterOptions {
  readonly path: string
  /** The folder that node_exporter's textfile collector reads; undefined if there is none. */
  readonly prometheusFolder: string | undefined
  /** All kinds of alarms. */
  readonly alarmKinds: readonly string[]
  readonly facts: () => ReportFacts
  readonly clock: Clock
  readonly log: Log
}

/** Debounce: a queue of taps causes one write per second, not one per tap. */
const debounceMs = 1_000

export function createHealthReporter(options: HealthReporterOptions): HealthReporter {
  const { path, prometheusFolder, alarmKinds, facts, clock, log } = options
  let written = ''
  let cancelPending: (() => void) | undefined
  let hasStopped = false
  const lastProblems = new Map<string, string>()

  const logProblem = (file: string, problem: string | undefined): void => {
    if (problem === undefined) lastProblems.delete(file)
    else if (lastProblems.get(file) !== problem) {
      lastProblems.set(file, problem)
      log.warn('health.not-written', { problem })
    }
  }

  const write = (report: HealthReport, isUp: boolean): void =>
    measured('health.write', () => {
      logProblem('json', writeHealthFile(path, report))
      if (prometheusFolder === undefined) return
      logProblem(
        'prometheus',
        writePrometheusFile(prometheusFolder, prometheusText(report, { alarmKinds, isUp })),
      )
    })

  const writeNow = (): void => {
    cancelPending?.()
    cancelPending = undefined
    if (hasStopped) return
    const report = reportOf(facts(), clock.now().wallMs)
    written = comparableText(report)
    write(report, true)
  }

  return {
    changed: () => {
      if (hasStopped || cancelPending !== undefined) return
      cancelPending = clock.after(debounceMs, () => {
        cancelPending = undefined
        if (comparableText(reportOf(facts(), 0)) !== written) writeNow()
      })
    },
    writeNow,
    stop: () => {
      cancelPending?.()
      hasStopped = true
      if (prometheusFolder === undefined) return
      const report = reportOf(facts(), clock.now().wallMs)
      logProblem(
        'prometheus',
        writePrometheusFile(prometheusFolder, prometheusText(report, { alarmKinds, isUp: false })),
      )
    },
  }
}

/** Without the screen: it changes with every tap and adds nothing to the other facts. */
function comparableText(report: HealthReport): string {
  return JSON.stringify({ ...report, at: '', screen: '' })
}

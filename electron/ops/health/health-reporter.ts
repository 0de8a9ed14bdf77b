import type { Clock } from '../../base/time/clock.ts'
import type { Log } from '../../base/log/log.ts'
import { measured } from '../../base/measured-work.ts'
import { writeHealthFile } from './health-file.ts'
import { prometheusText, writePrometheusFile } from './health-prometheus.ts'
import { reportOf, type HealthReport, type ReportFacts } from './health-report.ts'

export interface HealthReporter {
  /** Something that the report holds may have changed: it is written within a second, if so. */
  changed(): void
  /** Writes at once. */
  tell(): void
  /** Nothing is written from then on, but that the kiosk does not run any more. */
  stop(): void
}

export interface HealthReporterOptions {
  readonly path: string
  /** The folder that node_exporter's textfile collector reads; undefined: none. */
  readonly prometheusFolder: string | undefined
  /** Every kind of alarm there is. */
  readonly alarmKinds: readonly string[]
  readonly facts: () => ReportFacts
  readonly clock: Clock
  readonly log: Log
}

/** A queue of taps is one write a second, not one a tap. */
const changeSettlesMs = 1_000

export function createHealthReporter(options: HealthReporterOptions): HealthReporter {
  const { path, prometheusFolder, alarmKinds, facts, clock, log } = options
  let written = ''
  let disarm: (() => void) | undefined
  let hasStopped = false
  const told = new Map<string, string>()

  const note = (file: string, problem: string | undefined): void => {
    if (problem === undefined) told.delete(file)
    else if (told.get(file) !== problem) {
      told.set(file, problem)
      log.warn('health.not-written', { problem })
    }
  }

  const write = (report: HealthReport, isUp: boolean): void =>
    measured('health.write', () => {
      note('json', writeHealthFile(path, report))
      if (prometheusFolder === undefined) return
      note('prometheus', writePrometheusFile(prometheusFolder, prometheusText(report, { alarmKinds, isUp })))
    })

  const tell = (): void => {
    disarm?.()
    disarm = undefined
    if (hasStopped) return
    const report = reportOf(facts(), clock.now().wallMs)
    written = textToCompare(report)
    write(report, true)
  }

  return {
    changed: () => {
      if (hasStopped || disarm !== undefined) return
      disarm = clock.after(changeSettlesMs, () => {
        disarm = undefined
        if (textToCompare(reportOf(facts(), 0)) !== written) tell()
      })
    },
    tell,
    stop: () => {
      disarm?.()
      hasStopped = true
      if (prometheusFolder === undefined) return
      const report = reportOf(facts(), clock.now().wallMs)
      note(
        'prometheus',
        writePrometheusFile(prometheusFolder, prometheusText(report, { alarmKinds, isUp: false })),
      )
    },
  }
}

/** The screen changes with every tap, and says nothing that the other facts do not. */
function textToCompare(report: HealthReport): string {
  return JSON.stringify({ ...report, at: '', screen: '' })
}

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { alarmKinds } from '../../../electron/kiosk/health.ts'
import { createHealthReporter } from '../../../electron/ops/health/health-reporter.ts'
import { prometheusFileName } from '../../../electron/ops/health/health-prometheus.ts'
import type { ReportFacts } from '../../../electron/ops/health/health-report.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { facts } from '../prometheus/sample-facts.ts'

function start(prometheusFolder: string | undefined = tempFolder()) {
  const data = join(tempFolder(), 'data')
  const clock = createVirtualClock(1_800_000_000_000)
  const log = createCollectedLog()
  let now: ReportFacts = facts
  const reporter = createHealthReporter({
    path: join(data, 'health.json'),
    prometheusFolder,
    alarmKinds: Object.keys(alarmKinds),
    facts: () => now,
    clock,
    log,
  })
  reporter.writeNow()
  const report = (): unknown => JSON.parse(readFileSync(join(data, 'health.json'), 'utf8'))
  const numbers = (): string => readFileSync(join(prometheusFolder, prometheusFileName), 'utf8')
  const change = (next: Partial<ReportFacts>): void => {
    now = { ...now, ...next }
    reporter.changed()
  }
  return { clock, log, reporter, report, numbers, change, prometheusFolder }
}

test('the report holds version, config, certificate, roster and taps, and is written within a second of a change', async () => {
  const { clock, report, change } = start()
  expect(report()).toEqual({
    at: '2027-01-15T08:00:00.000Z',
    kioskId: 'dock-3',
    version: '1.2.3',
    startedAt: '2027-01-15T07:00:00.000Z',
    screen: 'ready',
    waitingTaps: 2,
    alarms: [{ kind: 'offline', detail: 'no answer' }],
    config: { sha256: 'abcd' },
    certificate: { expiresAt: '2027-03-01T00:00:00.000Z' },
    roster: { people: 120, readAt: '2027-01-15T07:00:01.000Z' },
    taps: { confirmed: 7, lastConfirmedAt: '2027-01-15T07:59:00.000Z', p50Ms: 400, p95Ms: 900 },
  })
  change({ waitingTaps: 3 })
  await clock.advance(1_000)
  expect(report()).toMatchObject({ waitingTaps: 3, at: '2027-01-15T08:00:01.000Z' })
  change({ screen: 'confirmed' })
  await clock.advance(5_000)
  expect(report()).toMatchObject({ at: '2027-01-15T08:00:01.000Z' })
})

test('the metrics file is readable for every account, holds no names, and leaves no partial file', () => {
  const { numbers, prometheusFolder } = start()
  expect(readdirSync(prometheusFolder)).toEqual([prometheusFileName])
  expect(statSync(join(prometheusFolder, prometheusFileName)).mode & 0o777).toBe(0o644)
  expect(numbers()).toContain('shifts_badge_kiosk_alarm{kind="offline"} 1\n')
  expect(numbers()).toContain('shifts_badge_kiosk_alarm{kind="sign-in"} 0\n')
  expect(numbers()).toContain('shifts_badge_kiosk_report_timestamp_seconds 1800000000\n')
  expect(numbers()).not.toMatch(/dock-3|no answer|abcd/)
})

test('a kiosk that stops cleanly writes up 0, then nothing', async () => {
  const { clock, reporter, numbers, change } = start()
  expect(numbers()).toContain('shifts_badge_kiosk_up 1\n')
  reporter.stop()
  change({ waitingTaps: 9 })
  reporter.writeNow()
  await clock.advance(5_000)
  expect(numbers()).toContain('shifts_badge_kiosk_up 0\n')
  expect(numbers()).toContain('shifts_badge_kiosk_waiting_taps 2\n')
})

test('a missing folder is logged once and does not affect health.json', () => {
  const { reporter, report, log } = start('/nowhere/at/all')
  reporter.writeNow()
  expect(log.of('health.not-written')).toEqual([{ problem: 'ENOENT' }])
  expect(report()).toMatchObject({ kioskId: 'dock-3' })
})
